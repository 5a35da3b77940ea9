"""Time zones as people write them: `UTC`, `PST`, `CET/CEST`, `UTC+3`, `Pacific`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSETS = {
    "utc": 0, "gmt": 0, "z": 0, "zulu": 0, "wet": 0, "pst": -480, "pdt": -420, "mst": -420,
    "mdt": -360, "cst": -360, "cdt": -300, "est": -300, "edt": -240, "brt": -180, "bst": 60,
    "west": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "sast": 120, "eet": 120,
    "eest": 180, "msk": 180,
    "мск": 180, "ist": 330, "sgt": 480, "hkt": 480, "awst": 480, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_REGIONS = {
    "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles", "pst/pdt": "America/Los_Angeles",
    "mt": "America/Denver", "ct": "America/Chicago", "central": "America/Chicago",
    "et": "America/New_York", "eastern": "America/New_York", "est/edt": "America/New_York",
    "cst/cdt": "America/Chicago", "cet/cest": "Europe/Paris", "cest/cet": "Europe/Paris",
    "pdt/pst": "America/Los_Angeles", "edt/est": "America/New_York", "gmt/bst": "Europe/London",
    "bst/gmt": "Europe/London", "eet/eest": "Europe/Helsinki", "uk": "Europe/London",
}  # fmt: skip
KNOWN_ZONES = frozenset({*_OFFSETS, *_REGIONS})
UNSURE = frozenset({"ist", "bst", "cst", "cdt", "ct"})
"""Abbreviations that mean another zone elsewhere."""

_NAMES = "|".join(
    sorted((re.escape(name) for name in {*_OFFSETS, *_REGIONS}), key=len, reverse=True)
)
ZONE = re.compile(
    rf"(?:(?:utc|gmt)\s?(?P<sign>[+\-−])\s?(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d{{2}}))?(?!\d)"
    rf"|(?P<offset>[+\-−]\d{{2}}:?\d{{2}})(?!\d)"
    rf"|(?P<name>(?:{_NAMES})(?:\s(?:standard|daylight)?\s?time)?)(?![\w/])"
    r"|(?P<region>[A-Z][A-Za-z]{2,20}/[A-Z][A-Za-z_]{2,30}))",
    re.IGNORECASE,
)  # fmt: skip
_SAID = re.compile(
    r"\b(?:times?|zones?|timezone|clock|timestamps?|hours|utc|gmt|время|времени|"
    r"zeiten|uhrzeit\w*)\b|msk|мск",
    re.IGNORECASE,
)


def zone_in(text: str) -> tuple[tzinfo, str] | None:
    """Give the zone that a sentence or a heading names, with its name there."""
    text = text[:300]
    for match in ZONE.finditer(text):
        before = text[: match.start()]
        lone = match["name"] and (
            match["name"] not in (match["name"].upper(), "Pacific", "Eastern", "Central")
        )
        if before[-1:].isalnum() or match["offset"] or lone:
            continue
        if zone := zone_of(match):
            return zone, match[0]
    return None


def speaks_of_time(text: str) -> bool:
    """Say whether a sentence is about the zone of the times around it."""
    return len(text) < 200 and bool(_SAID.search(text))


def zone_of(match: re.Match[str]) -> tzinfo | None:
    """Give the zone of a match of `ZONE`, or None where there is no such zone."""
    if match["sign"]:
        minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
        return _fixed(-minutes if match["sign"] in "-−" else minutes)
    if match["offset"]:
        digits = match["offset"].replace(":", "")
        minutes = int(digits[1:3]) * 60 + int(digits[3:5])
        return _fixed(-minutes if digits[0] in "-−" else minutes)
    if match["region"]:
        return named_zone(match["region"])
    name = re.split(r"\s", match["name"].casefold())[0]
    return named_zone(_REGIONS[name]) if name in _REGIONS else _fixed(_OFFSETS[name])


def named_zone(name: str) -> tzinfo | None:
    """Give a zone of the zone database, or None where it has no such name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        return None
    except KeyError:
        return None


def _fixed(minutes: int) -> tzinfo | None:
    return timezone(timedelta(minutes=minutes)) if abs(minutes) <= 14 * 60 else None


def written(moment: datetime) -> str | None:
    """Write an aware time as documents have it; None where its offset has odd seconds."""
    text = moment.isoformat(timespec="seconds" if moment.second else "minutes")
    text = re.sub(r"\+00:00$", "Z", text)
    return (
        text
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})", text)
        else None
    )
