"""Whether something is better or worse than in the period before."""

from __future__ import annotations

from pmaction.metrics.results import Trend
from pmaction.metrics.values import Share, Spans


def of_shares(now: Share, before: Share) -> Trend | None:
    """Compare two shares of which the greater one is the better; None if one is of nothing."""
    if not now.of or not before.of:
        return None
    return _trend(now.count * before.of, before.count * now.of)


def of_spans(now: Spans, before: Spans) -> Trend | None:
    """Compare two medians of which the shorter one is the better; None if one is unknown."""
    if now.median is None or before.median is None:
        return None
    seconds = (one.length.total_seconds() for one in (before.median, now.median))
    return _trend(*seconds)


def of_counts(now: int, before: int, is_more_better: bool) -> Trend:
    """Compare two counts."""
    return _trend(now, before) if is_more_better else _trend(before, now)


def _trend(now: float, before: float) -> Trend:
    if now == before:
        return "same"
    return "better" if now > before else "worse"
