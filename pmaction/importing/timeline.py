"""The timeline, whether it is a table, a list, lines of text, or a heading an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from pmaction.importing.blocks import Block, Entry
from pmaction.importing.inline import plain
from pmaction.importing.ledger import Ledger
from pmaction.importing.limits import LONGEST_TEXT, MOST_ENTRIES
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Section
from pmaction.importing.stamps import NO_STAMP, Stamp, read_stamp
from pmaction.importing.timeline_parts import (
    Setting,
    Timeline,
    end_of,
    lists_in,
    names_zone,
    stamp_below,
    tells,
    zone_of_document,
    zone_said,
)
from pmaction.importing.timeline_signs import Signs
from pmaction.importing.timeline_table import rows_of, told_in
from pmaction.importing.timeline_writer import TimelineWriter

_WITHOUT_TIMES = frozenset({Meaning.ACTIONS, Meaning.REMEDY, Meaning.FORM, Meaning.REFERENCES})


def read_timeline(root: Section, ledger: Ledger, setting: Setting) -> Timeline:
    """Find the timeline of a document, by its name or else by the times in it."""
    reader = _Reader(ledger, setting)
    if setting.zone is None and (zone := zone_of_document(root)):
        reader.take_zone(*zone)
    elif setting.zone is None and setting.told is not None:
        reader.take_zone(*setting.told)
        reader.found.told_zone = setting.told[1]
    for section in root.walk():
        if section.purpose is Meaning.TIMELINE and (section.named or section.parent is None):
            reader.section(section)
    if not reader.found.entries:
        for section in root.walk():
            if section.purpose not in _WITHOUT_TIMES:
                reader.by_content(section)
    reader.settle_days()
    return reader.found


class _Reader:
    def __init__(self, ledger: Ledger, setting: Setting) -> None:
        self._ledger = ledger
        self._setting = setting
        self._signs = Signs(ledger, setting.order)
        self._writer = TimelineWriter(ledger, setting)
        self.found = self._writer.found

    def section(self, section: Section) -> None:
        """Read a section that is a timeline by its name, and those below it."""
        self._settle_zone(section)
        self._blocks(section.blocks)
        for below in section.sections:
            if below.purpose is Meaning.TIMELINE:
                self._below(below)

    def by_content(self, section: Section) -> None:
        """Read lists and tables of a section in which most entries begin with a time of day."""
        if any(map(self._signs.is_mostly_timed, section.blocks)) or self._signs.has_timed_lines(
            section
        ):
            self._settle_zone(section)
            self._blocks(section.blocks, plain_lists=False)
            return
        for block in list(lists_in(section.blocks)):
            if self._signs.is_mostly_timed(block):
                self._settle_zone(section)
                self._blocks([block], plain_lists=False)

    def _stamp(self, text: str) -> Stamp | None:
        return read_stamp(text, self._setting.order, dots=True)

    def _settle_zone(self, section: Section) -> None:
        if zone := zone_said(section, self._setting.order):
            self._writer.take_zone(*zone)

    def take_zone(self, zone: tzinfo, name: str) -> None:
        """Let entries without a zone have this one from here on."""
        self._writer.take_zone(zone, name)

    def settle_days(self) -> None:
        """Note whether the timeline says by itself on which day it was."""
        self.found.says_days = self._writer.reckoning.told
        self.found.year = self._writer.reckoning.taken

    def _below(self, section: Section) -> None:
        """Read a heading that is an entry itself, or has entries below it."""
        stamp = self._stamp(section.heading)
        timed_below = any(self._signs.is_timed(block) for block in section.blocks)
        if stamp is None or timed_below or (stamp.clock is None and section.sections):
            if stamp is not None and not stamp.impossible:
                rest = section.heading[stamp.end :].strip(" #:-–—")
                if rest and stamp.clock is not None:
                    self._writer.add(stamp, rest, section.start, section.end)
                else:
                    self._writer.reckoning.moment(stamp)
                if not rest:
                    self._ledger.place(section.start, section.end)
            before = len(self.found.entries)
            self._settle_zone(section)
            self._blocks(section.blocks, plain_lists=stamp is not None)
            if before == len(self.found.entries) and stamp is None:
                self._untimed(section)
        else:
            body = self._ledger.raw(section.end, end_of(section))
            text = "\n\n".join(
                part for part in (section.heading[stamp.end :].strip(" #:-–—"), body) if part
            )
            self._writer.add(stamp, text, section.start, end_of(section))
        for below in section.sections:
            if below.purpose is Meaning.TIMELINE:
                self._below(below)

    def _untimed(self, section: Section) -> None:
        """Keep what stands below a heading without a time: an entry whose time is unknown."""
        body = self._ledger.raw(section.end, end_of(section))
        if body and len(self.found.entries) < MOST_ENTRIES and len(body) < LONGEST_TEXT - 300:
            event = f"{plain(section.heading)}\n\n{body}"
            self.found.entries.append({"at": "unknown", "event": event})
            self._ledger.place(section.start, end_of(section))

    def _blocks(self, blocks: Sequence[Block], *, plain_lists: bool = True) -> None:
        for block in blocks:
            if block.kind == "table":
                self._table(block)
            elif block.kind == "list":
                self._list(block, plain_lists=plain_lists)
            elif block.kind == "paragraph":
                self._lines(block)
            elif block.kind == "code" and not self.found.entries:
                self._coded(block)
            elif self.found.entries and block.kind in ("code", "quote", "html"):
                self._writer.append(block)

    def _table(self, block: Block) -> None:
        table = rows_of(block)
        if table is None:
            return
        if table.zone is not None:
            self._writer.take_zone(*table.zone)
        placed = True
        for row in table.rows:
            stamp, event = told_in(row, self._stamp(row.when))
            if not event.strip():
                placed = placed and not row.when.strip()
                continue
            self._writer.add(
                stamp, event, row.line, row.line + 1, actor=row.actor, taken=row.action
            )
        if placed and table.is_plain and self._ledger.is_placed(block.start + 2, block.end):
            self._ledger.place(block.start, block.start + 1)

    def _list(self, block: Block, *, plain_lists: bool = True) -> None:
        stamps = [self._stamp(self._ledger.entry(entry)[0]) for entry in block.entries]
        if not any(stamps) and not (plain_lists and tells(block, self._ledger)):
            return
        for entry, stamp in zip(block.entries, stamps, strict=True):
            head, rest = self._ledger.entry(entry)
            is_day = stamp is not None and stamp.clock is None and not head[stamp.end :].strip()
            if stamp is not None and is_day and self._day(entry, stamp):
                continue
            if stamp is None and (below := stamp_below(entry, self._setting.order)):
                stamp = replace(below[0], end=0)
                rest = self._without(entry, below[1])
            if stamp is None:
                stamp = NO_STAMP
            text = "\n\n".join(part for part in (head[stamp.end :].strip(), rest) if part)
            self._writer.add(stamp, text, entry.start, entry.end)

    def _without(self, entry: Entry, below: Entry) -> str:
        raw, first = self._ledger.raw, entry.blocks[0].end
        parts = (raw(first, below.start), raw(below.end, entry.end))
        return "\n".join(part for part in parts if part)

    def _day(self, entry: Entry, stamp: Stamp) -> bool:
        """Read an entry that is a date with a list of times below it."""
        lists = [block for block in entry.blocks[1:] if block.kind == "list"]
        if not lists:
            return False
        self._writer.reckoning.moment(stamp)
        self._ledger.place(entry.start, entry.blocks[0].end)
        for block in entry.blocks[1:]:
            self._blocks([block])
        return True

    def _lines(self, block: Block) -> None:
        """Read lines each of which begins with a time; a date alone is the day of what follows."""
        self._run(self._ledger.linked(block.text).split("\n"), block.start)

    def _coded(self, block: Block) -> None:
        """Read a timeline that stands between fences."""
        lines = block.text.rstrip("\n").split("\n")
        if self._signs.has_clock(lines[0]) and sum(map(self._signs.has_clock, lines)) > 1:
            self._run(lines, block.start + block.level)
            if block.level:
                self._ledger.place(block.start, block.start + 1)
                self._ledger.place(block.end - 1, block.end)

    def _run(self, lines: Sequence[str], first: int) -> None:
        stamps = [self._stamp(line) for line in lines]
        starts = [index for index, stamp in enumerate(stamps) if stamp is not None]
        if not starts or (starts[0] != 0 and len(starts) < 3):
            return
        for place, index in enumerate(starts):
            end = starts[place + 1] if place + 1 < len(starts) else len(lines)
            stamp = stamps[index]
            if stamp is None:
                continue
            text = "\n".join((lines[index][stamp.end :], *lines[index + 1 : end])).strip()
            at = first + index
            if not text.strip(" *_:#") or (stamp.clock is None and names_zone(text)):
                self._writer.reckoning.moment(stamp)
                if not text.strip(" *_:#") and (stamp.day is not None or stamp.month_and_day):
                    self._ledger.place(at, at + 1)
                continue
            self._writer.add(stamp, text, at, first + end)
