"""Places in a plain document, found by walking down to them along its indentation.

What the data say of a document (which names in which order, how many entries) must be what its
lines show: so no line of a text is taken for a property. Where the two do not fit, or a place lies
within brackets, the answer is None, and the careful reader has to say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pmaction.positions import Path, Span


class _Unsure(Exception):
    """The lines are not laid out in the way that is known here."""


@dataclass(slots=True)
class _Node:
    """A value: where it begins, the line before which it ends, and what stands before it.

    `head` is the line of its name or dash, and `outer` the column of that.
    """

    data: Any
    line: int
    column: int
    end: int
    head: int
    outer: int
    last: int | None = None


class PlainPlaces:
    """The places of a document of which the plain reader gave the data."""

    def __init__(self, text: str, data: Any) -> None:
        self.data = data
        self._lines = [line.rstrip("\r ") for line in text.split("\n")]
        self._indents = [len(line) - len(line.lstrip(" ")) for line in self._lines]
        first = next(n for n, line in enumerate(self._lines) if self._says(n) and line != "---")
        self._root = _Node(data, first, self._indents[first], len(self._lines), first, 0)
        self._below: dict[Path, dict[str | int, _Node]] = {}

    def span(self, path: Path, *, of_key: bool = False) -> Span | None:
        """Give the place of a value (or of its key), or of its nearest enclosing one.

        None where that is not certain.
        """
        try:
            node, parts = self._root, 0
            for part in path:
                below = self._children(path[:parts], node)
                if part not in below:
                    break
                node, parts = below[part], parts + 1
            if of_key and parts and isinstance(path[parts - 1], str):
                return Span(node.head + 1, node.outer + 1, node.head + 1)
            if node.last is None:
                node.last = self._last_line(node)
            return Span(node.line + 1, node.column + 1, node.last + 1)
        except _Unsure:
            return None

    def _says(self, number: int) -> bool:
        """Say whether there is more on a line than blanks or a comment."""
        at, line = self._indents[number], self._lines[number]
        return at < len(line) and line[at] != "#"

    def _children(self, path: Path, node: _Node) -> dict[str | int, _Node]:
        if path in self._below:
            return self._below[path]
        data, named = node.data, isinstance(node.data, dict)
        if not named and not isinstance(data, list):
            return {}
        if self._lines[node.line][node.column] in "[{":
            raise _Unsure
        heads = list(self._properties(node) if named else self._entries(node))
        if len(heads) != len(data):
            raise _Unsure
        ends = [line for line, _, _ in heads[1:]] + [node.end]
        below: dict[str | int, _Node] = {}
        for (line, after, part), end in zip(heads, ends, strict=True):
            below[part] = self._value(data[part], line, after, end, node.column, named=named)
        self._below[path] = below
        return below

    def _heads(self, node: _Node) -> Iterator[int]:
        """Give the lines on which something begins at the very indentation of a collection."""
        yield node.line
        for number in range(node.line + 1, node.end):
            if self._indents[number] <= node.column and self._says(number):
                if self._indents[number] < node.column:
                    raise _Unsure
                yield number

    def _properties(self, node: _Node) -> Iterator[tuple[int, int, str | int]]:
        """Give line, end of the name, and name of each property."""
        names = iter(node.data)
        has_list = False
        for number in self._heads(node):
            line = self._lines[number]
            if has_list and self._is_entry(number, node.column):
                continue  # A list may be indented as much as the name of the property it is.
            name = next(names, None)
            if name is None:
                raise _Unsure
            for written in (name, f'"{name}"', f"'{name}'"):
                after = node.column + len(written)
                if line.startswith(f"{written}:", node.column) and line[after + 1 : after + 2] in (
                    " ",
                    "",
                ):
                    break
            else:
                raise _Unsure
            has_list = isinstance(node.data[name], list)
            yield number, after, name

    def _entries(self, node: _Node) -> Iterator[tuple[int, int, str | int]]:
        """Give line, end of the dash, and index of each entry."""
        for index, number in enumerate(self._heads(node)):
            if not self._is_entry(number, node.column):
                raise _Unsure
            yield number, node.column + 1, index

    def _is_entry(self, number: int, column: int) -> bool:
        return f"{self._lines[number]} ".startswith("- ", column)

    def _value(
        self, data: Any, line: int, after: int, end: int, outer: int, *, named: bool
    ) -> _Node:
        """Give the value behind a name and its colon, or behind a dash."""
        begins = after + 1 if named else after
        text = self._lines[line][begins:]
        said = text.lstrip(" ")
        if said and not said.startswith("#"):
            column = begins + len(text) - len(said)
            if named and isinstance(data, (dict, list)) and said[0] not in "[{":
                raise _Unsure
            return _Node(data, line, column, end, line, outer)
        number = next((n for n in range(line + 1, end) if self._says(n)), None)
        if number is not None:
            return _Node(data, number, self._indents[number], end, line, outer)
        if data is not None:
            raise _Unsure
        return _Node(data, line, after, line + 1, line, outer)

    def _last_line(self, node: _Node) -> int:
        """Give the last line of a value that says something."""
        for number in range(node.end - 1, node.line, -1):
            at, line = self._indents[number], self._lines[number]
            if at == len(line):
                continue
            if line[at] != "#":
                return number
            # Deeper, it could as well be part of a text; a quoted text may hold it at any depth.
            if at > node.outer or self._lines[node.line][node.column] in "\"'":
                raise _Unsure
        return node.line
