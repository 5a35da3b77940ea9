"""Secrets in the source of a YAML file, whichever way they are written there.

A secret may stand in it letter by letter, with escapes (`\\x67hp_...`), or over several lines. So
the source is searched twice: as it stands, and with escapes and line ends resolved, as if all of
it were between double quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from pmaction.lazy_pattern import LazyPattern
from pmaction.secret_forms import each_secret

# A line end with the blanks around it is one blank; one behind a backslash is nothing.
_RESOLVED = LazyPattern(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n\s*|[/\"\\ ])"
    r"|''|(?<![ \t])[ \t]*\r?\n\s*(?:#[ \t]*)?"
)
_END_OF_UNICODE = 0x110000


class SecretPlace(NamedTuple):
    """A secret in a source: its kind, where it is, and what it reads."""

    kind: str
    start: int
    end: int
    reads: str


def secrets_in_source(source: str) -> tuple[SecretPlace, ...]:
    """Give the places of all secrets in a source, in their order; no two overlap."""
    found = [
        SecretPlace(one.kind, one.start, one.end, source[one.start : one.end])
        for one in each_secret(source)
    ]
    resolved = _Resolved(source)
    for one in each_secret(resolved.text):
        start, end = resolved.index(one.start), resolved.index(one.end)
        found.append(SecretPlace(one.kind, start, end, resolved.text[one.start : one.end]))
    apart: list[SecretPlace] = []
    for place in sorted(found, key=lambda place: (place.start, -place.end)):
        if apart and place.start < apart[-1].end:
            apart[-1] = apart[-1]._replace(end=max(apart[-1].end, place.end))
        else:
            apart.append(place)
    return tuple(apart)


def source_without_secrets(source: str) -> str:
    """Give a source with stars in the places of all secrets; its lines stay as long as they are."""
    parts: list[str] = []
    at = 0
    for one in secrets_in_source(source):
        parts += [source[at : one.start], re.sub(r"[^\n]", "*", source[one.start : one.end])]
        at = one.end
    return "".join([*parts, source[at:]])


class _Resolved:
    """A source with its escapes and line ends resolved, and the way back."""

    def __init__(self, source: str) -> None:
        parts: list[str] = []
        # Where in the resolved text a piece begins that stands at another place in the source.
        self._begins, self._indexes = [0], [0]
        at = size = 0
        for match in _RESOLVED.finditer(source):
            means = _meaning(match[0])
            parts += [source[at : match.start()], means]
            size += match.start() - at
            # An escape has one place: that of its backslash.
            self._begins += [size, size + len(means)]
            self._indexes += [match.start(), match.end()]
            size += len(means)
            at = match.end()
        self.text = "".join([*parts, source[at:]])

    def index(self, resolved: int) -> int:
        """Give the index in the source of a character of the resolved text."""
        piece = bisect_right(self._begins, resolved) - 1
        return self._indexes[piece] + resolved - self._begins[piece]


def _meaning(written: str) -> str:
    if written == "''":
        return "'"
    if written[0] != "\\":
        return " "
    if written[1] in "xuU":
        code = int(written[2:], 16)
        return chr(code) if code < _END_OF_UNICODE else "\ufffd"
    return "" if written[1] in "\r\n" else written[1]
