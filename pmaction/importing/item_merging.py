"""One item told of twice: in a table, and again in detail under its id."""

from __future__ import annotations

from pmaction.importing.item_draft import Item
from pmaction.importing.meanings import name_of


def speak_of_one(title: str, other: str) -> bool:
    """Say whether two titles have most of their words in common."""
    words, others = set(name_of(title).split()), set(name_of(other).split())
    return len(words & others) * 2 >= min(len(words), len(others)) > 0


def is_same(known: Item, again: Item) -> bool:
    """Say whether an item is told of twice, in a table and again in detail: id and title agree."""
    return known.given_id == again.given_id != "" and name_of(known.title) == name_of(again.title)


def merge_items(known: Item, again: Item) -> None:
    """Add to an item of a table what its details say further down."""
    if name_of(known.title) != name_of(again.title):
        known.more.append(again.title)
    for key, value in again.values.items():
        if known.values.setdefault(key, value) != value:
            known.more.append(f"{key.replace('_', ' ').capitalize()}: {value}")
    known.more += [part for part in again.more if part not in known.more]
