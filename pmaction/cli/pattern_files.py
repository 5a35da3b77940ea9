"""The folder of pattern pages: one for each kind of cause, and none for kinds that are gone."""

from __future__ import annotations

import os
from pathlib import Path

from pmaction.cli.session import Session
from pmaction.cli.tracked import Tracked
from pmaction.errors import ConfigurationError, PmactionError, UsageError
from pmaction.facts import Facts
from pmaction.generated_text import is_empty
from pmaction.likeness import suspected
from pmaction.patterns import patterns
from pmaction.render.report.pattern_page import MOST, is_our_page, pattern_page
from pmaction.render.text import count, printable


def write_patterns(session: Session, tracked: Tracked, facts: Facts, named: str) -> None:
    """Write the pages, and take those of kinds away that no postmortem names any more.

    Raises UsageError for a folder outside the repository, to which no page could link from, and
    ConfigurationError for a file in the way that was not written here.
    """
    folder = session.workspace.target(named)
    if folder == session.workspace.root or not session.workspace.holds(folder):
        raise UsageError(
            f"{printable(named)} is no folder inside the repository",
            "Name one such as `patterns`: its pages link to the postmortems.",
        )
    root = "../" * len(folder.relative_to(session.workspace.root).parts)
    every = [one.postmortem for one in tracked.usable.postmortems]
    # Looking for what is alike takes long, and is only for those that a page names.
    named_there = {one.id for each in patterns(facts).patterns for one in each.incidents[:MOST]}
    alike = suspected(every, named_there)
    found = patterns(facts, alike, session.config.targets.minutes_to_detect)
    pages = {folder / f"{one.kind}.md": pattern_page(one, root) for one in found.patterns}
    for page in pages:
        _must_be_ours(session, page)
    # Line ends are git's to choose.
    stale = {page: text for page, text in pages.items() if _text(page) != text}
    written = sum(session.workspace.write(page, text) for page, text in stale.items())
    gone = _gone(folder, frozenset(pages)) if not tracked.something_left_out else ()
    for page in gone:
        page.unlink()
    shown = printable(session.workspace.shown(folder))
    said = f"{shown}: no page, since there is nothing to tell of any kind of cause"
    if pages:
        said = f"{shown}: {count(len(pages), 'page')}, {written} of them written anew"
    said += f", {count(len(gone), 'page')} taken away" if gone else ""
    if found.without_kind:
        on = "is on none" if found.without_kind == 1 else "are on none"
        said += f"; {count(found.without_kind, 'postmortem')} without `cause_kind` {on}"
    session.talk.say(said)


def _gone(folder: Path, pages: frozenset[Path]) -> tuple[Path, ...]:
    others = (path for path in sorted(folder.glob("*.md")) if path not in pages)
    return tuple(path for path in others if is_our_page(_text(path) or ""))


def _must_be_ours(session: Session, page: Path) -> None:
    if not os.path.lexists(page):
        return
    text = _text(page)
    if text is None or not (is_empty(text) or is_our_page(text)):
        shown = printable(session.workspace.shown(page))
        raise ConfigurationError(
            f"{shown} is in the way: `pmaction report --patterns` did not write it",
            "Name another folder, or move the file if it may go.",
        )


def _text(page: Path) -> str | None:
    """Give a file's text, whatever its line ends are; None for what is no file."""
    if not page.is_file() or page.is_symlink():
        return None
    try:
        return page.read_bytes().decode(errors="replace").replace("\r\n", "\n")
    except OSError as error:
        raise PmactionError(
            f"{printable(page.name)} cannot be read: {error.strerror or error}",
            "Check that you may read it.",
        ) from None
