"""What `pmaction fix` puts right in a file: what needs no judgement, and nothing else.

A file is a text here, and a fix a change of few characters in it. All others stay as they are:
comments, order, quotes, line ends, indentation.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pmaction.checking import check_files
from pmaction.config import Config
from pmaction.document import Document
from pmaction.findings import Finding
from pmaction.fixes.changes import Change, made_in
from pmaction.fixes.due_dates import missing_due_dates, without_empty_dates
from pmaction.fixes.handles import read_with_handles
from pmaction.fixes.item_ids import item_ids
from pmaction.fixes.owners import owner_spelling
from pmaction.fixes.priorities import missing_priorities
from pmaction.fixes.terms import term_spelling
from pmaction.positions import Path
from pmaction.reading import read_postmortem

TakenIds = Callable[[str], Iterable[str]]
"""Gives the item ids of a postmortem that are taken outside of its own file."""

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_Step = Callable[[Any], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing that was put right: the line on which it stands now, and what was done."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file's text before and after; `findings` say why it cannot be read, if it cannot."""

    before: str = ""
    after: str = ""
    fixes: tuple[Fix, ...] = ()
    findings: tuple[Finding, ...] = ()


def fix_file(path: str, raw: bytes, config: Config, taken: TakenIds) -> FixedFile:
    """Put right what needs no judgement; `path` is only what findings name."""
    read = read_with_handles(path, raw)
    if not isinstance(read, tuple) or not isinstance(read[0], Document):
        return FixedFile(findings=tuple(read))
    document, said = read
    steps: tuple[_Step, ...] = (
        lambda data: item_ids(data, taken),
        lambda data: (*term_spelling(data, config.severity_aliases), *owner_spelling(data, config)),
    )
    for step in steps:
        document = _after(document, step(document.data), said)
    document = _after_values(document, missing_priorities(document.data), config, said)
    document = _after_values(document, _due_dates(document, config), config, said)
    fixes = [Fix(document.span(place).line, what) for place, what in said.items()]
    mark = "\ufeff" if raw.startswith(BOM_UTF8) else ""
    return FixedFile(
        raw.decode(),
        f"{mark}{document.text}",
        tuple(sorted(fixes, key=lambda fix: fix.line)),
    )


def _after(document: Document, changes: Sequence[Change], said: dict[Path, str]) -> Document:
    document, made = made_in(document, changes)
    for change in made:
        said[change.path] = change.said
    return document


def _after_values(
    document: Document, changes: Sequence[Change], config: Config, said: dict[Path, str]
) -> Document:
    """Make changes that give new values, without those that a rule would complain of."""
    if not changes:
        return document
    before = _mistakes(document, config)
    for some in (changes, *([change] for change in changes if len(changes) > 1)):
        told: dict[Path, str] = {}
        after = _after(document, some, told)
        now = _mistakes(after, config)
        if before is None or (now is not None and now <= before):
            document = after
            said |= told
            if some is changes:
                break
    return document


def _mistakes(document: Document, config: Config) -> int | None:
    """Count the findings of a document by itself; None where it is no postmortem."""
    file = read_postmortem(document.path, without_empty_dates(document).encode())
    if file.postmortem is None:
        return None
    # Of a day in the past some rules ask nothing, and then no day has passed.
    return len(check_files([file], config, _BEGINNING))


def _due_dates(document: Document, config: Config) -> Sequence[Change]:
    """Give due dates only where the file has no mistakes left: a date counts from its values."""
    file = read_postmortem(document.path, without_empty_dates(document).encode())
    if file.postmortem is None:
        return ()
    return missing_due_dates(file.postmortem, config)
