"""Item keys: what an action item is called for ever, whatever its file is called today.

A file's path and an issue's number are never identity: what is known by a number is only where to
look for the issue of a key.
"""

from __future__ import annotations


def item_key(postmortem_id: str, item_id: str) -> str:
    """Give the key of one action item, such as `PM-2025-001/A1`."""
    return f"{postmortem_id}/{item_id}"


def postmortem_of(key: str) -> str:
    """Give the postmortem's id of an item key or of the key of one of its parent issues."""
    return key.partition("/")[0].partition("~")[0]


def item_id(key: str) -> str:
    """Give what an item is called within its postmortem; nothing for a parent issue's key."""
    return key.partition("/")[2]


def parent_key(postmortem_id: str, place: int) -> str:
    """Give the key of a postmortem's first parent issue, its id, or of a further one."""
    return postmortem_id if place == 1 else f"{postmortem_id}~{place}"


def parent_place(key: str) -> int:
    """Say which of a postmortem's parent issues has this key, counted from 1."""
    return int(key.partition("~")[2] or 1)


def is_item(key: str) -> bool:
    """Say whether a key names an action item, and not a postmortem's parent issue."""
    return "/" in key


def is_under(key: str, postmortem_id: str) -> bool:
    """Say whether a key names an action item of this postmortem."""
    return is_item(key) and postmortem_of(key) == postmortem_id


def absolute_key(postmortem_id: str, reference: str) -> str:
    """Make an item key of a reference that may name an item of the same document by its id."""
    return reference if is_item(reference) else item_key(postmortem_id, reference)


def reading_order(key: str) -> tuple[str, bool, str, int, str]:
    """Sort key: a postmortem's parent issues before its items, `A2` before `A10`."""
    if not is_item(key):
        return postmortem_of(key), False, "", parent_place(key), ""
    name = item_id(key)
    letters = name.rstrip("0123456789")
    return postmortem_of(key), True, letters, int(name[len(letters) :] or 0), name
