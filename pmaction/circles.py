"""Dependencies in a circle: GitHub refuses the link that would close one, and so it is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pmaction.change import Note
from pmaction.desired import DesiredIssue
from pmaction.identity import reading_order
from pmaction.issue import Issue

_NAMED = 6


def without_circles(
    items: Sequence[DesiredIssue], issues: Mapping[str, Issue], exists: Collection[str]
) -> tuple[list[DesiredIssue], list[Note]]:
    """Give the items without the dependencies that would close a circle, and say which these are.

    Only what has an issue can be linked: `exists` are the keys that have one or get one. `issues`
    are those there are; what they wait for counts too where no file was read that says it.
    """
    asked = {wanted.key for wanted in items}
    waits = {key: set(one.blocked_by) for key, one in issues.items() if key not in asked}
    left_out: dict[str, set[str]] = {}
    notes: list[Note] = []
    for wanted in sorted(items, key=lambda one: reading_order(one.key)):
        for blocker in sorted(wanted.blocked_by, key=reading_order):
            if wanted.key not in exists or blocker not in exists:
                continue
            if circle := _way(blocker, wanted.key, waits):
                left_out.setdefault(wanted.key, set()).add(blocker)
                notes.append(_note(wanted.key, circle))
            else:
                waits.setdefault(wanted.key, set()).add(blocker)
    rest = [replace(one, blocked_by=one.blocked_by - left_out.get(one.key, set())) for one in items]
    return rest, notes


def _way(start: str, end: str, waits: Mapping[str, Iterable[str]]) -> list[str]:
    """Give a way from one item to another over what each waits for; nothing if there is none."""
    came: dict[str, str | None] = {start: None}
    ahead = [start]
    while ahead:
        at = ahead.pop()
        if at == end:
            break
        for following in sorted(waits.get(at, ()), key=reading_order, reverse=True):
            if following not in came:
                came[following] = at
                ahead.append(following)
    if end not in came:
        return []
    way: list[str] = []
    step: str | None = end
    while step is not None:
        way.append(step)
        step = came[step]
    return way[::-1]


def _note(key: str, way: Sequence[str]) -> Note:
    circle = [key, *way]
    if len(circle) > _NAMED:
        circle = [*circle[: _NAMED - 2], "…", *circle[-2:]]
    if len(way) == 1:
        return Note(key, "depends on itself; that is left out", "Take it out of `depends_on`.")
    return Note(
        key,
        f"waits for {way[0]}, which waits for it: {' → '.join(circle)}. That link is left out",
        "Take the dependency that is not real out of `depends_on`, or split one of the items.",
    )
