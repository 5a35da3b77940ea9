"""On GitHub nothing is made of what no commit has; a plan, and a folder of issues, take it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit, git
from standin import Assignable, StandIn

from pmaction.cli import main

NEW = "postmortems/2025/2025-12-02-search.yaml"


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rights = {"issues": "write", "contents": "write", "pull_requests": "write"}
    return check_out(github, tmp_path, monkeypatch, **rights)


def edit(folder: Path, path: str = PATH) -> None:
    """Say something else in a file, and commit nothing."""
    (folder / path).write_text(POSTMORTEM.replace("Alert when", "Say when"))


@pytest.mark.parametrize("command", ["apply", "remind", "track --commit"])
@pytest.mark.parametrize("is_staged", [False, True])
def test_what_is_not_committed_is_refused_in_one_sentence_with_what_to_do(
    github: StandIn,
    checkout: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    is_staged: bool,
) -> None:
    edit(checkout)
    if is_staged:
        git(checkout, "add", PATH)
    assert main([*command.split(), "--now", NOW]) == 2
    commit_id = git(checkout, "rev-parse", "HEAD")[:12]
    said = capsys.readouterr()
    assert said.err.endswith(
        f"{PATH} differs from commit {commit_id}, to which issues would link; nothing was done\n"
        "  Commit and push it first, or take the change back.\n"
    )
    assert github.writes == []


def test_a_new_file_a_deleted_one_and_other_settings_are_no_commit_s_either(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(checkout, NEW)
    assert main(["apply", "--now", NOW]) == 2
    (checkout / PATH).unlink()
    (checkout / ".pmaction.yml").write_text("labels: [sre]\n")
    assert main(["apply", "--now", NOW]) == 2
    assert ".pmaction.yml (and 2 more) differs from commit" in capsys.readouterr().err
    assert github.writes == []


def test_what_issues_are_not_made_of_may_differ(github: StandIn, checkout: Path) -> None:
    (checkout / "README.md").write_text("newer\n")
    (checkout / "TRACKER.md").write_text("older\n")
    (checkout / PATH).chmod(0o755)
    assert main(["apply", "--now", NOW]) == 0
    assert len(github.repository.issues) == 2


def test_once_it_is_committed_it_is_applied(github: StandIn, checkout: Path) -> None:
    edit(checkout)
    commit(checkout, "Say it")
    assert main(["apply", "--now", NOW]) == 0
    assert "Say when the queue is longer than 1,000" in github.repository.titles()


def test_a_plan_shows_what_is_being_written(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(checkout)
    for command in (["plan"], ["apply", "--dry-run"], ["remind", "--dry-run"], ["track"]):
        assert main([*command, "--now", NOW]) == 0
    assert "Say when the queue is longer than 1,000" in capsys.readouterr().out


def test_an_old_run_does_nothing_whatever_it_changed(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "README.md").write_text("newer\n")
    commit(checkout, "Something newer")
    git(checkout, "checkout", "--quiet", "HEAD~1")
    edit(checkout)
    assert main(["apply", "--now", NOW]) == 0
    assert "is not the tip of main" in capsys.readouterr().err
    assert github.writes == []


def test_in_a_folder_of_issues_nothing_has_to_be_committed(checkout: Path) -> None:
    (checkout / ".pmaction.yml").write_text("tracking: {system: local}\n")
    edit(checkout)
    assert main(["apply", "--now", NOW]) == 0
    assert main(["remind", "--now", NOW]) == 0
