"""What the file of an issue is called: its key in full, so that editor tabs tell issues apart."""

from __future__ import annotations

import re

from pmaction.identity import postmortem_of

_KEY = re.compile(
    r"[A-Z]{2,10}-[0-9]{4}-[0-9]{3,6}(~([2-9]|[1-9][0-9]{1,2})|/[A-Z]{1,5}-?[0-9]{1,4})?"
)


def is_key(text: str) -> bool:
    """Say whether a text is the key of an item, or of a postmortem's parent issue."""
    return _KEY.fullmatch(text) is not None


def number_of(key: str) -> str:
    """Give the file of a key's issue, with `/` between folder and name.

    Raises ValueError for what is not the key of an item or a postmortem: only those make names
    that are safe on every file system.
    """
    if not is_key(key):
        raise ValueError(f"`{key}` is not an item key")
    return f"{postmortem_of(key)}/{key.replace('/', '-')}.md"


def key_of(number: str) -> str | None:
    """Give the key whose issue would have this file; None for files that are never ours."""
    folder, _, name = number.partition("/")
    rest = name.removesuffix(".md").removeprefix(folder)
    key = f"{folder}/{rest[1:]}" if rest.startswith("-") else f"{folder}{rest}"
    return key if is_key(key) and number_of(key) == number else None
