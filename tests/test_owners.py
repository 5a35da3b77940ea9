"""Owners: whom an issue is assigned to, and what is said when there is nobody."""

from __future__ import annotations

import pytest
from worlds import item

from pmaction.config import Team
from pmaction.owners import MAX_ASSIGNEES, Ownership, ownership

TWELVE = tuple(f"@m{n}" for n in range(1, 13))
TEAMS = {
    "Backend": Team(lead="@mei", members=("@ana", "@jonas")),
    "Platform": Team(members=("@ana", "@jonas")),
    "Legal": Team(lead="@lea"),
    "Empty": Team(),
    "Everybody": Team(lead="@boss", members=TWELVE),
}
NOT_HERE = "cannot be assigned in this repository"


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("@alice", Ownership(("@alice",), "@alice")),
        ("Backend", Ownership(("@ana", "@jonas"), "Backend (@ana, @jonas)")),
        ("Platform", Ownership(("@ana", "@jonas"), "Platform (@ana, @jonas)")),
        ("Legal", Ownership(("@lea",), "Legal (@lea)")),
        (
            "Empty",
            Ownership(said="Empty", problem="the team `Empty` has neither lead nor members"),
        ),
        ("Billing", Ownership(said="Billing", problem="no team `Billing` is configured")),
        (
            "@acme/backend",
            Ownership(
                said="@acme/backend",
                problem="`@acme/backend` is an organization team, whose members are not known here",
                called=("@acme/backend",),
            ),
        ),
        (None, Ownership(said="nobody yet", problem="the file names no owner")),
    ],
)
def test_an_owner_is_resolved_into_persons_or_the_problem_is_said(
    owner: str | None, expected: Ownership
) -> None:
    assert ownership(item("A1", owner=owner), TEAMS) == expected


@pytest.mark.parametrize("owner", ["@alice", "Backend", "Platform", "Empty", "Billing", "@o/t"])
def test_either_somebody_is_assigned_or_there_is_a_problem(owner: str) -> None:
    found = ownership(item("A1", owner=owner), TEAMS)
    assert bool(found.assignees) != bool(found.problem)
    assert all(name.startswith("@") and "/" not in name for name in found.assignees)


def test_a_configured_name_may_stand_for_an_organization_team() -> None:
    teams = {"@acme/backend": Team(lead="@mei")}
    assert ownership(item("A1", owner="@acme/backend"), teams).assignees == ("@mei",)


@pytest.mark.parametrize(
    ("owner", "unassignable", "expected"),
    [
        # A person: the other members of the team, then its lead, then a call in the text.
        (
            "@ana",
            {"@ana"},
            (("@jonas",), f"`@ana` {NOT_HERE}; `@jonas` instead", ("@ana",), ("@ana",)),
        ),
        (
            "@ana",
            {"@ana", "@jonas"},
            (
                ("@mei",),
                f"`@ana` and `@jonas` {NOT_HERE}; `@mei` instead",
                ("@ana", "@jonas"),
                ("@ana",),
            ),
        ),
        (
            "@ana",
            {"@ana", "@jonas", "@mei"},
            (
                (),
                f"`@ana`, `@jonas` and `@mei` {NOT_HERE}",
                ("@ana", "@jonas", "@mei"),
                ("@ana",),
            ),
        ),
        # A lead is of the team as well; somebody else has no team to fall back to.
        (
            "@mei",
            {"@mei"},
            (
                ("@ana", "@jonas"),
                f"`@mei` {NOT_HERE}; `@ana` and `@jonas` instead",
                ("@mei",),
                ("@mei",),
            ),
        ),
        ("@zoe", {"@zoe"}, ((), f"`@zoe` {NOT_HERE}", ("@zoe",), ("@zoe",))),
        # A team: as long as a member can be assigned, its lead is left in peace.
        ("Backend", {"@ana"}, (("@jonas",), f"`@ana` {NOT_HERE}", ("@ana",), ("@ana",))),
        (
            "Backend",
            {"@ana", "@jonas"},
            (
                ("@mei",),
                f"`@ana` and `@jonas` {NOT_HERE}; `@mei` instead",
                ("@ana", "@jonas"),
                ("@ana", "@jonas"),
            ),
        ),
    ],
)
def test_for_who_cannot_be_assigned_stand_members_then_the_lead_then_a_call(
    owner: str,
    unassignable: set[str],
    expected: tuple[tuple[str, ...], str, tuple[str, ...], tuple[str, ...]],
) -> None:
    found = ownership(item("A1", owner=owner), TEAMS, unassignable)
    assert (found.assignees, found.problem, found.unassignable, found.called) == expected


def test_of_a_large_team_the_first_ten_are_assigned_and_the_others_named() -> None:
    found = ownership(item("A1", owner="Everybody"), TEAMS)
    assert found.assignees == TWELVE[:MAX_ASSIGNEES]
    assert found.problem == "an issue takes 10 persons, and `@m11` and `@m12` could not be added"
    refused = ownership(item("A1", owner="Everybody"), TEAMS, {"@m3"})
    assert "@m3" not in refused.assignees
    assert refused.problem.startswith(f"`@m3` {NOT_HERE}; an issue takes 10 persons")


def test_a_person_of_a_large_team_is_stood_in_for_by_ten_at_most() -> None:
    found = ownership(item("A1", owner="@m12"), TEAMS, {"@m12"})
    assert found.assignees == TWELVE[:MAX_ASSIGNEES]
    assert found.problem == (
        f"`@m12` {NOT_HERE}; `@m1`, `@m2`, `@m3`, `@m4`, `@m5` and 5 more instead"
    )


def test_a_member_who_is_named_twice_counts_once() -> None:
    teams = {"Backend": Team(members=("@ana", "@ana", "@jonas"))}
    assert ownership(item("A1", owner="Backend"), teams).assignees == ("@ana", "@jonas")
