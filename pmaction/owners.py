"""Who an action item belongs to: persons to assign and mention, whatever the file calls them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from pmaction.config import Team
from pmaction.model import ActionItem

NEEDS_OWNER = "needs-owner"
"""The label of an issue that nobody could be assigned to."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who is assigned, as `@user`; `said` is the owner for people to read.

    `problem` says why nobody, or somebody else, was assigned; empty when all is as the file wants.
    `unassignable` are the persons who would have been assigned if that were possible.
    """

    assignees: tuple[str, ...] = ()
    said: str = "nobody yet"
    problem: str = ""
    unassignable: tuple[str, ...] = ()


def ownership(
    item: ActionItem, teams: Mapping[str, Team], unassignable: Container[str] = ()
) -> Ownership:
    """Find the persons behind an item's owner.

    A person is assigned; a configured team stands for its lead, or else for its members.
    Organization teams (`@org/team`) cannot be resolved into persons and are only named. In place
    of a person who is `unassignable` stands the lead, and then the members, of their team.
    """
    owner = item.owner
    if owner is None:
        return Ownership(problem="the file names no owner")
    team = teams.get(owner)
    if owner.startswith("@") and "/" not in owner:
        return _assignable(owner, (owner,), _team_of(owner, teams), unassignable)
    if team is None and owner.startswith("@"):
        problem = f"`{owner}` is an organization team, whose members are not known here"
        return Ownership(said=owner, problem=problem)
    if team is None:
        return Ownership(said=owner, problem=f"no team `{owner}` is configured")
    persons = (team.lead,) if team.lead else team.members
    if not persons:
        return Ownership(said=owner, problem=f"the team `{owner}` has neither lead nor members")
    return _assignable(f"{owner} ({', '.join(persons)})", persons, team, unassignable)


def _assignable(
    said: str, persons: tuple[str, ...], team: Team | None, unassignable: Container[str]
) -> Ownership:
    refused = tuple(person for person in persons if person in unassignable)
    assigned = tuple(person for person in persons if person not in unassignable)
    if not refused:
        return Ownership(assigned, said)
    names = " and ".join(f"`{person}`" for person in refused)
    problem = f"{names} cannot be assigned in this repository"
    if not assigned and team is not None:
        others = (*([team.lead] if team.lead else ()), *team.members)
        assigned = tuple(person for person in others if person not in unassignable)[:1]
    return Ownership(assigned, said, problem, refused)


def _team_of(person: str, teams: Mapping[str, Team]) -> Team | None:
    return next((team for team in teams.values() if person in team.members), None)
