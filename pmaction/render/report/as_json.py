"""The report as JSON, kept stable: `docs/report.md` says what each field means.

Unknown is null, and never 0; lengths of time are in minutes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from pmaction.facts import IncidentFact, ItemFact
from pmaction.metrics import target_words
from pmaction.metrics.results import Dora, Target
from pmaction.metrics.values import (
    Bucket,
    DetectionGap,
    Group,
    LeftOut,
    Metrics,
    Month,
    Period,
    Recurrence,
    Tally,
)
from pmaction.render.inert import with_hidden_escaped
from pmaction.render.report.json_values import Row, day, lengths, minutes, share, window


def report_json(metrics: Metrics, left_out: Sequence[str] = ()) -> str:
    """Write all metrics; `left_out` names the files that could not be used."""
    data = report_data(metrics, left_out)
    return with_hidden_escaped(json.dumps(data, ensure_ascii=False, indent=1))


def report_data(metrics: Metrics, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Give what is written, as values of JSON."""
    return {
        "version": 1,
        "window": window(metrics.window),
        "as_of": str(metrics.as_of),
        "team": metrics.team,
        "service": metrics.service,
        "files_left_out": list(left_out),
        "targets": [_target(one) for one in metrics.targets],
        "dora": [_dora(one) for one in metrics.dora],
        "now": _period(metrics.now),
        "before": _period(metrics.before),
        "months": [_month(one) for one in metrics.months],
        "total": _group(metrics.total),
        "teams": [_group(one) for one in metrics.teams],
        "priorities": [_group(one) for one in metrics.priorities],
        "categories": [_group(one) for one in metrics.categories],
        "ages": [_bucket(one) for one in metrics.ages],
        "lateness": [_bucket(one) for one in metrics.lateness],
        "services": [_tally(one, metrics.months) for one in metrics.services],
        "causes": [_tally(one, metrics.months) for one in metrics.causes],
        "recurrences": [_recurrence(one) for one in metrics.recurrences],
        "detection_gaps": [_gap(one) for one in metrics.detection_gaps],
        "signals_before": share(metrics.signals_before),
        "signals_after": share(metrics.signals_after),
        "incidents": [_incident(one) for one in metrics.incidents],
        "open_items": [_item(one, metrics.as_of) for one in metrics.open_items],
        "not_counted": _not_counted(metrics.left_out),
    }


def _target(one: Target) -> Row:
    return {
        "id": one.id,
        "target": one.limit,
        "met": one.met,
        "said": target_words.sentence(one),
        "share": share(one.share),
        "lengths": lengths(one.spans),
        "count": one.count,
        "share_before": share(one.share_before),
        "lengths_before": lengths(one.spans_before),
        "count_before": one.count_before,
        "trend": one.trend,
        "missed_by": list(one.names),
    }


def _dora(one: Dora) -> Row:
    return {
        "id": one.id,
        "band": one.band,
        "declared": one.value,
        "lengths": lengths(one.restore),
    }


def _period(one: Period) -> Row:
    return {
        "window": window(one.window),
        "incidents": one.incidents,
        "severities": dict(one.severities),
        "detect": lengths(one.detect),
        "acknowledge": lengths(one.acknowledge),
        "mitigate": lengths(one.mitigate),
        "restore": lengths(one.restore),
        "resolve": lengths(one.resolve),
        "publish": lengths(one.publish),
        "published": share(one.published),
        "p0_published": share(one.p0_published),
        "published_in_time": share(one.published_in_time),
        "recurrences": share(one.recurrences),
        "alerted": share(one.alerted),
        "opened": one.opened,
        "done": one.done,
        "wont_do": one.wont_do,
        "closed": share(one.closed),
        "in_time": share(one.in_time),
        "moved": share(one.moved),
        "open": one.open,
        "overdue": one.overdue,
        "long_overdue": one.long_overdue,
    }


def _month(one: Month) -> Row:
    return {
        "month": one.name,
        "incidents": one.incidents,
        "opened": one.opened,
        "ended": one.ended,
        "open": one.open,
        "overdue": one.overdue,
        "restore": lengths(one.restore),
    }


def _group(one: Group) -> Row:
    return {
        "name": one.name,
        "total": one.total,
        "open": one.open,
        "overdue": one.overdue,
        "due_this_week": one.due_this_week,
        "done": one.done,
        "wont_do": one.wont_do,
        "slips": one.slips,
        "in_time": share(one.in_time),
        "incidents": one.incidents,
    }


def _bucket(one: Bucket) -> Row:
    return {"from_days": one.first, "to_days": one.last, "count": one.count}


def _tally(one: Tally, months: Sequence[Month]) -> Row:
    by_month = {month.name: n for month, n in zip(months, one.months, strict=False) if n}
    return {
        "name": one.name,
        "incidents": one.incidents,
        "before": one.before,
        "open": one.open,
        "months": by_month,
    }


def _recurrence(one: Recurrence) -> Row:
    return {
        "later": one.later,
        "earlier": one.earlier,
        "kind": one.kind,
        "why": one.why,
        "open_items": list(one.open_items),
    }


def _gap(one: DetectionGap) -> Row:
    return {
        "id": one.id,
        "detect_minutes": minutes(one.detect),
        "method": one.method,
        "is_slow": one.is_slow,
        "gaps": list(one.gaps),
    }


def _incident(one: IncidentFact) -> Row:
    return {
        "id": one.id,
        "title": one.title,
        "path": one.path or None,
        "status": one.status,
        "date": day(one.day),
        "severity": one.severity,
        "services": list(one.services),
        "cause_kind": one.cause_kind,
        "teams": sorted(one.teams),
        "detect_minutes": minutes(one.detect),
        "acknowledge_minutes": minutes(one.acknowledge),
        "mitigate_minutes": minutes(one.mitigate),
        "restore_minutes": minutes(one.restore),
        "resolve_minutes": minutes(one.resolve),
        "publish_minutes": minutes(one.publish),
        "published": day(one.published),
        "publish_by": day(one.publish_by),
        "published_in_time": one.is_published_in_time,
        "recurrence_of": one.recurrence_of,
        "confidential": one.confidential,
    }


def _item(one: ItemFact, as_of: date) -> Row:
    return {
        "key": one.key,
        "title": one.title,
        "team": one.team,
        "priority": one.priority,
        "category": one.category,
        "opened": day(one.opened),
        "due": day(one.due_on(as_of)),
        "slips": one.slips,
        "issue": one.issue,
        "url": one.url or None,
        "confidential": one.confidential,
    }


def _not_counted(one: LeftOut) -> Row:
    return {
        "incidents_undated": one.undated,
        "incidents_in_future": one.ahead,
        "items_without_due_date": one.no_due,
        "items_ended_on_unknown_day": one.no_end,
        "items_open_since_unknown_day": one.no_start,
        "items_without_issues": one.quiet,
    }
