"""Signs by which a block is a timeline, or a part of one: its entries begin with a time of day."""

from __future__ import annotations

from dataclasses import dataclass

from pmaction.importing.blocks import Block
from pmaction.importing.ledger import Ledger
from pmaction.importing.sections import Section
from pmaction.importing.stamps import read_stamp
from pmaction.importing.timeline_table import rows_of


@dataclass(frozen=True, slots=True)
class Signs:
    """Looks at blocks; `order` is that of numeric dates in the document."""

    ledger: Ledger
    order: bool | None

    def has_clock(self, text: str, *, dots: bool = False) -> bool:
        """Say whether a text begins with a time of day; with `dots` also with `15.26`."""
        stamp = read_stamp(text, self.order, dots=dots)
        return stamp is not None and stamp.clock is not None

    def is_timed(self, block: Block) -> bool:
        """Say whether something in a block begins with a time."""
        if block.kind == "list":
            heads = (self.ledger.entry(one)[0] for one in block.entries[:5])
            return any(self.has_clock(head, dots=True) for head in heads)
        if block.kind == "paragraph":
            first, *lines = block.text.split("\n")
            return self.has_clock(first) or (
                self._is_day(first) and any(map(self.has_clock, lines))
            )
        return block.kind == "table" and self._stamped_rows(block) > 0

    def _is_day(self, text: str) -> bool:
        stamp = read_stamp(text, self.order)
        return stamp is not None and not text[stamp.end :].strip(" *_:#")

    def is_mostly_timed(self, block: Block) -> bool:
        """Say whether most entries of a list or a table begin with a time, and more than two."""
        if block.kind == "table":
            return rows_of(block) is not None and self._stamped_rows(block) > 2
        heads = [self.ledger.entry(entry)[0] for entry in block.entries]
        timed = sum(map(self.has_clock, heads))
        return timed > 2 and timed * 3 >= len(heads) * 2

    def has_timed_lines(self, section: Section) -> bool:
        """Say whether most paragraphs begin with a time, and more than two lines do."""
        paragraphs = [block for block in section.blocks if block.kind == "paragraph"]
        timed = [block for block in paragraphs if self.is_timed(block)]
        lines = [line for block in timed for line in block.text.split("\n")]
        return len(timed) * 3 >= len(paragraphs) * 2 and sum(map(self.has_clock, lines)) > 2

    def _stamped_rows(self, block: Block) -> int:
        return sum(map(self.has_clock, (row.cells[0] for row in block.rows[1:] if row.cells)))
