"""The time with which an entry begins, as exactly as it says it: `~10:30`, `5:43 PM`, `12:??`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, tzinfo

from pmaction.importing.days import FoundDate, date_at_start
from pmaction.importing.zones import ZONE, zone_of

_OPEN = re.compile(r"[\s*_`\[(~≈<>|,:@-]*")
_MARKS = re.compile(r"[\s*_`\[(|,]*")
_ABOUT = re.compile(
    r"(?:~|≈|circa|ca\.?|c\.|approx(?:imately)?\.?|about|around|roughly|etwa|"
    r"около|примерно)\s*(?=[\d`*\[(])|(?:approx\.?|ca\.?)\s+",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:(?P<hour>\d{1,3})(?P<dot>[:.h])(?P<minute>\d{2}|\?\?|xx)(?![\d.])(?::(?P<second>\d{2}"
r")(?:[.,]\d{1,6})?)?"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?))?|(?P<hour12>\d{1,2})\s?(?P<half12>[ap]\.?m\b\.?)"
    r"|(?P<army>[0-2]\d[0-5]\d)(?=\s?(?:h(?:rs|ours)?\b|utc|gmt|z\b)|(?<!19\d\d)(?<!20[0-3]\d)\s+[-–—]\s)(?:\s?h(?:rs|"
r"ours)?\b)?)(?P<ish>\s?-?ish\b)?(?:\s?uhr\b|h\b)?",
    re.IGNORECASE,
)  # fmt: skip
_JOIN = re.compile(r"[\s*_`]*(?:T(?=\d)|,|@|at|um|в|-|–|—|\|)?[\s*_`]*", re.IGNORECASE)
_ZONED = re.compile(r"[\s*_`]*[(\[]?\s*", re.IGNORECASE)
_RANGE = re.compile(
    r"[\s*_`)\]]*(?:-|–|—|−|to|until|till|→|->|bis|до)\s*[*_`(\[]*(?:~\s*)?(?=\d{1,2}[:.h]["
r"\d?x]{2}|\d{4}-\d{2}-\d{2}[T ]\d|\d{1,2}\s?[ap]m\b|\?\?)",
    re.IGNORECASE,
)  # fmt: skip
_YEAR = re.compile(r",?\s+((?:19|20)\d{2})\b(?![:.-])")
_ON = re.compile(r",?\s+((?:on|am|le|el)\s+)?(?=\w)", re.IGNORECASE)
_CLOSE = re.compile(r"\s*(?:[:|,;–—→-]|->|=>)*\s*")
_UNKNOWN = re.compile(
    r"(?:unknown|unclear|not known|n/a|tbd|\?{1,5}:?\?{0,2}|неизвестно|unbekannt)"
    r"(?=$|[\s:*_`)\]|–—-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a text says of the time at its beginning, and where it goes on.

    `odd` is a stamp that says more than a moment can hold, or nothing that can be: its words stay.
    """

    raw: str
    end: int
    day: date | None = None
    month_and_day: tuple[int, int] | None = None
    clock: time | None = None
    zone: tzinfo | None = None
    zone_name: str = ""
    about: bool = False
    odd: bool = False
    impossible: bool = False


NO_STAMP = Stamp("", 0, odd=True, impossible=True)


def read_stamp(text: str, order: bool | None, *, dots: bool = False) -> Stamp | None:
    """Read the time at the beginning of a text; None if it does not begin with one.

    With `dots`, `15.26` is a time of day too.
    """
    text = text[:400]
    start = at = (_OPEN.match(text) or re.match("", text)).end()  # type: ignore[union-attr]
    about = "~" in text[:at] or "≈" in text[:at]
    if match := _ABOUT.match(text, at):
        about, at = True, match.end()
    at = (_MARKS.match(text, at) or re.match("", text)).end()  # type: ignore[union-attr]
    if match := _UNKNOWN.match(text, at):
        return Stamp(
            text[start : match.end()], _after(text, match.end()), odd=True, impossible=True
        )
    found = date_at_start(text[at:], order)
    if found:
        at += found.end
    clock, at, about = _clock(text, at, found, about, dots)
    if clock is None and found is None:
        return None
    stamp = Stamp(
        text[start:at],
        at,
        found.day if found else None,
        found.without_year if found else None,
        about=about,
        impossible=bool(found and found.day is None and found.without_year is None),
    )
    return _finished(text, stamp, clock, start, order)


def _clock(
    text: str, at: int, found: FoundDate | None, about: bool, dots: bool
) -> tuple[re.Match[str] | None, int, bool]:
    """Find the time of day, behind a date or alone; give where it ends."""
    joined = at
    if found and (match := _JOIN.match(text, at)):
        joined = match.end()
        if nearly := _ABOUT.match(text, joined):
            joined, about = nearly.end(), True
    match = _CLOCK.match(text, joined)
    if match is None or (joined == at and found):
        return None, at, about and match is None
    if match["dot"] == "." and not (dots or found or match["half"] or match["ish"]):
        return None, at, about
    return match, match.end(), about or bool(match["ish"])


def _finished(
    text: str, stamp: Stamp, clock: re.Match[str] | None, start: int, order: bool | None
) -> Stamp:
    """Add clock, zone, a day behind them and the end of a range to a stamp."""
    at = stamp.end
    if clock is not None:
        value = _time_of(clock)
        stamp = replace(
            stamp, clock=value, impossible=stamp.impossible or value is None,
            odd="?" in clock[0] or "x" in clock[0].casefold(),
        )  # fmt: skip
        opening = _ZONED.match(text, at)
        zone = ZONE.match(text, opening.end() if opening else at)
        if zone and _is_zone(zone) and _fits(zone, at, stamp, text[start:at]):
            stamp = replace(stamp, zone=zone_of(zone), zone_name=zone[0])
            at = zone.end()
        stamp, at = _day_behind(text, stamp, at, order)
        if match := _RANGE.match(text, at):
            stamp, at = replace(stamp, odd=True), _range_end(text, match.end())
            zone = ZONE.match(text, (_ZONED.match(text, at) or match).end())
            if zone and zone["offset"] is None and _is_zone(zone):
                at = zone.end()
                if stamp.zone is None:
                    stamp = replace(stamp, zone=zone_of(zone), zone_name=zone[0])
    raw = text[start:at].strip(" *_`[]()|,:-")
    return replace(stamp, raw=raw, end=_after(text, at))


def _day_behind(text: str, stamp: Stamp, at: int, order: bool | None) -> tuple[Stamp, int]:
    """Read a day, or its year alone, behind the time: `16:20 UTC on 10 May 2024`."""
    if stamp.day is not None:
        year = _YEAR.match(text, at)
        return stamp, year.end() if year and int(year[1]) == stamp.day.year else at
    opening = _ON.match(text, at)
    if stamp.month_and_day or opening is None:
        return stamp, at
    found = date_at_start(text[opening.end() :], order)
    if found is None or found.day is None:
        return stamp, at
    end = opening.end() + found.end
    if not opening[1] and not re.match(r"\s*(?:$|[-–—:|)\]])", text[end:]):
        # `10:05 2024-02-28 was restored`: the day is a word of the entry.
        return stamp, at
    return replace(stamp, day=found.day), end


def _fits(zone: re.Match[str], at: int, stamp: Stamp, before: str) -> bool:
    """Tell an offset from the end of a range: `11:00-07:00`, `11:00-12:30`."""
    offset = zone["offset"]
    if offset is None:
        return True
    if zone.start() != at or stamp.clock is None:
        return False
    if offset[0] == "+" or ":" not in offset or re.search(r"\dT\d", before):
        return True
    return offset[-2:] == "00" and int(offset[1:3]) < stamp.clock.hour and stamp.day is not None


def _is_zone(zone: re.Match[str]) -> bool:
    name = zone["name"]
    return name is None or name.upper() == name or name[0].isupper() or name in ("utc", "gmt", "z")


def _range_end(text: str, at: int) -> int:
    found = re.compile(r"\d{4}-\d{2}-\d{2}[T ]").match(text, at)
    at = found.end() if found else at
    clock = _CLOCK.match(text, at) or re.compile(r"\?\?(:\?\?)?").match(text, at)
    return clock.end() if clock else at


def _after(text: str, at: int) -> int:
    """Go past what closes the markup around a stamp, and past what stands between it and its text.

    Markup that begins there is the text's own: `16:24 **Fixed**`.
    """
    for _ in range(3):
        opened = text[:at]
        while at < len(text) and (
            (
                text[at] in ")]"
                and opened.count("(]"[text[at] == "]"].replace("]", "[")) > opened.count(text[at])
            )
            or (text[at] in "*_`" and opened.count(text[at]) % (4 if text[at] != "`" else 2))
        ):
            at += 1
            opened = text[:at]
        match = _CLOSE.match(text, at)
        end = match.end() if match else at
        if end == at:
            break
        at = end
    return at


def _time_of(clock: re.Match[str]) -> time | None:
    if clock["army"]:
        return (
            time(int(clock["army"][:2]), int(clock["army"][2:])) if clock["army"] < "2400" else None
        )
    minute = clock["minute"] or "0"
    if not minute.isdigit() or len(clock["hour"] or "") > 2:
        return None
    hour, half = int(clock["hour"] or clock["hour12"]), (clock["half"] or clock["half12"] or "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    try:
        return time(hour, int(minute), int(clock["second"] or 0))
    except ValueError:
        return None
