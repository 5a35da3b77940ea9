"""Changes to a document's values, made in its text and proven by reading it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pmaction.document import Document, read_document
from pmaction.fixes.edits import Edit, applied, edit_of
from pmaction.positions import Path

MOST_FAILURES = 20
"""So many changes may turn out not to be possible before the others are no longer tried."""


@dataclass(frozen=True, slots=True)
class Change:
    """A new value for one property, there or not yet, and what to say of it."""

    path: Path
    value: str
    said: str


def made_in(document: Document, changes: Sequence[Change]) -> tuple[Document, tuple[Change, ...]]:
    """Make changes, and give the document after them with those that could be made.

    What comes out must read as the same values with these changes and nothing else. A change of
    which that is not true is left out: so odd a text is better changed by a person.
    """
    attempt = _Attempt()
    return attempt.make(document, tuple(changes))


class _Attempt:
    def __init__(self) -> None:
        self._failures = 0

    def make(
        self, document: Document, changes: tuple[Change, ...]
    ) -> tuple[Document, tuple[Change, ...]]:
        """Make all changes at once, or else those of each half."""
        if not changes or self._failures >= MOST_FAILURES:
            return document, ()
        after = _changed(document, changes)
        if after is not None:
            return after, changes
        if len(changes) == 1:
            self._failures += 1
            return document, ()
        middle = len(changes) // 2
        document, first = self.make(document, changes[:middle])
        document, second = self.make(document, changes[middle:])
        return document, (*first, *second)


def _changed(document: Document, changes: tuple[Change, ...]) -> Document | None:
    edits: list[Edit] = []
    expected = _copied(document.data)
    for change in changes:
        edit = edit_of(document, change.path, change.value)
        if edit is None:
            return None
        edits.append(edit)
        _put(expected, change.path, change.value)
    text = applied(document.text, edits)
    after = None if text is None else read_document(document.path, text.encode())
    return after if isinstance(after, Document) and after.data == expected else None


def _copied(data: Any) -> Any:
    """Copy data so that no two places in it share a value, as they do where a file has aliases."""
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(value) for value in data] if isinstance(data, list) else data


def _put(data: Any, path: Path, value: str) -> None:
    for part in path[:-1]:
        data = data[part]
    data[path[-1]] = value
