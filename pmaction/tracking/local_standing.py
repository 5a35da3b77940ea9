"""The standing issue of a folder of issues: one Markdown file beside the others' folders."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pmaction.atomic_files import Writer
from pmaction.errors import TrackingError
from pmaction.issue import Issue
from pmaction.last_written import IssueNumber
from pmaction.reminding.commands import shown
from pmaction.reminding.marks import said_in, snoozed_in
from pmaction.reminding.snooze import asks_something
from pmaction.standing import STANDING_TITLE, IssueComment, Record, Standing
from pmaction.tracking.issue_text import (
    comments_in,
    comments_of_ours,
    with_comment,
    words_of_people,
)
from pmaction.tracking.local_folder import IssueFolder
from pmaction.tracking.standing_text import is_standing, new_text, record_of, with_record

NAME = "reminders.md"
_COMMAND = re.compile(r"^ {0,3}[`*_]{0,3}/[a-z][a-z-]*\b[^\n]*$", re.M | re.I)
_MAYBE_COMMAND = re.compile(r"^.{0,6}/[a-z]", re.M | re.I)
"""What is on each line with a command, whatever blanks were put into it."""


class LocalStanding:
    """The file `reminders.md` in a folder of issues."""

    def __init__(self, folder: Path, files: IssueFolder, write: Writer) -> None:
        """Look into this folder, which need not exist yet; nothing is read yet."""
        self._folder, self._files, self._write = folder, files, write

    def read(self) -> Standing | None:
        """Read it; None where there is no such file, or one of somebody else's."""
        text = self._text()
        return Standing(NAME, record_of(text)) if text is not None and is_standing(text) else None

    def keep(self, record: Record) -> IssueNumber:
        """Write a record into it. Raises TrackingError where another file has its name."""
        text = self._text()
        with self._files.refusals(NAME):
            if text is None:
                whole = f"# {STANDING_TITLE}\n\n{new_text(record)}"
                if not self._write.create(self._path(), whole.encode()):
                    raise TrackingError(f"{self._path()}: it appeared just now.", "Run again.")
            else:
                self._replace(text, with_record(self._own(text), record))
        return NAME

    def comment(self, comment_id: str, text: str) -> bool:
        """Append a comment unless it is there; say whether it was written."""
        whole = self._own(self._text())
        if comment_id in comments_in(whole):
            return False
        with self._files.refusals(NAME):
            self._replace(whole, with_comment(whole, comment_id, text, "\n"))
        return True

    def comments(self) -> tuple[IssueComment, ...]:
        """Give our comments in it; nobody's commands are read there."""
        return comments_in_file(self._text() or "", with_commands=False)

    def _replace(self, old: str, new: str) -> None:
        if new != old:
            self._write.replace(self._path(), f"{new.rstrip()}\n".encode())

    def _own(self, text: str | None) -> str:
        if text is None or not is_standing(text):
            raise TrackingError(
                f"{self._path()}: this file is not pmaction's, yet stands where its notes belong.",
                "Move it elsewhere, then run again.",
            )
        return text

    def _text(self) -> str | None:
        with self._files.refusals(NAME):
            try:
                return self._path().read_bytes().decode(errors="replace").replace("\r\n", "\n")
            except FileNotFoundError:
                return None

    def _path(self) -> Path:
        return self._files.inside(NAME)


def comments_in_file(text: str, *, with_commands: bool) -> tuple[IssueComment, ...]:
    """Give our comments in the text of an issue, and the commands that people wrote between."""
    found: list[tuple[int, IssueComment]] = []
    for at, comment_id in comments_of_ours(text):
        found.append((at, IssueComment(number=comment_id, text="", mark=comment_id)))
    seen: dict[str, int] = {}
    # Of thousands of files, nearly none has any.
    has_commands = with_commands and _MAYBE_COMMAND.search(text) is not None
    for match in _COMMAND.finditer(shown(words_of_people(text))) if has_commands else ():
        line = match[0].strip()
        seen[line] = seen.get(line, 0) + 1
        number = hashlib.sha256(f"{line}\n{seen[line]}".encode()).hexdigest()[:12]
        found.append((match.start(), IssueComment(number=number, text=line)))
    return tuple(comment for _, comment in sorted(found, key=lambda pair: pair[0]))


def standing_of(
    issues: Iterable[Issue], comments: Mapping[IssueNumber, tuple[IssueComment, ...]]
) -> Standing:
    """Give what was said, what is snoozed, and where somebody asks for something.

    That is what our comments tell, and those of people among all `comments` in the files.
    """
    asking = frozenset(number for number, every in comments.items() if asks_something(every))
    said: set[str] = set()
    snoozed: dict[str, date] = {}
    for issue in issues:
        for one in issue.comments:
            said.update(map(str, said_in(one, issue.key)))
            if (grant := snoozed_in(one)) is not None:
                snoozed[grant.key] = max(grant.until, snoozed.get(grant.key, grant.until))
    return Standing(NAME, Record(frozenset(said), snoozed, unheard=asking))
