"""The anchors of a YAML document, and how much it holds once its aliases are expanded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pmaction.bounds import MAX_CHARACTERS, MAX_NODES
from pmaction.positions import Path
from pmaction.quoting import cut
from pmaction.refusal import Refusal

_LESS = "Write shared values out, and link long data instead of pasting it."


@dataclass(frozen=True, slots=True)
class _Anchored:
    data: Any
    nodes: int
    characters: int


class YamlAnchors:
    """What was anchored so far, and what was counted; whoever reads adds to `characters`."""

    def __init__(self) -> None:
        self.nodes = 0
        self.characters = 0
        self._anchored: dict[str, _Anchored | None] = {}

    def begin(self, name: str) -> None:
        """Begin a value that is anchored; until it is put, an alias would stand inside of it."""
        self._anchored[name] = None

    def put(self, name: str, data: Any, nodes: int, characters: int) -> None:
        """Anchor a whole value, which holds so much."""
        self._anchored[name] = _Anchored(data, nodes, characters)

    def count(self, nodes: int, at: int, path: Path) -> None:
        """Add to the values of the document. Raises Refusal for more than it may hold."""
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise Refusal(
                "too-many-values",
                at,
                f"the file holds more than {MAX_NODES:,} values once its aliases are expanded",
                _LESS,
                path,
            )

    def expanded(self, name: str, at: int, path: Path) -> Any:
        """Give what an alias stands for, counted once more.

        Raises Refusal for one that stands for nothing, or for more than a document may hold.
        """
        if name not in self._anchored:
            raise Refusal(
                "unknown-alias",
                at,
                f"`*{cut(name)}` refers to an anchor that does not stand before it",
                "A value that begins with `*` must be in quotes if it is meant as text.",
                path,
            )
        anchored = self._anchored[name]
        if anchored is None:
            raise Refusal(
                "unknown-alias",
                at,
                f"`*{cut(name)}` stands inside the value it refers to",
                "Write the value out instead.",
                path,
            )
        self.count(anchored.nodes, at, path)
        self.characters += anchored.characters
        if self.characters > MAX_CHARACTERS:
            raise Refusal(
                "too-large",
                at,
                f"the values have more than {MAX_CHARACTERS:,} characters once aliases are "
                "expanded",
                _LESS,
                path,
            )
        return anchored.data
