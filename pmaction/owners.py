"""Who an action item belongs to: persons to assign and mention, whatever the file calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pmaction.config import Team
from pmaction.model import ActionItem

NEEDS_OWNER = "needs-owner"
"""The label of an issue that nobody could be assigned to."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who is assigned, as `@user`; `said` is the owner for people to read.

    `problem` says why nobody could be assigned, empty when somebody was.
    """

    assignees: tuple[str, ...] = ()
    said: str = "nobody yet"
    problem: str = ""


def ownership(item: ActionItem, teams: Mapping[str, Team]) -> Ownership:
    """Find the persons behind an item's owner.

    A person is assigned; a configured team stands for its lead, or else for its members.
    Organization teams (`@org/team`) cannot be resolved into persons and are only named.
    """
    owner = item.owner
    if owner is None:
        return Ownership(problem="the file names no owner")
    if owner.startswith("@") and "/" not in owner:
        return Ownership((owner,), owner)
    team = teams.get(owner)
    if team is None and owner.startswith("@"):
        return Ownership(
            said=owner, problem=f"{owner} is an organization team, whose members are not known here"
        )
    if team is None:
        return Ownership(said=owner, problem=f"no team `{owner}` is configured")
    persons = (team.lead,) if team.lead else team.members
    if not persons:
        return Ownership(said=owner, problem=f"the team `{owner}` has neither lead nor members")
    return Ownership(persons, f"{owner} ({', '.join(persons)})")
