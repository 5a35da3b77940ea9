"""Dates in the many ways in which they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan января январь januar enero janvier janeiro",
            "february feb февраля февраль februar febrero février fevrier fevereiro",
            "march mar марта март märz maerz marzo mars março marco",
            "april apr апреля апрель abril avril",
            "may мая май mai mayo maio",
            "june jun июня июнь juni junio juin junho",
            "july jul июля июль juli julio juillet julho",
            "august aug августа август agosto août aout",
            "september sept sep сентября сентябрь septiembre septembre setembro",
            "october oct октября октябрь oktober octubre octobre outubro",
            "november nov ноября ноябрь noviembre novembre novembro",
            "december dec декабря декабрь dezember diciembre décembre decembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = (
    r"(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\.?,?\s+(?:the\s+|den\s+)?)?"
)
_ORDINAL = r"(?:st|nd|rd|th|\.)?"
_OTHER_DAY = r"(?:\s?[-–]\s?\d{1,2}(?![\d:.]))?"
_CLOCK_THEN = r"\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?(?:\s+[A-Z]{2,5})?,?\s+"
_DATE = re.compile(
    rf"""(?<![\w.:/-]){_WEEKDAY}(?:
        (?P<y>\d{{4,5}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?![\d-])
      | (?P<mm>\d{{2}})-(?P<dd>\d{{2}})(?=\s+\d{{1,2}}:\d{{2}})
      | (?P<jy>\d{{4}})年\s?(?P<jm>\d{{1,2}})月\s?(?P<jd>\d{{1,2}})日
      | (?P<a>\d{{1,2}})[/.-](?P<b>\d{{1,2}})[/.-](?P<c>\d{{4}})(?![\d-])
      | (?P<cy>20\d{{2}})(?P<cm>[01]\d)(?P<cd>[0-3]\d)(?=(?:T|\s+)\d{{1,2}}:?\d{{2}})
      | (?P<year3>\d{{4}})[\s-](?P<month3>{_MONTH})[\s-](?P<day3>\d{{1,2}}){_ORDINAL}(?!\d|:\d)
      | (?P<month1>{_MONTH})\s+(?P<day1>\d{{1,2}}){_ORDINAL}{_OTHER_DAY}(?!\d|:\d)
        (?:,?\s+(?P<year1>\d{{4}})(?!\d|:\d)
          |(?={_CLOCK_THEN}(?P<year4>(?:19|20)\d{{2}})(?![\d:.-])))?
      | (?P<day5>\d{{1,2}})(?P<sep>[/-])(?P<month5>{_MONTH})(?P=sep)
        (?P<year5>\d{{4}}|\d{{2}})(?!\d|:\d)
      | (?P<day2>\d{{1,2}}){_ORDINAL}{_OTHER_DAY}[\s-](?:of\s+|de\s+)?(?P<month2>{_MONTH})
        (?:,?[\s-](?:de\s+)?(?P<year2>\d{{4}})(?!\d|:\d))?
    )""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_COMPACT = re.compile(r"(?<!\d)(20\d{2})[-_]?([01]\d)[-_]?([0-3]\d)(?!\d)")
_NUMERIC = re.compile(r"(?<![\w./-])(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4})(?![\d-])")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: `day` is None where it is on no calendar or may mean two days.

    The former is `impossible`, the latter `ambiguous`.
    """

    start: int
    end: int
    day: date | None
    without_year: tuple[int, int] | None = None
    ambiguous: bool = False

    @property
    def impossible(self) -> bool:
        """Say whether no calendar has the day."""
        return self.day is None and self.without_year is None and not self.ambiguous


def day_first(text: str) -> bool | None:
    """Say whether the numeric dates of a document begin with the day; None where it is open."""
    pairs = {(int(match[1]), int(match[2])) for match in _NUMERIC.finditer(text)}
    first = any(a > 12 >= b for a, b in pairs)
    second = any(b > 12 >= a for a, b in pairs)
    return None if first == second else first


def dates_in(text: str, order: bool | None, limit: int = 50) -> Iterator[FoundDate]:
    """Find the dates of a text; `order` is what `day_first` says of the whole document."""
    for number, match in enumerate(_DATE.finditer(text)):
        if number >= limit:
            return
        yield _found(match, order)


def date_at_start(text: str, order: bool | None) -> FoundDate | None:
    """Give the date with which a text begins, if it does."""
    match = _DATE.match(text)
    return _found(match, order) if match else None


def day_in(text: str, order: bool | None, near: date | None = None) -> date | None:
    """Give the first day that a text names; where it names no year, the one after `near`."""
    for found in dates_in(text, order):
        if found.day is not None:
            return found.day
        if found.without_year and near is not None:
            day = in_year(found.without_year, near.year)
            return day if day is None or day >= near else in_year(found.without_year, near.year + 1)
    return None


def compact_day(name: str) -> date | None:
    """Give the day in the name of a file: `2021-06-02-x`, `20210602-x`."""
    match = _COMPACT.search(name)
    return _day(match[1], match[2], match[3]) if match else None


def in_year(month_and_day: tuple[int, int], year: int) -> date | None:
    """Give a day of that year, or None where the year does not have it."""
    return _day(str(year), str(month_and_day[0]), str(month_and_day[1]))


def _found(match: re.Match[str], order: bool | None) -> FoundDate:
    start, end = match.span()
    if match["y"]:
        return FoundDate(start, end, _day(match["y"], match["m"], match["d"]))
    if match["mm"]:
        month_and_day = (int(match["mm"]), int(match["dd"]))
        exists = in_year(month_and_day, 2024) is not None
        return FoundDate(start, end, None, month_and_day if exists else None)
    if match["jy"]:
        return FoundDate(start, end, _day(match["jy"], match["jm"], match["jd"]))
    if match["cy"]:
        return FoundDate(start, end, _day(match["cy"], match["cm"], match["cd"]))
    if match["c"]:
        day_found = _numeric(match, order)
        return FoundDate(start, end, day_found, ambiguous=day_found is None and _may_be_two(match))
    name, day, year = _spelled(match)
    month = str(MONTHS[name.casefold().rstrip(".")])
    if year:
        return FoundDate(start, end, _day(year, month, day))
    exists = _day("2024", month, day) is not None
    return FoundDate(start, end, None, (int(month), int(day)) if exists else None)


def _spelled(match: re.Match[str]) -> tuple[str, str, str]:
    """Give month, day and year of a date that spells its month; the year may be missing."""
    for number in "1235":
        if name := match[f"month{number}"]:
            year = match[f"year{number}"] or (match["year4"] if number == "1" else "")
            return name, match[f"day{number}"], f"20{year}" if len(year or "") == 2 else year or ""
    raise AssertionError("one of the forms has matched")


def _may_be_two(match: re.Match[str]) -> bool:
    return int(match["a"]) <= 12 and int(match["b"]) <= 12


def _numeric(match: re.Match[str], order: bool | None) -> date | None:
    a, b, year = match["a"], match["b"], match["c"]
    if order is None and a != b and int(a) <= 12 and int(b) <= 12 and "." not in match[0]:
        return None
    swap = order is False or (order is None and int(b) > 12)
    return _day(year, a, b) if swap else _day(year, b, a)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
