"""Places in a text: paths into its data, lines and columns."""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct

Path = tuple[str | int, ...]
"""Keys and indexes that lead from the document's root to one value."""


class Span(Struct, frozen=True):
    """Where a value stands: 1-based line and column of its start, and the line it ends on."""

    line: int
    column: int
    last_line: int

    def later(self, characters: int) -> Span:
        """Give the place so many characters further on the same line."""
        return Span(self.line, self.column + characters, self.line)


class Lines:
    """Turns a character index into line and column, counting lines as editors and GitHub do."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._size = len(text)
        at = text.find("\n")
        while at != -1:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, index: int) -> tuple[int, int]:
        """Give the 1-based line and column of a character."""
        index = min(index, self._size)
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def index(self, line: int, column: int) -> int:
        """Give the index of the character at a 1-based line and column."""
        return self._starts[line - 1] + column - 1
