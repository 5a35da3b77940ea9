"""Which reminders come alone and which in one comment, so that nobody gets a dozen at once."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pmaction.identity import reading_order
from pmaction.reminding.audience import Told
from pmaction.reminding.marks import Said
from pmaction.reminding.matter import Matter
from pmaction.reminding.steps import Step

MOST_ROWS = 50
"""So many rows are read in one comment; long ones are cut into further comments before that."""


class Spoken(Struct, frozen=True):
    """A matter and the step that is due of it, to whoever does it or to those of a `role`.

    `also` is what the same comment says beside it: the same to others, or more of it.
    """

    matter: Matter
    step: Step
    role: str = ""
    also: tuple[Spoken, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """The most overdue first, and then in reading order."""
        matter = self.matter
        return matter.due, reading_order(matter.item), matter.key, self.role

    @property
    def persons(self) -> tuple[str, ...]:
        """Whom it is said to."""
        if self.role:
            return tuple(one.person for one in self._told(self.role))
        return self.matter.audience.persons

    @property
    def told(self) -> tuple[Told, ...]:
        """Who else it is said to, each as what."""
        return tuple(told for one in self.also for told in self._told(one.role))

    @property
    def greeted(self) -> tuple[Told, ...]:
        """Whom it is said to for their role, each as what."""
        return self._told(self.role)

    @property
    def more(self) -> tuple[Spoken, ...]:
        """What else is said of it."""
        return tuple(one for one in self.also if not one.role)

    @property
    def said(self) -> Said:
        """What it says alone."""
        return Said(self.matter.key, self.matter.due, self.step.days, self.role)

    @property
    def all_said(self) -> tuple[Said, ...]:
        """All that it says."""
        return self.said, *(one.said for one in self.also)

    def _told(self, role: str) -> tuple[Told, ...]:
        every = self.matter.audience.told_at(self.step.days) if role else ()
        return tuple(one for one in every if one.role == role)


def spoken_at(matter: Matter, step: Step) -> Iterator[Spoken]:
    """Give what a step is: something that is said to whoever does it, and to those of each role."""
    roles = dict.fromkeys(one.role for one in matter.audience.told_at(step.days))
    for role in ("", *roles):
        yield Spoken(matter, step, role)


class Group(Struct, frozen=True):
    """What one comment says: a single thing, or all that one person is told; empty for nobody."""

    person: str
    members: tuple[Spoken, ...]
    is_digest: bool

    @property
    def persons(self) -> tuple[str, ...]:
        """Whom a digest is for: the person, and who shares all that is in it."""
        if not self.person:
            return ()
        first, *others = [one.persons for one in self.members]
        shared = {name.casefold() for name in first}.intersection(
            *({name.casefold() for name in names} for names in others)
        )
        mine = self.person.casefold()
        return self.person, *(n for n in first if n.casefold() in shared and n.casefold() != mine)

    @property
    def role(self) -> str:
        """The role for which those of a digest hear of it, or of its first; empty if it is theirs.

        A digest has only what is theirs, or nothing that is.
        """
        return self.members[0].role


def host(group: Group) -> Matter | None:
    """Give the matter in whose issue a group is said: the most overdue one that can be written to.

    None if each is without an issue of its own; those are said in the standing one.
    """
    places = (one.matter for one in group.members if not one.matter.place.locked)
    return next((matter for matter in places if matter.place.number is not None), None)


def weeks_late(group: Group, days: int = 7) -> int:
    """Count what is more than a week late."""
    return sum((one.matter.today - one.matter.due).days > days for one in group.members)
