"""The sections of a document, whatever form their headings have, and what each of them means."""

from __future__ import annotations

from collections.abc import Sequence

from pmaction.importing.blocks import Block, Entry
from pmaction.importing.horizons import is_horizon
from pmaction.importing.labels import Label, bold_line, label_in, timed
from pmaction.importing.meanings import label_meaning, meaning_of
from pmaction.importing.section_names import FACTS, Meaning
from pmaction.importing.sections import (
    Fact,
    Section,
    allowed_below,
    is_progress,
    purpose_of,
)
from pmaction.importing.stamps import read_stamp

_KNOWN_BOLD, _OTHER_BOLD, _LABEL = 7, 8, 9
_LONGEST_HEADING = 160
_INTRODUCED = (Meaning.ACTIONS, Meaning.REMEDY, Meaning.TIMELINE)


def section_tree(blocks: Sequence[Block]) -> Section:
    """Give the root of a document's sections."""
    builder = _Builder()
    headings = [block for block in blocks if block.kind == "heading"]
    if len(headings) > 1 and headings[0].level < headings[1].level:
        builder.title = None if is_horizon(headings[1].text) else headings[0]
    for index, block in enumerate(blocks):
        builder.add(block, blocks[index + 1] if index + 1 < len(blocks) else None)
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root = Section("", 0, 0, 0)
        self._stack = [self.root]
        self._is_first = True
        self.title: Block | None = None

    def add(self, block: Block, following: Block | None) -> None:
        """Add one block where it belongs."""
        if block.kind == "heading" and self._is_heading(block):
            self._heading(block)
        elif block.kind in ("paragraph", "heading"):
            self._paragraph(block, following)
        elif block.kind == "list":
            self._list(block)
        else:
            self._here.blocks.append(block)

    @property
    def _here(self) -> Section:
        return self._stack[-1]

    def _is_heading(self, block: Block) -> bool:
        return len(block.text) <= _LONGEST_HEADING and "\n" not in block.text

    def _heading(self, block: Block) -> None:
        level = block.level
        meaning = meaning_of(block.text)
        if self._is_first and level <= 2 and (block is self.title or not label_meaning(block.text)):
            # The first heading is the title, unless it is a section's name and sections follow.
            meaning = None
        self._is_first = False
        timeline = next(
            (one for one in self._stack if one.purpose is Meaning.TIMELINE and one.named), None
        )
        if timeline is not None and level <= timeline.level < _KNOWN_BOLD:
            stamp = read_stamp(block.text, None, dots=True)
            if stamp and (stamp.clock is not None or not block.text[stamp.end :].strip(" #:")):
                level, meaning = timeline.level + 1, None
        above = next((one for one in self._stack if one.level >= level and _is_bare(one)), None)
        if above is not None and is_horizon(block.text):
            # `# Action items`, then `# Short term` and `# Long term` beside it, and not below.
            level = above.level + 1
        self._open(block.text, block.start, block.end, level, meaning)

    def _open(
        self, text: str, start: int, end: int, level: int, meaning: Meaning | None
    ) -> Section:
        while self._here.level >= level:
            self._stack.pop()
        parent = self._here
        purpose, named = purpose_of(meaning, parent, text)
        beside = parent.sections[-1] if parent.sections else None
        is_beside = beside is not None and beside.purpose is Meaning.ACTIONS
        if is_beside and purpose is not Meaning.ACTIONS and is_progress(text):
            # The columns of a board: `To do`, `Doing`, `Done`.
            purpose, named = Meaning.ACTIONS, False
        section = Section(text, start, end, level, parent, purpose, named)
        parent.sections.append(section)
        self._stack.append(section)
        return section

    def _close_labels(self) -> None:
        while self._here.label:
            self._stack.pop()

    def _paragraph(self, block: Block, following: Block | None) -> None:
        self._close_labels()
        lines = block.text.split("\n")
        first = bold_line(lines[0])
        if first is None and len(lines) == 1 and _introduces(lines[0], following):
            first = lines[0].strip(" :：*_")
        if first is not None and self._stands_in(first, len(lines), following):
            meaning = meaning_of(first)
            if meaning in FACTS:
                meaning = None
            level = _KNOWN_BOLD if meaning or self._asks_too(first) else _OTHER_BOLD
            self._open(first, block.start, block.start + 1, level, meaning)
            if len(lines) > 1:
                rest = "\n".join(lines[1:])
                self._plain(Block("paragraph", block.start + 1, block.end, rest))
            return
        self._plain(block)

    def _asks_too(self, text: str) -> bool:
        """Say whether a bold question stands beside the one above it, and not below."""
        above = next((one for one in reversed(self._stack) if one.level == _KNOWN_BOLD), None)
        return above is not None and text.endswith("?") and above.heading.endswith("?")

    def _stands_in(self, text: str, lines: int, following: Block | None) -> bool:
        """Say whether a bold line is a heading: by its name, or by what follows it."""
        if meaning_of(text) not in {None, *FACTS}:
            return True
        return lines == 1 and (
            following is not None and following.kind in ("list", "table", "paragraph")
        )

    def _plain(self, block: Block) -> None:
        """Add a paragraph, and take the lines with labels out of it."""
        allowed = allowed_below(self._here.purpose)
        lines = block.text.split("\n")
        label: Label | None = None
        start = 0
        for index in range(len(lines) + 1):
            is_line = index < len(lines) and allowed is not None
            found = timed(label_in(lines[index])) if is_line else None
            is_wanted = found is not None and _is_allowed(found, allowed)
            # What is said after `Severity:` ends with its line; a section's text goes on.
            ends = label is not None and (found is not None or label.meaning in FACTS)
            if index < len(lines) and not is_wanted and not ends:
                continue
            if index > start:
                self._piece(block.start + start, block.start + index, lines[start:index], label)
            start, label = index, found if is_wanted else None

    def _piece(self, start: int, end: int, lines: list[str], label: Label | None) -> None:
        if label is None:
            self._here.blocks.append(Block("paragraph", start, end, "\n".join(lines)))
            return
        value = "\n".join([label.value, *lines[1:]]).strip()
        self._labelled(label, value, start, end, [])

    def _labelled(self, label: Label, value: str, start: int, end: int, below: list[Block]) -> None:
        if label.meaning in FACTS and label.meaning is not None:
            self._close_labels()
            self._here.facts.append(Fact(label.meaning, value, start, end, label.name))
            self._here.blocks += below
            return
        section = self._open(label.name, start, start + (0 if value else 1), _LABEL, label.meaning)
        section.label = True
        if value and not label.value:
            # The text begins on the line after the label.
            section.blocks.append(Block("paragraph", start + 1, end, value))
            section.end = start + 1
        elif value:
            section.blocks.append(Block("paragraph", start, end, value))
        section.blocks += below

    def _list(self, block: Block) -> None:
        """Add a list; entries that begin with a label are sections or facts of their own."""
        allowed = allowed_below(self._here.purpose)
        labels = [_label_of(entry) if allowed is not None else None for entry in block.entries]
        wanted = [one is not None and _is_allowed(one, allowed) for one in labels]
        if self._here.label or not any(wanted) or allowed is None:
            self._here.blocks.append(block)
            return
        home = self._here
        for entry, label, is_wanted in zip(block.entries, labels, wanted, strict=True):
            self._close_labels()
            if label is None or not is_wanted:
                home.blocks.append(
                    Block("list", entry.start, entry.end, ordered=block.ordered, entries=[entry])
                )
                continue
            first, *below = entry.blocks
            self._labelled(label, label.value, first.start, first.end, below)
        self._close_labels()


def _is_bare(section: Section) -> bool:
    """Say whether a section of action items has none of its own."""
    return section.purpose is Meaning.ACTIONS and not any(
        block.kind in ("list", "table") for block in section.blocks
    )


def _introduces(line: str, following: Block | None) -> bool:
    """Say whether a line without markup is a heading: a known name, and something below it."""
    if len(line) > 60 or following is None:
        return False
    bare = line.strip(" :：*_")
    if following.kind == "list" and bare != line.strip() and is_horizon(bare):
        return True
    meaning = label_meaning(bare)
    if meaning is None and line.rstrip().endswith(":") and following.kind in ("list", "table"):
        meaning = meaning_of(bare) if meaning_of(bare) in _INTRODUCED else None
    if meaning is None or meaning in FACTS:
        return False
    return (
        line.rstrip().endswith((":", "：")) or line.isupper() or following.kind in ("list", "table")
    )


def _is_allowed(label: Label, allowed: set[Meaning] | None) -> bool:
    return (
        allowed is not None
        and label.meaning is not None
        and (not allowed or label.meaning in allowed)
    )


def _label_of(entry: Entry) -> Label | None:
    if not entry.blocks or entry.blocks[0].kind != "paragraph":
        return None
    return timed(label_in(entry.blocks[0].text))
