"""The targets: what they ask for, whether that was reached, and which ids are to blame."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from pmaction.config import Targets
from pmaction.facts import IncidentFact, ItemFact
from pmaction.identity import reading_order
from pmaction.metrics.periods import Extent, is_in_time
from pmaction.metrics.results import Target
from pmaction.metrics.trends import of_counts, of_shares, of_spans
from pmaction.metrics.values import Period
from pmaction.moment import Duration


def target_results(
    found: Extent, now: Period, before: Period, targets: Targets
) -> tuple[Target, ...]:
    """Measure all targets; exact numbers are compared, however small they are."""
    return (
        _p0_published(found, now, before, targets.p0_published),
        _published_in_time(found, now, before, targets.published_within_hours),
        _done_in_time(found, now, before, targets.items_done_in_time),
        _recurrence(found, now, before, targets.recurrence),
        _long_overdue(found, now, before, targets.days_past_due),
        _time_to_detect(found, now, before, targets.minutes_to_detect),
    )


def _p0_published(found: Extent, now: Period, before: Period, limit: float) -> Target:
    percent = now.p0_published.percent
    return Target(
        id="p0-published",
        limit=limit,
        met=None if percent is None else percent >= limit,
        share=now.p0_published,
        share_before=before.p0_published,
        trend=of_shares(now.p0_published, before.p0_published),
        names=_ids(found, lambda one: one.severity == "P0" and one.is_missing),
    )


def _published_in_time(found: Extent, now: Period, before: Period, limit: int) -> Target:
    in_time = now.published_in_time
    return Target(
        id="published-in-time",
        limit=limit,
        met=in_time.count == in_time.of if in_time.of else None,
        share=in_time,
        share_before=before.published_in_time,
        spans=now.publish,
        spans_before=before.publish,
        trend=of_shares(in_time, before.published_in_time),
        names=_ids(found, lambda one: one.is_published_in_time is False),
    )


def _done_in_time(found: Extent, now: Period, before: Period, limit: float) -> Target:
    percent = now.in_time.percent
    late = [one for one in found.facts.items if is_in_time(one, found) is False]
    return Target(
        id="items-done-in-time",
        limit=limit,
        met=None if percent is None else percent > limit or percent == 100,
        share=now.in_time,
        share_before=before.in_time,
        trend=of_shares(now.in_time, before.in_time),
        names=_keys(late),
    )


def _recurrence(found: Extent, now: Period, before: Period, limit: float) -> Target:
    percent = now.recurrences.percent
    return Target(
        id="recurrence",
        limit=limit,
        met=None if percent is None else percent < limit or percent == 0,
        share=now.recurrences,
        share_before=before.recurrences,
        trend=of_shares(before.recurrences, now.recurrences),
        names=_ids(found, lambda one: one.recurrence_of is not None),
    )


def _long_overdue(found: Extent, now: Period, before: Period, limit: int) -> Target:
    late = [one for one in found.facts.items if found.standing.days_late(one) > limit]
    return Target(
        id="long-overdue",
        limit=limit,
        met=not now.long_overdue if any(one.due for one in found.facts.items) else None,
        count=now.long_overdue,
        count_before=before.long_overdue,
        trend=of_counts(now.long_overdue, before.long_overdue, is_more_better=False),
        names=_keys(late),
    )


def _time_to_detect(found: Extent, now: Period, before: Period, limit: int | None) -> Target:
    slow = is_slow(now.detect.median, limit)
    return Target(
        id="time-to-detect",
        limit=limit,
        met=None if slow is None else not slow,
        spans=now.detect,
        spans_before=before.detect,
        trend=of_spans(now.detect, before.detect),
        names=_ids(found, lambda one: is_slow(one.detect, limit) is True),
    )


def is_slow(detect: Duration | None, limit: int | None) -> bool | None:
    """Say whether a detection took longer than so many minutes; None where nobody can say."""
    if detect is None or limit is None:
        return None
    return detect.length > timedelta(minutes=limit)


def _ids(found: Extent, is_meant: Callable[[IncidentFact], bool]) -> tuple[str, ...]:
    return tuple(sorted((one.id for one in found.incidents if is_meant(one)), key=reading_order))


def _keys(items: Iterable[ItemFact]) -> tuple[str, ...]:
    ordered = sorted(items, key=lambda one: (one.due or date.max, reading_order(one.key)))
    return tuple(one.key for one in ordered)
