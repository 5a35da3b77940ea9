"""Sections that stay text: summary, impact, causes, resolution, lessons, references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pmaction.importing.blocks import Block
from pmaction.importing.causes import read_whys
from pmaction.importing.inline import plain
from pmaction.importing.ledger import Ledger
from pmaction.importing.limits import LONGEST_TEXT, MOST_ENTRIES
from pmaction.importing.meanings import is_exact_name
from pmaction.importing.references import read_references
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Section

_TEXTS = {
    Meaning.SUMMARY: ("summary", "incident"),
    Meaning.NARRATIVE: ("summary", "narrative"),
    Meaning.REMEDY: ("summary", "prevention"),
    Meaning.IMPACT: ("impact", "description"),
    Meaning.ROOT_CAUSE: ("root_cause", "description"),
    Meaning.DETECTION: ("detection", "description"),
    Meaning.RESOLUTION: ("resolution", "immediate_fix"),
    Meaning.VALIDATION: ("resolution", "validation"),
}
_IN_SUMMARY = {
    Meaning.IMPACT: ("summary", "impact"),
    Meaning.ROOT_CAUSE: ("summary", "root_cause"),
    Meaning.RESOLUTION: ("summary", "resolution"),
    Meaning.REMEDY: ("summary", "prevention"),
}
_LISTS = {
    Meaning.FACTORS: ("root_cause", "contributing_factors"),
    Meaning.DETECTION_GAPS: ("root_cause", "detection_gaps"),
    Meaning.WENT_WELL: ("lessons", "went_well"),
    Meaning.WENT_POORLY: ("lessons", "went_poorly"),
    Meaning.LUCKY: ("lessons", "lucky"),
    Meaning.SURPRISING: ("lessons", "surprising"),
}


def read_texts(root: Section, ledger: Ledger, data: dict[str, Any]) -> None:
    """Put the text of each section that has a place into the document."""
    for section in root.walk():
        if section.purpose is None or not section.named:
            continue
        if section.purpose is Meaning.WHYS:
            read_whys(section, ledger, data)
            _text(section, ("root_cause", "description"), ledger, data)
        elif section.purpose in _LISTS:
            _list(section, ledger, data)
        elif section.purpose is Meaning.REFERENCES:
            read_references(section, ledger, data)
        elif place := _place_of(section):
            _text(section, place, ledger, data)


def read_preamble(
    root: Section, title: Section | None, ledger: Ledger, data: dict[str, Any]
) -> None:
    """Put what stands before the first section into the summary."""
    blocks = [*root.blocks, *(title.blocks if title is not None else [])]
    prose = [block for block in blocks if block.kind == "paragraph" and _is_prose(block)]
    paragraphs = [block for block in prose if not ledger.is_placed(block.start, block.end)]
    summary = data.setdefault("summary", {})
    key = "incident" if "incident" not in summary else "narrative"
    text = "\n\n".join(ledger.raw(block.start, block.end) for block in paragraphs)
    if text and key not in summary and len(text) <= LONGEST_TEXT:
        summary[key] = text
        ledger.place_all(paragraphs)


def _is_prose(block: Block) -> bool:
    return len(plain(block.text)) > 60 and not block.text.lstrip().startswith(
        ("import ", "export ", "![")
    )


def _place_of(section: Section) -> tuple[str, str] | None:
    parent = section.parent
    if parent is not None and parent.purpose is Meaning.SUMMARY and section.purpose in _IN_SUMMARY:
        return _IN_SUMMARY[section.purpose]
    return _TEXTS.get(section.purpose) if section.purpose is not None else None


def _text(section: Section, place: tuple[str, str], ledger: Ledger, data: dict[str, Any]) -> None:
    """Add what is still unplaced in a section to one field, as far as it has room."""
    group = data.setdefault(place[0], {})
    written = group.get(place[1], "")
    prefix = (
        "" if is_exact_name(section.heading) and not written else f"**{section.heading.strip()}**"
    )
    for start, end in _pieces(section, ledger):
        text = (
            _label_text(section, start)
            if section.label and start == section.start
            else ledger.raw(start, end)
        )
        if not text.strip() or _is_comment(text):
            continue
        if all(line.startswith(">") for line in text.split("\n")):
            text = re.sub(r"(?m)^> ?", "", text)
        added = "\n\n".join(part for part in (written, prefix, text.strip()) if part)
        if len(added) > LONGEST_TEXT:
            break
        written, prefix = added, ""
        ledger.place(start, end)
    if written:
        group[place[1]] = written
        if not prefix:
            ledger.place(section.start, section.end)


def _label_text(section: Section, start: int) -> str:
    return next((block.text for block in section.blocks if block.start == start), "")


def _pieces(section: Section, ledger: Ledger) -> Iterator[tuple[int, int]]:
    """Give the unplaced parts of a section and of what belongs to it, headings included."""
    for one in section.inherited():
        has_own_line = one is not section and one.end > one.start
        is_left = any(not ledger.is_placed(block.start, block.end) for block in one.blocks)
        if has_own_line and (is_left or one.sections):
            yield from ledger.unplaced(one.start, one.end)
        for block in one.blocks:
            yield from ledger.unplaced(block.start, block.end)


def _is_comment(text: str) -> bool:
    return text.lstrip().startswith("<!--") and text.rstrip().endswith("-->")


def _list(section: Section, ledger: Ledger, data: dict[str, Any]) -> None:
    """Give each entry of a list, and each paragraph beside it, a place of its own."""
    names = _LISTS[section.purpose] if section.purpose is not None else ("", "")
    found: list[str] = data.setdefault(names[0], {}).setdefault(names[1], [])
    for one in section.inherited():
        before = len(found)
        for block in one.blocks:
            if block.kind == "list":
                for entry in block.entries:
                    head, below = ledger.entry(entry)
                    _add(
                        found,
                        "\n\n".join(part for part in (head.strip(), below) if part),
                        entry.start,
                        entry.end,
                        ledger,
                    )
            elif block.kind == "paragraph" and one.label and block.start == one.start:
                _add(found, block.text, block.start, block.end, ledger)
            elif block.kind in ("paragraph", "quote", "code", "table"):
                _add(found, ledger.raw(block.start, block.end), block.start, block.end, ledger)
        if len(found) > before and is_exact_name(one.heading):
            ledger.place(one.start, one.end)
    if not found:
        del data[names[0]][names[1]]


def _add(found: list[str], text: str, start: int, end: int, ledger: Ledger) -> None:
    if (
        text.strip()
        and len(text) <= LONGEST_TEXT
        and len(found) < MOST_ENTRIES
        and not ledger.is_placed(start, end)
    ):
        found.append(text.strip())
        ledger.place(start, end)
