"""What was found, brought into the form that documents have, with nothing that they refuse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pmaction.importing.inline import cut_title
from pmaction.importing.item_draft import Item
from pmaction.importing.limits import LONGEST_TEXT, MOST_ENTRIES
from pmaction.importing.timeline_parts import Timeline
from pmaction.moment import Moment, parse_moment

_ID = re.compile(r"[A-Z]{1,5}-?[0-9]{1,4}")
_ORDER = ("started", "detected", "acknowledged", "mitigated", "restored", "resolved")
_TEXTS = ("done_when", "rationale", "verification", "evidence", "reason")
_MARKED = "Marked as done in the document it was imported from."
_DROPPED = "Marked as not to be done in the document it was imported from."
_KEYS = (
    "title", "status", "incident_id", "published_at", "severity", "cause_kind", "services",
    "scope", "authors", "reviewers", "distribution", "summary", "times", "detection", "timeline",
    "root_cause", "impact", "resolution", "action_items", "no_action_needed", "lessons",
    "follow_ups", "references", "planning", "notes",
)  # fmt: skip
_ITEM_KEYS = (
    "id", "title", "description", "category", "priority", "impact", "effort", "horizon", "owner",
    "backup", "coordinator", "collaborators", "sponsor", "due", "done_when", "rationale",
    "verification", "addresses", "depends_on", "dora_metric", "status", "done_at", "evidence",
    "reason", "extensions", "issue", "previously", "recreate",
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """What is said beside the document: remarks for a person, and texts that found no room."""

    remarks: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def ordered_times(times: dict[str, str], began: date | None, draft: Draft) -> dict[str, str]:
    """Give the times of the incident; one that is before an earlier one becomes `about`."""
    known = dict(times)
    if began is not None and "started" not in known:
        known["started"] = began.isoformat()
    found: dict[str, str] = {}
    last: Moment | None = None
    for name in (*_ORDER, "declared"):
        if name not in known:
            continue
        text, moment = known[name], parse_moment(known[name])
        before = (
            parse_moment(found["started"]) if name == "declared" and "started" in found else last
        )
        if before is not None and before.is_after(moment):
            text = f"about {text}"
            draft.remarks.append(
                f"`{name}` ({known[name]}) is before an earlier time: it is `about` now"
            )
        elif name != "declared" and not text.startswith(("about", "unknown")):
            last = moment
        found[name] = text
    in_order = (
        "started",
        "declared",
        "detected",
        "acknowledged",
        "mitigated",
        "restored",
        "resolved",
    )
    return {name: found[name] for name in in_order if name in found}


def settle_timeline(timeline: Timeline, draft: Draft) -> list[dict[str, Any]]:
    """Give the entries in the order of the source; a step back in time becomes `about`."""
    last: Moment | None = None
    back = 0
    for entry in timeline.entries:
        moment = parse_moment(entry["at"])
        if last is not None and last.is_after(moment):
            entry["at"] = f"about {entry['at']}"
            back += 1
        elif not entry["at"].startswith(("about", "unknown")):
            last = moment
    if back:
        draft.remarks.append(
            f"{back} of {len(timeline.entries)} timeline entries go back in time: they are `about` "
            "now, in the order of the source"
        )
    if number := timeline.without_zone:
        draft.remarks.append(
            "1 time names no zone: it is a date now, with the time of day in the text; import "
            "again with --time-zone to have it exact"
            if number == 1
            else f"{number} times name no zone: they are dates now, with the time of day in the "
            "text; import again with --time-zone to have them exact"
        )
    if timeline.in_told_zone:
        draft.remarks.append(
            f"the timeline names no zone: {timeline.told_zone} was taken, as the times of the "
            "incident have it"
        )
    if timeline.year is not None:
        draft.remarks.append(
            f"the timeline names no year: {timeline.year} was taken, as in the rest of the document"
        )
    if timeline.unsure_zone:
        draft.remarks.append(
            f"the zone `{timeline.unsure_zone}` was read as UTC{_offset(timeline)}: check it"
        )
    return timeline.entries


def _offset(timeline: Timeline) -> str:
    for entry in timeline.entries:
        if match := re.search(r"[+-]\d{2}:\d{2}$", entry["at"]):
            return match[0]
    return ""


def action_items(items: Sequence[Item], data: dict[str, Any], draft: Draft) -> list[dict[str, Any]]:
    """Give the items as documents have them, each with an id; what does not fit stays text."""
    _give_ids(items[:MOST_ENTRIES])
    ids = {item.given_id for item in items[:MOST_ENTRIES]}
    first = _certain_day(data["times"])
    modes = {one["id"] for one in data.get("root_cause", {}).get("failure_modes", [])}
    issues: set[object] = set()
    found: list[dict[str, Any]] = []
    named = [item.values["issue"] for item in items if item.is_issue_unlinked]
    keys = [f"#{one}" if isinstance(one, int) else str(one) for one in named]
    if keys:
        draft.remarks.append(_told_keys(keys))
    guessed = [item for item in items if item.is_year_guessed and "due" in item.values]
    if guessed:
        draft.remarks.append(_told_years(guessed))
    for item in items:
        values = dict(item.values)
        more = list(item.more)
        _drop_unfit(values, more, ids | modes, first)
        if (issue := values.get("issue")) in issues:
            # Two items cannot be one issue: the second keeps its link in its text.
            more.append(f"Issue: {values.pop('issue')}")
        elif issue is not None:
            issues.add(issue)
        _settle_status(values)
        for key in _TEXTS:
            if key in values and len(values[key]) > LONGEST_TEXT:
                more.append(values.pop(key))
        description = "\n\n".join(more)
        if len(description) > LONGEST_TEXT:
            draft.left.append(description)
            description = ""
        if len(found) >= MOST_ENTRIES:
            draft.left.append("\n\n".join(part for part in (item.title, description) if part))
            continue
        values |= {"id": item.given_id, "title": cut_title(item.title), "description": description}
        found.append(in_item_order(values))
    return found


def _told_keys(keys: Sequence[str]) -> str:
    """Tell which keys were taken for issues, since no issue is opened for an item that has one."""
    if len(keys) == 1:
        return (
            f"{keys[0]} was taken for the issue of its action item: no other one is opened for it"
        )
    shown = f"{', '.join(keys[:5])}{', ...' if len(keys) > 5 else ''}"
    return f"{shown} were taken for the issues of action items: no others are opened for these"


def _told_years(items: Sequence[Item]) -> str:
    """Tell of due dates whose year is not in the document."""
    shown = ", ".join(f"{item.given_id} {item.values['due']}" for item in items[:5])
    shown += ", ..." if len(items) > 5 else ""
    if len(items) == 1:
        return f"a due date names no year, and was taken for the next such day: {shown}"
    return f"{len(items)} due dates name no year, and were taken for the next such days: {shown}"


def _give_ids(items: Sequence[Item]) -> None:
    taken: set[str] = set()
    for item in items:
        if not _ID.fullmatch(item.given_id) or item.given_id in taken:
            item.given_id = ""
        else:
            taken.add(item.given_id)
    number = 1
    for item in items:
        while not item.given_id:
            if (name := f"A{number}") not in taken:
                item.given_id = name
                taken.add(name)
            number += 1


def _drop_unfit(values: dict[str, Any], more: list[str], ids: set[str], first: date | None) -> None:
    """Take out what rules refuse in any document, and keep its words in the description."""
    if "due" in values and first is not None and date.fromisoformat(values["due"]) < first:
        more.append(f"Due: {values.pop('due')}")
    for key, label in (("addresses", "Addresses"), ("depends_on", "Depends on")):
        if any(one not in ids for one in values.get(key, ())):
            more.append(f"{label}: {', '.join(values.pop(key))}")


def _settle_status(values: dict[str, Any]) -> None:
    status = values.get("status")
    if status == "done":
        values.setdefault("done_at", "unknown")
        values.setdefault("evidence", _MARKED)
    elif status == "wont_do":
        values.setdefault("reason", _DROPPED)
    elif status == "open":
        del values["status"]


def _certain_day(times: dict[str, str]) -> date | None:
    days = [moment.day for text in times.values() if (moment := parse_moment(text)).day is not None]
    return min((day for day in days if day is not None), default=None)


def in_item_order(values: dict[str, Any]) -> dict[str, Any]:
    """Give the properties of an action item in the order of the schema, without empty ones."""
    return {key: values[key] for key in _ITEM_KEYS if values.get(key) not in (None, "", [])}


def in_schema_order(data: dict[str, Any]) -> dict[str, Any]:
    """Give the properties in the order of the schema, without those that are empty."""
    data = {**data, "status": "draft"}
    return {
        key: kept for key in _KEYS if (kept := _filled(data.get(key))) not in (None, "", [], {})
    }


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: kept
            for key, one in value.items()
            if (kept := _filled(one)) not in (None, "", [], {})
        }
    return value
