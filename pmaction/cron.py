"""Cron lines of a workflow, which are in UTC: when they run, and which one suits a time zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pmaction.config import Config
from pmaction.working_days import WEEKDAYS

DEFAULT = "17 6 * * 1-5"
"""What runs where no time zone is named: early in Europe, and still the same day in New York."""

_MORNING = time(8, 17)  # Not at the full hour, when runs are delayed or dropped.
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def morning_cron(config: Config, year: int) -> str:
    """Give the line that runs on working weekdays at about 8 in the morning in the time zone.

    In summer it is an hour later there, where clocks are changed.
    """
    weekend = frozenset(map(WEEKDAYS.index, config.working_days.weekend))
    if config.time_zone == "UTC" and weekend == {5, 6}:
        return DEFAULT
    zone = ZoneInfo(config.time_zone)
    halves = [datetime.combine(date(year, month, 15), _MORNING, zone) for month in (1, 7)]
    run = min(halves, key=lambda at: at.utcoffset() or timedelta())
    shift = (run.astimezone(UTC).date() - run.date()).days
    # Monday is 0 for Python and 1 for cron.
    days = sorted((day + 1 + shift) % 7 for day in range(7) if day not in weekend)
    at = run.astimezone(UTC)
    return f"{at.minute} {at.hour} * * {_listed(days)}"


def _listed(days: Sequence[int]) -> str:
    if len(days) == 7:
        return "*"
    if len(days) > 1 and days[-1] - days[0] == len(days) - 1:
        return f"{days[0]}-{days[-1]}"
    return ",".join(map(str, days))


def runs(cron: str, days: Iterable[date]) -> Iterator[datetime]:
    """Give the runs of a line on some days of UTC, one for each hour; none if it is no line."""
    fields = cron.lower().split()
    if len(fields) != 5:
        return
    minutes = [minute for minute in range(60) if _holds(fields[0], minute, 0, 59)]
    hours = [hour for hour in range(24) if _holds(fields[1], hour, 0, 23)]
    for day in days:
        if is_on(cron, day) and minutes:
            for hour in hours:
                yield datetime.combine(day, time(hour, minutes[0]), UTC)


def is_on(cron: str, day: date) -> bool:
    """Say whether a cron line names a day, whatever the time; one that is none names every day."""
    fields = cron.lower().split()
    if len(fields) != 5:
        return True
    _, _, of_month, months, of_week = fields
    weekday = day.isoweekday() % 7
    is_day = _holds(of_month, day.day, 1, 31)
    # Sunday is 0 and 7.
    is_weekday = _holds(of_week, weekday, 0, 7, _DAYS) or (
        weekday == 0 and _holds(of_week, 7, 0, 7, _DAYS)
    )
    # As cron has it: where both are given, one of them is enough.
    both = of_month != "*" and of_week != "*"
    is_named = (is_day or is_weekday) if both else (is_day and is_weekday)
    return is_named and _holds(months, day.month, 1, 12, _MONTHS)


def _holds(field: str, value: int, low: int, high: int, names: Sequence[str] = ()) -> bool:
    """Say whether one field of a cron line holds a value; what cannot be read holds all."""
    try:
        return any(_part_holds(part, value, low, high, names) for part in field.split(","))
    except ValueError:
        return True


def _part_holds(part: str, value: int, low: int, high: int, names: Sequence[str]) -> bool:
    span, slash, step = part.partition("/")
    first, dash, last = span.partition("-")
    if span == "*":
        begin, end = low, high
    else:
        begin = _number(first, names)
        end = _number(last, names) if dash else high if slash else begin
    return begin <= value <= end and (value - begin) % max(int(step) if slash else 1, 1) == 0


def _number(text: str, names: Sequence[str]) -> int:
    return names.index(text) if text in names else int(text)
