"""Who hears of something that is due: who does it, and whom else once it is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from pmaction.config import Escalation, Team
from pmaction.issue import Issue
from pmaction.model import ActionItem, Postmortem
from pmaction.owners import Ownership
from pmaction.teams import teams_of


class Told(Struct, frozen=True):
    """Somebody who hears of it from so many days after the due date on, and as what.

    `role` is backup, lead or manager, and `said` the same for people to read.
    """

    person: str
    from_days: int
    role: str
    said: str


class Audience(Struct, frozen=True):
    """Who is greeted, as `@user`, and who is told as well once it is late enough."""

    persons: tuple[str, ...] = ()
    escalation: tuple[Told, ...] = ()

    def told_at(self, days: int) -> tuple[Told, ...]:
        """Give who else hears of the step of so many days, each person once, nearest role first."""
        known = {person.casefold() for person in self.persons}
        told = []
        for one in self.escalation:
            if one.from_days <= days and one.person.casefold() not in known:
                known.add(one.person.casefold())
                told.append(one)
        return tuple(told)


def audience_of(
    item: ActionItem,
    issue: Issue,
    owner: Ownership,
    postmortem: Postmortem,
    teams: Mapping[str, Team],
    escalate: Escalation,
) -> Audience:
    """Find who hears of an action item.

    Whoever took its issue over is greeted, and not whom the file still names; a program is nobody
    to remind. Where nobody can be assigned it is its backup and coordinator, or else who wrote the
    postmortem.
    """
    assigned = tuple(sorted(filter(is_person, issue.people)))
    persons = assigned or greeted(item, owner, postmortem)
    return Audience(persons, tuple(escalation_of(item, teams, escalate)))


def greeted(item: ActionItem, owner: Ownership, postmortem: Postmortem) -> tuple[str, ...]:
    """Find who is greeted, and asked for an owner, as long as nobody is assigned in the issue."""
    stand_ins = tuple(_once((item.backup, item.coordinator)))
    return owner.assignees or stand_ins or authors_of(postmortem)


def escalation_of(
    item: ActionItem, teams: Mapping[str, Team], escalate: Escalation
) -> Iterator[Told]:
    """Give who hears of an item once it is late enough, besides whoever does it."""
    for person in _once((item.backup,)):
        if escalate.backup is not None:
            yield Told(person, escalate.backup, "backup", "backup")
    names = tuple(teams_of(item, teams))
    for role, days, what in (
        ("lead", escalate.lead, "leads"),
        ("manager", escalate.manager, "manages"),
    ):
        for name in names:
            for person in _once((getattr(teams[name], role),)):
                if days is not None:
                    yield Told(person, days, role, f"{what} {name}")


def authors_of(postmortem: Postmortem) -> tuple[str, ...]:
    """Give the authors who can be mentioned."""
    return tuple(_once(postmortem.authors))


def is_person(name: str | None) -> bool:
    """Say whether a name is that of one account, and not of a team or a name in words."""
    return name is not None and name.startswith("@") and "/" not in name and " " not in name


def _once(names: Iterable[str | None]) -> Iterator[str]:
    """Give the accounts among some names, each once."""
    seen: set[str] = set()
    for name in names:
        if name is not None and is_person(name) and name.casefold() not in seen:
            seen.add(name.casefold())
            yield name
