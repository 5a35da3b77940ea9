"""The organization's days, counted here by other means than the program counts them."""

from __future__ import annotations

from datetime import date, timedelta

A_DAY = timedelta(days=1)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
FREE = (date(2025, 1, 1), date(2025, 4, 18), date(2025, 5, 1), date(2025, 10, 3))
QUIET = ((date(2025, 8, 11), date(2025, 8, 15)), (date(2025, 12, 24), date(2025, 12, 28)))
MERGING = (2, 4)
BEFORE, AFTER, REPEAT = (3,), (1, 7, 14, 30), 28
PERIODS = {"P0": 10, "P1": 30, "P2": 63}
"""Business days for P0 and days for P1 and P2; P3 has no limit."""


def is_working(day: date) -> bool:
    """Whether people work on a day."""
    return day.isoweekday() < 6 and day not in FREE


def is_silent(day: date) -> bool:
    """Whether nobody may be reminded on a day."""
    return not is_working(day) or any(first <= day <= last for first, last in QUIET)


def business_days_after(day: date, count: int) -> date:
    """The day that is so many working days later."""
    while count:
        day += A_DAY
        count -= is_working(day)
    return day


def merge_day_from(day: date) -> date:
    """That day, or the next one on which what was written is reviewed and merged."""
    while not is_working(day) or day.isoweekday() not in MERGING:
        day += A_DAY
    return day


def step_of(due: date, today: date, *, asks_once: bool = False) -> int | None:
    """The latest step of a due date up to a day on which one may be said, in days after it."""
    late = (today - due).days
    after = (1,) if asks_once else AFTER
    steps = [step for step in after if step <= late]
    again = after[-1] + REPEAT
    while again <= late:
        steps.append(again)
        again += REPEAT
    for early in () if asks_once else BEFORE:
        fires = due - early * A_DAY
        while is_silent(fires):
            fires -= A_DAY
        if fires <= today:
            steps.append(-early)
    return max(steps, default=None)
