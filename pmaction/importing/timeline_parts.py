"""What a timeline is read into, and small questions about its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

from pmaction.importing.blocks import Block, Entry
from pmaction.importing.inline import links_in, plain
from pmaction.importing.ledger import Ledger
from pmaction.importing.meanings import name_of
from pmaction.importing.sections import Section
from pmaction.importing.stamps import Stamp, read_stamp
from pmaction.importing.zones import speaks_of_time, zone_in

_LABEL = re.compile(r"\s*[*_]*(?:time|when|at|date|timestamp)\s*:[*_]*\s*", re.IGNORECASE)
_HINT = re.compile(
    r"<!--[^<>]*\b(?:use|in|all times?(?: are)?(?: in)?)\s+(?P<zone>UTC|GMT)\b[^<>]*-->",
    re.IGNORECASE,
)
_ALL_TIMES = re.compile(r"\W*(?:all )?(?:dates and )?times?(?:stamps?)?\b", re.IGNORECASE)


@dataclass(slots=True)
class Timeline:
    """The entries that were found, with what a person should know about their times.

    `told_zone` is that of the times of the incident, which entries without one were given;
    `year` the one that was taken because no day says it.
    """

    entries: list[dict[str, Any]] = field(default_factory=list)
    without_zone: int = 0
    zone: tzinfo | None = None
    zone_name: str = ""
    unsure_zone: str = ""
    told_zone: str = ""
    in_told_zone: int = 0
    says_days: bool = False
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known before the timeline is read: day, zone, order of numeric dates.

    `told` is the zone that is told of the times of the incident, if one of these is in it;
    `year` is that of all dates of the document which name one.
    """

    day: date | None
    zone: tzinfo | None
    order: bool | None
    told: tuple[tzinfo, str] | None = None
    year: int | None = None


def names_zone(text: str) -> bool:
    """Say whether a short text behind a day is only about the zone."""
    return len(text) < 60 and speaks_of_time(text) and zone_in(text) is not None


def lists_in(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the lists and tables among blocks, and those within entries of lists."""
    for block in blocks:
        if block.kind in ("list", "table"):
            yield block
        if block.kind == "list":
            for entry in block.entries:
                yield from lists_in(entry.blocks)


def end_of(section: Section) -> int:
    """Give the line after what stands in a section itself, without the sections below it."""
    return max((block.end for block in section.blocks), default=section.end)


def tells(block: Block, ledger: Ledger) -> bool:
    """Say whether a list without times tells what happened, rather than where to look."""
    if len(block.entries) < 2:
        return False
    heads = [ledger.entry(entry)[0] for entry in block.entries]
    return not any(links_in(head) and len(name_of(head).split()) < 4 for head in heads)


def without_loose_mark(text: str) -> str:
    """Leave out the end of a mark that was opened around the time: `**15:00: Found** by Ana`."""
    return text.replace("**", "", 1) if text.count("**") % 2 else text


def stamp_below(entry: Entry, order: bool | None) -> tuple[Stamp, Entry] | None:
    """Give the time that stands alone in a list below an entry, and where: `- 10:05 UTC`."""
    for block in entry.blocks[1:]:
        for below in block.entries[:3]:
            text = below.blocks[0].text if len(below.blocks) == 1 else ""
            text = _LABEL.sub("", text, count=1)
            stamp = read_stamp(text, order, dots=True)
            known = stamp is not None and (stamp.clock is not None or stamp.day is not None)
            if stamp is not None and known and not text[stamp.end :].strip(" *_.()"):
                return stamp, below
    return None


def zone_said(section: Section, order: bool | None) -> tuple[tzinfo, str] | None:
    """Give the zone from a heading, or from a sentence such as `All times in UTC`."""
    texts = [section.heading]
    texts += [one.text for one in section.blocks if one.kind == "paragraph"]
    tables = [one for one in section.blocks if one.kind == "table"]
    texts += [row.cells[0] for one in tables for row in one.rows[:1] if row.cells]
    for index, text in enumerate(texts):
        for line in map(plain, text.split("\n")[:5]):
            if index and not speaks_of_time(line):
                continue
            stamp = read_stamp(line, order, dots=True)
            rest = line if stamp is None else "" if stamp.clock else line[stamp.end :]
            if zone := zone_in(rest):
                return zone
    return None


def zone_of_document(root: Section) -> tuple[tzinfo, str] | None:
    """Give the zone that a sentence anywhere gives all times: `All times in PDT (UTC-7).`

    The hint of a template does so too: `<!-- Use UTC -->`.
    """
    for section in root.walk():
        for block in section.blocks:
            if (
                block.kind == "html"
                and len(block.text) < 200
                and (hint := _HINT.search(block.text))
            ):
                return zone_in(hint["zone"])
            for line in block.text.split("\n") if block.kind == "paragraph" else ():
                if len(line) < 120 and _ALL_TIMES.match(plain(line)) and (zone := zone_in(line)):
                    return zone
    return None
