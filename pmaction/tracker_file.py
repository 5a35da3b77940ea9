"""The tracker file: all postmortems and their open action items on one page.

Derived from the files and the tracking system and never read as truth. The same bytes as long as
nothing changed: it counts no days and names no time of its making.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pmaction.config import Config
from pmaction.desired import SourcedPostmortem, why_quiet
from pmaction.due import Due, due_date
from pmaction.identity import item_key, reading_order
from pmaction.issue import Issue, Listing
from pmaction.model import ActionItem, Postmortem
from pmaction.owners import Ownership, ownership
from pmaction.policy import terms_of
from pmaction.redaction import redacted
from pmaction.render.inert import code_span, table_cell

UNKNOWN = "unknown"
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029%()<>|`\\\[\]]")
HEADER = "<!-- Written by `pmaction track`: edits are overwritten. -->"
COLUMNS = (
    "Incident ID",
    "Date",
    "Service affected",
    "Duration (min)",
    "Impact",
    "Author",
    "Status",
    "Action items",
    "Completed %",
    "Published",
    "Link",
)


@dataclass(frozen=True, slots=True)
class TrackedItem:
    """An action item with its issue and whether it still has to be done."""

    key: str
    item: ActionItem
    issue: Issue | None
    owner: Ownership
    due: Due | None
    is_open: bool


def track_items(
    postmortem: Postmortem, issues: dict[str, Issue], config: Config
) -> tuple[TrackedItem, ...]:
    """Say of each item whether it is open: the issue knows where there is one, else the file."""
    tracked = []
    for item in postmortem.action_items:
        key = item_key(postmortem.id, item.id)
        issue = issues.get(key)
        is_open = issue.state == "open" if issue is not None else item.status == "open"
        owner = ownership(item, config.teams)
        due = due_date(postmortem, item, terms_of(config))
        tracked.append(TrackedItem(key, item, issue, owner, due, is_open))
    return tuple(tracked)


def tracker_file(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    today: date,
    left_out: Sequence[str] = (),
) -> str:
    """Write the tracker file's text; `today` is a day in the configured time zone.

    `left_out` names the files that could not be read, so that the page does not hide them.
    """
    issues = listing.by_key()
    rows: list[str] = []
    still_open: list[TrackedItem] = []
    up = _way_to_root(config.tracker_file)
    ordered = sorted(postmortems, key=_newest_first)
    for sourced in ordered:
        postmortem = redacted(sourced.postmortem, config)
        tracked = track_items(postmortem, issues, config)
        rows.append(_row(postmortem, up + sourced.source.path, tracked))
        quiet = why_quiet(postmortem, config)
        still_open += [one for one in tracked if one.is_open and (one.issue or not quiet)]
    paths = {s.postmortem.id: up + s.source.path for s in postmortems}
    lines = [
        HEADER,
        "",
        "# Postmortems and their action items",
        "",
        f"{_count(len(rows), 'postmortem')}, {_count(len(still_open), 'open action item')}.",
        *(
            ["", "Left out, because they cannot be used: " + ", ".join(map(code_span, left_out))]
            if left_out
            else []
        ),
        "",
        "## Postmortems",
        "",
        *_table(COLUMNS, rows, "No postmortems yet."),
        "",
        "## Open action items",
        "",
    ]
    for name, items in _buckets(still_open, today):
        lines += [f"### {name} ({len(items)})", ""]
        columns = ("Action item", "Issue", "Owner", "Priority", "Due", "Moved")
        lines += [*_table(columns, [_item_row(one, paths, up) for one in items], ""), ""]
    if not still_open:
        lines += ["Nothing is open.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _newest_first(sourced: SourcedPostmortem) -> tuple[int, tuple[str, bool, str, int, str]]:
    first = sourced.postmortem.times.first_known
    day = first.day if first is not None else None
    return -(day.toordinal() if day else 0), reading_order(sourced.postmortem.id)


def _row(postmortem: Postmortem, path: str, tracked: Sequence[TrackedItem]) -> str:
    first = postmortem.times.first_known
    duration = postmortem.times.duration
    about = "about " if duration is not None and duration.approximate else ""
    done = sum(not one.is_open for one in tracked)
    published = postmortem.published_at
    incident = postmortem.incident_id
    cells = (
        table_cell(f"{postmortem.id} ({incident})" if incident else postmortem.id),
        str(first.day) if first is not None else UNKNOWN,
        table_cell(", ".join(postmortem.services)) or UNKNOWN,
        f"{about}{duration.minutes}" if duration is not None else UNKNOWN,
        table_cell(_impact(postmortem)) or UNKNOWN,
        ", ".join(_person(name) for name in postmortem.authors) or UNKNOWN,
        postmortem.status,
        str(len(tracked)),
        f"{round(100 * done / len(tracked))} %" if tracked else "–",
        str(published.day or UNKNOWN) if published is not None else "–",
        f"[{table_cell(postmortem.title)}]({_url(path)})",
    )
    return "| " + " | ".join(cells) + " |"


def _impact(postmortem: Postmortem) -> str:
    impact = postmortem.impact
    parts = []
    if impact.users is not None and impact.users.count is not None:
        parts.append(f"{impact.users.count:,} users")
    if impact.requests is not None and impact.requests.failed is not None:
        parts.append(f"{impact.requests.failed:,} failed requests")
    if impact.revenue is not None and impact.revenue.amount is not None:
        parts.append(f"{impact.revenue.amount:,.0f} {impact.revenue.currency or ''}".strip())
    text = ", ".join(parts) or impact.description or postmortem.summary.impact or ""
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"


def _buckets(items: Sequence[TrackedItem], today: date) -> list[tuple[str, list[TrackedItem]]]:
    def is_overdue(one: TrackedItem) -> bool:
        return one.due is not None and one.due.on < today

    def order(one: TrackedItem) -> tuple[date, tuple[str, bool, str, int, str]]:
        return (one.due.on if one.due else date.max, reading_order(one.key))

    named = (
        ("Overdue", [one for one in items if is_overdue(one)]),
        ("On time", [one for one in items if one.due is not None and not is_overdue(one)]),
        ("No due date", [one for one in items if one.due is None]),
    )
    return [(name, sorted(found, key=order)) for name, found in named if found]


def _item_row(one: TrackedItem, paths: dict[str, str], up: str) -> str:
    issue = "–"
    if one.issue is not None:
        number = f"#{one.issue.number}" if isinstance(one.issue.number, int) else "issue"
        url = one.issue.url if "://" in one.issue.url else up + one.issue.url
        issue = f"[{number}]({_url(url)})" if one.issue.url else number
    slips = one.due.slips if one.due else 0
    cells = (
        f"[{one.key}]({_url(paths[one.key.partition('/')[0]])}) {table_cell(one.item.title)}",
        issue,
        _person(one.owner.said),
        one.item.priority or "–",
        str(one.due.on) if one.due else "–",
        f"{slips}×" if slips else "–",
    )
    return "| " + " | ".join(cells) + " |"


def _person(name: str) -> str:
    """Write a handle so that it pings nobody and can still be searched for."""
    return code_span(name).replace("|", "\\|") if "@" in name else table_cell(name)


def _table(columns: Sequence[str], rows: Sequence[str], empty: str) -> list[str]:
    if not rows:
        return [empty]
    return [
        "| " + " | ".join(columns) + " |",
        "|" + "|".join(" --- " for _ in columns) + "|",
        *rows,
    ]


def _url(path: str) -> str:
    """Write a link's target so that no character of it ends the link."""
    return _UNSAFE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), path)


def _way_to_root(tracker: str) -> str:
    """Give what must stand before a path for a link from the tracker file to lead there."""
    return "../" * len([part for part in tracker.split("/")[:-1] if part not in ("", ".")])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
