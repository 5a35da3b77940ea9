"""How much still fits on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Room:
    """So many bytes of lines that may still be written."""

    def __init__(self, size: int) -> None:
        """Begin with this many bytes."""
        self._left = size

    def take(self, lines: Sequence[str]) -> bool:
        """Take the room of these lines, all or none; say whether there was enough."""
        size = sum(len(line.encode()) + 1 for line in lines)
        if size > self._left:
            return False
        self._left -= size
        return True

    def fill(self, lines: Iterable[str]) -> tuple[list[str], int]:
        """Take the first of these lines that fit; say how many do not."""
        taken: list[str] = []
        cut = 0
        for line in lines:
            if cut or not self.take([line]):
                cut += 1
            else:
                taken.append(line)
        return taken, cut
