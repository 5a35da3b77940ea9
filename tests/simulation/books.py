"""The organization's own book-keeping: what every number has to be, from plain dicts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from simulation.calendar import PERIODS, business_days_after
from simulation.organization import Row


def counted_from(item: Row) -> date:
    """The day from which an item's time counts."""
    incident = item["incident"]
    begun: date = (incident["resolved"] or incident["started"]).date()
    return begun


def due_of(item: Row) -> date | None:
    """The date by which an item is to be done."""
    if item["extensions"]:
        moved: date = item["extensions"][-1]["due"]
        return moved
    return first_due_of(item)


def first_due_of(item: Row) -> date | None:
    """The date by which it was to be done at first."""
    if item["due"] is not None:
        set_by_hand: date = item["due"]
        return set_by_hand
    start, priority = counted_from(item), item["priority"]
    if "payments" in item["incident"]["services"] and priority == "P1":
        return start + timedelta(days=7)
    if priority == "P0":
        return business_days_after(start, PERIODS[priority])
    return start + timedelta(days=PERIODS[priority]) if priority in PERIODS else None


def due_on(item: Row, day: date) -> date | None:
    """The date that was in force on a day."""
    held = [one["due"] for one in item["extensions"] if one["on"] <= day]
    found: date | None = held[-1] if held else first_due_of(item)
    return found


def owner_asked_by(item: Row) -> date:
    """The day by which it is to have an owner."""
    return business_days_after(counted_from(item), 5)


def was_open(item: Row, day: date) -> bool:
    """Whether it was open when a day ended; nobody keeps when what is open again was closed."""
    if item["opened"] is None or item["opened"] > day:
        return False
    return item["ended"] is None or item["ended"] > day


def was_overdue(item: Row, day: date) -> bool:
    """Whether it was open and late when a day ended."""
    due = due_on(item, day)
    return was_open(item, day) and due is not None and due < day


def month_sums(incidents: Iterable[Row], items: Iterable[Row], ends: Iterable[date]) -> list[Row]:
    """What happened in each month, and what was open and late when it ended."""
    incidents, items = list(incidents), [one for one in items if one["opened"] is not None]
    return [
        {
            "month": f"{end:%Y-%m}",
            "incidents": sum(same_month(one["started"].date(), end) for one in incidents),
            "opened": sum(same_month(one["opened"], end) for one in items),
            "ended": sum(same_month(one["ended"], end) for one in items),
            "open": sum(was_open(one, end) for one in items),
            "overdue": sum(was_overdue(one, end) for one in items),
        }
        for end in ends
    ]


def same_month(day: date | None, other: date) -> bool:
    """Whether a day is in the same month as another."""
    return day is not None and (day.year, day.month) == (other.year, other.month)


def minutes(incident: Row, begin: str, end: str) -> float | None:
    """How long it took from one moment to another, where both are known."""
    if incident[begin] is None or incident[end] is None:
        return None
    seconds: float = incident[end].timestamp() - incident[begin].timestamp()
    return seconds / 60


def middle(values: Iterable[float | None]) -> tuple[float | None, float | None, int]:
    """The median and the 90th percentile, each a value that there is, and of how many."""
    known: list[Any] = sorted(one for one in values if one is not None)
    if not known:
        return None, None, 0
    half, most = (len(known) + 1) // 2, (9 * len(known) + 9) // 10
    return known[half - 1], known[most - 1], len(known)
