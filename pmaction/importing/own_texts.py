"""The texts of a rendered document read again: what stands beside its items, times and timeline.

Whatever comes from a file is quoted, indented, in a cell or behind a name there. A section that is
not as it was written is left alone, and read like that of any other document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from pmaction.importing.own_parts import (
    UNSET,
    OwnTexts,
    Reader,
    Strange,
    facts_in,
    listed,
    names_in,
    number_in,
    quoted,
    rows_in,
    term_in,
)
from pmaction.render.postmortem.escaping import inline_back, line_back, name_back
from pmaction.render.postmortem.parts import EMPTY

_DERIVED = frozenset(
    {
        "Customer impact", "Revenue impact", "Duration", "Detected", "Time to detect (TTD)",
        "Postmortem", "Date", "Reviewers", "Status", "Distribution",
    }
)  # fmt: skip
"""Labels of what is computed, or stands in another section too."""


def read_own_texts(lines: Sequence[str]) -> OwnTexts:
    """Read each section that is as it was written."""
    found = OwnTexts()
    chapter = ""
    starts = [0, *(n for n, line in enumerate(lines) if re.match("##{1,2} ", line)), len(lines)]
    for start, end in pairwise(starts):
        level, _, heading = lines[start].partition(" ")
        chapter = heading if level == "##" else chapter
        name = f"{chapter}/{heading}" if level == "###" else chapter
        reader = _READERS.get(name if start else "")
        body = lines[start + 1 : end]
        if reader is None or not any(body) or EMPTY in body:
            continue
        own = OwnTexts()
        try:
            reader(body, own)
        except (Strange, ValueError, IndexError, KeyError):
            continue
        for path, value in _flat(own.data):
            found.put(path, value)
        found.lines.update(range(start, end))
    return found


def _flat(data: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _named(**paths: str) -> Reader:
    """Read facts that are texts, each to its place; derived ones are left out."""

    def read(lines: Sequence[str], own: OwnTexts) -> None:
        for label, value in facts_in(lines):
            path = paths.get(re.sub("[ -]", "_", label))
            if path is not None:
                own.put(path, value if "\n" in value else _VALUES.get(path, inline_back)(value))
            elif label not in _DERIVED:
                raise Strange(label)

    return read


def _whys(lines: Sequence[str], own: OwnTexts) -> None:
    rows = rows_in(lines, 3)
    whys = [{"question": line_back(why), "answer": line_back(because)} for _, why, because in rows]
    own.put("root_cause.five_whys", whys)


def _modes(lines: Sequence[str], own: OwnTexts) -> None:
    modes = []
    for mode, told, _, waived in rows_in(lines, 4):
        one = {"id": mode, "description": line_back(told)}
        modes.append({**one, "waived": line_back(waived)} if waived else one)
    own.put("root_cause.failure_modes", modes)


def _references(lines: Sequence[str], own: OwnTexts) -> None:
    references = []
    for kind, title, address in rows_in(lines, 3):
        one = {"type": term_in(kind), "url": address[1:-1]}
        references.append({**one, "title": line_back(title)} if title else one)
    own.put("references", references)


def _follow_ups(lines: Sequence[str], own: OwnTexts) -> None:
    meetings = []
    for day, topic, attendees in rows_in(lines, 3):
        one: dict[str, Any] = {"on": day, "topic": line_back(topic)}
        meetings.append({**one, "attendees": names_in(attendees)} if attendees else one)
    own.put("follow_ups", meetings)


def _sign_off(lines: Sequence[str], own: OwnTexts) -> None:
    rows = [line for line in lines if line.startswith("|")]
    for label, value in facts_in([line for line in lines if not line.startswith("|")]):
        own.put({"Published": "published_at", "Distribution": "distribution"}[label],
                names_in(value) if label == "Distribution" else value)  # fmt: skip
    reviewers = []
    for name, role, day in rows_in(rows, 3) if rows else ():
        said = {"name": name_back(name), "role": line_back(role), "signed_off_on": day}
        reviewers.append({key: one for key, one in said.items() if one and one not in UNSET})
    own.put("reviewers", reviewers)


def _money(lines: Sequence[str], own: OwnTexts) -> None:
    """Read the business impact, in which an amount may have its currency behind it."""
    plain = [line for line in lines if not line.startswith("- **Revenue lost:**")]
    for _, value in facts_in([line for line in lines if line not in plain]):
        amount, _, currency = value.partition(" ")
        own.put("impact.revenue.amount", number_in(amount))
        own.put("impact.revenue.currency", line_back(currency))
    _BUSINESS(plain, own)


_BUSINESS = _named(
    How_that_was_estimated="impact.revenue.description",
    Complaints="impact.complaints.count",
    Which_complaints="impact.complaints.description",
)
_VALUES: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "impact.users.count": number_in,
        "impact.users.share_percent": number_in,
        "impact.requests.failed": number_in,
        "impact.requests.total": number_in,
        "impact.complaints.count": number_in,
        "impact.sla.breached": {"yes": True, "no": False}.get,
        "impact.sla.target_percent": number_in,
        "impact.sla.actual_percent": number_in,
        "impact.error_budget.used_percent": number_in,
        "impact.error_budget.remaining_percent": number_in,
        "planning.epic": line_back,
        "authors": names_in,
        "services": names_in,
        "severity": line_back,
        "incident_id": line_back,
        "detection.method": term_in,
        "detection.alert.name": name_back,
    }
)
_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "": _named(Incident_ID="incident_id", Authors="authors"),
        "Executive summary": _named(
            Incident="summary.incident",
            Impact="summary.impact",
            Root_cause="summary.root_cause",
            Resolution="summary.resolution",
            Prevention="summary.prevention",
            Leverage_point="summary.leverage_point",
        ),
        "Executive summary/Narrative": quoted("summary.narrative"),
        "Incident details/Severity classification": _named(
            Severity="severity",
            Services_affected="services",
            Kind_of_cause="cause_kind",
            Scope="scope",
        ),
        "Incident details/Detection": _named(
            Alert="detection.alert.name",
            Detection_method="detection.method",
            How_it_was_noticed="detection.description",
            Alert_volume="detection.alert.volume",
            Alert_quality="detection.alert.quality",
            Alert_purpose="detection.alert.purpose",
        ),
        "Root cause analysis/What happened": quoted("root_cause.description"),
        "Root cause analysis/Five whys": _whys,
        "Root cause analysis/Root cause in short": quoted("root_cause.category"),
        "Root cause analysis/Failure modes": _modes,
        "Root cause analysis/Contributing factors": listed("root_cause.contributing_factors"),
        "Root cause analysis/Detection gaps": listed("root_cause.detection_gaps"),
        "Impact assessment": quoted("impact.description"),
        "Impact assessment/User impact": _named(
            Affected_users="impact.users.count",
            Share_of_all_users="impact.users.share_percent",
            Which_users="impact.users.description",
            Failed_requests="impact.requests.failed",
            All_requests="impact.requests.total",
            Which_requests="impact.requests.description",
        ),
        "Impact assessment/Business impact": _money,
        "Impact assessment/Service level impact": _named(
            SLA_breached="impact.sla.breached",
            Promised_service_level="impact.sla.target_percent",
            Delivered_service_level="impact.sla.actual_percent",
            Which_SLA="impact.sla.description",
            Error_budget_used="impact.error_budget.used_percent",
            Error_budget_left="impact.error_budget.remaining_percent",
            Which_error_budget="impact.error_budget.description",
        ),
        "Follow-up meetings": _follow_ups,
        "Planning": _named(
            Prioritization="planning.prioritization",
            Capacity="planning.capacity",
            Ownership_model="planning.ownership_model",
            Due_date_policy="planning.due_policy",
            Tracking_system="planning.tracking_system",
            Epic="planning.epic",
        ),
        "Review and sign-off": _sign_off,
        "Resolution/Immediate fix": quoted("resolution.immediate_fix"),
        "Resolution/Validation": quoted("resolution.validation"),
        "Resolution/Regression test": quoted("resolution.regression_test"),
        "Lessons learned/What went well": listed("lessons.went_well"),
        "Lessons learned/What went poorly": listed("lessons.went_poorly"),
        "Lessons learned/Where we were lucky": listed("lessons.lucky"),
        "Lessons learned/Surprising findings": listed("lessons.surprising"),
        "References": _references,
        "Notes": quoted("notes"),
    }
)
