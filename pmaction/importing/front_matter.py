"""The front matter of a file, read line by line: half of what is found is no valid YAML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_KEY = re.compile(r"[\"']?([A-Za-z][\w .-]{0,40}?)[\"']?\s*[:=](?:\s+(.*)|)$")
_ENTRY = re.compile(r"\s*-\s+(.*)$")


@dataclass(frozen=True, slots=True)
class FrontField:
    """One key with its values, and the lines on which it stands."""

    key: str
    values: tuple[str, ...]
    lines: range


def front_fields(lines: Sequence[str]) -> list[FrontField]:
    """Give the keys of YAML or TOML front matter at its top level, each with plain values."""
    found: list[FrontField] = []
    index = 0
    while index < len(lines):
        match = _KEY.match(lines[index])
        end = index + 1
        while end < len(lines) and (
            lines[end][:1] in (" ", "\t") or _ENTRY.match(lines[end]) or lines[end].strip() == "]"
        ):
            end += 1
        if match:
            values = _values(match[2] or "", lines[index + 1 : end])
            found.append(FrontField(match[1].casefold(), values, range(index, end)))
        index = end
    return found


def _values(first: str, rest: Sequence[str]) -> tuple[str, ...]:
    first = first.strip()
    if first.startswith("["):
        inner = " ".join((first, *(line.strip() for line in rest))).strip("[] ")
        return tuple(value for part in inner.split(",") if (value := _plain(part)))
    entries = [match[1] for line in rest if (match := _ENTRY.match(line))]
    if not first and entries:
        return tuple(value for entry in entries if (value := _plain(entry)))
    if first in ("|", ">", "|-", ">-", "|+", ">+"):
        first = ""
    text = _plain(" ".join((first, *(line.strip() for line in rest))))
    return (text,) if text else ()


def _plain(text: str) -> str:
    text = text.strip().rstrip(",").strip()
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return text[1:-1].strip()
    return re.sub(r"\s+#\s.*$", "", text) if len(text) < 1000 else text
