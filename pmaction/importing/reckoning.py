"""From what entries say of their times to moments: day and zone are carried along."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from pmaction.importing.days import in_year
from pmaction.importing.stamps import Stamp
from pmaction.importing.zones import written
from pmaction.moment import Moment, parse_moment

_AS_OURS = re.compile(
    r"unknown|(?:about )?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|"
    r"[+-]\d{2}:\d{2})"
)


def _own(text: str) -> Moment | None:
    """Read what is already written as documents have it."""
    try:
        return parse_moment(text)
    except ValueError:
        return None


@dataclass(slots=True)
class Reckoning:
    """What is known while one goes through a timeline: the day it is, and the zone.

    `told` says whether a time named its day, year and all. `year` is taken for days that name
    none while no day is known, and is then `taken`.
    """

    day: date | None
    zone: tzinfo | None = None
    last: datetime | None = None
    told: bool = False
    year: int | None = None
    taken: int | None = None

    def moment(self, stamp: Stamp) -> tuple[str, bool]:
        """Give a stamp as documents have it, and whether its words must be kept beside it."""
        if _AS_OURS.fullmatch(stamp.raw) and (own := _own(stamp.raw)):
            if own.day is not None:
                self.day, self.last, self.told = own.day, None, True
            return stamp.raw, False
        if stamp.impossible or (stamp.odd and stamp.clock is None and stamp.day is None):
            return "unknown", True
        day = stamp.day
        if stamp.month_and_day:
            day = self._in_a_near_year(stamp.month_and_day)
        given = day is not None
        self.told = self.told or stamp.day is not None
        day = day or (self.day if not stamp.month_and_day else None)
        if day is None:
            return "unknown", True
        about = "about " if stamp.about else ""
        if stamp.clock is None:
            self.day, self.last = day, None
            return f"{about}{day}", stamp.odd
        bare = datetime.combine(day, stamp.clock)
        if not given and self._passed_midnight(bare):
            bare += timedelta(days=1)
        self.day, self.last = bare.date(), bare
        zone = stamp.zone or self.zone
        text = written(bare.replace(tzinfo=zone)) if zone is not None else None
        if text is None:
            return f"{about}{bare.date()}", True
        return about + text, stamp.odd

    def _in_a_near_year(self, month_and_day: tuple[int, int]) -> date | None:
        """Give the day in the year of the one before; December stands before January."""
        if self.day is None:
            self.taken = self.year
            return in_year(month_and_day, self.year) if self.year is not None else None
        day = in_year(month_and_day, self.day.year)
        if day is not None and (day - self.day).days > 180:
            return in_year(month_and_day, self.day.year - 1)
        if day is not None and (self.day - day).days > 180:
            return in_year(month_and_day, self.day.year + 1)
        return day

    def _passed_midnight(self, bare: datetime) -> bool:
        # A step back of some hours is a slip; from late evening to early morning it is a new day.
        return (
            self.last is not None
            and bare < self.last
            and self.last.hour >= 18
            and bare.hour < 9
            and bare.date() < date.max
        )
