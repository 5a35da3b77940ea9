"""When an action item is due, and where that date comes from."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct

from pmaction.model import ActionItem, DuePolicy, Postmortem
from pmaction.policy import Terms


class Due(Struct, frozen=True):
    """A due date with its why; `slips` counts the extensions that led to it."""

    on: date
    why: str
    slips: int = 0


def months_later(start: date, months: int) -> date:
    """Give the same day some months later, or the last day of a shorter month."""
    years, month = divmod(start.month - 1 + months, 12)
    last = calendar.monthrange(start.year + years, month + 1)[1]
    return date(start.year + years, month + 1, min(start.day, last))


def _weeks(count: int) -> Callable[[date], date]:
    return lambda start: start + timedelta(weeks=count)


def _months(count: int) -> Callable[[date], date]:
    return lambda start: months_later(start, count)


# How long each priority has, counted from the incident; a priority that is missing has no limit.
_PERIODS: dict[DuePolicy, dict[str, tuple[str, Callable[[date], date]]]] = {
    "aggressive": {
        "P0": ("1 week", _weeks(1)),
        "P1": ("2 weeks", _weeks(2)),
        "P2": ("1 month", _months(1)),
    },
    "realistic": {
        "P0": ("2 weeks", _weeks(2)),
        "P1": ("1 month", _months(1)),
        "P2": ("1 quarter", _months(3)),
    },
    "none": {},
}


def due_date(postmortem: Postmortem, item: ActionItem, terms: Terms) -> Due | None:
    """Give the due date in force: the last extension's, the item's own, or the policy's.

    `terms` is the configured policy; a postmortem's own planning comes before it. None means that
    the item has no date: its priority has no limit, the day of the incident is unknown, or the
    date would lie beyond the year 9999.
    """
    slips = len(item.extensions)
    if item.extensions:
        last = item.extensions[-1]
        return Due(last.due, f"extended, approved by {last.approver}: {last.reason}", slips)
    if item.due is not None:
        return Due(item.due, "set in the file")
    in_force = postmortem.planning.due_policy or terms.due
    start = postmortem.times.first_known
    period = _PERIODS[in_force].get(item.priority or "")
    if period is None or start is None or start.day is None:
        return None
    length, add = period
    try:
        on = add(start.day)
    except (ValueError, OverflowError):
        return None
    return Due(on, f"policy {in_force}: {item.priority} within {length} of {start.day}")
