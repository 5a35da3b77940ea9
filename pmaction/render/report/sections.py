"""Metrics → the outline of the report."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence

from pmaction.enumeration import listed
from pmaction.metrics import comparison, target_words, words
from pmaction.metrics.results import Target
from pmaction.metrics.values import Metrics, Tally
from pmaction.render.report import opening
from pmaction.render.report.incident_tables import (
    detection_gaps,
    every_incident,
    recurring_incidents,
)
from pmaction.render.report.item_tables import item_tables
from pmaction.render.report.outline import (
    MOST_MONTHS,
    Cell,
    Outline,
    Section,
    Table,
    cells,
    columns,
)
from pmaction.render.text import count

_NOW, _BEFORE = "This period", "Before"
_MONTHS_SHOWN = 6
_MONTHLY = (
    "Incidents", "Items opened", "Items ended", "Open at its end", "Overdue at its end",
    "Median time to restore",
)  # fmt: skip

MONTHS = "months"
"""The section that a page draws instead."""


def outline(metrics: Metrics, base: str = "", left_out: Sequence[str] = ()) -> Outline:
    """Say what there is to tell.

    `base` stands before a postmortem's path in links, which there are none of without it;
    `left_out` names the files that could not be used.
    """
    sections = (
        _targets(metrics),
        _incidents(metrics, base),
        _items(metrics),
        _again(metrics),
        _where(metrics),
        _detection(metrics),
        _months(metrics),
        _uncounted(metrics, left_out),
    )
    return Outline(
        title=opening.title(metrics),
        scope=opening.scope(metrics),
        verdict=opening.verdict(metrics),
        tone=opening.tone(metrics),
        missed=opening.missed(metrics),
        overdue=opening.overdue(metrics),
        met=opening.met(metrics),
        again=opening.again(metrics),
        numbers=opening.numbers(metrics),
        sections=tuple(one for one in sections if one.sentences or one.tables),
    )


def _targets(metrics: Metrics) -> Section:
    named = columns("Measured", "Target", _NOW, _BEFORE, "Result")
    rows = [
        (
            *cells(
                target_words.target_name(one),
                target_words.target_limit(one),
                target_words.target_now(one),
                target_words.target_before(one),
            ),
            _result(one),
        )
        for one in metrics.targets
    ]
    bands = [(words.dora_name(one), words.dora(one)) for one in metrics.dora if one.band]
    tables = [Table("Targets", named, tuple(rows))]
    if len(bands) > 1:
        head = columns("Measured", "Value, and band of performers")
        tables.append(Table("DORA", head, tuple(cells(*one) for one in bands)))
        return Section("targets", "Targets", tables=tuple(tables))
    said = tuple(f"{name}: {value}, by DORA's bands of performers." for name, value in bands)
    return Section("targets", "Targets", said, tuple(tables))


def _result(target: Target) -> Cell:
    """Say it without the names to blame, which stand at the report's beginning."""
    if target.met is None or target.limit is None:
        return Cell(target_words.verdict(target))
    said = "met" if target.met else "missed"
    change = words.trend(target.trend)
    return Cell(f"{said}; {change}" if change else said, tone="good" if target.met else "bad")


def _incidents(metrics: Metrics, base: str) -> Section:
    tables = [compared("What happened", comparison.incident_lines(metrics))]
    if metrics.incidents:
        tables.append(every_incident(metrics, base))
    by_severity = ", ".join(f"{name} {number}" for name, number in metrics.now.severities)
    said = (f"By severity: {by_severity}.",) if by_severity else ()
    return Section("incidents", "Incidents", said, tuple(tables))


def compared(title: str, lines: Sequence[comparison.Line]) -> Table:
    """Write numbers beside those of the period before, where there is one of the two."""
    rows = tuple(
        (Cell(one.name), Cell(one.now), Cell(one.before), Cell(words.trend(one.trend)))
        for one in lines
        if {one.now, one.before} != {words.NOTHING}
    )
    return Table(title, columns("Measured", _NOW, _BEFORE, "Trend"), rows)


def _items(metrics: Metrics) -> Section:
    total = metrics.total
    said = (
        f"{count(total.total, 'action item')} in all: {total.open} open, {total.overdue} of them "
        f"overdue; {total.done} done; {total.wont_do} will not be done."
    )
    lines = compared("What became of them", comparison.item_lines(metrics))
    return Section("action-items", "Action items", (said,), (lines, *item_tables(metrics)))


def _again(metrics: Metrics) -> Section:
    tables = (recurring_incidents(metrics),) if metrics.recurrences else ()
    return Section("again", "What happened again", tables=tables)


def _where(metrics: Metrics) -> Section:
    found = (("Services", "Service", metrics.services), ("Causes", "Kind of cause", metrics.causes))
    tables = [
        Table(
            title,
            columns(name, _NOW, _BEFORE, "Items open", "Months", numbers=_TALLIED),
            tuple(_tally(one, metrics) for one in tallies),
        )
        for title, name, tallies in found
        if tallies
    ]
    return Section("services-and-causes", "Services and causes", tables=tuple(tables))


_TALLIED = (_NOW, _BEFORE, "Items open")


def _tally(one: Tally, metrics: Metrics) -> tuple[Cell, ...]:
    pairs = zip(metrics.months, one.months, strict=False)
    counted = [f"{month.name}: {number}" for month, number in pairs if number]
    more = len(counted) - _MONTHS_SHOWN
    months = ", ".join(counted[-_MONTHS_SHOWN:]) + (f" and {more} earlier" if more > 0 else "")
    numbers = (one.incidents, one.before, one.open)
    return cells(one.name or "none named", *map(str, numbers), months or words.NOTHING)


def _detection(metrics: Metrics) -> Section:
    said = []
    before, after = metrics.signals_before, metrics.signals_after
    if before.of:
        said.append(
            f"Signals watched by an alert or a dashboard: {words.share(before)} before the "
            f"incidents, {words.share(after)} after their action items."
        )
    tables = (detection_gaps(metrics),) if metrics.detection_gaps else ()
    return Section("detection", "Detection", tuple(said), tables)


def _months(metrics: Metrics) -> Section:
    named = columns("Month", *_MONTHLY, numbers=_MONTHLY)
    rows = tuple(
        cells(
            one.name,
            *map(str, (one.incidents, one.opened, one.ended, one.open, one.overdue)),
            words.median(one.restore),
        )
        for one in metrics.months[-MOST_MONTHS:]
    )
    tables = (Table("By month", named, rows, "month"),) if rows else ()
    return Section(MONTHS, "By month", tuple(_of_months(metrics)), tables)


def _of_months(metrics: Metrics) -> Iterator[str]:
    """Say which months are shown, if not all of them are, or not in whole."""
    if len(metrics.months) > MOST_MONTHS:
        yield f"The last {MOST_MONTHS} months of {len(metrics.months)}; JSON has all of them."
    day = metrics.as_of
    if metrics.months and day.day < monthrange(day.year, day.month)[1]:
        yield f"The last month is counted up to {day}."


def _uncounted(metrics: Metrics, left_out: Sequence[str]) -> Section:
    said = tuple(_left_out(metrics, left_out))
    return Section("not-counted", "Not in all of these numbers", said)


def _left_out(metrics: Metrics, left_out: Sequence[str]) -> Iterator[str]:
    yield from words.left_out(metrics.left_out)
    if left_out:
        yield f"Left out, because they cannot be used: {listed(left_out)}."
