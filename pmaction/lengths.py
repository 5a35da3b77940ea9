"""Lengths of time as the configuration writes them: `2 weeks`, `5 business days`, `1 quarter`."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct

from pmaction.working_days import WorkingDays

Unit = Literal["day", "business day", "week", "month", "quarter"]
_MONTHS_OF_A_QUARTER = 3


class Length(Struct, frozen=True):
    """A number of days, business days, weeks, months or quarters."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """Write it as the configuration does: `1 week`, `2 weeks`."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def after(self, day: date, working_days: WorkingDays) -> date:
        """Give the day that is so long after another one.

        Raises OverflowError where that is beyond the year 9999.
        """
        match self.unit:
            case "day":
                return day + timedelta(days=self.count)
            case "business day":
                return working_days.add(day, self.count)
            case "week":
                return day + timedelta(weeks=self.count)
            case "month":
                return months_later(day, self.count)
            case "quarter":
                return months_later(day, self.count * _MONTHS_OF_A_QUARTER)


@lru_cache(maxsize=256)  # The same few lengths are asked for with each action item.
def parse_length(text: str) -> Length:
    """Read a length. Raises ValueError for a text that the configuration's schema refuses."""
    count, _, unit = text.partition(" ")
    for known in get_args(Unit):
        if unit in (known, f"{known}s") and count.isascii() and count.isdigit():
            return Length(int(count), known)
    raise ValueError(f"`{text}` is not a length such as 2 weeks or 5 business days")


def months_later(start: date, months: int) -> date:
    """Give the same day some months later, or the last day of a shorter month.

    Raises OverflowError where that is beyond the year 9999.
    """
    years, month = divmod(start.month - 1 + months, 12)
    if start.year + years > date.max.year:
        raise OverflowError("date value out of range")
    last = calendar.monthrange(start.year + years, month + 1)[1]
    return date(start.year + years, month + 1, min(start.day, last))
