"""Windows of days, shares and lengths of time: what metrics are made of."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pmaction.moment import Duration

SMALL = 20
"""Shares of fewer than these are said as counts, since a percentage would promise too much."""

FEW = 10
"""Of fewer than these, the 90th percentile is the longest one, and is called so."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of days, the first and the last one included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """Give how many days it is long; 0 if it ends before it begins."""
        return max((self.until - self.since).days + 1, 0)

    @property
    def before(self) -> Window:
        """Give the period before: the same number of days, up to the day before the first.

        It is shorter where the calendar begins sooner, and empty where it begins with the first.
        """
        first = self.since.toordinal()
        if first == 1:
            return Window(date.fromordinal(2), self.since)
        return Window(date.fromordinal(max(first - self.days, 1)), date.fromordinal(first - 1))

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.since <= day <= self.until

    def months(self) -> Iterator[Window]:
        """Give each calendar month that it touches, the last one cut off where the window ends."""
        first = self.since.replace(day=1)
        while first <= self.until:
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
            yield Window(first, min(last, self.until))
            if last == date.max:
                return
            first = last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; what is unknown is in neither."""

    count: int = 0
    of: int = 0

    @property
    def percent(self) -> float | None:
        """Give it in percent, exactly; None of nothing."""
        return 100 * self.count / self.of if self.of else None

    @property
    def is_small(self) -> bool:
        """Say whether it is to be shown as a count."""
        return self.of < SMALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Lengths of time: median and 90th percentile of those that are known, by nearest rank.

    `of` are known, `approximate` so many of them only about; `unknown` could not be computed.
    """

    median: Duration | None = None
    p90: Duration | None = None
    of: int = 0
    approximate: int = 0
    unknown: int = 0

    @property
    def is_few(self) -> bool:
        """Say whether `p90` is to be called the longest one."""
        return self.of < FEW


NO_SHARE = Share()
"""Nothing of nothing."""

NO_SPANS = Spans()
"""No lengths at all."""
