"""What stands after a label, wherever: in a line, in a table of two columns, under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pmaction.importing.blocks import Block
from pmaction.importing.inline import plain
from pmaction.importing.labels import label_in, timed
from pmaction.importing.meanings import label_meaning, name_of
from pmaction.importing.section_names import FACTS, Meaning
from pmaction.importing.sections import Fact, Section

TIMES = {
    Meaning.WINDOW: "started",
    Meaning.STARTED: "started",
    Meaning.DECLARED: "declared",
    Meaning.DETECTED: "detected",
    Meaning.ACKNOWLEDGED: "acknowledged",
    Meaning.MITIGATED: "mitigated",
    Meaning.RESTORED: "restored",
    Meaning.RESOLVED: "resolved",
}
_HEAD = (None, Meaning.DETAILS, Meaning.SUMMARY, Meaning.WINDOW)
_TELLING = (Meaning.IMPACT, Meaning.DETECTION, Meaning.RESOLUTION)


def all_facts(root: Section) -> Iterator[Fact]:
    """Give each labelled line: of paragraphs, of tables with two columns, of headings."""
    for section in root.walk():
        yield from section.facts
        if section.purpose in FACTS and section.purpose is not None:
            blocks = [block for block in section.blocks if block.kind == "paragraph"]
            if len(blocks) == 1 and "\n" not in blocks[0].text:
                yield Fact(section.purpose, blocks[0].text, section.start, blocks[0].end)
        for block in section.blocks:
            if section.purpose in _HEAD:
                yield from _times_below(block)
            if block.kind == "table" and section.purpose in _HEAD:
                yield from pairs_in(block)
            elif section.purpose is Meaning.KEY_EVENTS:
                yield from _key_events(block)
            elif section.purpose in _TELLING:
                # Their text stays whole, so nothing of it is placed by this.
                for meaning, value, name in labelled_lines([block]):
                    if meaning in TIMES or meaning in (Meaning.METHOD, Meaning.ALERT):
                        yield Fact(meaning, value, 0, 0, name)


def _times_below(block: Block) -> Iterator[Fact]:
    """Give the times in lists within a list; its text stays as it is."""
    for entry in block.entries:
        for inner in entry.blocks[1:]:
            for meaning, value, name in labelled_lines([inner]):
                if meaning in TIMES:
                    yield Fact(meaning, value, 0, 0, name)
            yield from _times_below(inner)


def pairs_in(block: Block) -> Iterator[Fact]:
    """Give the rows of a table whose first column is full of labels, its header among them."""
    if any(len(row.cells) < 2 for row in block.rows):
        return
    if len(block.rows) == 2 and _is_row_of_labels(block.rows[0].cells):
        for label, value in zip(block.rows[0].cells, block.rows[1].cells, strict=False):
            if (known := label_meaning(label)) in FACTS and known is not None:
                yield Fact(known, value, 0, 0, label)
        return
    if len(block.rows[0].cells) > 3:
        yield from _wide_pairs(block)
        return
    meanings = [label_meaning(row.cells[0]) for row in block.rows]
    if sum(1 for one in meanings[1:] if one in FACTS) < 1 or sum(1 for one in meanings if one) < 2:
        return
    for row, meaning in zip(block.rows, meanings, strict=True):
        if meaning in FACTS and meaning is not None and len(row.cells) == 2:
            yield Fact(meaning, row.cells[1], row.line, row.line + 1, row.cells[0])


def _is_row_of_labels(cells: Sequence[str]) -> bool:
    """Say whether a header is labels, each with its value below it: `| Start | End |`."""
    known = [cell for cell in cells if label_meaning(cell) in FACTS]
    return len(known) > 1 and len(known) * 3 >= len(cells) * 2


def _wide_pairs(block: Block) -> Iterator[Fact]:
    """Give the labels of a table in which each second cell is the value of the one before."""
    known = [
        row for row in block.rows if any(label_meaning(one) in FACTS for one in row.cells[::2])
    ]
    if any(len(row.cells) % 2 for row in block.rows) or len(known) * 2 < len(block.rows):
        return
    if any(label_meaning(cell) for cell in block.rows[0].cells[1::2]):
        # The names of columns, and not labels with their values.
        return
    for row in block.rows if len(known) > 1 else ():
        for label, value in zip(row.cells[::2], row.cells[1::2], strict=True):
            if (meaning := label_meaning(label)) in FACTS and meaning is not None:
                # A row holds several of them, so it stays as it is.
                yield Fact(meaning, value, 0, 0, label)


def is_bare_header(block: Block) -> bool:
    """Say whether the header of such a table says nothing by itself: `Field`, `Value`."""
    names = {name_of(cell) for cell in block.rows[0].cells}
    return names <= {
        "",
        "field",
        "value",
        "property",
        "attribute",
        "key",
        "item",
        "detail",
        "details",
    }


def _key_events(block: Block) -> Iterator[Fact]:
    """Give entries such as `First detected 2021-09-30 15:31`."""
    for entry in block.entries:
        text = entry.blocks[0].text if entry.blocks and entry.blocks[0].kind == "paragraph" else ""
        match = re.fullmatch(
            r"([^\d:\n]{3,40}?)\s*[:\s–—-]\s*((?:about |ca\.? |~)?\d[^\n]{3,60})", plain(text)
        )
        meaning = label_meaning(match[1]) if match else None
        if match and meaning in FACTS and meaning is not None:
            yield Fact(meaning, match[2], entry.start, entry.end)


def labelled_lines(blocks: Sequence[Block]) -> Iterator[tuple[Meaning, str, str]]:
    """Give the labels in a section whose text stays as it is: meaning, value and name."""
    for block in blocks:
        texts = block.text.split("\n") if block.kind == "paragraph" else []
        for entry in block.entries:
            texts += [one.text for one in entry.blocks[:1] if one.kind == "paragraph"]
        for text in texts:
            label = timed(label_in(text))
            if label is not None and label.meaning is not None:
                yield label.meaning, label.value, label.name


def is_open(text: str) -> bool:
    """Say whether a value is still what the template says: `[YYYY-MM-DD]`, `TBD`."""
    return bool(
        re.fullmatch(
            r"\[[^\[\]]*\]|<[^<>]*>|tbd|tba|n/?a|todo|[-–—?.…]+|yyyy.*|\{\{.*\}\}",
            text,
            re.IGNORECASE,
        )
    )
