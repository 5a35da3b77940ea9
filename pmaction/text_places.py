"""Places inside a text of a YAML file: where a character of a value stands in the source.

However a text is written (as a block, folded, in quotes, over several lines), what is no blank
comes in the same order in the source and in the value. So both are walked along side by side, and
where they stop to agree nothing is said of what follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

_BLANKS = " \t\r\n"
_SAYS = re.compile(r"[^ \t\r\n]")
_IN_SINGLE_QUOTES = re.compile(r"''|[^ \t\r\n]")
_IN_DOUBLE_QUOTES = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n|.)|[^ \t\r\n]", re.DOTALL
)
_ANCHOR_OR_TAG = re.compile(r"(?:[&!][^ \t\r\n]*[ \t\r\n]+)*")
_ESCAPES = dict(zip("0abtnvfreN_LP", "\0\a\b\t\n\v\f\r\x1b\x85\xa0\u2028\u2029", strict=True))


class TextPlaces:
    """The place in the source of each character of one text, as far as it is certain."""

    def __init__(self, source: str, start: int, value: str) -> None:
        """Walk along a value and its source, in which it begins at the index `start`."""
        self._offsets: list[int] = []
        self._indexes: list[int] = []
        begins = len(value) - len(value.lstrip())
        written = _written(source, start)
        for said in _SAYS.finditer(value):
            index, character = next(written, (0, ""))
            if character != said[0]:
                break
            # What is counted from is the text without the blanks around it.
            self._offsets.append(said.start() - begins)
            self._indexes.append(index)

    def index(self, offset: int) -> int | None:
        """Give the index in the source of what stands at or, if blank, after an offset.

        The offset is one in the text without the blanks around it. None where it is not certain.
        """
        at = bisect_left(self._offsets, offset)
        return self._indexes[at] if at < len(self._indexes) else None


def _written(source: str, start: int) -> Iterator[tuple[int, str]]:
    """Give what is no blank of a text from its beginning on, with its index in the source."""
    before = _ANCHOR_OR_TAG.match(source, start)
    start = before.end() if before is not None else start
    sign = source[start : start + 1]
    if sign in ("|", ">"):
        line_end = source.find("\n", start)
        start = line_end if line_end != -1 else len(source)
    elif sign == '"':
        yield from _unescaped(source, start + 1)
        return
    elif sign == "*":
        return  # An alias: the text itself stands elsewhere.
    quoted = sign == "'"
    pattern = _IN_SINGLE_QUOTES if quoted else _SAYS
    for found in pattern.finditer(source, start + quoted):
        yield found.start(), found[0][0]


def _unescaped(source: str, start: int) -> Iterator[tuple[int, str]]:
    for found in _IN_DOUBLE_QUOTES.finditer(source, start):
        written = found[0]
        if len(written) > 1:
            sign = written[1]
            if sign in "xuU":
                code = int(written[2:], 16) if len(written) > 2 else 0
                written = chr(code) if code < 0x110000 else ""
            elif sign in "\r\n":
                continue
            else:
                written = _ESCAPES.get(sign, sign)
        if written not in _BLANKS:
            yield found.start(), written
