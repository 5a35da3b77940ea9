"""The rule about times that are still to come."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.model import Postmortem
from pmaction.moment import Moment, Precision
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.timeline import reported_entries
from pmaction.rules.times import IN_ORDER, is_future, reported_times


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
