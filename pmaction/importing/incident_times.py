"""The times of the incident, from lines with labels; they need the zone of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from pmaction.importing.inline import plain
from pmaction.importing.labelled import TIMES, is_open
from pmaction.importing.ledger import Ledger
from pmaction.importing.meanings import label_meaning
from pmaction.importing.reckoning import Reckoning
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Fact
from pmaction.importing.source import Source
from pmaction.importing.stamps import Stamp, read_stamp
from pmaction.importing.zones import zone_in
from pmaction.moment import Precision, parse_moment

_MOST_LOOKED_AT = 200
_LONGEST_LINE = 1_000
_CLOCK = re.compile(r"\b\d{1,2}[:h]\d{2}\b")
_NEXT = re.compile(r"[,;|·]\s*(?P<label>[^\W\d_][\w ]{1,30}?)\s*:\s*(?P<value>\d[^,;|·]*)")
_RANGE = re.compile(
    r"\d\s*(?:[ap]\.?m\b\.?)?[^\d]{0,12}?(?:\s*[-–—−→]\s*|\s(?:to|until|till|bis)\s)"
    r"(?P<end>\d{1,2}[:.h]\d{2}.*|\d{4}-\d{2}-\d{2}[T ]\d.*)"
)


def read_times(
    told_of: Sequence[Fact],
    ledger: Ledger,
    reckoning: Reckoning,
    order: bool | None,
    remarks: list[str],
) -> dict[str, str]:
    """Read the times of the incident, once the zone of the document is known.

    What a document says twice and differently is told in the remarks; the first one counts.
    """
    times: dict[str, str] = {}
    ends: list[str] = []
    # What is called the start is rather it than the beginning of a window.
    facts = sorted(told_of, key=lambda fact: fact.meaning is Meaning.WINDOW)
    for fact in [one for whole in facts for one in _parts(whole)]:
        key = TIMES.get(fact.meaning)
        if key is None:
            continue
        text = plain(fact.value).strip()
        stamp = read_stamp(text, order, dots=True) if not is_open(text) else None
        if stamp is None:
            continue
        zone = zone_in(text) or zone_in(fact.label) if stamp.zone is None and stamp.clock else None
        here = Reckoning(reckoning.day, zone[0] if zone else reckoning.zone)
        at, keep = here.moment(stamp)
        if at == "unknown" and not _says_unknown(stamp):
            continue
        if key in times:
            if _is_other(times[key], at):
                remarks.append(f"`{key}` is told twice: {times[key]} was taken, and not {at}")
            continue
        times[key] = at
        if key == "started" and (end := _end(text, stamp, here, order)):
            ends.append(end)
        if not keep and not text[stamp.end :].strip(" .()"):
            ledger.place(fact.start, fact.end)
    if ends:
        times.setdefault("resolved", ends[0])
    return times


def _is_other(known: str, again: str) -> bool:
    """Say whether two times, each with its time of day, are not the same."""
    both = (parse_moment(known), parse_moment(again))
    if any(one.precision is not Precision.EXACT for one in both):
        return False
    return both[0].is_after(both[1]) or both[1].is_after(both[0])


def zone_of_times(
    told_of: Sequence[Fact], source: Source, order: bool | None
) -> tuple[tzinfo, str] | None:
    """Give the one zone of labelled times, if such a time of day is told again elsewhere.

    Then it is the timeline that tells it, and its times are in the same zone. Without labelled
    times, so it is with those in the sentences of the document.
    """
    zones: dict[tzinfo, str] = {}
    clocks: list[str] = []
    for fact in told_of[:_MOST_LOOKED_AT]:
        text = plain(fact.value).strip() if fact.meaning in TIMES else ""
        stamp = read_stamp(text, order) if text else None
        zone = zone_in(text) if stamp is not None and stamp.clock is not None else None
        clock = _CLOCK.search(text)
        if zone is not None and clock is not None:
            zones[zone[0]] = zone[1]
            clocks.append(clock[0])
    if not zones:
        for zone_here, name, time_of_day in _zoned_clocks(source):
            zones[zone_here] = name
            clocks.append(time_of_day)
    found = (clock for line in source.lines for clock in _CLOCK.findall(line))
    told = Counter(clock.replace("h", ":") for clock in found)
    is_told = any(told[clock.replace("h", ":")] > 1 for clock in clocks)
    return next(iter(zones.items())) if len(zones) == 1 and is_told else None


def _zoned_clocks(source: Source) -> Iterator[tuple[tzinfo, str, str]]:
    """Give the zone of each time of day that has one: `At 13:00 UTC on 2025-01-27 a key ...`."""
    for line in source.lines:
        for match in _CLOCK.finditer(line[:_LONGEST_LINE]):
            stamp = read_stamp(line[match.start() : match.start() + 40], None)
            if stamp is not None and stamp.zone is not None:
                yield stamp.zone, stamp.zone_name, match[0]


def _parts(fact: Fact) -> Iterator[Fact]:
    """Give a fact, and those behind it on its line: `Start: 22:04 UTC, end: 23:47 UTC`."""
    yield fact
    for match in _NEXT.finditer(plain(fact.value[:300])) if fact.meaning in TIMES else ():
        if (meaning := label_meaning(match["label"])) in TIMES and meaning is not None:
            yield Fact(meaning, match["value"], 0, 0, match["label"])


def _end(text: str, stamp: Stamp, here: Reckoning, order: bool | None) -> str | None:
    """Give the end of a range: `2025-09-15, 13:00-15:40 UTC`."""
    match = _RANGE.search(text[: stamp.end])
    end = read_stamp(match["end"], order) if match and stamp.clock else None
    if end is None or end.clock is None:
        return None
    zone = end.zone or stamp.zone
    at, _ = Reckoning(here.day, zone or here.zone, here.last).moment(end)
    return at if at != "unknown" else None


def _says_unknown(stamp: Stamp) -> bool:
    return stamp.raw.casefold() in ("unknown", "unclear", "not known")
