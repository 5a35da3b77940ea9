"""Metrics → the outline of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmaction.facts import IncidentFact
from pmaction.metrics import comparison, words
from pmaction.metrics.values import DetectionGap, Metrics, Tally, Target
from pmaction.moment import Duration
from pmaction.render.links import to_file
from pmaction.render.report import opening
from pmaction.render.report.item_tables import item_tables
from pmaction.render.report.outline import Cell, Outline, Section, Table, cells, columns
from pmaction.render.text import count

_NOW, _BEFORE = "This period", "Before"
_MONTHS_SHOWN = 6
_YEAR = 12
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
                words.target_name(one),
                words.target_limit(one),
                words.target_now(one),
                words.target_before(one),
            ),
            _result(one),
        )
        for one in metrics.targets
    ]
    bands = [cells(words.dora_name(one), words.dora(one)) for one in metrics.dora]
    tables = [Table("Targets", named, tuple(rows))]
    if bands:
        tables.append(Table("DORA", columns("Measured", "Value and band"), tuple(bands)))
    return Section("targets", "Targets", tables=tuple(tables))


def _result(target: Target) -> Cell:
    """Say it without the names to blame, which stand at the report's beginning."""
    if target.met is None or target.limit is None:
        return Cell(words.verdict(target))
    said = "met" if target.met else "missed"
    change = words.trend(target.trend)
    return Cell(f"{said}; {change}" if change else said, tone="good" if target.met else "bad")


def _incidents(metrics: Metrics, base: str) -> Section:
    tables = [compared("What happened", comparison.incident_lines(metrics))]
    if metrics.incidents:
        named = columns(
            "Incident", "Date", "Severity", "Title", "Services", "Kind of cause", "Detected in",
            "Restored in", "Postmortem", chooses=("Severity", "Kind of cause", "Postmortem"),
            minor=("Kind of cause", "Detected in"),
        )  # fmt: skip
        rows = tuple(_incident(one, base) for one in metrics.incidents)
        tables.append(Table("All of them", named, rows, "incident"))
    by_severity = ", ".join(f"{name} {number}" for name, number in metrics.now.severities)
    said = (f"By severity: {by_severity}.",) if by_severity else ()
    return Section("incidents", "Incidents", said, tuple(tables))


def compared(title: str, lines: Sequence[comparison.Line]) -> Table:
    """Write numbers beside those of the period before."""
    rows = tuple(
        (Cell(one.name), Cell(one.now), Cell(one.before), Cell(words.trend(one.trend)))
        for one in lines
    )
    return Table(title, columns("Measured", _NOW, _BEFORE, "Trend"), rows)


def _incident(one: IncidentFact, base: str) -> tuple[Cell, ...]:
    link = to_file(base, one.path) if base and one.path else ""
    return (
        Cell(one.id, link),
        *cells(
            str(one.day or words.UNKNOWN),
            one.severity or words.UNKNOWN,
            one.title,
            ", ".join(one.services) or words.NOTHING,
            one.cause_kind or words.UNKNOWN,
            lasting(one.detect),
            lasting(one.restore),
        ),
        _publication(one),
    )


def _publication(one: IncidentFact) -> Cell:
    if one.is_published:
        return (
            Cell("published late", tone="bad")
            if one.is_published_in_time is False
            else Cell("published")
        )
    late = one.is_published_in_time is False
    return Cell(f"{one.status}, late", tone="bad") if late else Cell(one.status)


def lasting(duration: Duration | None) -> str:
    """Write a length of time that may be unknown."""
    return str(duration) if duration is not None else words.UNKNOWN


def _items(metrics: Metrics) -> Section:
    total = metrics.total
    said = (
        f"{count(total.total, 'action item')} in all: {total.open} open, {total.overdue} of them "
        f"overdue; {total.done} done; {total.wont_do} will not be done."
    )
    lines = compared("What became of them", comparison.item_lines(metrics))
    return Section("action-items", "Action items", (said,), (lines, *item_tables(metrics)))


def _again(metrics: Metrics) -> Section:
    named = columns("Incident", "How", "Earlier one", "Why", "Still open there")
    rows = tuple(
        cells(
            one.later,
            "declared" if one.kind == "declared" else "looks alike",
            one.earlier,
            one.why,
            words.listed(one.open_items) or words.NOTHING,
        )
        for one in metrics.recurrences
    )
    tables = (Table("Incidents that happened before", named, rows),) if rows else ()
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
    named = columns("Incident", "Detected in", "Noticed by", "What the postmortem says is missing")
    rows = tuple(_gap(one) for one in metrics.detection_gaps)
    tables = (Table("Gaps in detection", named, rows),) if rows else ()
    return Section("detection", "Detection", tuple(said), tables)


def _gap(gap: DetectionGap) -> tuple[Cell, ...]:
    took = lasting(gap.detect)
    return (
        Cell(gap.id),
        Cell(f"{took}, over the target", tone="bad") if gap.is_slow else Cell(took),
        Cell((gap.method or words.UNKNOWN).replace("-", " ")),
        Cell(" / ".join(gap.gaps) or words.NOTHING),
    )


def _months(metrics: Metrics) -> Section:
    named = columns("Month", *_MONTHLY, numbers=_MONTHLY)
    rows = tuple(
        cells(
            one.name,
            *map(str, (one.incidents, one.opened, one.ended, one.open, one.overdue)),
            words.median(one.restore),
        )
        for one in metrics.months[-_YEAR:]
    )
    tables = (Table("By month", named, rows, "month"),) if rows else ()
    return Section(MONTHS, "By month", tables=tables)


def _uncounted(metrics: Metrics, left_out: Sequence[str]) -> Section:
    said = tuple(_left_out(metrics, left_out))
    return Section("not-counted", "Not in all of these numbers", said)


def _left_out(metrics: Metrics, left_out: Sequence[str]) -> Iterator[str]:
    yield from words.left_out(metrics.left_out)
    if left_out:
        yield f"Left out, because they cannot be used: {words.listed(left_out)}."
