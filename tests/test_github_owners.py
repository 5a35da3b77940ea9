"""Owners on GitHub: who stands in for whom, and that each of them is asked about before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from standin import Assignable, Request
from worlds import World, item, postmortem

from pmaction.config import Config, Team

A1 = "PM-2025-001/A1"
TWELVE = tuple(f"@m{n:02}" for n in range(1, 13))
CONFIG = Config(
    teams={
        "SRE": Team(lead="@lead", members=("@ghost", "@sam")),
        "Everybody": Team(members=TWELVE),
    }
)


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


def world(harness: GitHubHarness, owner: str) -> World:
    return World(harness.tracking(), [postmortem(item("A1", owner=owner))], CONFIG)


@pytest.mark.parametrize("verdict", [Assignable.REFUSED, Assignable.DROPPED])
@pytest.mark.parametrize(
    ("owner", "gone", "assigned"),
    [
        ("@ghost", ("ghost",), ["sam"]),
        ("@ghost", ("ghost", "sam"), ["lead"]),
        ("@ghost", ("ghost", "sam", "lead"), []),
        ("SRE", (), ["ghost", "sam"]),
        ("SRE", ("ghost",), ["sam"]),
        ("SRE", ("ghost", "sam"), ["lead"]),
        ("SRE", ("ghost", "sam", "lead"), []),
    ],
)
def test_whoever_stands_in_is_asked_about_first_and_a_second_plan_is_empty(
    harness: GitHubHarness,
    verdict: Assignable,
    owner: str,
    gone: tuple[str, ...],
    assigned: list[str],
) -> None:
    for login in gone:
        harness.repository.assignable[login] = verdict
    here = world(harness, owner)
    create = next(change for change in here.plan().changes if change.item == A1)
    assert sorted(create.after.assignees or ()) == [f"@{login}" for login in assigned]
    here.apply()
    stored = harness._stored(A1)
    assert sorted(stored.assignees) == assigned
    assert ("needs-owner" in stored.label_names) is not bool(assigned)
    called = "this is yours" in (stored.body or "")
    assert called is ("ghost" in gone)
    here.tracking = harness.tracking()
    assert here.plan().changes == ()


def test_a_stand_in_gives_way_once_the_owner_can_be_assigned(harness: GitHubHarness) -> None:
    harness.repository.assignable["ghost"] = Assignable.REFUSED
    here = world(harness, "@ghost")
    here.apply()
    assert harness._stored(A1).assignees == ["sam"]
    harness.repository.assignable["ghost"] = Assignable.YES
    here.tracking = harness.tracking()
    here.apply()
    assert harness._stored(A1).assignees == ["ghost"]
    assert here.plan().changes == ()


def test_an_organization_team_is_called_and_the_issue_needs_an_owner(
    harness: GitHubHarness,
) -> None:
    here = world(harness, "@acme/backend")
    here.apply()
    stored = harness._stored(A1)
    assert stored.assignees == []
    assert "needs-owner" in stored.label_names
    assert "@acme/backend: this is yours" in (stored.body or "")
    assert here.plan().changes == ()


def test_of_twelve_members_ten_are_assigned_and_plan_and_issue_name_the_others(
    harness: GitHubHarness,
) -> None:
    here = world(harness, "Everybody")
    said = "an issue takes 10 persons, and `@m11` and `@m12` could not be added"
    create = next(change for change in here.plan().changes if change.item == A1)
    assert said in create.why
    assert create.after.assignees == frozenset(TWELVE[:10])
    here.apply()
    stored = harness._stored(A1)
    assert sorted(stored.assignees) == [name[1:] for name in TWELVE[:10]]
    assert said in (stored.body or "")
    assert here.plan().changes == ()


def test_whom_a_person_assigned_stays_where_the_file_names_more_than_fit(
    harness: GitHubHarness,
) -> None:
    here = world(harness, "@m01")
    here.apply()
    harness.person.assign(harness._stored(A1).number, "m01", "zoe")
    here.files = [postmortem(item("A1", owner="Everybody"))]
    plan = here.plan()
    (change,) = [one for one in plan.changes if one.after.assignees is not None]
    assert change.after.assignees == {"@zoe", *TWELVE[:9]}
    assert any(
        note.message == "`@m10` could not be assigned, since an issue takes 10 persons"
        for note in plan.notes
    )
    here.apply()
    assert set(harness._stored(A1).assignees) == {"zoe", *(name[1:] for name in TWELVE[:9])}
    assert here.plan().changes == ()


@pytest.mark.parametrize("verdict", [Assignable.REFUSED, Assignable.DROPPED])
def test_whom_github_leaves_out_as_the_issue_is_opened_is_told_and_the_next_run_settles_it(
    harness: GitHubHarness, verdict: Assignable
) -> None:
    def leave(request: Request) -> None:
        if request.is_write:
            harness.repository.assignable["ghost"] = verdict

    here = world(harness, "@ghost")
    harness.github.hook(before=leave)
    report = here.apply()
    said = "GitHub did not assign `@ghost` to #3, without saying why"
    assert [note.message for note in report.notes] == [said]
    assert harness._stored(A1).assignees == []
    here.tracking = harness.tracking()
    assert here.apply().notes == ()
    assert harness._stored(A1).assignees == ["sam"]
    here.tracking = harness.tracking()
    assert here.plan().changes == ()


def test_whom_github_promises_to_assign_and_never_does_is_not_tried_for_ever(
    harness: GitHubHarness,
) -> None:
    harness.repository.assignable["ghost"] = Assignable.PROMISED
    here = world(harness, "@ghost")
    said = "GitHub did not assign `@ghost` to #3, without saying why"
    assert [note.message for note in here.apply().notes] == [said]
    here.tracking = harness.tracking()
    here.apply()
    here.tracking = harness.tracking()
    before = len(harness.github.requests)
    assert here.plan().changes == ()
    assert len(harness.github.requests) - before == 1, "asked in vain"
    assert harness._stored(A1).assignees == ["sam"]


def test_whom_a_person_assigns_where_github_never_did_counts_as_any_other(
    harness: GitHubHarness,
) -> None:
    harness.repository.assignable["ghost"] = Assignable.PROMISED
    here = world(harness, "@ghost")
    for _ in range(2):
        here.apply()
        here.tracking = harness.tracking()
    harness.repository.assignable["ghost"] = Assignable.YES
    harness.person.assign(harness._stored(A1).number, "Ghost")
    here.apply()
    assert harness._stored(A1).assignees == ["Ghost"]
    here.tracking = harness.tracking()
    assert here.plan().changes == ()


def test_who_was_left_out_once_and_can_be_assigned_later_is_assigned_then(
    harness: GitHubHarness,
) -> None:
    def leave(request: Request) -> None:
        if request.is_write:
            harness.repository.assignable["ghost"] = Assignable.DROPPED

    here = world(harness, "@ghost")
    harness.github.hook(before=leave)
    here.apply()
    harness.github.hook()
    harness.repository.assignable["ghost"] = Assignable.YES
    here.tracking = harness.tracking()
    here.apply()
    assert harness._stored(A1).assignees == ["ghost"]


def test_all_who_were_left_out_one_after_the_other_are_remembered(
    harness: GitHubHarness,
) -> None:
    for login in ("ghost", "sam"):
        harness.repository.assignable[login] = Assignable.PROMISED
    here = world(harness, "@ghost")
    for _ in range(3):
        here.apply()
        here.tracking = harness.tracking()
    assert here.plan().changes == ()
    assert harness._stored(A1).assignees == ["lead"]
