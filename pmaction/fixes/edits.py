"""Where in a text a value stands or would stand, and how it is written there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pmaction.authoring import quoted
from pmaction.document import Document
from pmaction.model import ActionItem
from pmaction.positions import Path

# The order in which an action item's properties are usually written.
_ORDER = {name: place for place, name in enumerate(ActionItem.__struct_fields__)}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+/-]*(?<! )")
_WORDS = {"true", "false", "null"}
_FLOW = re.compile(r"(?:[&!]\S*\s+)*\{")
_NULL = re.compile(r"(?:null|Null|NULL|~)(?=[\s,\]}]|$)")
_AFTER_PLAIN = re.compile(r"[ \t]*(?:[,\]}]|\r?\n|\r?$|[ \t]#)")


@dataclass(frozen=True, slots=True)
class Edit:
    """These characters of a text, replaced."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Sequence[Edit]) -> str | None:
    """Give the text after all edits; None if they overlap. At one place the first stays first."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start < at:
            return None
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def edit_of(document: Document, path: Path, value: str) -> Edit | None:
    """Give the edit that puts a value where it belongs; None where that cannot be said."""
    if path in document.values and not _is_missing(document.data, path):
        return _replacement(document, path, value)
    return _insertion(document, path[:-1], str(path[-1]), value)


def _is_missing(data: Any, path: Path) -> bool:
    for part in path[:-1]:
        data = data[part]
    return isinstance(data, dict) and path[-1] not in data


def _written(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and value not in _WORDS and not _looks_like_number(value)
    return value if plain else quoted(value)


def _looks_like_number(value: str) -> bool:
    # A date is read as text, and people write it without quotes.
    return value[0].isdigit() and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)


def _replacement(document: Document, path: Path, value: str) -> Edit | None:
    """Replace a value on one line, and keep the quotes it has."""
    text, span = document.text, document.values[path]
    start = index_of(text, span.line, span.column)
    old = document.data
    for part in path:
        old = old[part]
    if old is None:
        return _filled(text, start, value)
    spelled = str(old)
    first = text[start : start + 1]
    if first in "\"'" and text.startswith(f"{first}{spelled}{first}", start):
        if _PLAIN.fullmatch(value.removeprefix("@")):
            return Edit(start + 1, start + 1 + len(spelled), value)
        return Edit(start, start + 2 + len(spelled), quoted(value))
    end = start + len(spelled)
    if text.startswith(spelled, start) and _AFTER_PLAIN.match(text, end):
        return Edit(start, end, _written(value))
    return None


def _filled(text: str, start: int, value: str) -> Edit | None:
    """Fill in a value that was left empty, or was written as `null`."""
    if null := _NULL.match(text, start):
        return Edit(start, null.end(), _written(value))
    colon = re.compile(r"[\"']?[ \t]*:(?=\s|$)").match(text, start)
    return Edit(colon.end(), colon.end(), f" {_written(value)}") if colon else None


def _insertion(document: Document, mapping: Path, key: str, value: str) -> Edit | None:
    data: Any = document.data
    for part in mapping:
        data = data[part]
    # Positions are missing where a mapping stands elsewhere and is only named here.
    if not data or any((*mapping, name) not in document.keys for name in data):
        return None
    span = document.values[mapping]
    if _FLOW.match(document.text, index_of(document.text, span.line, span.column)):
        return _in_braces(document, mapping, data, key, value)
    return _on_a_line(document, mapping, data, key, value)


def _place(name: str) -> int:
    return _ORDER.get(name, len(_ORDER))


def _on_a_line(
    document: Document, mapping: Path, data: Mapping[str, Any], key: str, value: str
) -> Edit:
    """Write a property on a line of its own, after the one it usually follows."""
    text = document.text
    before = [name for name in data if _place(name) < _place(key)]
    if not before:
        first = document.keys[*mapping, next(iter(data))]
        at = index_of(text, first.line, first.column)
        indent = " " * (first.column - 1)
        return Edit(at, at, f"{key}: {_written(value)}{_line_end(text, at)}{indent}")
    anchor = max(before, key=_place)
    indent = " " * (document.keys[*mapping, anchor].column - 1)
    last = document.values.get((*mapping, anchor), document.keys[*mapping, anchor]).last_line
    start = index_of(text, last, 1)
    end = text.find("\n", start) + 1
    ending = _line_end(text, start)
    line = f"{indent}{key}: {_written(value)}"
    if end == 0:
        return Edit(len(text), len(text), f"{ending}{line}")
    return Edit(end, end, f"{line}{ending}")


def _in_braces(
    document: Document, mapping: Path, data: Mapping[str, Any], key: str, value: str
) -> Edit:
    """Write a property between braces, before one that is there already."""
    text = document.text
    after = [name for name in data if _place(name) > _place(key)]
    follower = next(iter(after), [*data][-1])
    span = document.keys[*mapping, follower]
    at = index_of(text, span.line, span.column)
    # A file that is JSON stays JSON.
    pair = f'"{key}": "{value}"' if text[at] == '"' else f"{key}: {_written(value)}"
    return Edit(at, at, f"{pair}, ")


def index_of(text: str, line: int, column: int) -> int:
    """Give the index of a place; only a line feed ends a line, as where places are counted."""
    return _line_starts(text)[line - 1] + column - 1


@lru_cache(maxsize=2)  # All edits of one text are made one after the other.
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _line_end(text: str, at: int) -> str:
    """Give the line end in use around a place."""
    end = text.find("\n", at)
    end = end if end != -1 else text.rfind("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
