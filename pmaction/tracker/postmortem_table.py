"""The postmortems on the tracker page: one table, and the older ones folded by year."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from pmaction.enumeration import listed
from pmaction.moment import Duration
from pmaction.render.links import to_file
from pmaction.tracker.cells import (
    NONE,
    UNKNOWN,
    columns,
    count,
    cut,
    left_to_data,
    link,
    person,
    row,
    table_head,
    text_cell,
    wide,
)
from pmaction.tracker.overview import TrackedPostmortem
from pmaction.tracker.room import Room

NEWEST = 10
"""So many are shown before the rest is folded: more would hide what is open."""

MOST_IMPACT = 120
_MOST_SHOWN_IMPACT = 50
_MOST_TEXT = 60
_MOST_TITLE = 100
_DATE = len("2025-12-31")
# All of them are wider than GitHub's page; up to how much is completed they are not.
_COLUMNS = columns(
    wide("Incident ID", 13),
    wide("Date", _DATE),
    "Service affected",
    "Duration (min)",
    "Impact",
    "Author",
    "Status",
    "Action items",
    "Completed %",
    wide("Published", _DATE),
    "Link",
    numbers=("Duration (min)", "Action items", "Completed %"),
)
_COMPLETED = (
    "*Completed %* is how many of the action items that are to be done are done; what will not be "
    "done is left out."
)
_MINUTE = 60


def postmortem_lines(postmortems: Sequence[TrackedPostmortem], base: str, room: Room) -> list[str]:
    """List the postmortems, given newest first; the older ones are folded."""
    lines = ["## Postmortems", ""]
    if not postmortems:
        return [*lines, "No postmortems yet.", ""]
    older = postmortems[NEWEST:]
    head, after = table_head(_COLUMNS), ["", _COMPLETED, ""]
    room.take([*lines, *head, *after, *left_to_data(len(postmortems), "postmortem")])
    rows, without_room = room.fill(_row(one, base) for one in postmortems[:NEWEST])
    lines += [*head, *rows, *after]
    for year, of_year in groupby(older, key=_year):
        folded, missing = _folded(year, tuple(of_year), base, room)
        lines += folded
        without_room += missing
    return [*lines, *left_to_data(without_room, "postmortem")]


def _folded(
    year: str, postmortems: Sequence[TrackedPostmortem], base: str, room: Room
) -> tuple[list[str], int]:
    """Fold the postmortems of a year, as far as they have room; say how many have none."""
    unfinished = sum(bool(one.open) for one in postmortems)
    done = f"{unfinished} unfinished" if unfinished else "all done"
    summary = f"{year}: {count(len(postmortems), 'older postmortem')}, {done}"
    head = [f"<details><summary>{summary}</summary>", "", *table_head(_COLUMNS)]
    end = ["", "</details>", ""]
    if not room.take([*head, *end]):
        return [], len(postmortems)
    rows, missing = room.fill(_row(one, base) for one in postmortems)
    return ([*head, *rows, *end] if rows else []), missing


def _year(one: TrackedPostmortem) -> str:
    return str(one.fact.day.year) if one.fact.day is not None else "Date unknown"


def _row(one: TrackedPostmortem, base: str) -> str:
    postmortem, duration = one.postmortem, one.postmortem.times.duration
    incident = f" ({text_cell(postmortem.incident_id)})" if postmortem.incident_id else ""
    percent, published = one.percent_done, postmortem.published_at
    target = to_file(base, one.path)
    return row(
        f"{link(postmortem.id, target)}{incident} {text_cell(cut(postmortem.title, _MOST_TITLE))}",
        str(one.fact.day or UNKNOWN),
        listed([text_cell(cut(name, _MOST_TEXT)) for name in postmortem.services]) or UNKNOWN,
        _minutes(duration) if duration is not None else UNKNOWN,
        text_cell(cut(impact(one), _MOST_SHOWN_IMPACT)) or UNKNOWN,
        listed([person(name) for name in postmortem.authors]) or UNKNOWN,
        postmortem.status,
        str(one.items),
        f"{percent} %" if percent is not None else NONE,
        str(published.day or UNKNOWN) if published is not None else NONE,
        link("file", target),
    )


def _minutes(duration: Duration) -> str:
    """Give a length in minutes, half a one rounded up; what is shorter than one says so."""
    seconds = duration.length.total_seconds()
    if 0 < seconds < _MINUTE:
        return "<1"
    minutes = int(seconds + _MINUTE / 2) // _MINUTE
    return f"about {minutes}" if duration.approximate else str(minutes)


def impact(one: TrackedPostmortem) -> str:
    """Say in a few words, on one line, what an incident did; nothing if nobody knows."""
    told = one.postmortem.impact
    parts = []
    if told.users is not None and told.users.count is not None:
        parts.append(f"{told.users.count:,} users")
    if told.requests is not None and told.requests.failed is not None:
        parts.append(f"{told.requests.failed:,} failed requests")
    if told.revenue is not None and told.revenue.amount is not None:
        parts.append(f"{told.revenue.amount:,.0f} {told.revenue.currency or ''}".strip())
    text = ", ".join(parts) or told.description or one.postmortem.summary.impact or ""
    return cut(text, MOST_IMPACT)
