"""Action items from entries of lists and from headings, with the lines below that are fields."""

from __future__ import annotations

import re
from dataclasses import replace

from pmaction.importing.blocks import Block, Entry
from pmaction.importing.field_names import field_of
from pmaction.importing.horizons import is_horizon
from pmaction.importing.inline import plain
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_due import is_whole_date
from pmaction.importing.item_fields import set_field
from pmaction.importing.item_inline import take_line
from pmaction.importing.item_signs import ITEM_HEADING, MORE_THAN_FACTS, are_chores
from pmaction.importing.item_text import read_item_text
from pmaction.importing.ledger import Ledger
from pmaction.importing.meanings import is_exact_name, name_of
from pmaction.importing.sections import Section

_LABEL = re.compile(
    r"(?:[-*+•]\s+)?(?:\*\*|__|_)?(?P<label>[^\W\d_][\w /'’()&-]{0,40}?)(?:\*\*|"
    r"__|_)?\s*[:：](?:\*\*|__|_)?(?P<value>.*)",
    re.DOTALL,
)
_OTHER_LABEL = re.compile(r"\s*(?:\*\*|__)?[A-Z][\w /-]{1,24}:(?:\*\*|__)?\s+(?=\S)")
_DONE = re.compile(r"done|completed?|finished|closed|resolved", re.IGNORECASE)
_MOST_COMPARED = 60
_NUMBERED = re.compile(r"^\s*(?:action(?: item)? #?)?\d{1,2}[.):]\s*", re.IGNORECASE)


def entry_item(entry: Entry, ledger: Ledger, around: Around) -> Item:
    """Read an entry of a list as an item, with what stands below it."""
    item = Item(entry.start, entry.end)
    head, below = ledger.entry(entry)
    if not entry.blocks or entry.blocks[0].kind != "paragraph":
        read_item_text(item, below.split("\n", 1)[0], below, around)
        return item
    first, *lines = head.split("\n")
    kept = [first, *unlabelled(item, lines, around)]
    rest: list[str] = []
    for block in entry.blocks[1:]:
        if block.kind == "list":
            rest += _nested(item, block, ledger, around)
        elif not (block.kind == "paragraph" and _label(item, block.text, around)):
            rest.append(ledger.raw(block.start, block.end))
    read_item_text(item, "\n".join(kept), "\n\n".join(rest), around)
    return item


def heading_item(section: Section, ledger: Ledger, around: Around) -> Item:
    """Read a heading as an item, with the fields and the text below it."""
    item = Item(section.start, max(section.last_end, section.end))
    rest: list[str] = []
    for block in section.blocks:
        if block.kind == "list":
            rest += _nested(item, block, ledger, around)
        elif block.kind == "paragraph":
            lines = ledger.linked(block.text).split("\n")
            rest.append("\n".join(line for line in lines if not _label(item, line, around)))
        else:
            rest.append(ledger.raw(block.start, block.end))
    rest += [ledger.raw(one.start, one.last_end) for one in section.sections]
    heading = _NUMBERED.sub("", section.heading)
    read_item_text(item, heading, "\n\n".join(part for part in rest if part), around)
    return item


def is_item(section: Section, ledger: Ledger) -> bool:
    """Say whether a heading is an item itself, by its form or by the fields below it."""
    if is_exact_name(section.heading) or is_horizon(section.heading):
        return False
    if ITEM_HEADING.match(plain(section.heading)):
        return True
    words = name_of(section.heading).split()
    if not section.blocks and not section.sections:
        return len(words) > 2
    has_entries = any(block.kind in ("list", "table") for block in section.blocks)
    numbered = bool(re.match(r"\s*\d{1,2}[.):]\s", section.heading)) or len(words) > 3
    if numbered and not section.sections and not has_entries:
        return True
    return _has_fields(section, ledger) and all(one.kind != "table" for one in section.blocks)


def _has_fields(section: Section, ledger: Ledger) -> bool:
    """Say whether fields stand below a heading; entries that are items with fields are none."""
    lines = [
        line
        for block in section.blocks
        if block.kind == "paragraph"
        for line in block.text.split("\n")
    ]
    entries = [ledger.entry(entry)[0] for block in section.blocks for entry in block.entries]
    if any(_LABEL.fullmatch(one.strip()) and _is_more(one) for one in entries):
        return False
    return any(map(is_field, (*lines, *entries)))


def is_field(line: str) -> bool:
    """Say whether a line is a field of an item, such as `Owner: @ana`."""
    match = _LABEL.fullmatch(line.strip())
    return match is not None and field_of(match["label"]) in MORE_THAN_FACTS


def _is_more(entry: str) -> bool:
    """Say whether an entry goes on behind its field: `Owner: @ana — Add an alert`."""
    parts = re.split(r"\s[-–—|]\s", entry)
    return len(parts) > 1 and is_field(parts[0]) and not all(map(is_field, parts))


def unlabelled(item: Item, lines: list[str], around: Around) -> list[str]:
    """Read lines that are fields, and give the others; `ETA: TBD` goes to the description."""
    others = [
        line
        for line in lines
        if not _label(item, line, around) and not take_line(item, line, around)
    ]
    item.more += [line.strip() for line in others if _is_labelled(line)]
    return [line for line in others if not _is_labelled(line)]


def _is_labelled(line: str) -> bool:
    return is_field(line) or bool(_OTHER_LABEL.match(line))


def _nested(item: Item, block: Block, ledger: Ledger, around: Around) -> list[str]:
    """Take `Owner:` and `Due:` out of a list below an item, and give the other entries."""
    kept: list[str] = []
    for entry in block.entries:
        head, below = ledger.entry(entry)
        if below or not _label(item, head, around):
            kept.append(ledger.raw(entry.start, entry.end))
    return ["\n".join(kept)] if kept else []


def _label(item: Item, text: str, around: Around) -> bool:
    """Read `Owner: x`; False if it is none, or says more than its field can hold."""
    match = _LABEL.fullmatch(text.strip())
    key = field_of(match["label"]) if match else None
    if match is None or key is None or key in ("action", "note", "id"):
        return False
    value = match["value"].strip()
    if key == "status" and _DONE.fullmatch(match["label"]) and is_whole_date(value, around):
        # `Done: 2025-03-06`
        item.values["status"], key = "done", "done_at"
    return set_field(item, key, value, around)


def inner_list(entry: Entry) -> Block | None:
    """Give the list below an entry if nothing else stands below it."""
    lists = [block for block in entry.blocks[1:] if block.kind == "list"]
    return lists[0] if len(entry.blocks) == 2 and lists else None


def knowing_owners(block: Block, ledger: Ledger, around: Around) -> Around:
    """Know whoever another entry of a list names as its owner."""
    entries = block.entries if len(block.entries) <= _MOST_COMPARED else []
    read = (entry_item(entry, ledger, around) for entry in entries)
    owners = (str(one.values["owner"]).casefold() for one in read if "owner" in one.values)
    return replace(around, people=around.people | {*owners})


def is_routine(section: Section, ledger: Ledger) -> bool:
    """Say whether a list is the routine of every incident, and not what this one taught."""
    lists = [block for block in section.blocks if block.kind == "list"]
    return are_chores([ledger.entry(entry)[0] for block in lists for entry in block.entries])
