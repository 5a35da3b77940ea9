"""A run on a pull request warns when the schedule has not run for too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM
from scenes import Scene, scene_in
from standin import DROP, Reply, Request, Run, Workflow

from pmaction.cli import main

SCHEDULE = ".github/workflows/pmaction-schedule.yml"
WORKFLOW = """\
on:
  schedule:
    - cron: "17 6 * * 1-5"
jobs:
  remind:
    steps:
      - uses: acme/pmaction@0123456789012345678901234567890123456789
        with: {command: remind}
"""
SAID = (
    ".github/workflows/pmaction-schedule.yml does not run: GitHub disabled it after 60 days "
    "without a commit. It last succeeded on 2025-12-12. Enable it at "
    "https://github.com/acme/site/actions/workflows/pmaction-schedule.yml"
)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A pull request, 22 December, in a repository whose schedule last ran on 12 December."""
    with scene_in(tmp_path, monkeypatch) as scene:
        scene.mona.push({SCHEDULE: WORKFLOW}, "Set pmaction up")
        scene.token("reviewing", issues="read", pull_requests="write", actions="read")
        workflow = Workflow(1, "Schedule", SCHEDULE, datetime(2025, 10, 1, tzinfo=UTC))
        workflow.state = "disabled_inactivity"
        scene.github.repository.workflows.append(workflow)
        ran_on(scene, 12)
        scene.pull({PATH: POSTMORTEM})
        yield scene


def ran_on(scene: Scene, day: int) -> None:
    at = datetime(2025, 12, day, 6, 17, tzinfo=UTC)
    scene.github.repository.workflows[0].runs[:] = [Run(41, "schedule", at, "")]


def number(scene: Scene) -> str:
    return str(next(one.number for one in scene.github.repository.listed() if one.pull))


def comment(scene: Scene, *arguments: str) -> int:
    return main(["comment", "--pr", number(scene), "--now", NOW, *arguments])


def asked(scene: Scene) -> list[str]:
    return [one.path for one in scene.github.requests if "/actions/" in one.path]


def test_an_annotation_and_the_summary_say_what_to_do(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert comment(scene, "--format", "github") == 0
    assert f"::warning title=pmaction::{SAID}\n" in capsys.readouterr().out
    assert f"**Warning:** {SAID}\n" in (tmp_path / "summary").read_text()


@pytest.mark.parametrize("form", ["text", "json"])
def test_elsewhere_it_is_said_on_stderr(
    scene: Scene, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert comment(scene, "--format", form) == 0
    output = capsys.readouterr()
    assert f"warning: {SAID}\n" in output.err
    assert "schedule" not in output.out


def test_as_long_as_all_is_well_it_costs_one_request_and_says_nothing(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    ran_on(scene, 18)
    assert comment(scene) == 0
    assert "schedule" not in capsys.readouterr().err
    assert asked(scene) == [
        "/repos/acme/site/actions/workflows/pmaction-schedule.yml/runs",
    ]


def test_a_workflow_that_comes_with_the_pull_request_need_not_have_run(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.github.repository.workflows.clear()
    assert comment(scene) == 0
    assert "schedule" not in capsys.readouterr().err


def test_a_new_workflow_need_not_have_run(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    (workflow,) = scene.github.repository.workflows
    workflow.runs.clear()
    workflow.state, workflow.created_at = "active", datetime(2025, 12, 19, tzinfo=UTC)
    assert comment(scene) == 0
    assert "schedule" not in capsys.readouterr().err


FAULTS: dict[str, Callable[[], Reply | str]] = {
    "no right to see runs": lambda: Reply(403, {"message": "Resource not accessible"}),
    "a server without Actions": lambda: Reply(404, {"message": "Not Found"}),
    "an answer of another shape": lambda: Reply(200, ["?"]),
    "502 for ever": lambda: Reply(502, raw=b"<html>"),
    "no answer": lambda: DROP,
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_seen_stops_nothing(
    scene: Scene, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def before(request: Request) -> Reply | str | None:
        return FAULTS[name]() if "/actions/" in request.path else None

    scene.github.hook(before=before)
    assert comment(scene) == 0
    assert "warning" not in capsys.readouterr().err
    (written,) = scene.github.repository.issues[int(number(scene))].comments
    assert "Merging this would open 2 issues" in written.body


def test_without_such_a_workflow_nothing_is_asked(scene: Scene) -> None:
    (scene.folder / SCHEDULE).write_text("on: [")
    assert comment(scene) == 0
    (scene.folder / SCHEDULE).write_text(WORKFLOW.replace("remind}", "validate}"))
    assert comment(scene) == 0
    assert asked(scene) == []


def test_a_workflow_that_is_a_link_out_of_the_repository_is_not_read(
    scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.yml").write_text(WORKFLOW)
    (scene.folder / SCHEDULE).unlink()
    (scene.folder / SCHEDULE).symlink_to(tmp_path / "elsewhere.yml")
    assert comment(scene) == 0
    assert asked(scene) == []


def test_postmortems_in_a_folder_have_their_workflows_at_the_root(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = scene.folder / "operations" / "incidents"
    folder.mkdir(parents=True)
    (folder / ".pmaction.yml").write_text("postmortems: ['**/*.yaml']\n")
    monkeypatch.chdir(folder)
    assert comment(scene) == 0
    assert SAID in capsys.readouterr().err


def test_after_the_merge_nothing_is_asked(scene: Scene) -> None:
    scene.merge(scene.github.repository.issues[int(number(scene))])
    scene.token("merging", issues="write", pull_requests="write", actions="read")
    assert comment(scene) == 0
    assert asked(scene) == []
