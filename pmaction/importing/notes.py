"""What is placed in no other property: the notes, and what not even they have room for."""

from __future__ import annotations

from collections.abc import Sequence

from pmaction.importing.ledger import Leftover
from pmaction.importing.limits import LONGEST_TEXT


def write_notes(
    leftovers: Sequence[Leftover], groups: Sequence[str], left: Sequence[str]
) -> tuple[str, str]:
    """Give the text of the notes, and what goes beyond their length."""
    parts = [f"Headings over action items:\n\n{_bullets(groups)}"] if groups else []
    parts += left
    for one in leftovers:
        heading = f"## {one.heading}" if one.heading else ""
        parts.append("\n\n".join(part for part in (heading, one.text) if part))
    text = "\n\n".join(part for part in parts if part)
    if len(text) <= LONGEST_TEXT:
        return text, ""
    end = text.rfind("\n", 0, LONGEST_TEXT)
    end = end if end > 0 else LONGEST_TEXT
    return text[:end].rstrip("\n"), text[end:].strip("\n")


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
