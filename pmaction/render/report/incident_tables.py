"""The incidents of the report: what happened, one by one, again, and how it was noticed."""

from __future__ import annotations

from pmaction.enumeration import listed
from pmaction.facts import IncidentFact
from pmaction.metrics import words
from pmaction.metrics.values import DetectionGap, Metrics
from pmaction.moment import Duration
from pmaction.render.links import to_file
from pmaction.render.report.outline import Cell, Table, cells, columns


def every_incident(metrics: Metrics, base: str) -> Table:
    """List the incidents of the window; `base` stands before paths, and without it are no links."""
    named = columns(
        "Incident", "Date", "Severity", "Title", "Services", "Kind of cause", "Detected in",
        "Restored in", "Postmortem", chooses=("Severity", "Kind of cause", "Postmortem"),
        minor=("Kind of cause", "Detected in"),
    )  # fmt: skip
    rows = tuple(_incident(one, base) for one in metrics.incidents)
    return Table("All incidents", named, rows, "incident")


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
            _lasting(one.detect),
            _lasting(one.restore),
        ),
        _publication(one),
    )


def _publication(one: IncidentFact) -> Cell:
    if one.is_published_in_time is not False:
        return Cell(one.status)
    return Cell("published late" if one.is_published else f"{one.status}, late", tone="bad")


def recurring_incidents(metrics: Metrics) -> Table:
    """List what happened before, each with the earlier one."""
    named = columns("Incident", "How", "Earlier one", "Why", "Still open there")
    rows = tuple(
        cells(
            one.later,
            "declared" if one.kind == "declared" else "looks alike",
            one.earlier,
            one.why,
            listed(one.open_items) or words.NOTHING,
        )
        for one in metrics.recurrences
    )
    return Table("Incidents that happened before", named, rows, "incident")


def detection_gaps(metrics: Metrics) -> Table:
    """List what was noticed late, or not by an alert, or what names a gap."""
    named = columns("Incident", "Detected in", "Noticed by", "What the postmortem says is missing")
    return Table("Gaps in detection", named, tuple(map(_gap, metrics.detection_gaps)), "incident")


def _gap(gap: DetectionGap) -> tuple[Cell, ...]:
    took = _lasting(gap.detect)
    return (
        Cell(gap.id),
        Cell(f"{took}, over the target", tone="bad") if gap.is_slow else Cell(took),
        Cell((gap.method or words.UNKNOWN).replace("-", " ")),
        Cell(" / ".join(gap.gaps) or words.NOTHING),
    )


def _lasting(duration: Duration | None) -> str:
    return str(duration) if duration is not None else words.UNKNOWN
