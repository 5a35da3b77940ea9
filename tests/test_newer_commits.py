"""What is merged while the schedule's job runs stops it only where that matters to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit
from standin import Assignable, Reply, Request, StandIn

from pmaction.cli import main

SECOND = PATH.replace("mail", "search")
SEARCH = POSTMORTEM.replace("PM-2025-001", "PM-2025-002").replace("Alert", "Warn")
GATES = "gates: {incident_label: incident, postmortem_within: {P1: 5 days}}\n"
README: dict[str, str | None] = {"README.md": "A word.\n"}
REMIND = ["remind", "--now", NOW]
TRACK = ["track", "--commit", "--now", NOW]


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert github.violations == []


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two postmortems, each with an overdue item in an issue, and an incident with neither."""
    folder = check_out(github, tmp_path, monkeypatch, issues="write", contents="write")
    clock = github.platform.clock
    clock.now = clock.now.replace(year=2025, month=12, day=10)
    github.person("mona").opens("Checkout is down", labels=["incident", "P1"])
    (folder / SECOND).write_text(SEARCH)
    (folder / ".pmaction.yml").write_text(GATES)
    commit(folder, "Add another postmortem")
    assert main(["apply", "--now", NOW]) == 0
    return folder


def reminded(github: StandIn) -> list[str]:
    """The first words of the issues in which somebody was reminded."""
    issues = github.repository.listed()
    found = [one for one in issues if any(said.body.startswith("@") for said in one.comments)]
    return sorted(one.title.split()[0] for one in found)


def test_what_is_merged_beside_postmortems_keeps_nobody_from_being_reminded(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bob = github.person("bob")
    for files in (README, {"app/a.py": "1\n"}, {"other/postmortems/a.yaml": SEARCH}):
        bob.push(files)
    before = len(github.requests)
    assert main(REMIND) == 0
    assert reminded(github) == ["Alert", "Checkout", "Warn"]
    assert "newer" not in capsys.readouterr().err
    compared = [one for one in github.requests[before:] if "/compare/" in one.path]
    assert len(compared) == 1


def test_of_a_postmortem_that_has_changed_meanwhile_the_next_run_reminds(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.person("bob").push({SECOND: SEARCH.replace("2025-12-21", "2026-03-01")})
    assert main(REMIND) == 0
    assert f"Newer commits changed {SECOND}: the next run" in capsys.readouterr().err
    assert reminded(github) == ["Alert"]


def test_a_postmortem_that_is_new_may_be_that_of_the_incident(
    github: StandIn, checkout: Path
) -> None:
    github.person("bob").push({PATH.replace("mail", "checkout"): POSTMORTEM})
    assert main(REMIND) == 0
    assert reminded(github) == ["Alert", "Warn"]


@pytest.mark.parametrize(
    "files",
    [
        {".pmaction.yml": f"{GATES}reminders: {{after: []}}\n"},
        {f"app/{number}.py": "1\n" for number in range(300)},
    ],
    ids=["the configuration", "more than a comparison shows"],
)
def test_where_all_may_be_otherwise_by_now_nothing_is_said_and_the_run_fails(
    github: StandIn,
    checkout: Path,
    files: dict[str, str | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    github.person("bob").push(files)
    assert main([*REMIND, "--format", "github"]) == 1
    assert "Nothing is done: " in (tmp_path / "summary").read_text()
    assert reminded(github) == []


def test_where_the_commits_cannot_be_compared_nothing_is_said_and_the_run_fails(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def before(request: Request) -> Reply | None:
        return Reply(404, {"message": "Not Found"}) if "/compare/" in request.path else None

    github.person("bob").push(README)
    github.hook(before=before)
    assert main(REMIND) == 1
    assert "is not the tip of main" in capsys.readouterr().err
    assert reminded(github) == []


def test_the_tracker_file_is_written_unless_a_postmortem_has_changed_meanwhile(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bob = github.person("bob")
    bob.push(README)
    assert main(TRACK) == 0
    assert "TRACKER.md and tracker.json committed to main" in capsys.readouterr().out
    bob.push({SECOND: SEARCH.replace("2025-12-21", "2026-03-01")})
    written = len(github.writes)
    assert main(TRACK) == 0
    assert f"Nothing is done: newer commits changed {SECOND}." in capsys.readouterr().err
    assert len(github.writes) == written


def test_a_workspace_in_a_folder_has_its_own_postmortems_and_configuration(
    github: StandIn, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = checkout / "ops"
    (folder / "postmortems").mkdir(parents=True)
    (folder / "postmortems/a.yaml").write_text(SEARCH.replace("PM-2025-002", "PM-2025-003"))
    (folder / ".pmaction.yml").write_text("{}\n")
    commit(checkout, "A workspace of its own")
    monkeypatch.chdir(folder)
    assert main(["apply", "--now", NOW]) == 0
    bob = github.person("bob")
    bob.push({"postmortems/a.yaml": POSTMORTEM, ".pmaction.yml": "{}\n"})
    assert main(REMIND) == 0
    assert reminded(github) == ["Warn"]
    bob.push({"ops/.pmaction.yml": "time_zone: UTC\n"})
    assert main(REMIND) == 1
