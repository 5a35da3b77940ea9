"""Issue types: used where the organization has them, and said once where it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit
from standin import Assignable, StandIn

from pmaction.cli import main

SECOND = """\
  - id: A2
    title: Rehearse the failover
    priority: P1
    owner: "@bob"
    due: 2025-12-21
"""


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = check_out(github, tmp_path, monkeypatch, issues="write", contents="read")
    (folder / PATH).write_text(POSTMORTEM + SECOND)
    (folder / ".pmaction.yml").write_text("issue_type: Task\n")
    commit(folder, "Ask for a type")
    return folder


def types(github: StandIn) -> list[str | None]:
    return [issue.type for issue in github.repository.issues.values()]


def notes(output: str) -> list[str]:
    return [note["message"] for note in json.loads(output)["notes"]]


def test_the_issues_of_items_get_the_type_and_their_parent_does_not(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.platform.issue_types["acme"] = ["Bug", "Task"]
    assert main(["apply", "--format", "json", "--now", NOW]) == 0
    assert types(github) == [None, "Task", "Task"]
    assert notes(capsys.readouterr().out) == []


def test_a_type_that_a_person_changed_stays(github: StandIn, checkout: Path) -> None:
    github.platform.issue_types["acme"] = ["Bug", "Task"]
    main(["apply", "--now", NOW])
    github.repository.issues[2].type = "Bug"
    writes = len(github.writes)
    assert main(["apply", "--now", NOW]) == 0
    assert types(github) == [None, "Bug", "Task"]
    assert len(github.writes) == writes


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ([], "there are none here, or the token may not set them"),
        (["Bug", "Feature"], "this organization has other ones"),
    ],
)
def test_without_the_type_the_issues_are_opened_and_it_is_said_once(
    github: StandIn,
    checkout: Path,
    capsys: pytest.CaptureFixture[str],
    known: list[str],
    why: str,
) -> None:
    github.platform.issue_types["acme"] = known
    assert main(["apply", "--format", "json", "--now", NOW]) == 0
    said = notes(capsys.readouterr().out)
    assert said == [f"new issues do not get the issue type `Task`: {why}"]
    assert types(github) == [None, None, None]
    assert sorted(issue.assignees for issue in github.repository.issues.values()) == [
        [],
        ["alice"],
        ["bob"],
    ]
    assert main(["apply", "--format", "json", "--now", NOW]) == 0
    assert notes(capsys.readouterr().out) == []


def test_whoever_can_no_longer_be_assigned_costs_no_issue_its_type(
    github: StandIn, checkout: Path
) -> None:
    github.platform.issue_types["acme"] = ["Task"]

    def leave(request: object) -> None:
        if getattr(request, "is_write", False):
            github.repository.assignable["alice"] = Assignable.REFUSED

    github.hook(before=leave)
    assert main(["apply", "--now", NOW]) == 0
    assert types(github) == [None, "Task", "Task"]
    assert github.repository.issues[2].assignees == []
