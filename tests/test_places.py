"""Where action items stand in their files: looked for only once somebody links there."""

from __future__ import annotations

from msgspec.structs import replace

from pmaction.checking import usable_postmortems
from pmaction.document import Document
from pmaction.positions import Path, Span
from pmaction.reading import read_postmortem

TEXT = """\
id: PM-2025-001
title: Mail was down
status: draft
action_items:
  - id: A1
    title: Alert on the queue's length
  - id: A2
    title: Write a runbook
    priority: P1
"""


class Asked(Document):
    """A document that keeps what it was asked for."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        read = read_postmortem("pm.yaml", TEXT.encode()).document
        assert read is not None
        super().__init__(read.path, read.text, read.data)
        self.places: list[Path] = []

    def span(self, path: Path, *, of_key: bool = False) -> Span:
        self.places.append(path)
        return super().span(path, of_key=of_key)


def test_the_places_in_a_file_are_looked_for_once_and_only_when_they_are_needed() -> None:
    document = Asked()
    file = replace(read_postmortem("pm.yaml", TEXT.encode()), document=document)
    (found,) = usable_postmortems([file]).postmortems
    assert document.places == []
    lines = [(one.first_line, one.last_line) for one in found.item_sources.values()]
    assert lines == [(5, 6), (7, 9)]
    assert (found.source.first_line, found.source.last_line) == (1, 9)
    assert document.places == [(), ("action_items", 0), ("action_items", 1)]
