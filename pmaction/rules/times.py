"""Rules about times. Only what is certain is compared: `about` and `unknown` are never wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from pmaction.incident import TimelineEntry, Times
from pmaction.model import Postmortem
from pmaction.moment import Moment, Precision
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings

IN_ORDER = ("started", "detected", "acknowledged", "mitigated", "restored", "resolved")


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


def timeline_order(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """The timeline tells what happened in the order in which it happened.

    Why: readers take the order for cause and effect. An entry in the wrong place is mostly a
    wrong zone, a midnight that passed, or a line that was added at the end.

    Fix: move the entry up to where it belongs, or correct its time. Nothing is ever sorted for
    you, because only you know which of the two is wrong.

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
    for earlier, index in _steps_back(postmortem.timeline):
        above = "the one above it" if index - earlier == 1 else f"entry {earlier + 1}"
        yield Problem(
            ("timeline", index, "at"),
            f"entry {index + 1} ({postmortem.timeline[index].at.text}) is before {above} "
            f"({postmortem.timeline[earlier].at.text})",
            "Move it up to where it belongs, or correct its time.",
        )


def _steps_back(timeline: Sequence[TimelineEntry]) -> Iterator[tuple[int, int]]:
    """Give the indexes of entries that are certainly before one above them, each with that one.

    After a step back the order is told from the entry that made it: it is one mistake. A date
    alone says nothing of the hour, so the latest hour above it still counts.
    """
    latest: dict[Precision, int] = {}
    for index, entry in enumerate(timeline):
        if entry.at.precision not in (Precision.EXACT, Precision.DATE):
            continue
        later = [above for above in latest.values() if timeline[above].at.is_after(entry.at)]
        if later:
            yield max(later), index
            latest = {}
        latest[entry.at.precision] = index


def reported_entries(timeline: Sequence[TimelineEntry]) -> set[int]:
    """Give the indexes of entries of which `timeline-order` says already that they are wrong."""
    return {index for pair in _steps_back(timeline) for index in pair}


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
    for path, moment in _happened(postmortem):
        if is_future(moment, surroundings.now):
            yield Problem(
                path,
                f"`{path[-1]}` is {moment.text}, which is still to come",
                "Correct the date, the time or its zone.",
            )


def _happened(postmortem: Postmortem) -> Iterator[tuple[Path, Moment]]:
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
    entries = reported_entries(postmortem.timeline)
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
