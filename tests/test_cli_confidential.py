"""Confidential postmortems on GitHub: in a public repository they are an error, and left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import NOW, POSTMORTEM, check_out, commit
from standin import Assignable, StandIn

from pmaction.cli import main

OTHER = "postmortems/2025/2025-12-02-search.yaml"
SECRET = (
    POSTMORTEM.replace("PM-2025-001", "PM-2025-002")
    .replace("title: Mail was down", "title: Keys leaked\nconfidential: true")
    .replace("Nobody could send mail", "Somebody read the vault")
    .replace("Alert when the queue is longer than 1,000", "Rotate the keys")
)
WORDS = ("leaked", "vault", "Rotate", "PM-2025-002/A1")


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rights = {"issues": "write", "contents": "read", "pull_requests": "write"}
    folder = check_out(github, tmp_path, monkeypatch, **rights)
    (folder / OTHER).write_text(SECRET)
    commit(folder, "Add a confidential postmortem")
    return folder


def everything_written(github: StandIn) -> str:
    issues = github.repository.issues.values()
    comments = [comment.body for issue in issues for comment in issue.comments]
    return "\n".join([*(f"{issue.title}\n{issue.body}" for issue in issues), *comments])


def test_apply_leaves_it_out_where_everybody_can_read_it_and_does_the_rest(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", "--now", NOW]) == 1
    said = capsys.readouterr()
    assert f"{OTHER}:3:15: error: " in said.err
    assert "confidential-in-public" in said.err
    assert f"left out: {OTHER}; the rest goes on." in said.err
    assert len(github.repository.titles()) == 2
    text = everything_written(github) + said.out + said.err
    assert not [word for word in (*WORDS, "PM-2025-002:") if word in text]


def test_plan_leaves_it_out_as_apply_does(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--now", NOW]) == 1
    assert "PM-2025-002" not in capsys.readouterr().out


def test_its_issues_from_before_are_left_alone_and_not_taken_for_removed(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.private = True
    assert main(["apply", "--now", NOW]) == 0
    before = everything_written(github)
    assert "Action item A1 (confidential)" in before
    github.repository.private = False
    for command in ("apply", "remind"):
        assert main([command, "--now", NOW]) == 1
    text = everything_written(github)
    assert "no longer in the files" not in text
    reminded = [n for n, issue in github.repository.issues.items() if issue.comments]
    assert reminded == [2], "the item of the other postmortem alone"


def test_in_a_private_repository_it_gets_issues_without_its_text(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.private = True
    assert main(["apply", "--now", NOW]) == 0
    text = everything_written(github)
    assert "Confidential postmortem" in text
    assert not [word for word in WORDS[:3] if word in text]


def test_what_the_repository_is_now_counts_and_not_what_an_old_event_says(
    github: StandIn, checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"repository": {"private": true, "visibility": "private"}}')
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    assert main(["plan", "--now", NOW]) == 1


def test_a_team_that_switched_the_rule_off_has_decided(github: StandIn, checkout: Path) -> None:
    (checkout / ".pmaction.yml").write_text('rules: {confidential-in-public: "off"}\n')
    commit(checkout, "Decide")
    assert main(["apply", "--now", NOW]) == 0
    assert len(github.repository.titles()) == 4


def test_without_a_confidential_postmortem_nothing_is_asked(
    github: StandIn, checkout: Path
) -> None:
    (checkout / OTHER).unlink()
    assert main(["plan", "--now", NOW]) == 0
    paths = [request.path for request in github.requests]
    assert "/repos/acme/site" not in paths


def test_in_a_folder_of_issues_the_workflow_s_event_says_whether_it_is_public(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (checkout / ".pmaction.yml").write_text("tracking: {system: local}\n")
    event = tmp_path / "event.json"
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    for visibility, code in (("public", 1), ("private", 0), ("internal", 0)):
        event.write_text(f'{{"repository": {{"private": false, "visibility": "{visibility}"}}}}')
        assert main(["plan", "--now", NOW]) == code
