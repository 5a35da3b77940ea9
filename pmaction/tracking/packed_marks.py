"""Thousands of marks such as `PM-2025-001/A1@2025-12-21+7` in little room, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

_MARK = re.compile(r"(?:([^\s,@]*)/)?([^\s,@/]+)@(\d{4}-\d\d-\d\d)([+-]\d{1,7})", re.ASCII)
_SHORT = re.compile(r"([^\s,@/]+) (\d{1,7})([+-]\d{1,7})", re.ASCII)


def short(marks: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Give marks by what their keys have in common, and those that are of another form."""
    found: dict[str, list[str]] = {}
    others = []
    for mark in sorted(marks):
        parts = _MARK.fullmatch(mark)
        due = _day(parts[3]) if parts is not None else None
        if parts is None or due is None or (parts[1] is None and "/" in mark):
            others.append(mark)
        else:
            end = f"{parts[2]} {due.toordinal()}{parts[4]}"
            found.setdefault("" if parts[1] is None else f"{parts[1]}/", []).append(end)
    return {begin: ",".join(ends) for begin, ends in found.items()}, others


def unshort(found: Mapping[str, str]) -> Iterator[str]:
    """Give the marks of what `short` made. Raises ValueError for anything else."""
    for begin, ends in found.items():
        for end in ends.split(","):
            parts = _SHORT.fullmatch(end)
            if parts is None:
                raise ValueError("not a mark")
            yield f"{begin}{parts[1]}@{date.fromordinal(int(parts[2]))}{parts[3]}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
