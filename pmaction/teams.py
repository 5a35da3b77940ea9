"""To which of the configured teams an action item belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pmaction.config import Team
from pmaction.model import ActionItem

NO_TEAM = "no team"
"""Stands for the team of an action item whose owner is in none that is configured."""


def teams_of(item: ActionItem, teams: Mapping[str, Team]) -> Iterator[str]:
    """Give the names of an item's teams, the nearest first.

    That is the team that owns it; or all that its owner is a member of, and then all that its
    owner leads.
    """
    owner = item.owner
    if owner is None:
        return
    if owner in teams:
        yield owner
        return
    person = owner.casefold()
    if not person.startswith("@"):
        return
    members = [
        name
        for name, team in teams.items()
        if any(person == member.casefold() for member in team.members)
    ]
    yield from members
    for name, team in teams.items():
        if team.lead is not None and team.lead.casefold() == person and name not in members:
            yield name
