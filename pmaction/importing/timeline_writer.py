"""Entries of a timeline, written one after the other: day and zone are carried along."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from pmaction.importing.blocks import Block
from pmaction.importing.ledger import Ledger
from pmaction.importing.limits import LONGEST_NAME, LONGEST_TEXT, MOST_ENTRIES
from pmaction.importing.reckoning import Reckoning
from pmaction.importing.stamps import Stamp
from pmaction.importing.timeline_parts import Setting, Timeline, without_loose_mark
from pmaction.importing.zones import UNSURE


class TimelineWriter:
    """Adds entries to `found`; `reckoning` knows which day and zone it is."""

    def __init__(self, ledger: Ledger, setting: Setting) -> None:
        self._ledger = ledger
        self.reckoning = Reckoning(setting.day, setting.zone, year=setting.year)
        self.found = Timeline(zone=setting.zone)

    def take_zone(self, zone: tzinfo, name: str) -> None:
        """Let entries without a zone have this one from here on."""
        self.reckoning.zone = self.found.zone = zone
        self.found.zone_name = name
        if name.casefold() in UNSURE:
            self.found.unsure_zone = name

    def add(
        self, stamp: Stamp, text: str, start: int, end: int, *, actor: str = "", taken: str = ""
    ) -> None:
        """Add an entry that stands on these lines, if a document has room for it."""
        if stamp.zone is not None:
            self._seen_zone(stamp)
        elif stamp.clock is not None and self.found.zone_name == self.found.told_zone != "":
            self.found.in_told_zone += 1
        at, keep = self.reckoning.moment(stamp)
        text = without_loose_mark(text)
        event = text.strip().strip("*_ ") if len(text) < 4 else text.strip()
        if keep and stamp.raw:
            event = f"{stamp.raw}: {event}" if event else stamp.raw
        if not event or len(event) > LONGEST_TEXT or len(self.found.entries) >= MOST_ENTRIES:
            return
        if stamp.clock is not None and self.reckoning.zone is None and stamp.zone is None:
            self.found.without_zone += 1
        entry: dict[str, Any] = {"at": at, "event": event}
        if actor and len(actor) <= LONGEST_NAME:
            entry["actor"] = actor
        elif actor:
            entry["event"] += f"\n\n{actor}"
        if taken:
            entry["action_taken"] = taken
        self.found.entries.append(entry)
        self._ledger.place(start, end)

    def append(self, block: Block) -> None:
        """Add a picture or a log to the entry above it."""
        text = self._ledger.raw(block.start, block.end)
        last = self.found.entries[-1]
        if block.kind == "html" and text.startswith("<!--"):
            return
        if len(last["event"]) + len(text) + 2 <= LONGEST_TEXT:
            last["event"] += f"\n\n{text}"
            self._ledger.place(block.start, block.end)

    def _seen_zone(self, stamp: Stamp) -> None:
        """Let entries without a zone have that of the ones before them."""
        if self.reckoning.zone is None and stamp.zone is not None:
            self.take_zone(stamp.zone, stamp.zone_name)
