"""Handles without quotes: YAML keeps a bare @ for itself, so that such a file cannot be read."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence

from pmaction.document import Document, read_document
from pmaction.findings import Finding
from pmaction.fixes.edits import Edit, applied
from pmaction.positions import Lines, Path

_BARE = re.compile(
    r"(?:[:-][ \t]+|[\[,{][ \t]*)"
    r"(?P<handle>@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)?)"
    r"(?=[ \t]*(?:[,\]}]|\r?$|[ \t]#))",
    re.MULTILINE,
)


def read_with_handles(
    path: str, raw: bytes
) -> tuple[Document, dict[Path, str]] | tuple[Finding, ...]:
    """Read a file with quotes around handles where they are all that keeps it from being read.

    With the document comes what was quoted, by its path; else the findings say why it cannot be
    read.
    """
    read = read_document(path, raw)
    if isinstance(read, Document):
        return read, {}
    text = _text_with_bare_handle(raw, read)
    if text is None:
        return read
    bare = [match.span("handle") for match in _BARE.finditer(text)]
    document = read_document(path, _quoting(text, bare))
    if not isinstance(document, Document):
        return read
    # In a long text the same characters may be words of a person: those get no quotes.
    quoted = _quoted(document, bare)
    meant = [bare[number] for number in quoted]
    document = read_document(path, _quoting(text, meant))
    if not isinstance(document, Document):
        return read
    return document, {
        place: f"puts quotes around {text[bare[number][0] : bare[number][1]]}"
        for number, place in quoted.items()
    }


def _text_with_bare_handle(raw: bytes, findings: Iterable[Finding]) -> str | None:
    """Give the text if it is a bare @ that it cannot be read for."""
    try:
        text = raw.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    first = next(iter(findings))
    line = lines[first.line - 1] if first.line <= len(lines) else ""
    at_it = line[first.column - 1 : first.column] == "@"
    return text if first.rule == "yaml-syntax" and at_it else None


def _quoting(text: str, spans: Sequence[tuple[int, int]]) -> bytes:
    edits = [Edit(start, end, f'"{text[start:end]}"') for start, end in spans]
    return (applied(text, edits) or "").encode()


def _quoted(document: Document, bare: Sequence[tuple[int, int]]) -> dict[int, Path]:
    """Find which of the quoted handles are values of their own, by their number."""
    lines = Lines(document.text)
    # Each handle before has shifted what follows by its two quotes.
    places = {lines.at(start + 2 * number): number for number, (start, _) in enumerate(bare)}
    found = {
        places[span.line, span.column]: place
        for place, span in document.values.items()
        if (span.line, span.column) in places and _is_text(document, place)
    }
    return dict(sorted(found.items()))


def _is_text(document: Document, place: Path) -> bool:
    value = document.data
    for part in place:
        value = value[part]
    return isinstance(value, str) and value.startswith("@")
