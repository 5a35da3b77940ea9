"""Text from a file as messages quote it."""

from __future__ import annotations

_LONGEST = 60


def cut(value: object) -> str:
    """Write a value on one line, and no more of it than a message can bear."""
    text = str(value).replace("\n", " ")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
