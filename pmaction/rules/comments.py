"""The comments of a document: texts that belong to no value, and are read all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmaction.positions import Lines, Span
from pmaction.rules.ignores import Scalars

# The sign comes first: it is found faster so than what must stand before it.
_COMMENT = re.compile(r"#(?<!\S#)[^\n]*")


class Comments:
    """What stands in a source behind `#`; `joined` may hold pieces of texts with this sign too."""

    __slots__ = ("_source", "joined")

    def __init__(self, source: str = "") -> None:
        """Take the source of a document that is known to be YAML."""
        self._source = source
        self.joined = "\n".join(_COMMENT.findall(source)) if "#" in source else ""

    def each(self) -> Iterator[tuple[Span, str]]:
        """Give each comment with the place of its sign. It takes a while."""
        scalars = Scalars(self._source)
        lines = Lines(self._source)
        for match in _COMMENT.finditer(self._source):
            if not scalars.hold(match.start()):
                line, column = lines.at(match.start())
                yield Span(line, column, line), match[0]
