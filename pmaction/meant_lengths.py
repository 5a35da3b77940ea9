"""What length of time is meant by one in other words: `2w`, `two weeks`, `48 hours`, `1 year`."""

from __future__ import annotations

import re

_ONES = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: max(place, 1) for place, word in enumerate(_ONES)} | {"an": 1, "twelve": 12}
_LENGTH = re.compile(r"([0-9]{1,4}|[a-z]+)[ -]*([a-z][a-z -]*)")
# What each unit is, and how often.
_UNITS = {
    "day": (1, "day"),
    "d": (1, "day"),
    "calendar day": (1, "day"),
    "business day": (1, "business day"),
    "working day": (1, "business day"),
    "work day": (1, "business day"),
    "workday": (1, "business day"),
    "weekday": (1, "business day"),
    "bd": (1, "business day"),
    "week": (1, "week"),
    "w": (1, "week"),
    "wk": (1, "week"),
    "fortnight": (2, "week"),
    "month": (1, "month"),
    "mo": (1, "month"),
    "m": (1, "month"),
    "quarter": (1, "quarter"),
    "q": (1, "quarter"),
    "year": (4, "quarter"),
    "y": (4, "quarter"),
}
_HOURS = ("hour", "h", "hr")
_HOURS_OF_A_DAY = 24
_DAYS = {"day": 1, "week": 7}


def meant_length(text: str) -> str:
    """Give a length as the configuration writes it, or nothing for what is none."""
    count, unit = _read(text)
    return f"{count} {unit}{'' if count == 1 else 's'}" if count else ""


def meant_days(text: str) -> int:
    """Give the days that a text such as `1 week` stands for, or 0."""
    count, unit = _read(text)
    return count * _DAYS.get(unit, 0)


def _read(text: str) -> tuple[int, str]:
    found = _LENGTH.fullmatch(" ".join(text.casefold().replace("-", " ").split()))
    if found is None:
        return 0, ""
    count = int(found[1]) if found[1].isdigit() else _COUNTS.get(found[1], 0)
    unit = found[2].strip()
    if unit not in _UNITS and unit not in _HOURS:
        unit = unit.removesuffix("s")
    if unit in _HOURS:
        return (0, "") if count % _HOURS_OF_A_DAY else (count // _HOURS_OF_A_DAY, "day")
    times, known = _UNITS.get(unit, (0, ""))
    return count * times, known
