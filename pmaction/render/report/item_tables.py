"""The action items of the report: by team, priority, category and age, and those that are open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pmaction.facts import ItemFact
from pmaction.metrics import words
from pmaction.metrics.values import Bucket, Group, Metrics, Share
from pmaction.render.report.outline import Cell, Table, Tone, cells, columns

_NUMBERS = (
    "Open", "Overdue", "Due this week", "Done", "Will not be done", "Times moved", "Items",
)  # fmt: skip
_DAYS_TO_SUNDAY = 6


def item_tables(metrics: Metrics) -> Iterator[Table]:
    """Give the tables that have something in them; by team, and never by person."""
    if metrics.open_items:
        yield _open_items(metrics)
    for title, name, groups in (
        ("By team", "Team", metrics.teams),
        ("By priority", "Priority", metrics.priorities),
        ("By category", "Category", metrics.categories),
    ):
        if groups:
            yield _groups(title, name, groups, metrics.now.incidents)
    buckets = [
        *((one, "old") for one in metrics.ages),
        *((one, "late") for one in metrics.lateness),
    ]
    if any(one.count for one, _ in buckets):
        yield _ages(buckets)


def _groups(title: str, name: str, groups: Sequence[Group], incidents: int) -> Table:
    named = columns(
        name, "Open", "Overdue", "Due this week", "Done", "Will not be done", "Times moved",
        "Done in time", "Incidents with such items", numbers=_NUMBERS,
    )  # fmt: skip
    rows = tuple(
        cells(
            one.name or "none",
            str(one.open),
            str(one.overdue),
            str(one.due_this_week),
            str(one.done),
            str(one.wont_do),
            str(one.slips),
            words.share(one.in_time),
            words.share(Share(one.incidents, incidents)),
        )
        for one in groups
    )
    return Table(title, named, rows)


def _ages(buckets: Sequence[tuple[Bucket, str]]) -> Table:
    rows = tuple(cells(words.bucket(one, what), str(one.count)) for one, what in buckets)
    return Table(
        "How old and how late the open ones are", columns("Age", "Items", numbers=_NUMBERS), rows
    )


def _open_items(metrics: Metrics) -> Table:
    named = columns(
        "Action item", "Title", "Due", "When", "Priority", "Team", "Times moved", "Issue",
        numbers=("Times moved",), chooses=("When", "Priority", "Team"), sorting=("When",),
        minor=("When", "Times moved"),
    )  # fmt: skip
    rows = tuple(_open_item(one, metrics.as_of) for one in metrics.open_items)
    return Table("Open action items", named, rows, "action item")


def _open_item(item: ItemFact, day: date) -> tuple[Cell, ...]:
    due = item.due_on(day)
    there = item.day_there(day)
    when, tone = _when(due, there, _end_of_week(day))
    is_late = due is not None and due < there
    late = f"{due} ({_days(there, due)} late)" if due is not None and is_late else str(due or "–")
    issue = Cell(words.NOTHING)
    if item.issue is not None:
        # Of one that is a file, its folder is named like the postmortem.
        name = f"#{item.issue}" if isinstance(item.issue, int) else item.issue.rpartition("/")[2]
        issue = Cell(name, item.url)
    return (
        Cell(item.key),
        Cell(item.title),
        Cell(late, tone=tone),
        Cell(when, tone=tone),
        Cell(item.priority or "none"),
        Cell(item.team),
        Cell(str(item.slips)),
        issue,
    )


def _end_of_week(day: date) -> int:
    return day.toordinal() + _DAYS_TO_SUNDAY - day.weekday()


def _when(due: date | None, day: date, sunday: int) -> tuple[str, Tone]:
    if due is None:
        return "no due date", ""
    if due < day:
        return "overdue", "bad"
    return ("due this week", "") if due.toordinal() <= sunday else ("later", "")


def _days(day: date, due: date) -> str:
    days = (day - due).days
    return f"{days} day{'' if days == 1 else 's'}"
