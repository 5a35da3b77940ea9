"""The commands against GitHub's stand-in, as a workflow runs them in its checkout."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from standin import Assignable, StandIn

from pmaction.cli import main

NOW = "2025-12-22T09:00:00Z"
PATH = "postmortems/2025/2025-12-01-mail.yaml"
POSTMORTEM = """\
id: PM-2025-001
title: Mail was down
status: reviewed
severity: P1
services: [mail]
summary:
  incident: Nobody could send mail for an hour.
times:
  started: 2025-12-01T10:00:00Z
action_items:
  - id: A1
    title: Alert when the queue is longer than 1,000
    priority: P1
    owner: "@alice"
    due: 2025-12-21
"""


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


@pytest.fixture
def checkout(
    github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """A clone with one postmortem pushed, in the environment of a workflow."""
    folder = tmp_path / "site"
    git(tmp_path, "clone", "--quiet", str(github.repository.git.path), str(folder))
    target = folder / PATH
    target.parent.mkdir(parents=True)
    target.write_text(POSTMORTEM)
    commit(folder, "Add a postmortem")
    token = github.token(issues="write", contents="read")
    for name, value in {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": "acme/site",
        "GITHUB_TOKEN": token.value,
        "GITHUB_SERVER_URL": "https://github.example.com",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("pmaction.cli.systems.sleep", lambda _: None)
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    git(folder, "push", "--quiet", "origin", "HEAD")


def test_apply_opens_issues_that_link_to_the_lines_at_the_commit(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", "--now", NOW]) == 0
    head = git(checkout, "rev-parse", "HEAD")
    issues = list(github.repository.issues.values())
    assert [issue.title for issue in issues] == [
        "PM-2025-001: Mail was down",
        "Alert when the queue is longer than 1,000",
    ]
    link = f"https://github.example.com/acme/site/blob/{head}/{PATH}#L11-L15"
    assert link in (issues[1].body or "")
    assert "done     create  PM-2025-001/A1" in capsys.readouterr().out
    requests = len(github.writes)
    assert main(["apply", "--now", NOW]) == 0
    assert len(github.writes) == requests


def test_apply_of_anything_but_the_tip_does_nothing_and_says_so(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "README.md").write_text("newer\n")
    commit(checkout, "Something newer")
    git(checkout, "checkout", "--quiet", "HEAD~1")
    assert main(["apply", "--now", NOW]) == 0
    assert "is not the tip of main" in capsys.readouterr().err
    assert github.writes == []


def test_remind_and_track_speak_of_the_issues(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["apply", "--now", NOW])
    assert main(["remind", "--now", NOW]) == 0
    assert main(["remind", "--now", NOW]) == 0
    (comment,) = github.repository.issues[2].comments
    assert comment.body.startswith("@alice: this action item was due on **2025-12-21**, 1 day ago.")
    assert main(["track", "--now", NOW]) == 0
    assert "[#2](https://github.com/acme/site/issues/2)" in Path("TRACKER.md").read_text()


def test_a_wrong_token_ends_with_4_and_one_sentence(
    github: StandIn,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_" + "wrong" * 7)
    assert main(["plan", "--now", NOW]) == 4
    err = capsys.readouterr().err
    assert "GitHub refuses the token" in err
    assert "wrong" * 7 not in err


def test_without_a_token_the_configuration_is_at_fault(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    Path(".pmaction.yml").write_text("tracking: {system: github}\n")
    assert main(["plan", "--now", NOW]) == 3
    assert "GITHUB_TOKEN" in capsys.readouterr().err


def test_an_enterprise_server_works_by_its_url(
    github: StandIn,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", github.enterprise_url)
    assert main(["plan", "--format", "json", "--now", NOW]) == 0
    assert json.loads(capsys.readouterr().out)["summary"] == {"create": 2, "link": 1}
    assert github.writes == []
