"""Reads action items from the sections of a document, in their many forms."""

from __future__ import annotations

import re
from dataclasses import replace

from pmaction.importing.blocks import Block
from pmaction.importing.found_items import Items
from pmaction.importing.inline import plain
from pmaction.importing.issue_links import issues_in
from pmaction.importing.item_blocks import (
    entry_item,
    heading_item,
    inner_list,
    is_item,
    is_routine,
    knowing_owners,
)
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_groups import Group, group_named, group_of, is_told, names_group
from pmaction.importing.item_merging import merge_items, speak_of_one
from pmaction.importing.item_owner import beside_known
from pmaction.importing.item_paragraphs import (
    has_entries,
    has_leads,
    is_marked,
    is_paragraph_item,
    lead_category,
    marked_blocks,
    paragraph_item,
    parts_of,
    promised_item,
    stands_around,
)
from pmaction.importing.item_signs import (
    gives_reasons,
    is_blank,
    says_none,
    tells_to_do,
)
from pmaction.importing.item_status import tells_status
from pmaction.importing.item_table import table_items
from pmaction.importing.item_text import read_item_text
from pmaction.importing.labels import bold_line
from pmaction.importing.ledger import Ledger
from pmaction.importing.people import is_group_of_people
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Section

_NUMBERED = re.compile(r"\s*\d{1,2}[.):]\s")
ID_HEADING = re.compile(r"\s*((?:AI|A|ACT|AC|CA|PA|ITEM|TASK|R|T)-?\d{1,3})\s*[:.–—-]")


def is_numbered(section: Section) -> bool:
    """Say whether a heading begins with a number: `1. Alert on the queue`."""
    return bool(_NUMBERED.match(section.heading))


class Reader:
    """Reads one section after the other; `sure` where their names say that they hold items."""

    def __init__(self, ledger: Ledger, around: Around, *, sure: bool) -> None:
        self._ledger = ledger
        self._around = around
        self._sure = sure
        self.found = Items(ledger)

    def section(self, section: Section, group: Group, *, has_lists: bool = False) -> None:
        """Read a section and those below it that belong to it.

        With `has_lists`, action items are listed around it, and its sentences are none.
        """
        has_lists = has_lists or any(has_entries(one) for one in section.inherited())
        if is_routine(section, self._ledger):
            return
        is_led = has_leads(section)
        for index, block in enumerate(section.blocks):
            if self.found.is_full:
                return
            if block.kind == "table":
                self.table(block, group)
            elif block.kind == "list":
                before = section.blocks[index - 1] if index else None
                if not gives_reasons(before):
                    self.list(block, self._labelled(before, group))
            elif block.kind == "paragraph":
                parts = list(parts_of(block))
                for part in parts:
                    is_one = is_led or is_paragraph_item(part)
                    if not self._promise(section, part, group, has_lists or len(parts) < 2):
                        self._paragraph(
                            section, index, part, group, has_lists=has_lists, is_item=is_one
                        )
        self._below(section, group, has_lists=has_lists)

    def _labelled(self, before: Block | None, group: Group) -> Group:
        """Give what a label before a list says of its entries: `Won't do:`."""
        text = before.text.strip() if before is not None and before.kind == "paragraph" else ""
        name = bold_line(text) or text
        if before is None or not text.rstrip("*_ ").endswith(":") or len(name.split()) > 5:
            return group
        within = group_named(name, group, self._around)
        if replace(within, name=group.name) == group:
            return group
        self._ledger.place(before.start, before.end)
        return within

    def _below(self, section: Section, group: Group, *, has_lists: bool) -> None:
        """Read the sections below one: each is an item, or a group of them."""
        sections = [one for one in section.sections if one.purpose is section.purpose]
        numbered = sum(1 for one in sections if is_numbered(one)) > 1
        teams = any(is_group_of_people(one.heading, self._around.people) for one in sections)
        for below in sections:
            # Beside numbered headings, each of them an item, another one is a remark.
            may_be = is_numbered(below) or not numbered
            if self._sure and may_be and is_item(below, self._ledger):
                self.found.add(heading_item(below, self._ledger, self._around), group)
            elif below.named or below.label or below.heading:
                within = group_of(below, group, self._around, among_teams=teams)
                self.section(below, within, has_lists=has_lists or not may_be)
                self._place_group(below)

    def details(self, root: Section) -> None:
        """Add what is told of an item elsewhere under its id: `### A1: Alert on ...`."""
        for section in list(root.walk()):
            match = ID_HEADING.match(plain(section.heading))
            known = [one for one in self.found.items if match and one.given_id == match[1]]
            if not known or section.start <= known[0].end or not is_item(section, self._ledger):
                continue
            again = heading_item(section, self._ledger, self._around)
            if speak_of_one(known[0].title, again.title):
                merge_items(known[0], again)
                self._ledger.place(again.start, again.end)

    def marked(self, root: Section) -> None:
        """Add what is marked as an action item wherever it stands: `ACTION: Ana to ...`."""
        for block in marked_blocks(root):
            if self.found.is_full:
                return
            item = paragraph_item(block, self._ledger, self._around)
            is_known = any(speak_of_one(one.title, item.title) for one in self.found.items)
            if not is_known and not is_blank(item.title):
                self.found.add(item, Group())

    def table(self, block: Block, group: Group) -> None:
        """Read the rows of a table."""
        for item in table_items(
            block, self._ledger, self._around, sure=self._sure or bool(group.horizon)
        ):
            if not is_blank(item.title) and not self.found.is_full:
                self.found.add(item, group)

    def list(self, block: Block, group: Group) -> None:
        """Read the entries of a list."""
        heads = [self._ledger.entry(entry)[0] for entry in block.entries]
        around = beside_known(heads, knowing_owners(block, self._ledger, self._around))
        for entry in block.entries:
            if self.found.is_full:
                return
            head, below = self._ledger.entry(entry)
            inner = inner_list(entry)
            if inner is not None and names_group(head, inner, self._ledger, self._around):
                self._ledger.place(entry.start, entry.blocks[0].end)
                name = bold_line(head) or plain(head).strip(" :")
                self.list(inner, group_named(name, group, self._around))
                continue
            if not head.strip() and not below.strip():
                continue
            if says_none(head) and not below:
                if len(block.entries) == 1:
                    self.found.say_none(plain(head), entry.start, entry.end)
                continue
            if not is_blank(head) or issues_in(head):
                self.found.add(entry_item(entry, self._ledger, around), group)

    def _paragraph(
        self,
        section: Section,
        index: int,
        block: Block,
        group: Group,
        *,
        has_lists: bool,
        is_item: bool,
    ) -> None:
        category = lead_category(block) if is_item else None
        is_wanted = self._sure or is_marked(block.text) or category is not None
        if self.found.is_full or not is_wanted:
            return
        if category is not None and says_none(re.sub(r"^\W*\w+\W+", "", block.text)):
            return
        text = self._ledger.linked(block.text)
        if says_none(text):
            self.found.say_none(plain(text), block.start, block.end)
        elif is_item:
            self.found.add(paragraph_item(block, self._ledger, self._around), group)
        elif not stands_around(section, group, has_lists=has_lists) and (
            tells_to_do(text, beside_lists=has_lists) or tells_status(text)
        ):
            item = Item(block.start, block.end)
            read_item_text(item, text, "", self._around)
            if not (self.found.items and index and group.name):
                self.found.add(item, group)

    def _promise(self, section: Section, block: Block, group: Group, is_beside: bool) -> bool:
        """Add a paragraph that promises a deed, unless it stands beside lists or others."""
        is_sure = self._sure and not is_beside
        is_meant = section.purpose is Meaning.REMEDY and section.parent is not None
        is_wanted = is_sure or is_meant
        item = promised_item(block, self._ledger, self._around) if is_wanted else None
        if item is None or stands_around(section, group, has_lists=False):
            return False
        self.found.add(item, group)
        return True

    def _place_group(self, section: Section) -> None:
        """A heading whose words are all in its items' fields is placed."""
        if section.heading in self.found.groups or is_told(section.heading, self._around):
            self._ledger.place(section.start, section.end)
