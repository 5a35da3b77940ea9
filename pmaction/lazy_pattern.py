"""Regular expressions that are compiled when they are first looked for.

All of pmaction's together take as long to compile as the rest of it takes to start, and most
postmortems have nothing that most of them are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class LazyPattern:
    """A pattern with the methods of `re.Pattern` that are needed here."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """Take what `re.compile` would take; a mistake in it shows when it is first used."""
        self._pattern, self._flags = pattern, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._pattern, self._flags)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Give the first place that matches."""
        return self.compiled.search(text, start)

    def match(self, text: str) -> re.Match[str] | None:
        """Match the beginning of a text."""
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match a whole text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Give each place that matches."""
        return self.compiled.finditer(text)

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Replace each place that matches."""
        return self.compiled.sub(new, text)

    def split(self, text: str) -> list[str]:
        """Split a text at each place that matches."""
        return self.compiled.split(text)
