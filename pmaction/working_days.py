"""The days on which people work: by these, business days are counted and reminders put off."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from msgspec import Struct

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = timedelta(days=1)


class WorkingDays(Struct, frozen=True):
    """Which days people work on: all but the weekend's (0 is Monday) and those that are free.

    `free` are single days, `holidays` the public ones. A week has at least one day that is not of
    the weekend, and of that day's dates only some are free.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    free: Container[date] = frozenset()
    holidays: Container[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Say whether people work on that day."""
        return (
            day.weekday() not in self.weekend and day not in self.free and day not in self.holidays
        )

    def why_free(self, day: date) -> str:
        """Say what kind of day it is on which nobody works; empty for a working day."""
        if day.weekday() in self.weekend:
            return WEEKDAYS[day.weekday()].capitalize()
        if day in self.holidays:
            return "public holiday"
        return "free day" if day in self.free else ""

    def add(self, start: date, count: int) -> date:
        """Give the working day that is `count` working days after a day; the day itself for 0.

        Raises OverflowError where that is beyond the calendar's end.
        """
        day = start
        for _ in range(count):
            day += _DAY
            while not self.is_working(day):
                day += _DAY
        return day

    def not_before(self, day: date) -> date:
        """Give that day or else the next working day, or the calendar's last day."""
        while not self.is_working(day) and day < date.max:
            day += _DAY
        return day

    def not_after(self, day: date) -> date:
        """Give that day or else the last working day before it, or the calendar's first day."""
        while not self.is_working(day) and day > date.min:
            day -= _DAY
        return day
