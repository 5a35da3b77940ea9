"""A checkout of a repository on the stand-in, in the environment of a workflow."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from standin import StandIn

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
SECOND_ITEM = """\
  - id: A2
    title: Rehearse the failover
    priority: P2
    owner: "@alice"
    due: 2025-12-30
"""


def check_out(
    github: StandIn, folder: Path, monkeypatch: pytest.MonkeyPatch, **rights: str
) -> Path:
    """Clone the repository, push one postmortem, and go there with a token of these rights."""
    git(folder, "clone", "--quiet", str(github.repository.git.path), "site")
    folder = folder / "site"
    target = folder / PATH
    target.parent.mkdir(parents=True)
    target.write_text(POSTMORTEM)
    commit(folder, "Add a postmortem")
    token = github.token(**rights)
    for name, value in {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": github.repository.full_name,
        "GITHUB_TOKEN": token.value,
        "GITHUB_SERVER_URL": "https://github.example.com",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("pmaction.cli.systems.sleep", lambda _: None)
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Output of one git command."""
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(folder: Path, message: str) -> None:
    """Commit all and push it."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    git(folder, "push", "--quiet", "origin", "HEAD")
