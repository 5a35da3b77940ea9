"""The tracker file for machines, as `schemas/tracker.v1.schema.json` describes it.

One object a line, so that a comparison of two versions is readable. Unknown is null, and never 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pmaction.metrics import target_words
from pmaction.metrics.results import Dora, Target
from pmaction.metrics.values import Group, Month, Spans
from pmaction.render.inert import with_hidden_escaped
from pmaction.render.report.json_values import day, minutes, share
from pmaction.tracker.names import SCHEMA
from pmaction.tracker.overview import Overview, TrackedItem, TrackedPostmortem
from pmaction.tracker.postmortem_table import impact

Row = Mapping[str, Any]


def tracker_data(told: Overview) -> str:
    """Write the data."""
    head = {"schema": SCHEMA, "version": 1}
    # On lines of their own, so that a merge of two versions meets few conflicts.
    alone = {"as_of": day(told.as_of), "left_out": list(told.left_out)}
    lists: dict[str, Iterable[Row]] = {
        "postmortems": map(_postmortem, told.postmortems),
        "action_items": map(_item, told.items),
        "teams": map(_team, told.metrics.teams),
        "targets": map(_target, told.metrics.targets),
        "dora": map(_dora, told.metrics.dora),
        "months": map(_month, told.metrics.months),
    }
    lines = [f"{_dumped(head)[:-1]},", *(f"{_dumped({k: v})[1:-1]}," for k, v in alone.items())]
    for name, rows in lists.items():
        dumped = ",\n".join(map(_dumped, rows))
        lines.append(f'"{name}": [' + (f"\n{dumped}\n" if dumped else "") + "],")
    return "\n".join(lines)[:-1] + "}\n"


def _dumped(value: Row) -> str:
    return with_hidden_escaped(json.dumps(value, ensure_ascii=False))


def _postmortem(one: TrackedPostmortem) -> Row:
    postmortem, fact = one.postmortem, one.fact
    duration, published = postmortem.times.duration, postmortem.published_at
    return {
        "id": postmortem.id,
        "incident_id": postmortem.incident_id,
        "title": postmortem.title,
        "path": one.path,
        "status": postmortem.status,
        "severity": fact.severity,
        "date": day(fact.day),
        "services": list(postmortem.services),
        "duration_minutes": minutes(duration),
        "duration_is_approximate": duration.approximate if duration is not None else None,
        "impact": impact(one) or None,
        "authors": list(postmortem.authors),
        "published": day(published.day) if published is not None else None,
        "publish_by": day(fact.publish_by),
        "published_in_time": fact.is_published_in_time,
        "action_items": one.items,
        "open": one.open,
        "done": one.done,
        "wont_do": one.wont_do,
        "completed_percent": one.percent_done,
        "confidential": postmortem.confidential,
    }


def _item(one: TrackedItem) -> Row:
    fact = one.fact
    issue = {"number": fact.issue, "url": fact.url or None} if fact.issue is not None else None
    return {
        "key": fact.key,
        "title": fact.title,
        "state": fact.state,
        "bucket": one.bucket,
        "due": day(fact.due),
        "due_why": fact.due_why or None,
        "slips": fact.slips,
        "priority": fact.priority,
        "category": fact.category,
        "owner": one.item.owner,
        "team": fact.team,
        "issue": issue,
        "path": one.source.path,
        "line": one.source.first_line,
        "opened": day(fact.opened),
        "ended": day(fact.ended),
        "waits_for": list(one.waits_for),
        "snoozed_until": day(one.snoozed_until),
        "confidential": fact.confidential,
    }


def _team(team: Group) -> Row:
    return {
        "team": team.name,
        "open": team.open,
        "overdue": team.overdue,
        "due_this_week": team.due_this_week,
        "done": team.done,
        "wont_do": team.wont_do,
        "slips": team.slips,
        "in_time": share(team.in_time),
    }


def _target(target: Target) -> Row:
    return {
        "id": target.id,
        "target": target.limit,
        "met": target.met,
        "result": target_words.verdict(target),
        "share": share(target.share),
        "lengths": _lengths(target.spans),
        "count": target.count,
        "share_before": share(target.share_before),
        "lengths_before": _lengths(target.spans_before),
        "count_before": target.count_before,
        "missed_by": list(target.names),
    }


def _dora(metric: Dora) -> Row:
    return {
        "id": metric.id,
        "band": metric.band,
        "declared": metric.value,
        "lengths": _lengths(metric.restore),
    }


def _month(month: Month) -> Row:
    return {
        "month": month.name,
        "incidents": month.incidents,
        "opened": month.opened,
        "ended": month.ended,
        "open": month.open,
        "overdue": month.overdue,
    }


def _lengths(spans: Spans | None) -> Row | None:
    if spans is None:
        return None
    return {
        "median_minutes": minutes(spans.median),
        "p90_minutes": minutes(spans.p90),
        "known": spans.of,
        "unknown": spans.unknown,
    }
