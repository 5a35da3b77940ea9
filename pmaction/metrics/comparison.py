"""A window beside the period before it, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pmaction.metrics import words
from pmaction.metrics.results import Trend
from pmaction.metrics.trends import of_counts, of_shares, of_spans
from pmaction.metrics.values import Metrics, Period, Share, Spans


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the window and of the period before, in words; `trend` None: neither better."""

    name: str
    now: str
    before: str
    trend: Trend | None = None


def incident_lines(metrics: Metrics) -> tuple[Line, ...]:
    """Compare what happened: how often, how long it took, and what was written of it."""
    lengths: tuple[tuple[str, Callable[[Period], Spans]], ...] = (
        ("Time to detect", lambda period: period.detect),
        ("Time to acknowledge", lambda period: period.acknowledge),
        ("Time to mitigate", lambda period: period.mitigate),
        ("Time to restore service", lambda period: period.restore),
        ("Time from detection to resolution", lambda period: period.resolve),
        ("Time to publish", lambda period: period.publish),
    )
    shares: tuple[tuple[str, Callable[[Period], Share], bool], ...] = (
        ("Noticed by an alert", lambda period: period.alerted, True),
        ("Published, of those that must be", lambda period: period.published, True),
        ("Published in time, of those", lambda period: period.published_in_time, True),
        ("Recurrences", lambda period: period.recurrences, False),
    )
    now, before = metrics.now, metrics.before
    return (
        _counts("Incidents", now.incidents, before.incidents, is_more_better=False),
        *(
            Line(name, words.spans(of(now)), words.spans(of(before)), of_spans(of(now), of(before)))
            for name, of in lengths
        ),
        *(_shares(name, of(now), of(before), is_better) for name, of, is_better in shares),
    )


def item_lines(metrics: Metrics) -> tuple[Line, ...]:
    """Compare what became of action items, and how many were open when the window ended."""
    return tuple(_item_lines(metrics.now, metrics.before))


def _item_lines(now: Period, before: Period) -> Iterator[Line]:
    yield _counts("Opened", now.opened, before.opened)
    yield _counts("Done", now.done, before.done)
    yield _counts("Will not be done", now.wont_do, before.wont_do)
    yield _shares("Closed, of those that were open", now.closed, before.closed)
    yield _shares("Done in time, of those due", now.in_time, before.in_time)
    yield _shares("Moved, of those due", now.moved, before.moved, is_more_better=False)
    yield _counts("Open at the end", now.open, before.open)
    yield _counts("Overdue at the end", now.overdue, before.overdue, is_more_better=False)


def _counts(name: str, now: int, before: int, is_more_better: bool | None = None) -> Line:
    trend = None if is_more_better is None else of_counts(now, before, is_more_better)
    return Line(name, str(now), str(before), trend)


def _shares(name: str, now: Share, before: Share, is_more_better: bool = True) -> Line:
    trend = of_shares(now, before) if is_more_better else of_shares(before, now)
    return Line(name, words.share(now), words.share(before), trend)
