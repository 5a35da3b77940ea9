"""By what a generated text is known, whatever a merge or an editor did around its first line."""

from __future__ import annotations

_BYTE_ORDER_MARK = "\ufeff"
_CONFLICT_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


def begins_with(header: str, text: str) -> bool:
    """Say whether a text's first line is this header, marks of a merge's conflict aside."""
    said = (line.strip() for line in text.removeprefix(_BYTE_ORDER_MARK).splitlines())
    lines = (line for line in said if line and not line.startswith(_CONFLICT_MARKERS))
    return next(lines, "") == header


def is_empty(text: str) -> bool:
    """Say whether a text has nothing in it that could be lost."""
    return not text.removeprefix(_BYTE_ORDER_MARK).strip()
