"""The rule about the order of a timeline, and which of two entries it is that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pmaction.incident import TimelineEntry
from pmaction.model import Postmortem
from pmaction.moment import Precision
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.times import is_future

_MOST_WEIGHED = 20
"""Of so many mistakes in one timeline it is asked which entry is the wrong one."""


def timeline_order(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """The timeline tells what happened in the order in which it happened.

    Why: readers take the order for cause and effect. An entry in the wrong place is mostly a
    wrong zone, a midnight that passed, or a line that was added at the end.

    Fix: move the entry to where it belongs, or correct its time. Nothing is ever sorted for you.
    Named is the entry without which the others are in order; where that does not tell which of two
    is wrong, the lower one.

    Failing:
        timeline:
          - {at: "2025-12-14T10:02:15+03:00", event: The alert fired.}
          - {at: "2025-12-14T10:06:30+03:00", event: The pool was raised to 50 connections.}
          - {at: "2025-12-14T10:03:00+03:00", event: The on-call engineer acknowledged.}

    Passing:
        timeline:
          - {at: "2025-12-14T10:02:15+03:00", event: The alert fired.}
          - {at: "2025-12-14T10:03:00+03:00", event: The on-call engineer acknowledged.}
          - {at: about 2025-12-14T10:00+03:00, event: A customer wrote to the help desk.}
          - {at: "2025-12-14T10:06:30+03:00", event: The pool was raised to 50 connections.}
    """
    for one in _told_here(postmortem.timeline, surroundings):
        entry, other = (postmortem.timeline[index] for index in (one.wrong, one.beside))
        next_to_it = abs(one.wrong - one.beside) == 1
        if one.wrong > one.beside:
            relation, named = "before", "the one above it"
            hint = "Move it up to where it belongs, or correct its time."
        else:
            relation, named = "after", "the one below it"
            hint = "Correct its time, or move it down to where it belongs."
        yield Problem(
            ("timeline", one.wrong, "at"),
            f"entry {one.wrong + 1} ({entry.at.text}) is {relation} "
            f"{named if next_to_it else f'entry {one.beside + 1}'} ({other.at.text})",
            hint,
        )


class _Misplaced(NamedTuple):
    """The index of an entry that is out of order, and of the one beside which that shows.

    `is_certain` says that it is this one that is wrong, and not the other.
    """

    wrong: int
    beside: int
    is_certain: bool


def _misplaced(timeline: Sequence[TimelineEntry], now: datetime) -> Iterator[_Misplaced]:
    """Give the entries that are out of order, one for each mistake.

    If the order holds without one of the two that contradict each other, or if one of them is
    still to come, that one is wrong. Else it is the lower one, and from it on the order is told
    anew: that is one mistake.
    """
    certain = (Precision.EXACT, Precision.DATE)
    left = [index for index, entry in enumerate(timeline) if entry.at.precision in certain]
    weighed = 0
    while (step := _step_back(timeline, left)) is not None:
        earlier, later = step
        odd = None
        if weighed < _MOST_WEIGHED:
            weighed += 1
            odd = _odd_one(timeline, left, step, now)
        if odd is None:
            yield _Misplaced(later, earlier, is_certain=False)
            left = left[left.index(later) :]
        else:
            yield _Misplaced(odd, earlier if odd == later else later, is_certain=True)
            left.remove(odd)


def _odd_one(
    timeline: Sequence[TimelineEntry], left: Sequence[int], step: tuple[int, int], now: datetime
) -> int | None:
    """Give the one of two entries that is certainly wrong, if it is exactly one."""
    to_come = [index for index in step if is_future(timeline[index].at, now)]
    if len(to_come) == 1:
        return to_come[0]
    healing = [
        index
        for index in step
        if _step_back(timeline, [one for one in left if one != index]) is None
    ]
    return healing[0] if len(healing) == 1 else None


def _step_back(timeline: Sequence[TimelineEntry], indexes: Iterable[int]) -> tuple[int, int] | None:
    """Give the first entry that is certainly before one above it, behind that one.

    A date alone says nothing of the hour, so the latest hour above it still counts.
    """
    latest: dict[Precision, int] = {}
    for index in indexes:
        at = timeline[index].at
        later = [above for above in latest.values() if timeline[above].at.is_after(at)]
        if later:
            return max(later), index
        latest[at.precision] = index
    return None


def _told_here(
    timeline: Sequence[TimelineEntry], surroundings: Surroundings
) -> Iterator[_Misplaced]:
    """Give what `timeline-order` tells: of what is still to come, `future-time` tells the cause."""
    setting = surroundings.config.rules.get("future-time")
    is_told = setting is None or setting.severity != "off"
    for one in _misplaced(timeline, surroundings.now):
        if not (is_told and one.is_certain and is_future(timeline[one.wrong].at, surroundings.now)):
            yield one


def reported_entries(timeline: Sequence[TimelineEntry], surroundings: Surroundings) -> set[int]:
    """Give the indexes of entries of which `timeline-order` says already that they are wrong."""
    found: set[int] = set()
    for one in _told_here(timeline, surroundings):
        found |= {one.wrong} if one.is_certain else {one.wrong, one.beside}
    return found
