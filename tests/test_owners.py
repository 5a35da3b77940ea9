"""Owners: whom an issue is assigned to, and what is said when there is nobody."""

from __future__ import annotations

import pytest
from worlds import item

from pmaction.config import Team
from pmaction.owners import Ownership, ownership

TEAMS = {
    "Backend": Team(lead="@mei", members=("@ana", "@jonas")),
    "Platform": Team(members=("@ana", "@jonas")),
    "Empty": Team(),
}


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("@alice", Ownership(("@alice",), "@alice")),
        ("Backend", Ownership(("@mei",), "Backend (@mei)")),
        ("Platform", Ownership(("@ana", "@jonas"), "Platform (@ana, @jonas)")),
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
