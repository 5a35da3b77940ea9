"""Rules about how far apart times lie: certain ones only, so that a doubt is never a finding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Annotated

from msgspec import Meta, Struct

from pmaction.model import Postmortem
from pmaction.moment import Moment, Precision
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.options import Option
from pmaction.rules.timeline import reported_entries
from pmaction.rules.times import IN_ORDER, is_future, reported_times

_FAR_EAST, _FAR_WEST = timedelta(hours=14), timedelta(hours=12)
_A_DAY = timedelta(days=1)


def certainly_between(earlier: Moment | None, later: Moment | None) -> timedelta | None:
    """Give the least time that must lie between two moments; None where nothing is certain.

    A date alone may be any hour of that day in any zone.
    """
    if earlier is None or later is None:
        return None
    end, start = _earliest(later), _latest(earlier)
    return end - start if end is not None and start is not None else None


def _earliest(moment: Moment) -> datetime | None:
    if moment.precision is Precision.EXACT:
        return moment.instant
    return _midnight(moment, -_FAR_EAST)


def _latest(moment: Moment) -> datetime | None:
    if moment.precision is Precision.EXACT:
        return moment.instant
    return _midnight(moment, _A_DAY + _FAR_WEST)


def _midnight(moment: Moment, shift: timedelta) -> datetime | None:
    if moment.precision is not Precision.DATE or moment.day is None:
        return None
    try:
        return datetime.combine(moment.day, time(), UTC) + shift
    except OverflowError:
        return None


class TimelineOptions(Struct, frozen=True):
    """Options of `timeline-outside-incident`."""

    hours_before: Annotated[
        int,
        Meta(ge=0, le=8784),
        Option(
            "How many hours before the start an entry may lie, for what led to it.",
            "a number of hours from 0 to 8784",
        ),
    ] = 24
    hours_after: Annotated[
        int,
        Meta(ge=0, le=8784),
        Option(
            "How many hours after the end an entry may lie, for what followed.",
            "a number of hours from 0 to 8784",
        ),
    ] = 72


def timeline_outside_incident(
    postmortem: Postmortem, surroundings: Surroundings
) -> Iterator[Problem]:
    """The timeline lies within the incident, or close to it.

    Why: an entry days away is mostly a wrong day or month, and makes the incident look longer
    than it was.

    Fix: correct the entry's time or those under `times`. What happened long before belongs into
    `root_cause`, what followed much later into an action item. A day before the start and three
    days after the end are allowed.

    Failing:
        status: reviewed
        timeline:
          - {at: "2025-11-14T10:02:15+03:00", event: The alert fired.}
          - {at: "2025-12-14T10:06:30+03:00", event: The pool was raised to 50 connections.}

    Passing:
        status: reviewed
        timeline:
          - {at: "2025-12-14T10:02:15+03:00", event: The alert fired.}
          - {at: "2025-12-14T10:06:30+03:00", event: The pool was raised to 50 connections.}
    """
    options = surroundings.options(TimelineOptions)
    times = postmortem.times
    end_name = "resolved" if times.resolved is not None else "restored"
    end = times.resolved or times.restored
    told = reported_entries(postmortem.timeline, surroundings)

    def side(index: int) -> str:
        at = postmortem.timeline[index].at
        if index in told or is_future(at, surroundings.now):
            return ""
        before, after = certainly_between(at, times.started), certainly_between(end, at)
        if before is not None and before > timedelta(hours=options.hours_before):
            return "before `started`"
        late = after is not None and after > timedelta(hours=options.hours_after)
        return f"after `{end_name}`" if late else ""

    for where, group in groupby(range(len(postmortem.timeline)), side):
        first, *more = group
        if where:
            others = f", and so do the {len(more)} after it" if len(more) > 1 else ""
            others = ", and so does the next one" if len(more) == 1 else others
            limit = times.started if where == "before `started`" else end
            yield Problem(
                ("timeline", first, "at"),
                f"entry {first + 1} ({postmortem.timeline[first].at.text}) lies far {where} "
                f"({limit.text if limit else ''}){others}",
                "Correct its time, or those under `times`.",
            )


class StepOptions(Struct, frozen=True):
    """Options of `implausible-times`."""

    days: Annotated[
        int,
        Meta(ge=1, le=3660),
        Option(
            "How many days may lie between two times that follow each other.",
            "a number of days from 1 to 3660",
        ),
    ] = 90


def implausible_times(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """No step of an incident, from its start to its end, takes longer than three months.

    Why: a year that is wrong by one, as happens every January, makes an incident of 365 days, and
    the averages of all others useless.

    Fix: correct the year or the month. If it did take so long, as a leak may that nobody saw, raise
    `days` or ignore the finding with a comment that says so.

    Failing:
        # file: postmortems/2024/2024-12-14-email-outage.yaml
        times:
          started: 2024-12-14T10:00:00+03:00
          detected: 2025-12-14T10:02:15+03:00
          resolved: 2025-12-14T10:12:00+03:00

    Passing:
        times:
          started: 2025-12-14T10:00:00+03:00
          detected: 2025-12-14T10:02:15+03:00
          resolved: 2025-12-14T10:12:00+03:00
    """
    most = timedelta(days=surroundings.options(StepOptions).days)
    told = reported_times(postmortem.times)
    before: tuple[str, Moment] | None = None
    for name in IN_ORDER:
        moment: Moment | None = getattr(postmortem.times, name)
        if moment is None or name in told or is_future(moment, surroundings.now):
            continue
        if moment.precision not in (Precision.EXACT, Precision.DATE):
            continue
        length = certainly_between(before[1], moment) if before is not None else None
        if before is not None and length is not None and length > most:
            yield Problem(
                ("times", name),
                f"`{name}` ({moment.text}) is {length.days} days after `{before[0]}` "
                f"({before[1].text})",
                "Look at the years and months of both.",
            )
        before = name, moment


def underivable_times(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """The times from which time to detect and time to resolve follow are there, or said unknown.

    Why: a quarter's figures are made of them. A time that is left out looks like an oversight,
    while `unknown` says that somebody looked for it.

    Fix: add `detected` and `resolved` under `times`, from the alert, the chat or the pager;
    `about ...` and `unknown` count as answers.

    Failing:
        times:
          started: 2025-12-14T10:00:00+03:00
          resolved: 2025-12-14T10:12:00+03:00
        status: published

    Passing:
        times:
          started: 2025-12-14T10:00:00+03:00
          detected: unknown
          resolved: 2025-12-14T10:12:00+03:00
        status: published
    """
    times = postmortem.times
    ended = times.resolved is not None
    # Without any end, or any time at all, `published-incomplete` asks for one.
    asked = not ended and times.restored is not None and times.restored.day is not None
    wanted = (("detected", times.detected is None), ("resolved", asked))
    missing = [name for name, lacks in wanted if lacks]
    if not missing or times == type(times)():
        return
    figure = (
        "neither time to detect nor time to resolve"
        if "detected" in missing
        else ("no time to resolve")
    )
    yield Problem(
        ("times",),
        f"{' and '.join(f'`times.{name}`' for name in missing)} "
        f"{'is' if len(missing) == 1 else 'are'} missing, so that "
        f"{figure} can be computed",
        "Add what is missing, if only `about ...` or `unknown`.",
        at_key=True,
    )
