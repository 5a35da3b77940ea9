"""Which reminders come alone and which in one comment, so that nobody gets a dozen at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from pmaction.identity import reading_order
from pmaction.reminding.matter import Matter
from pmaction.reminding.steps import Step

MOST_ROWS = 50
"""So many rows are read in one comment; long ones are cut into further comments before that."""


class Spoken(Struct, frozen=True):
    """A matter and the step that is due of it."""

    matter: Matter
    step: Step

    @property
    def key(self) -> tuple[object, ...]:
        """The most overdue first, and then in reading order."""
        return self.matter.due, reading_order(self.matter.item), self.matter.key

    def is_for(self, person: str) -> bool:
        """Say whether somebody is to do it, or for nobody that nobody is; not if they are told."""
        return person.casefold() in _persons(self)


class Group(Struct, frozen=True):
    """What one comment says: a single thing, or all that one person is told; empty for nobody."""

    person: str
    members: tuple[Spoken, ...]
    is_digest: bool


def grouped(spoken: Sequence[Spoken], digest_from: int) -> tuple[Group, ...]:
    """Put together what one person would get in `digest_from` comments or more; 0 is never.

    Each thing is said once: of somebody's who shares all theirs with others, the digest is that of
    whom it has most of. Whoever is told of others' things gets one of what is not in theirs.
    """
    remaining = {one.matter.key: one for one in sorted(spoken, key=lambda one: one.key)}
    least = max(digest_from, 2) if digest_from else len(spoken) + 1
    groups = [*_gathered(remaining, _persons, least), *_gathered(remaining, _mentioned, least)]
    groups += [Group("", (one,), is_digest=False) for one in remaining.values()]
    return tuple(groups)


def _gathered(
    remaining: dict[str, Spoken], names: Callable[[Spoken], tuple[str, ...]], least: int
) -> Iterator[Group]:
    """Take out what is put together for those who have the most of it."""
    theirs: dict[str, list[str]] = {}
    for key, one in remaining.items():
        for person in names(one):
            theirs.setdefault(person, []).append(key)
    counts = {person: len(keys) for person, keys in theirs.items()}
    while counts:
        person = min(counts, key=lambda name: (-counts[name], name))
        if counts.pop(person) < least:
            break
        members = [remaining.pop(key) for key in theirs[person] if key in remaining]
        yield from _digests(person, members)
        for other in (name for one in members for name in names(one) if name in counts):
            counts[other] -= 1


def _digests(person: str, members: Sequence[Spoken]) -> Iterator[Group]:
    names = (name for one in members for name in _greeted(one))
    spelled = next((name for name in names if name.casefold() == person), "")
    for start in range(0, len(members), MOST_ROWS):
        yield Group(spelled, tuple(members[start : start + MOST_ROWS]), is_digest=True)


def _persons(one: Spoken) -> tuple[str, ...]:
    """Give whom it is for; what nobody is named for is put together, too."""
    return tuple({name.casefold(): None for name in one.matter.audience.persons}) or ("",)


def _mentioned(one: Spoken) -> tuple[str, ...]:
    """Give whom it is for, and who is told of it as well."""
    return tuple({name.casefold(): None for name in _greeted(one)})


def _greeted(one: Spoken) -> Iterator[str]:
    yield from one.matter.audience.persons
    yield from (told.person for told in one.matter.audience.told_at(one.step.days))


def host(group: Group) -> Matter | None:
    """Give the matter in whose issue a group is said: the most overdue one that can be written to.

    None if each is without an issue of its own; those are said in the standing one.
    """
    places = (one.matter for one in group.members if not one.matter.place.locked)
    return next((matter for matter in places if matter.place.number is not None), None)


def weeks_late(group: Group, days: int = 7) -> int:
    """Count what is more than a week late."""
    return sum(_late(one.matter.due, one.matter.today) > days for one in group.members)


def _late(due: date, today: date) -> int:
    return (today - due).days
