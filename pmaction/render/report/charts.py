"""What the report draws: months, and what they had. Nothing in a chart was written by people."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pmaction.metrics.values import Metrics, Month

_MONTHS = 24
_NAMED = 12
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Series(Struct, frozen=True):
    """One colour of a chart: a number for each month, None for what is unknown."""

    name: str
    values: tuple[float | None, ...]


class Chart(Struct, frozen=True):
    """A chart over months; `said` tells in a sentence what it shows, for who cannot see it."""

    anchor: str
    title: str
    said: str
    months: tuple[str, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]


def charts(metrics: Metrics) -> tuple[Chart, ...]:
    """Give the charts that have something to show, of the last two years at most."""
    return tuple(_charts(metrics.months[-_MONTHS:]))


def _charts(months: tuple[Month, ...]) -> Iterator[Chart]:
    incidents = Series("Incidents", tuple(float(one.incidents) for one in months))
    still = Series("Open", tuple(float(one.open) for one in months))
    late = Series("Overdue", tuple(float(one.overdue) for one in months))
    opened = Series("Opened", tuple(float(one.opened) for one in months))
    ended = Series("Ended", tuple(float(one.ended) for one in months))
    restore = Series("Median", tuple(map(_restore, months)))
    for anchor, title, series in (
        ("chart-incidents", "Incidents a month", (incidents,)),
        ("chart-open", "Action items open, and overdue, at the end of each month", (still, late)),
        ("chart-flow", "Action items opened and ended each month", (opened, ended)),
        ("chart-restore", "Minutes to restore service, by month of the incident", (restore,)),
    ):
        if any(value for one in series for value in one.values):
            names = tuple(one.name for one in months)
            yield Chart(anchor, title, _said(series), names, _labels(months), series)


def _restore(month: Month) -> float | None:
    median = month.restore.median
    return round(median.length.total_seconds() / 60, 1) if median is not None else None


def _said(series: tuple[Series, ...]) -> str:
    """Say the latest and the highest of each, which is what a look at the chart would tell."""
    parts = []
    for one in series:
        known = [value for value in one.values if value is not None]
        parts.append(f"{one.name}: {number(known[-1])} most lately, {number(max(known))} at most")
    return "; ".join(parts) + "."


def number(value: float | None) -> str:
    """Write a number as people do; a dash for what is unknown."""
    return "–" if value is None else f"{value:g}"


def _labels(months: tuple[Month, ...]) -> tuple[str, ...]:
    """Name months on an axis, with the year where it is another one; of many not all of them."""
    step = -(-len(months) // _NAMED)
    labels, year = [], 0
    for n, day in enumerate(one.month.since for one in months):
        name = _NAMES[day.month - 1]
        is_named = n % step == 0
        labels.append((f"{name} {day.year}" if day.year != year else name) if is_named else "")
        year = day.year if is_named else year
    return tuple(labels)
