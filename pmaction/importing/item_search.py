"""Where the action items of a document stand: by the names of sections, else by what they say."""

from __future__ import annotations

import re

from pmaction.importing.blocks import Block
from pmaction.importing.found_items import Items
from pmaction.importing.horizons import is_horizon
from pmaction.importing.item_blocks import entry_item
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_groups import Group, group_of
from pmaction.importing.item_signs import WILL, are_chores, is_blank
from pmaction.importing.item_table import lists_tasks
from pmaction.importing.items import Reader
from pmaction.importing.ledger import Ledger
from pmaction.importing.meanings import name_of
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Section
from pmaction.importing.stamps import read_stamp

_ANYWHERE = (None, Meaning.OTHER, Meaning.REFERENCES, Meaning.LESSONS)
_LOOK = 60
_BOX = re.compile(r"\[[ xX]\]\s+(?:\S+\s+){2}\S")
_FOLLOWING = re.compile(
    r"\b(?:following|these|further|next) (?:\w+ )?(?:measures|actions?|steps|changes|improvements|"
    r"tasks)\b",
    re.IGNORECASE,
)


def read_items(root: Section, ledger: Ledger, around: Around) -> Items:
    """Find the items: in sections named so, else in those about prevention, else anywhere."""
    for purpose in (Meaning.ACTIONS, Meaning.REMEDY, None):
        reader = Reader(ledger, around, sure=purpose is Meaning.ACTIONS)
        for section in root.walk():
            is_first = (
                section.parent is None or section.named or section.parent.purpose is not purpose
            )
            if purpose is None:
                if section.purpose is None and section.heading and is_horizon(section.heading):
                    reader.section(section, group_of(section, Group(), around))
            elif section.purpose is purpose and is_first:
                above = Group() if section.named else group_of(section, Group(), around)
                reader.section(section, above)
        if reader.found.items or reader.found.none:
            reader.details(root)
            reader.marked(root)
            return reader.found
    return _anywhere(root, ledger, around)


def _anywhere(root: Section, ledger: Ledger, around: Around) -> Items:
    """Find tables and lists of action items below headings of other names, by what they say."""
    reader = Reader(ledger, around, sure=False)
    for section in root.walk():
        if section.purpose not in _ANYWHERE:
            continue
        for index, block in enumerate(section.blocks):
            before = section.blocks[index - 1] if index else None
            if block.kind == "table" and lists_tasks(block):
                reader.table(block, group_of(section, Group(), around))
            elif block.kind == "list" and (
                _is_promised(before)
                or _are_tasks(block, ledger, around)
                or (section.purpose is not Meaning.LESSONS and _are_boxed(block, ledger))
            ):
                reader.list(block, group_of(section, Group(), around))
    reader.marked(root)
    return reader.found


def _is_promised(before: Block | None) -> bool:
    """Say whether the line above a list promises what it lists: `We will:`."""
    text = before.text.strip(" *_") if before is not None and before.kind == "paragraph" else ""
    last = re.split(r"[.!?]\s", text)[-1]
    return last.endswith((":", "：")) and bool(_FOLLOWING.search(last) or WILL.search(last))


def _are_tasks(block: Block, ledger: Ledger, around: Around) -> bool:
    """Say whether most entries of a list say by whom or until when something is to be done."""
    signs = [_is_task(entry_item(entry, ledger, around)) for entry in block.entries[:_LOOK]]
    return len(signs) > 1 and sum(signs) * 3 >= len(signs) * 2


def _are_boxed(block: Block, ledger: Ledger) -> bool:
    """Say whether all entries of a list have a box, and are not the routine of any incident."""
    heads = [ledger.entry(entry)[0] for entry in block.entries]
    return all(map(_BOX.match, heads)) and not are_chores(heads)


def _is_task(item: Item) -> bool:
    words = len(name_of(item.title).split())
    if is_blank(item.title) or read_stamp(item.title, None) is not None or words < 2:
        return False
    values = item.values
    return ("due" in values and words > 2) or ("owner" in values and words > 3)
