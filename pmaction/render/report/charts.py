"""What the report draws: months, and what they had. Nothing in a chart was written by people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pmaction.metrics.values import Metrics, Month
from pmaction.render.report.outline import MOST_MONTHS

_NAMED = 12
_UNITS = (("Days", 86_400), ("Hours", 3_600), ("Minutes", 60))
_MOST_PARTS = 4
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
    """Give the charts that have something to show, of the last months where there are many."""
    return tuple(_charts(metrics.months[-MOST_MONTHS:]))


def _charts(months: tuple[Month, ...]) -> Iterator[Chart]:
    unit, seconds = _unit(months)
    incidents = Series("Incidents", tuple(float(one.incidents) for one in months))
    still = Series("Open", tuple(float(one.open) for one in months))
    late = Series("Overdue", tuple(float(one.overdue) for one in months))
    opened = Series("Opened", tuple(float(one.opened) for one in months))
    ended = Series("Ended", tuple(float(one.ended) for one in months))
    restore = Series("Median", tuple(_restore(one, seconds) for one in months))
    for anchor, title, series in (
        ("chart-incidents", "Incidents a month", (incidents,)),
        ("chart-open", "Action items open, and overdue, at the end of each month", (still, late)),
        ("chart-flow", "Action items opened and ended each month", (opened, ended)),
        ("chart-restore", f"{unit} to restore service, by month of the incident", (restore,)),
    ):
        if any(value for one in series for value in one.values):
            names = tuple(one.name for one in months)
            said = f"{'; '.join(_said(one, names) for one in series)}."
            yield Chart(anchor, title, said, names, _labels(months), series)


def _unit(months: Sequence[Month]) -> tuple[str, int]:
    """Give the unit in which the longest median can be read, and its seconds."""
    medians = [one.restore.median for one in months]
    longest = max((one.length.total_seconds() for one in medians if one is not None), default=0)
    return next((one for one in _UNITS if longest >= _MOST_PARTS * one[1]), _UNITS[-1])


def _restore(month: Month, seconds: int) -> float | None:
    median = month.restore.median
    return round(median.length.total_seconds() / seconds, 1) if median is not None else None


def _said(series: Series, months: Sequence[str]) -> str:
    """Say the latest and the highest number, which is what a look at the chart would tell."""
    known = [
        (one, month) for one, month in zip(series.values, months, strict=True) if one is not None
    ]
    latest, month = known[-1]
    most, then = max(known)
    highest = "the highest" if latest == most else f"highest: {number(most)} in {then}"
    return f"{series.name}: {number(latest)} in {month} ({highest})"


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
