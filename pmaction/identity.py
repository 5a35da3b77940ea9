"""Item keys: what an action item is called for ever, whatever its file is called today."""

from __future__ import annotations


def item_key(postmortem_id: str, item_id: str) -> str:
    """Give the key of one action item, such as `PM-2025-001/A1`."""
    return f"{postmortem_id}/{item_id}"


def postmortem_of(key: str) -> str:
    """Give the postmortem's id of an item key; a postmortem's own id is given back as it is."""
    return key.partition("/")[0]


def is_item(key: str) -> bool:
    """Say whether a key names an action item, and not a postmortem's parent issue."""
    return "/" in key


def is_under(key: str, postmortem_id: str) -> bool:
    """Say whether a key names an action item of this postmortem."""
    return key.startswith(f"{postmortem_id}/")


def absolute_key(postmortem_id: str, reference: str) -> str:
    """Make an item key of a reference that may name an item of the same document by its id."""
    return reference if is_item(reference) else item_key(postmortem_id, reference)


def reading_order(key: str) -> tuple[str, bool, str, int, str]:
    """Sort key: a postmortem before its items, `A2` before `A10`."""
    postmortem_id, _, item_id = key.partition("/")
    letters = item_id.rstrip("0123456789")
    number = item_id[len(letters) :]
    return postmortem_id, bool(item_id), letters, int(number or 0), item_id
