"""Sections of a document, and what each is for: its own name, or that of the one above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pmaction.importing.blocks import Block
from pmaction.importing.horizons import is_horizon
from pmaction.importing.section_names import FACTS, Meaning

_LESSONS = {Meaning.WENT_WELL, Meaning.WENT_POORLY, Meaning.LUCKY, Meaning.SURPRISING}
_ASPECTS = {
    Meaning.DETECTION, Meaning.DETECTION_GAPS, Meaning.REMEDY, Meaning.RESOLUTION,
    Meaning.VALIDATION, Meaning.OTHER, Meaning.REFERENCES, Meaning.KEY_EVENTS, Meaning.DETAILS,
}  # fmt: skip
_INHERITED = {
    Meaning.ACTIONS: _ASPECTS,
    Meaning.REMEDY: _ASPECTS,
    Meaning.ROOT_CAUSE: {Meaning.SUMMARY, Meaning.NARRATIVE, Meaning.DETAILS, Meaning.ROOT_CAUSE},
    Meaning.RESOLUTION: {Meaning.REMEDY, Meaning.RESOLUTION, Meaning.SUMMARY},
    Meaning.IMPACT: {Meaning.SUMMARY, Meaning.DETAILS},
    Meaning.OTHER: {Meaning.SUMMARY, Meaning.DETAILS},
}
"""Names that, below these, are a part of what is above them: `Detection` among action items."""

_LABELS_BELOW = {
    Meaning.LESSONS: _LESSONS,
    Meaning.ROOT_CAUSE: {Meaning.FACTORS, Meaning.WHYS, Meaning.DETECTION_GAPS, Meaning.ROOT_CAUSE},
    Meaning.RESOLUTION: {Meaning.VALIDATION},
}
_FREE = {None, Meaning.DETAILS, Meaning.SUMMARY, Meaning.KEY_EVENTS}


_PROGRESS = re.compile(
    r"(?:[\w ]{1,12}:\s*)?(?:doing|in progress|done|completed?|backlog|open|closed|blocked|parked|"
    r"later|ice ?box|won['’]?t (?:do|fix)|rejected|declined|cancell?ed|not doing|nope)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line after a label, such as `Severity: P1`."""

    meaning: Meaning
    value: str
    start: int
    end: int
    label: str = ""


@dataclass(slots=True, eq=False)
class Section:
    """A heading with what stands below it; the root is a section without one."""

    heading: str
    start: int
    end: int
    level: int
    parent: Section | None = None
    purpose: Meaning | None = None
    named: bool = False
    label: bool = False
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def walk(self) -> Iterator[Section]:
        """Give this section and all below it, in the order of the document."""
        yield self
        for section in self.sections:
            yield from section.walk()

    @property
    def last_end(self) -> int:
        """Where the last block below it ends."""
        return max((block.end for one in self.walk() for block in one.blocks), default=self.end)

    def inherited(self) -> Iterator[Section]:
        """Give this section and those below it that serve the same purpose."""
        yield self
        for section in self.sections:
            if section.purpose is self.purpose and not section.named:
                yield from section.inherited()


def purpose_of(meaning: Meaning | None, parent: Section, text: str) -> tuple[Meaning | None, bool]:
    """Give what a section is for, and whether its own name says so."""
    above = parent.purpose
    if above is Meaning.FORM or meaning is None:
        return above, False
    if above in FACTS:
        return meaning, True
    if meaning in FACTS:
        return (meaning, True) if above in {None, Meaning.DETAILS} else (above, False)
    if meaning in _INHERITED.get(above, ()) if above else False:
        return above, False
    if above in {Meaning.ACTIONS, Meaning.REMEDY, Meaning.RESOLUTION} and is_horizon(text):
        return above, False
    return meaning, True


def is_progress(text: str) -> bool:
    """Say whether a heading says nothing but how far the tasks below it are."""
    return bool(_PROGRESS.fullmatch(text.strip(" #*_:")))


def allowed_below(purpose: Meaning | None) -> set[Meaning] | None:
    """Give the labels that count in a section: all of them (an empty set), some, or none."""
    return (
        set()
        if purpose in _FREE or purpose in FACTS
        else _LABELS_BELOW.get(purpose)
        if purpose
        else None
    )
