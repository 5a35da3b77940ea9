"""One issue as a Markdown file: what stands in it, and how it is changed without harm.

People read and edit these files. Reading forgives what is clear all the same; writing leaves
every byte alone that a change is not about.
"""

from __future__ import annotations

import re

from pmaction.issue import NEEDS_EVIDENCE, IssueFields, LastWritten, State, StateReason
from pmaction.refusal import Refusal
from pmaction.tracking.front_matter import FrontMatter
from pmaction.tracking.front_matter_values import to_json, to_yaml
from pmaction.tracking.issue_text import (
    bounded,
    has_begin,
    has_words_of_people,
    with_block,
    with_comment,
)
from pmaction.tracking.key_names import key_of
from pmaction.tracking.local_issue import Damaged, issue_of

KEPT = "# pmaction keeps what it wrote last in the next line: please leave that as it is"

_STATE = ("state", "reason", "closed_on")
_ORDER = ("key", "title", *_STATE, "labels", "assignees", "blocked_by", "pmaction")
_FRONT = re.compile(r"(\ufeff?\s*---[ \t]*\r?\n)(.*?)(^---[ \t]*\r?(?:\n|\Z).*)", re.S | re.M)
_CUT = re.compile(r"[\ufeff\ufffd\s\0]*(?:\Z|-{1,2}\Z|---[ \t]*(?:\r?\n|\r?\Z))")
"""How a file begins of which only a part was written: with nothing, or an opening `---`."""

_OURS = re.compile(r"""^[ \t]*["']?pmaction["']?[ \t]*:""", re.M)


class LocalFile:
    """The text of one issue's file, read and changed in memory."""

    def __init__(self, number: str, opening: str, front: FrontMatter, rest: str) -> None:
        """Read a file's parts. Raises Damaged for an issue that cannot be trusted."""
        self.number = number
        self._opening, self._front = opening, front
        fence, line_end, self._body = rest.partition("\n")
        self._fence = fence + (line_end or "\n")
        self._read = self._text
        self.issue = issue_of(self.number, self._front.data, self._body)

    @property
    def has_words_of_people(self) -> bool:
        """Whether the text says anything that pmaction did not write."""
        return has_words_of_people(self._body, NEEDS_EVIDENCE)

    @property
    def whole_body(self) -> str:
        """The text below the front matter."""
        return self._body

    @property
    def data(self) -> bytes | None:
        """The bytes to write, or None when nothing was changed since reading."""
        return None if self._text == self._read else encoded(self._text)

    @property
    def _text(self) -> str:
        return self._opening + self._front.text + self._fence + self._body

    def change(self, before: IssueFields, after: IssueFields, written: LastWritten) -> None:
        """Change title, block, state, labels and assignees, and what was written last.

        Raises Refusal when the front matter is written too cleverly to be changed safely.
        """
        if after.title is not None and after.title != self.issue.title:
            self._front.set("title", after.title)
        self._set_state(after.state, after.reason)
        for name in ("labels", "assignees"):
            new, old = getattr(after, name), getattr(before, name) or frozenset()
            if new is not None:
                self._front.change_names(name, sorted(new - old), old - new)
        if after.block is not None:
            self._body = with_block(self._body, after.block, self._eol)
        self.keep(written)

    def keep(self, written: LastWritten) -> None:
        """Add to the values that were written last. Raises Refusal as `change` does."""
        last = self.issue.last.updated(written)
        if last != self.issue.last:
            self._front.set("pmaction", last.to_json())
        self.issue = issue_of(self.number, self._front.data, self._body)

    def block_by(self, added: list[str], removed: set[str], written: LastWritten) -> None:
        """Change the keys the issue waits for. Raises Refusal as `change` does."""
        self._front.change_names("blocked_by", added, removed)
        if self._front.data.get("blocked_by") == []:
            self._front.remove("blocked_by")
        self.keep(written)

    def comment(self, comment_id: str, text: str) -> None:
        """Append a comment as a section of its own."""
        self._body = with_comment(self._body, comment_id, text, self._eol)
        self.issue = issue_of(self.number, self._front.data, self._body)

    def _set_state(self, state: State | None, reason: StateReason | None) -> None:
        was = self.issue.state
        if state == "open":
            if was == "closed":
                self._front.set("state", "open")
            self._front.remove("reason")
            self._front.remove("closed_on")
        elif state == "closed" and was == "open":
            self._front.set("state", "closed")
            if reason is None:
                self._front.remove("reason")
            else:
                self._front.set("reason", reason)
        elif was == "closed" and reason not in (None, self.issue.reason):
            self._front.set("reason", reason)

    @property
    def _eol(self) -> str:
        """The line end this file has: that of its first line."""
        return "\r\n" if self._opening.endswith("\r\n") else "\n"


def read_file(number: str, data: bytes) -> LocalFile | None:
    """Read a file; None for one that is not pmaction's.

    Raises Damaged for one that looks like an issue but cannot be trusted.
    """
    text = data.decode(errors="replace")
    found = _FRONT.fullmatch(text)
    front = _front(number, found, data) if found and _OURS.search(found[2]) else None
    of_ours = front and "pmaction" in front.data and ("key" in front.data or key_of(number))
    if found and front and of_ours:
        return LocalFile(number, found[1], front, found[3])
    if key := key_of(number):
        if has_begin(text):
            why = (
                "its front matter is not whole: `pmaction:`, or one of the `---` lines around it, "
                "is gone. Bring it back from version control."
            )
            raise Damaged(why, key)
        if not found and _CUT.match(text):
            why = "it is empty or ends inside its front matter. Restore it from version control."
            raise Damaged(why, key)
    return None


def _front(number: str, found: re.Match[str], data: bytes) -> FrontMatter:
    try:
        data.decode()
        return FrontMatter(found[2], _ORDER, "pmaction")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = f"line {line}: this is not UTF-8 text. Save the file again as UTF-8."
    except Refusal as refusal:
        line = found.string.count("\n", 0, len(found[1]) + refusal.index) + 1
        why = f"line {line}: {refusal.message}. {refusal.hint}"
    raise Damaged(why, key_of(number))


def new_text(key: str, fields: IssueFields, written: LastWritten) -> str:
    """Give the text of an issue that does not exist yet."""
    state = fields.state or "open"
    lines = [
        "---",
        f"key: {key}",
        f"title: {to_yaml(fields.title or '', in_flow=False)}",
        f"state: {state}",
        *([f"reason: {fields.reason}"] if fields.reason and state == "closed" else []),
        f"labels: {to_yaml(sorted(fields.labels or ()))}",
        f"assignees: {to_yaml(sorted(fields.assignees or ()))}",
        KEPT,
        f"pmaction: {to_json(LastWritten().updated(written).to_json())}",
        "---",
        bounded(fields.block or "").replace("\r\n", "\n"),
    ]
    return "\n".join(lines)


def encoded(text: str) -> bytes:
    """Give the bytes of a file: UTF-8, with one line end at its end."""
    eol = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    return (text.rstrip("\r\n") + eol).encode(errors="replace")
