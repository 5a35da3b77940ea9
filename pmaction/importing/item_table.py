"""Action items in a table: a row an item, its columns by their many names."""

from __future__ import annotations

import re

from pmaction.importing.blocks import Block
from pmaction.importing.field_names import field_of
from pmaction.importing.inline import plain
from pmaction.importing.issue_links import has_key, issues_in
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_fields import set_field, set_status
from pmaction.importing.item_text import read_item_text
from pmaction.importing.ledger import Ledger
from pmaction.importing.meanings import name_of

_BOX = re.compile(r"\\?\[[ xX]?\\?\]")
_WHAT = ("action", "note")


def table_items(block: Block, ledger: Ledger, around: Around, *, sure: bool) -> list[Item]:
    """Read the rows of a table as action items.

    Unless `sure`, only a table whose columns say what is to be done and by whom or when.
    """
    if len(block.rows) < 2:
        return []
    if (card := _card(block, ledger, around)) is not None:
        return [card]
    header = [plain(cell) for cell in block.rows[0].cells]
    keys = [
        "id" if _counts_rows(block, index) else field_of(cell) for index, cell in enumerate(header)
    ]
    what = _column_of_what(block, keys)
    if what is None or (not sure and not ({"owner", "due", "status", "priority"} & set(keys))):
        return []
    found: list[Item] = []
    for row in block.rows[1:]:
        cells = [ledger.linked(re.sub(r"<br\s*/?>", "\n", cell)) for cell in row.cells]
        if not plain(cells[what] if what < len(cells) else ""):
            continue
        item = Item(row.line, row.line + 1)
        for index, cell in enumerate(cells):
            if index == what or not cell.strip():
                continue
            key, cell = _meant(keys[index], header[index], cell, around)
            whole = bool(key) and set_field(item, key or "", cell, around)
            if not whole:
                _keep(item, header[index], cell)
            elif key == "status" and item.values.get("status") == "wont_do":
                item.values.setdefault("reason", f"{header[index]}: {plain(cell)}")
        # The columns were read first: what they say goes before what the text seems to say.
        more, item.more = item.more, []
        read_item_text(item, cells[what].strip(), "", around)
        item.more += more
        found.append(item)
    known = all(keys[i] is not None and (keys[i] == "id" or header[i]) for i in range(len(header)))
    if found and known:
        ledger.place(block.start, block.start + 1)
    elif found and all(header):
        ledger.place(block.start, block.start + 1) if _headers_are_kept(
            found, header, keys, what
        ) else None
    return found


def _meant(key: str | None, name: str, cell: str, around: Around) -> tuple[str | None, str]:
    """Give the field that a cell is meant for, and what it says, going by more than its column."""
    if key == "id" and name_of(name) == "key" and has_key(cell):
        return "issue", cell  # A tracking system calls its issues so: `OPS-77`.
    if key == "action" and (has_key(cell) or re.fullmatch(r"#\d{1,7}", plain(cell))):
        return "issue", cell  # `Work item` beside `Title` is a number.
    if key is None and len(issues_in(cell)) == 1 and _is_link(cell):
        return "issue", cell
    if key is None and _BOX.fullmatch(cell):
        return "status", "open" if cell[1:2] in (" ", "]") else "done"
    if key == "note" and is_status(cell, around):
        return "status", cell
    return key, cell


def _card(block: Block, ledger: Ledger, around: Around) -> Item | None:
    """Read a table of two columns, label and value, that tells of one item."""
    if any(len(row.cells) != 2 for row in block.rows):
        return None
    rows = [(field_of(row.cells[0]), row) for row in block.rows if any(row.cells)]
    keys = [key for key, _ in rows]
    if len(set(keys)) < 3 or keys.count("action") != 1 or not {"owner", "due", "status"} & {*keys}:
        return None
    item = Item(block.start, block.end)
    text = ""
    for key, row in rows:
        cell = ledger.linked(re.sub(r"<br\s*/?>", "\n", row.cells[1]))
        if key == "action":
            text = cell
        elif cell.strip() and not (key and set_field(item, key, cell, around)):
            _keep(item, plain(row.cells[0]), cell)
    more, item.more = item.more, []
    read_item_text(item, text.strip(), "", around)
    item.more += more
    return item if plain(text) else None


def _is_link(cell: str) -> bool:
    """Say whether a cell is one link and nothing else."""
    return bool(re.fullmatch(r"\s*(?:\[[^\[\]]*\]\([^()\s]*\)|<?https?://[^\s<>]+>?)\s*", cell))


def is_status(cell: str, around: Around) -> bool:
    """Say whether a cell for remarks says that it is done, or will not be, and nothing else."""
    shown = Item(0, 0)
    return (
        len(cell) < 20
        and set_status(shown, cell, around)
        and shown.values.get("status") in ("done", "wont_do")
    )


def lists_tasks(block: Block) -> bool:
    """Say whether a table lists tasks whatever its heading: what, by whom, and when or how far."""
    keys = {field_of(plain(cell)) for cell in block.rows[0].cells}
    return "action" in keys and "owner" in keys and bool(keys & {"due", "status"})


def _counts_rows(block: Block, index: int) -> bool:
    """Say whether a column holds nothing but the numbers of its rows."""
    cells = [plain(row.cells[index]) if index < len(row.cells) else "" for row in block.rows[1:]]
    return [cell.strip("#. ") for cell in cells] == [str(n) for n in range(1, len(cells) + 1)]


def _keep(item: Item, label: str, cell: str) -> None:
    text = cell.strip()
    item.more.append(f"{label}: {text}" if label else text)


def _headers_are_kept(
    found: list[Item], header: list[str], keys: list[str | None], what: int
) -> bool:
    texts = "\n".join(part for item in found for part in item.more)
    return all(keys[i] or i == what or f"{header[i]}:" in texts for i in range(len(header)))


def _column_of_what(block: Block, keys: list[str | None]) -> int | None:
    """Give the column that says what is to be done: by its name, else the wordiest one."""
    if "action" in keys:
        named = [index for index, key in enumerate(keys) if key == "action"]
        return max(named, key=lambda index: _words(block, index)) if len(named) > 1 else named[0]
    free = [index for index, key in enumerate(keys) if key in (None, "note")]
    return max(free, key=lambda index: _words(block, index), default=None)


def _words(block: Block, index: int) -> int:
    return sum(len(row.cells[index]) for row in block.rows[1:] if index < len(row.cells))
