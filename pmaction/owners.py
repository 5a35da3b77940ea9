"""Who an action item belongs to: persons to assign and mention, whatever the file calls them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from pmaction.config import Team
from pmaction.enumeration import joined
from pmaction.model import ActionItem

NEEDS_OWNER = "needs-owner"
"""The label of an issue that nobody could be assigned to."""


MAX_ASSIGNEES = 10
"""So many persons GitHub takes for one issue; of more, nobody is the one to ask."""

UNNAMED = "a team that is not shown"
"""Stands for an owner whose name must not be told."""

_NAMES_SAID = 5


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who is assigned, as `@user`; `said` is the owner for people to read.

    `problem` says why nobody, not everybody or somebody else was assigned; empty when all is as
    the file wants. `unassignable` are all who would have been assigned if that were possible,
    `called` those whom a text has to call instead: the owner, and not who would stand in.
    """

    assignees: tuple[str, ...] = ()
    said: str = "nobody yet"
    problem: str = ""
    unassignable: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


def ownership(
    item: ActionItem, teams: Mapping[str, Team], unassignable: Container[str] = ()
) -> Ownership:
    """Find the persons behind an item's owner.

    A person is assigned; a configured team stands for its members, or else for its lead. In place
    of persons who are `unassignable` stand, in this order, the members of their team, its lead,
    and a call in the text. Organization teams (`@org/team`) cannot be resolved into persons and
    are only called.
    """
    owner = item.owner
    if owner is None:
        return Ownership(problem="the file names no owner")
    team = teams.get(owner)
    if owner.startswith("@") and "/" not in owner:
        return _assignable(owner, (owner,), _team_of(owner, teams), unassignable)
    if team is None and owner.startswith("@"):
        problem = f"`{owner}` is an organization team, whose members are not known here"
        return Ownership(said=owner, problem=problem, called=(owner,))
    if owner == UNNAMED:
        return Ownership(said=owner, problem="no such team is configured")
    if team is None:
        return Ownership(said=owner, problem=f"no team `{owner}` is configured")
    everybody = tuple(dict.fromkeys(team.members or _lead(team)))
    if not everybody:
        return Ownership(said=owner, problem=f"the team `{owner}` has neither lead nor members")
    persons, others = everybody[:MAX_ASSIGNEES], everybody[MAX_ASSIGNEES:]
    found = _assignable(f"{owner} ({', '.join(persons)})", persons, team, unassignable)
    if not others:
        return found
    too_many = f"an issue takes {MAX_ASSIGNEES} persons, and {_listed(others)} could not be added"
    return replace(found, problem="; ".join(filter(None, (found.problem, too_many))))


def _assignable(
    said: str, persons: tuple[str, ...], team: Team | None, unassignable: Container[str]
) -> Ownership:
    refused = tuple(person for person in persons if person in unassignable)
    assigned = tuple(person for person in persons if person not in unassignable)
    if not refused:
        return Ownership(assigned, said)
    asked, instead = refused, ""
    if not assigned and team is not None:
        for others in (team.members[:MAX_ASSIGNEES], _lead(team)):
            asked += tuple(one for one in others if one in unassignable and one not in asked)
            assigned = tuple(one for one in others if one not in unassignable)
            if assigned:
                instead = f"; {_listed(assigned)} instead"
                break
    problem = f"{_listed(asked)} cannot be assigned in this repository{instead}"
    return Ownership(assigned, said, problem, asked, refused)


def _lead(team: Team) -> tuple[str, ...]:
    return (team.lead,) if team.lead else ()


def _listed(persons: tuple[str, ...]) -> str:
    return joined([f"`{person}`" for person in persons], _NAMES_SAID)


def _team_of(person: str, teams: Mapping[str, Team]) -> Team | None:
    """Give the first team that a person is in, as a member rather than as its lead."""
    of_members = (team for team in teams.values() if person in team.members)
    of_leads = (team for team in teams.values() if person == team.lead)
    return next(chain(of_members, of_leads), None)
