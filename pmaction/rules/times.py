"""The rule about the times of an incident, and what is told of them elsewhere too.

Only what is certain is compared: `about` and `unknown` are never wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pmaction.incident import Times
from pmaction.model import Postmortem
from pmaction.moment import Moment, Precision
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


def is_future(moment: Moment | None, now: datetime) -> bool:
    """Say whether a moment is still to come, as `future-time` reports."""
    if moment is None:
        return False
    slack = timedelta(days=1 if moment.precision is Precision.ABOUT else 0)
    # Differences, unlike sums, never leave the calendar, whatever `now` is.
    if moment.instant is not None:
        return moment.instant - now > slack
    return moment.day is not None and moment.day - now.date() > slack
