"""Values of the report's JSON: unknown is null, and never 0; lengths of time are in minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pmaction.metrics.values import Share, Spans, Window
from pmaction.moment import Duration

Row = Mapping[str, Any]


def window(days: Window) -> Row:
    """Give the days of a period."""
    return {"since": str(days.since), "until": str(days.until), "days": days.days}


def share(part: Share | None) -> Row | None:
    """Give a share; null where there is none to measure."""
    return {"count": part.count, "of": part.of} if part is not None else None


def lengths(spans: Spans | None) -> Row | None:
    """Give lengths of time, and how many of them are known; null where none are measured."""
    if spans is None:
        return None
    return {
        "median_minutes": minutes(spans.median),
        "p90_minutes": minutes(spans.p90),
        "known": spans.of,
        "approximate": spans.approximate,
        "unknown": spans.unknown,
    }


def minutes(duration: Duration | None) -> float | None:
    """Give a length of time in minutes, to the hundredth."""
    if duration is None:
        return None
    exact = round(duration.length.total_seconds() / 60, 2)
    return int(exact) if exact.is_integer() else exact


def day(known: date | None) -> str | None:
    """Give a day as text."""
    return str(known) if known is not None else None
