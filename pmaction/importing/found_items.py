"""The action items that were found in a document, each once, with the groups they stand in."""

from __future__ import annotations

from pmaction.importing.item_draft import Item
from pmaction.importing.item_groups import Group
from pmaction.importing.item_merging import is_same, merge_items
from pmaction.importing.ledger import Ledger
from pmaction.importing.limits import MOST_ENTRIES


class Items:
    """The items, in order; `none` is the sentence that says there are none."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.items: list[Item] = []
        self.groups: dict[str, list[Item]] = {}
        self.none = ""
        self.none_lines = range(0)

    @property
    def is_full(self) -> bool:
        """Whether a document has no room for more: their lines go to the notes."""
        return len(self.items) >= MOST_ENTRIES

    def add(self, item: Item, group: Group) -> None:
        """Add an item with what its group says of it, unless its lines belong to another one."""
        if not self._ledger.claim(item.start, item.end):
            return
        values = item.values
        for key in ("owner", "priority", "horizon", "category", "status"):
            if (value := getattr(group, key)) is not None:
                values.setdefault(key, value)
        same = next((one for one in self.items if is_same(one, item)), None)
        if same is not None:
            merge_items(same, item)
        else:
            self.items.append(item)
            if group.name:
                self.groups.setdefault(group.name, []).append(item)
        self._ledger.place(item.start, item.end)

    def say_none(self, text: str, start: int, end: int) -> None:
        """Keep the first sentence that says there is nothing to do."""
        if not self.none:
            self.none, self.none_lines = text, range(start, end)
