"""The open action items on the tracker page, in the order in which they are due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pmaction.config import Team
from pmaction.enumeration import listed
from pmaction.render.links import to_file
from pmaction.tracker.cells import (
    NONE,
    columns,
    left_to_data,
    link,
    owner,
    row,
    table_head,
    text_cell,
    wide,
)
from pmaction.tracker.overview import BUCKETS, Bucket, Overview, TrackedItem
from pmaction.tracker.room import Room

BUCKET_NAMES: Mapping[Bucket, str] = {
    "overdue": "Overdue",
    "due_this_week": "Due this week",
    "later": "Later",
    "no_due_date": "No due date",
}
_COLUMNS = columns(wide("Due", 10), "Priority", "Action item", "Owner", "Issue", "Moved")


def open_item_lines(told: Overview, teams: Mapping[str, Team], base: str, room: Room) -> list[str]:
    """List what is open in its buckets, as far as there is room, with links to the lines."""
    lines = ["## Open action items", ""]
    cut = 0
    for bucket in BUCKETS:
        items = told.in_bucket(bucket)
        rows, missing = room.fill(_row(one, teams, base) for one in items)
        cut += missing
        if rows:
            heading = f"### {_heading(bucket, told.as_of)} ({len(items):,})"
            lines += [heading, "", *table_head(_COLUMNS), *rows, ""]
    if not any(one.bucket for one in told.items):
        lines += ["Nothing is open.", ""]
    return [*lines, *left_to_data(cut, "open action item")]


def _heading(bucket: Bucket, day: date | None) -> str:
    if bucket != "due_this_week" or day is None:
        return BUCKET_NAMES[bucket]
    return f"Due in the week of {date.fromordinal(day.toordinal() - day.weekday())}"


def _row(one: TrackedItem, teams: Mapping[str, Team], base: str) -> str:
    fact = one.fact
    lines = f"#L{one.source.first_line}-L{one.source.last_line}"
    issue = NONE
    if fact.issue is not None:
        number = f"#{fact.issue}" if isinstance(fact.issue, int) else "issue"
        url = fact.url if "://" in fact.url else to_file(base, fact.url)
        issue = link(number, url) if fact.url else number
    notes = [f"waits for {listed(one.waits_for)}"] if one.waits_for else []
    notes += [f"snoozed until {one.snoozed_until}"] if one.snoozed_until else []
    noted = f" ({'; '.join(notes)})" if notes else ""
    return row(
        str(fact.due) if fact.due else NONE,
        fact.priority or NONE,
        f"{link(fact.key, to_file(base, one.source.path, lines))} {text_cell(fact.title)}{noted}",
        owner(one.item, teams),
        issue,
        f"{fact.slips}×" if fact.slips else NONE,
    )
