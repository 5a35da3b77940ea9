"""Moments as postmortems know them: exact, a date only, about, or unknown."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

_ABOUT = "about "
_UNKNOWN = "unknown"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EXACT = re.compile(
    # Newer Pythons read 24:00 as the next day; whoever writes it may mean either of the two.
    r"\d{4}-\d{2}-\d{2}[Tt ](?!24)\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)? ?([Zz]|[+-]\d{2}:?\d{2})",
    re.ASCII,
)


class Precision(StrEnum):
    """How well a moment is known."""

    EXACT = "exact"
    ABOUT = "about"
    DATE = "date"
    UNKNOWN = "unknown"


class Moment:
    """A point in time as it was written.

    `instant` is time-zone aware and set for exact times, also behind `about`; `day` is the
    calendar day as written, in the writer's own zone, and unset only for `unknown`.
    """

    __slots__ = ("day", "instant", "precision", "text")

    def __init__(
        self,
        text: str,
        precision: Precision,
        instant: datetime | None = None,
        day: date | None = None,
    ) -> None:
        # Not a dataclass: msgspec would read one as a group of properties, and not as its text.
        self.text, self.precision, self.instant, self.day = text, precision, instant, day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Moment) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Moment({self.text!r})"

    def is_after(self, other: Moment) -> bool:
        """Say whether this moment is certainly later than the other.

        Two moments are compared as instants where both have one and as days otherwise; `about`
        and `unknown` are never certain.
        """
        if not {self.precision, other.precision} <= {Precision.EXACT, Precision.DATE}:
            return False
        if self.instant is not None and other.instant is not None:
            return self.instant > other.instant
        if self.day is None or other.day is None:
            return False
        # Against a bare date, the other one's zone can shift the written day by one.
        slack = 0 if self.precision is other.precision else 1
        return (self.day - other.day).days > slack


class Duration(Struct, frozen=True):
    """A length of time; `approximate` when one of its ends is only about known."""

    length: timedelta
    approximate: bool

    def __str__(self) -> str:
        """Write it as people say it: `9 min 45 s`, `about 2 h 5 min`."""
        seconds = int(self.length.total_seconds())
        days, seconds = divmod(seconds, 86_400)
        hours, seconds = divmod(seconds, 3_600)
        minutes, seconds = divmod(seconds, 60)
        parts = [
            f"{count} {unit}"
            for count, unit in ((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s"))
            if count
        ]
        return ("about " if self.approximate else "") + (" ".join(parts[:2]) or "0 s")

    @property
    def minutes(self) -> int:
        """Give the length in minutes, rounded to the nearest one."""
        return round(self.length.total_seconds() / 60)


def between(start: Moment | None, end: Moment | None) -> Duration | None:
    """Give the time from start to end, or None where it cannot be known.

    Dates alone, a missing end and an end before its start give None: 'unknown' is never 0.
    """
    if start is None or end is None or start.instant is None or end.instant is None:
        return None
    length = end.instant - start.instant
    if length < timedelta(0):
        return None
    return Duration(length, Precision.ABOUT in (start.precision, end.precision))


def parse_moment(text: str) -> Moment:
    """Read a moment from its text.

    Raises ValueError, with a reason for people, when the text is none of the four forms or names
    a day or an hour that does not exist.
    """
    if text == _UNKNOWN:
        return Moment(text, Precision.UNKNOWN)
    rest = text.removeprefix(_ABOUT)
    about = rest != text
    if _DATE.fullmatch(rest):
        day = date.fromisoformat(rest)
        return Moment(text, Precision.ABOUT if about else Precision.DATE, day=day)
    if not _EXACT.fullmatch(rest):
        raise ValueError("it is neither a time with its zone, nor a date, `about ...` or `unknown`")
    zoned = rest.upper().replace("Z", "+00:00")
    instant = datetime.fromisoformat(re.sub(r" (?=[+-])", "", zoned))
    precision = Precision.ABOUT if about else Precision.EXACT
    return Moment(text, precision, instant=instant, day=instant.date())
