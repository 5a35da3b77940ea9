"""Action items in paragraphs: each by a mark or a key, by fields below it, or by a bold lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmaction.importing.blocks import Block
from pmaction.importing.horizons import category_in
from pmaction.importing.item_blocks import is_field, unlabelled
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_fields import set_field
from pmaction.importing.item_groups import Group
from pmaction.importing.item_signs import KEYED, SHOUTED, TASK
from pmaction.importing.item_text import read_item_text
from pmaction.importing.ledger import Ledger
from pmaction.importing.meanings import label_meaning
from pmaction.importing.promises import promise_in
from pmaction.importing.section_names import FACTS, Meaning
from pmaction.importing.sections import Section

_LED = re.compile(r"\s*(?:\*\*|__)(?P<lead>[^*_\n]{2,80})(?:\*\*|__)\s*[:.–—-]?\s*\S.*", re.DOTALL)
_LEAD = re.compile(r"\s*(?:\*\*|__)[^*_\n]{2,80}(?:\*\*|__)\s*[:.–—-]?\s*")
_COUNT = re.compile(r"^(\s*(?:\*\*|__)?)\d{1,2}[.)]\s+")
_NOT_AHEAD = {
    Meaning.TIMELINE, Meaning.FORM, Meaning.RESOLUTION, Meaning.WHYS, Meaning.APART,
}  # fmt: skip


def parts_of(block: Block) -> Iterator[Block]:
    """Part a paragraph at the lines that begin with the mark or the key of an item.

    Where several lines promise a deed, each is a part too.
    """
    lines = block.text.split("\n")
    promised = [index for index, line in enumerate(lines) if promise_in(line) is not None]
    starts = [index for index, line in enumerate(lines) if is_marked(line)]
    starts = starts or (promised if len(promised) > 1 else [])
    if len(starts) < 2 and starts in ([], [0]):
        yield block
        return
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        if start < end:
            text = "\n".join(lines[start:end])
            yield Block("paragraph", block.start + start, block.start + end, text)


def is_marked(line: str) -> bool:
    """Say whether a text begins with the mark or the key of an item."""
    return bool(TASK.match(line) or KEYED.match(line))


def is_paragraph_item(block: Block) -> bool:
    """Say whether a paragraph is an item by its mark, or by the fields on its lines."""
    first, *lines = block.text.split("\n")
    return is_marked(first) or (any(map(is_field, lines)) and not is_field(first))


def paragraph_item(block: Block, ledger: Ledger, around: Around) -> Item:
    """Read a paragraph as an item: what is to be done, and a field on each line below."""
    item = Item(block.start, block.end)
    first, *lines = ledger.linked(block.text).split("\n")
    kept = unlabelled(item, lines, around)
    text = _COUNT.sub(r"\1", "\n".join((first, *kept)), count=1)
    if (category := lead_category(block)) is not None:
        item.values["category"] = category
        text = _LEAD.sub("", text, count=1)
    read_item_text(item, text, "", around)
    return item


def promised_item(block: Block, ledger: Ledger, around: Around) -> Item | None:
    """Read a paragraph that begins with a promise as an item: who, what, and the rest below it."""
    first, *lines = ledger.linked(block.text).split("\n")
    promise = promise_in(first, around.people)
    if promise is None:
        return None
    item = Item(block.start, block.end)
    if promise.who:
        set_field(item, "owner", promise.who, around)
    read_item_text(item, promise.deed, "", around)
    item.title = item.title.rstrip(". ")
    item.more.insert(0, "\n".join((first, *lines)))
    return item


def has_leads(section: Section) -> bool:
    """Say whether each paragraph of a section has a bold lead, so that each is an item."""
    paragraphs = [block for block in section.blocks if block.kind == "paragraph"]
    return len(paragraphs) > 1 and all(map(_is_led, paragraphs))


def lead_category(block: Block) -> str | None:
    """Give the category that a bold lead names: `**Detect**: alert on the queue`."""
    match = _LED.fullmatch(block.text)
    return category_in(match["lead"]) if match else None


def _is_led(block: Block) -> bool:
    match = _LED.fullmatch(block.text)
    return match is not None and label_meaning(match["lead"]) not in FACTS


def marked_blocks(root: Section) -> Iterator[Block]:
    """Give paragraphs anywhere that begin with the mark of an item: `ACTION: Ana to ...`."""
    for section in root.walk():
        if section.purpose in _NOT_AHEAD:
            continue
        for block in section.blocks:
            yield from (one for one in _texts(block) if SHOUTED.match(one.text))


def _texts(block: Block) -> Iterator[Block]:
    if block.kind == "paragraph":
        yield from parts_of(block)
    for entry in block.entries:
        first = entry.blocks[0] if len(entry.blocks) == 1 else None
        if first is not None and first.kind == "paragraph":
            yield Block("paragraph", entry.start, entry.end, first.text)


def has_entries(section: Section) -> bool:
    """Say whether a section has lists or tables."""
    return any(block.kind in ("list", "table") for block in section.blocks)


def stands_around(section: Section, group: Group, *, has_lists: bool) -> bool:
    """Say whether the sentences of a section stand around its items, and are none."""
    if has_entries(section) or section.sections or (has_lists and not group.name):
        return True
    return any(is_paragraph_item(one) for one in section.blocks if one.kind == "paragraph")
