"""Patterns of paths, as `postmortems` in the configuration has them: `**` is any folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import takewhile

from msgspec import Struct


class Rest(Struct, frozen=True):
    """What of a pattern is still to be matched, and whether that pattern may see hidden names."""

    parts: tuple[str, ...]
    sees_hidden: bool

    @classmethod
    def of(cls, pattern: str) -> Rest:
        """Give the whole of a pattern."""
        parts = tuple(part for part in pattern.split("/") if part not in ("", "."))
        return cls(parts, any(part.startswith(".") for part in parts))

    def after(self, name: str) -> Iterator[Rest]:
        """Give what is still to be matched below an entry; nothing is, once it matches whole."""
        if not self.parts or (name.startswith(".") and not self.sees_hidden):
            return
        first, more = self.parts[0], Rest(self.parts[1:], self.sees_hidden)
        if first == "**":
            yield self
            yield from more.after(name)
        elif fnmatchcase(name, first):
            yield more


def is_covered(path: str, patterns: Iterable[str]) -> bool:
    """Say whether one of the patterns names a file of this path, be it there or not."""
    rests = set(map(Rest.of, patterns))
    for name in path.split("/"):
        rests = {after for rest in rests for after in rest.after(name)}
    return any(not rest.parts for rest in rests)


def fixed_folder(pattern: str) -> str:
    """Give the folder in which all files of a pattern are; '' for the root."""
    folders = [part for part in pattern.split("/")[:-1] if part not in ("", ".")]
    return "/".join(takewhile(lambda part: not set(part) & set("*?["), folders))
