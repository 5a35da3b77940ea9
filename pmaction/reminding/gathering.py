"""Who would get too many comments on one day, and what is put together for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from pmaction.reminding.digest import MOST_ROWS, Group, Spoken


def grouped(spoken: Sequence[Spoken], digest_from: int) -> tuple[Group, ...]:
    """Put together what one person would get in `digest_from` comments or more; 0 is never.

    Each thing is said once: of somebody's who shares all theirs with others, the digest is that of
    whom it has most of. Who hears of others' things is told beside them. What is theirs and what
    they hear of counts together; where that is too many, each of both comes in one comment.
    """
    least = max(digest_from, 2) if digest_from else len(spoken) + 1
    every = sorted(spoken, key=lambda one: one.key)
    own = {_id(one): one for one in _with_more([one for one in every if not one.role])}
    others = {_id(one): one for one in every if one.role}
    gathering = _Gathering(least)
    groups = gathering.gathered(own)
    places = {one.matter.key: _place(group.members) for group in groups for one in group.members}
    beside = {
        name: places.get(one.matter.key, f":{one.matter.key}") for name, one in others.items()
    }
    apart = gathering.gathered(others, beside, _named({key: key for key in own}, own))
    groups += gathering.gathered(own, besides=_named(beside, others))
    groups += [Group("", (one,), is_digest=False) for one in own.values()]
    return (*_with_others(groups, apart, others.values()),)


def _id(one: Spoken) -> str:
    return f"{one.role}:{one.matter.key}"


def _place(members: Sequence[Spoken]) -> str:
    """Name a comment after the first that it says: no other says it."""
    return _id(members[0])


def _named(places: Mapping[str, str], remaining: Mapping[str, Spoken]) -> dict[str, set[str]]:
    """Give the comments in which each person is named."""
    named: dict[str, set[str]] = {}
    for key, one in remaining.items():
        for person in _names(one):
            named.setdefault(person, set()).add(places[key])
    return named


class _Gathering:
    """Digests in the making: who would get too many comments, and the digests that name them."""

    def __init__(self, least: int) -> None:
        self.least = least
        self.many: set[str] = set()
        self.digests: dict[str, set[str]] = {}

    def gathered(
        self,
        remaining: dict[str, Spoken],
        places: Mapping[str, str] = MappingProxyType({}),
        besides: Mapping[str, set[str]] = MappingProxyType({}),
    ) -> list[Group]:
        """Take out what is put together, first for those who would get the most comments.

        `places` are the comments in which each is said until then, if not in its own; `besides`
        those in which people are named anyway.
        """
        theirs: dict[str, list[str]] = {}
        apart: dict[str, Counter[str]] = {}
        for key, one in remaining.items():
            for name in _names(one):
                theirs.setdefault(name, []).append(key)
                apart.setdefault(name, Counter())[places.get(key, key)] += 1
        groups: list[Group] = []
        touched: Iterable[str] = theirs
        counts: dict[str, int] = {}
        while True:
            for name in touched:
                named = besides.get(name, set()).union(apart[name], self.digests.get(name, ()))
                counts[name] = len(named) if len(apart[name]) > 1 else 0
            person = min(filter(self._is_too_much(counts), counts), default=None,
                         key=lambda name: (-counts[name], name))  # fmt: skip
            if person is None:
                return groups
            self.many.add(person)
            members = {key: remaining.pop(key) for key in theirs[person] if key in remaining}
            groups += self._made(person, list(members.values()))
            for key, one in members.items():
                for name in _names(one):
                    _less(apart[name], places.get(key, key))
            touched = {name for one in members.values() for name in _names(one)}

    def _is_too_much(self, counts: Mapping[str, int]) -> Callable[[str], bool]:
        """Ask of whom there is something to put together that has to be."""
        return lambda name: counts[name] >= (2 if name in self.many else self.least)

    def _made(self, person: str, members: Sequence[Spoken]) -> Iterator[Group]:
        for group in _digests(person, members):
            for name in {name for one in group.members for name in _names(one)}:
                self.digests.setdefault(name, set()).add(_place(group.members))
            yield group


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


def _less(counts: Counter[str], place: str) -> None:
    counts[place] -= 1
    if not counts[place]:
        del counts[place]


def _digests(person: str, members: Sequence[Spoken]) -> Iterator[Group]:
    names = (name for one in members for name in one.persons)
    spelled = next((name for name in names if name.casefold() == person), "")
    for start in range(0, len(members), MOST_ROWS):
        yield Group(spelled, tuple(members[start : start + MOST_ROWS]), is_digest=True)


def _names(one: Spoken) -> tuple[str, ...]:
    """Give whom it is said to; what nobody is named for is put together, too."""
    return tuple({name.casefold(): None for name in one.persons}) or ("",)
