"""Which reminders come alone and which in one comment, so that nobody gets a dozen at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

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


def grouped(spoken: Sequence[Spoken], digest_from: int) -> tuple[Group, ...]:
    """Put together what one person would get in `digest_from` comments or more; 0 is never.

    Each thing is said once: of somebody's who shares all theirs with others, the digest is that of
    whom it has most of. Who hears of others' things is told beside them, and in one comment of
    their own as soon as those would be too many.
    """
    least = max(digest_from, 2) if digest_from else len(spoken) + 1
    every = sorted(spoken, key=lambda one: one.key)
    own = {one.matter.key: one for one in _with_more([one for one in every if not one.role])}
    groups = list(_gathered(own, least, lambda one: one.matter.key))
    groups += [Group("", (one,), is_digest=False) for one in own.values()]
    places = {one.matter.key: n for n, group in enumerate(groups) for one in group.members}
    others = {f"{one.role}:{one.matter.key}": one for one in every if one.role}
    apart = _gathered(others, least, lambda one: places.get(one.matter.key, one.matter.key))
    return (*_with_others(groups, [*apart], others.values()),)


def _with_others(
    groups: Iterable[Group], apart: Iterable[Group], others: Iterable[Spoken]
) -> Iterator[Group]:
    """Say to others what is said beside them, or alone if that was said before."""
    beside: dict[str, list[Spoken]] = {}
    for one in others:
        beside.setdefault(one.matter.key, []).append(one)
    for group in groups:
        members = (_with(one, beside.pop(one.matter.key, ())) for one in group.members)
        yield replace(group, members=tuple(members))
    yield from apart
    for first, *rest in beside.values():
        yield Group("", (_with(first, rest),), is_digest=False)


def _with(one: Spoken, others: Iterable[Spoken]) -> Spoken:
    return replace(one, also=(*one.also, *others))


def _with_more(own: Sequence[Spoken]) -> Iterator[Spoken]:
    """Say of an item in one comment what the same persons are to hear of it."""
    whole = {one.matter.item: one for one in own if one.matter.key == one.matter.item}
    more: dict[str, list[Spoken]] = {}
    for one in own:
        item = whole.get(one.matter.item, one)
        if item is not one and _names(item) == _names(one):
            more.setdefault(item.matter.key, []).append(one)
    joined = {one.matter.key for ones in more.values() for one in ones}
    for one in own:
        if one.matter.key not in joined:
            yield _with(one, more.get(one.matter.key, ()))


def _gathered(
    remaining: dict[str, Spoken], least: int, place: Callable[[Spoken], object]
) -> Iterator[Group]:
    """Take out what is put together for those who would hear of it in the most places."""
    theirs: dict[str, list[str]] = {}
    places: dict[str, Counter[object]] = {}
    for key, one in remaining.items():
        for person in _names(one):
            theirs.setdefault(person, []).append(key)
            places.setdefault(person, Counter())[place(one)] += 1
    while places:
        person = min(places, key=lambda name: (-len(places[name]), name))
        if len(places.pop(person)) < least:
            break
        members = [remaining.pop(key) for key in theirs[person] if key in remaining]
        yield from _digests(person, members)
        for one in members:
            for counts in (places[name] for name in _names(one) if name in places):
                counts[place(one)] -= 1
                if not counts[place(one)]:
                    del counts[place(one)]


def _digests(person: str, members: Sequence[Spoken]) -> Iterator[Group]:
    names = (name for one in members for name in one.persons)
    spelled = next((name for name in names if name.casefold() == person), "")
    for start in range(0, len(members), MOST_ROWS):
        yield Group(spelled, tuple(members[start : start + MOST_ROWS]), is_digest=True)


def _names(one: Spoken) -> tuple[str, ...]:
    """Give whom it is said to; what nobody is named for is put together, too."""
    return tuple({name.casefold(): None for name in one.persons}) or ("",)


def host(group: Group) -> Matter | None:
    """Give the matter in whose issue a group is said: the most overdue one that can be written to.

    None if each is without an issue of its own; those are said in the standing one.
    """
    places = (one.matter for one in group.members if not one.matter.place.locked)
    return next((matter for matter in places if matter.place.number is not None), None)


def weeks_late(group: Group, days: int = 7) -> int:
    """Count what is more than a week late."""
    return sum((one.matter.today - one.matter.due).days > days for one in group.members)
