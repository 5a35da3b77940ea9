"""Rules about times. Only what is certain is compared: `about` and `unknown` are never wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pmaction.incident import TimelineEntry, Times
from pmaction.model import Postmortem
from pmaction.moment import Moment, Precision
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings

IN_ORDER = ("started", "detected", "acknowledged", "mitigated", "restored", "resolved")
_MOST_WEIGHED = 20
"""Of so many mistakes in one timeline it is asked which entry is the wrong one."""


def time_order(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """The times of an incident follow each other: started, detected, ..., resolved.

    Why: time to detect and time to resolve are computed from them. One wrong hour spoils the
    figures of the whole quarter, and nobody notices in an average.

    Fix: compare both times with the timeline; a wrong zone or a midnight in between is the
    usual cause. Write `about ...` or `unknown` where nobody knows. `declared` may come at any
    point after `started`: many incidents are declared when they are nearly over.

    Failing:
        times:
          started: 2025-12-14T10:00:00+03:00
          detected: 2025-12-14T09:02:15+03:00
          resolved: 2025-12-14T10:12:00+03:00

    Passing:
        times:
          started: 2025-12-14T10:00:00+03:00
          detected: 2025-12-14T10:02:15+03:00
          resolved: 2025-12-14T10:12:00+03:00
    """
    for earlier, later in _out_of_order(postmortem.times):
        yield Problem(
            ("times", later),
            f"`{later}` ({getattr(postmortem.times, later).text}) is before "
            f"`{earlier}` ({getattr(postmortem.times, earlier).text})",
            "Correct the one that is wrong, its zone included; `about ...` and `unknown` are "
            "allowed.",
        )


def _out_of_order(times: Times) -> list[tuple[str, str]]:
    """Give pairs of names whose times stand the wrong way round, one pair for each mistake."""
    wrong: list[tuple[str, str]] = []
    in_order: dict[str, Moment] = {}
    for name in IN_ORDER:
        moment: Moment | None = getattr(times, name)
        if moment is None:
            continue
        later = next((n for n in reversed(in_order) if in_order[n].is_after(moment)), None)
        if later is None:
            in_order[name] = moment
        else:
            # Either of the two may be wrong, so neither is compared with the others.
            wrong.append((later, name))
            del in_order[later]
    started = in_order.get("started")
    if started and times.declared and started.is_after(times.declared):
        wrong.append(("started", "declared"))
    return wrong


def reported_times(times: Times) -> set[str]:
    """Give the names of times of which `time-order` says already that they are wrong."""
    return {name for pair in _out_of_order(times) for name in pair}


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


def future_time(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """What has happened does not lie in the future.

    Why: a year mistyped by a digit or a wrong zone makes an incident that lasts for decades.

    Fix: correct the time. Plans belong elsewhere: a due date in `due`, a meeting in
    `follow_ups`.

    Failing:
        status: published
        published_at: 2205-12-16

    Passing:
        status: published
        published_at: 2025-12-16
    """
    for path, moment in _happened(postmortem, surroundings):
        if is_future(moment, surroundings.now):
            yield Problem(
                path,
                f"`{path[-1]}` is {moment.text}, which is still to come",
                "Correct the date, the time or its zone.",
            )


def _happened(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[tuple[Path, Moment]]:
    """Give all times that tell of something past and that no other rule reports already."""
    if postmortem.published_at:
        yield ("published_at",), postmortem.published_at
    reported = reported_times(postmortem.times)
    for name in (*IN_ORDER, "declared"):
        moment: Moment | None = getattr(postmortem.times, name)
        if moment and name not in reported:
            yield ("times", name), moment
    for number, reviewer in enumerate(postmortem.reviewers):
        if (day := reviewer.signed_off_on) is not None:
            at = ("reviewers", number, "signed_off_on")
            yield at, Moment(day.isoformat(), Precision.DATE, day=day)
    entries = reported_entries(postmortem.timeline, surroundings)
    for index, entry in enumerate(postmortem.timeline):
        if index not in entries:
            yield ("timeline", index, "at"), entry.at
    for index, item in enumerate(postmortem.action_items):
        if item.done_at:
            yield ("action_items", index, "done_at"), item.done_at


def is_future(moment: Moment | None, now: datetime) -> bool:
    """Say whether a moment is still to come, as `future-time` reports."""
    if moment is None:
        return False
    slack = timedelta(days=1 if moment.precision is Precision.ABOUT else 0)
    # Differences, unlike sums, never leave the calendar, whatever `now` is.
    if moment.instant is not None:
        return moment.instant - now > slack
    return moment.day is not None and moment.day - now.date() > slack
