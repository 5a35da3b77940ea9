"""Issues as the core sees them, whichever tracking system holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self

OUR_LABEL = "pmaction"
"""Only people with triage rights can label: an issue without it is not ours."""

IssueNumber = int | str
"""What a tracking system calls an issue: a number on GitHub, a file in a folder."""

State = Literal["open", "closed"]
StateReason = Literal["completed", "not_planned", "duplicate"]
FileStatus = Literal["open", "done", "wont_do", "removed"]
"""What the files say of an item; `removed` when they no longer say anything."""


def digest(text: str) -> str:
    """Give a short stable digest of a text, the same for any line ends and trailing blanks."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return hashlib.sha256("\n".join(lines).strip().encode()).hexdigest()[:16]


def _present(values: LastWritten | IssueFields) -> dict[str, Any]:
    """Give the values that are set as a JSON object, sets of names as sorted lists."""
    named = {f.name: getattr(values, f.name) for f in fields(values)}
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in named.items()
        if value is not None
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWritten:
    """The values that pmaction wrote last, kept with the issue; None for what it never wrote.

    `title`, `content` and `block` are digests: `content` of what the file asks for (without line
    numbers and commit), `block` of the managed block as it was written. `status` is the file's
    status behind `state`. `items` stands in a parent issue: item id → issue number. `comments`
    holds ids of comments, where reading the comments themselves would cost too much,
    `unassignable` who could not be assigned, and `pull` the number of the merged pull request
    that the issue came with.
    """

    title: str | None = None
    content: str | None = None
    block: str | None = None
    state: State | None = None
    status: FileStatus | None = None
    labels: frozenset[str] | None = None
    assignees: frozenset[str] | None = None
    blocked_by: frozenset[str] | None = None
    items: Mapping[str, IssueNumber] | None = None
    comments: frozenset[str] | None = None
    unassignable: frozenset[str] | None = None
    pull: int | None = None

    def updated(self, written: Self) -> Self:
        """Give these values with those of a later write over them.

        `items` and `comments` are added up.
        """
        newer = {
            f.name: value
            for f in fields(written)
            if (value := getattr(written, f.name)) is not None
        }
        if self.items and written.items:
            newer["items"] = {**self.items, **written.items}
        if self.comments and written.comments:
            newer["comments"] = self.comments | written.comments
        return replace(self, **newer)

    def to_json(self) -> dict[str, Any]:
        """Give a JSON object of what was written, in a stable order."""
        return _present(self)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read what `to_json` gave.

        Names that a newer version may have added are passed over. Raises ValueError when it is
        anything else: a damaged marker must never be guessed at.
        """
        names = {f.name for f in fields(cls)}
        if not isinstance(data, Mapping):
            raise ValueError("the values that pmaction wrote last are damaged")
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name not in names:
                continue
            if name in ("labels", "assignees", "blocked_by", "comments", "unassignable"):
                if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                    raise ValueError(f"`{name}` is not a list of names")
                values[name] = frozenset(value)
            elif name == "items":
                if not isinstance(value, Mapping):
                    raise ValueError("`items` does not map item ids to issues")
                values[name] = {str(key): number for key, number in value.items()}
            elif name == "pull":
                if not isinstance(value, int) or isinstance(value, bool):
                    raise ValueError("`pull` is not the number of a pull request")
                values[name] = value
            elif isinstance(value, str):
                values[name] = value
            else:
                raise ValueError(f"`{name}` is not text")
        if values.get("state") not in (None, "open", "closed"):
            raise ValueError("`state` is neither open nor closed")
        if values.get("status") not in (None, "open", "done", "wont_do", "removed"):
            raise ValueError("`status` is unknown")
        return cls(**values)


NOTHING_WRITTEN = LastWritten()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of ours, as the tracking system holds it now.

    `key` is an item key, or a postmortem's id for its parent issue. `block` is the managed part of
    the body, None when its bounds are gone. `comments` holds the ids of pmaction's own comments as
    far as they are known; a system may know of fewer than there are.
    """

    number: IssueNumber
    key: str
    title: str
    state: State
    reason: StateReason | None = None
    block: str | None = None
    labels: frozenset[str] = frozenset()
    assignees: frozenset[str] = frozenset()
    blocked_by: frozenset[str] = frozenset()
    comments: frozenset[str] = frozenset()
    last: LastWritten = NOTHING_WRITTEN
    url: str = ""

    @property
    def is_ours(self) -> bool:
        """Say whether the issue carries our label, beside the marker that gave its key."""
        return OUR_LABEL in self.labels


@dataclass(frozen=True, slots=True)
class DamagedIssue:
    """An issue that looks like ours but cannot be trusted; it is reported and left alone."""

    number: IssueNumber
    key: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """All issues with a marker, and those whose marker cannot be read."""

    issues: tuple[Issue, ...] = ()
    damaged: tuple[DamagedIssue, ...] = ()

    def by_key(self) -> dict[str, Issue]:
        """Give the issue of each key that is ours, the lowest number where there are several."""
        ours: dict[str, Issue] = {}
        for issue in sorted(self.issues, key=lambda i: (isinstance(i.number, str), i.number)):
            if issue.is_ours:
                ours.setdefault(issue.key, issue)
        return ours

    def renamed(self, former_keys: Mapping[str, str]) -> Listing:
        """Give the issues under the keys their items have now; `former_keys` is new → former.

        An issue keeps the key that was written into it. A key that has an issue of its own is
        left alone.
        """
        known = {issue.key for issue in self.issues}
        now = {old: new for new, old in former_keys.items() if new not in known}
        issues = (replace(issue, key=now.get(issue.key, issue.key)) for issue in self.issues)
        return Listing(tuple(issues), self.damaged)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFields:
    """Values of an issue before or after a change; None for what the change does not touch.

    `comment` is the text of a comment, `parent` and `blocked_by` are keys.
    """

    title: str | None = None
    block: str | None = None
    state: State | None = None
    reason: StateReason | None = None
    status: FileStatus | None = None
    labels: frozenset[str] | None = None
    assignees: frozenset[str] | None = None
    parent: str | None = None
    blocked_by: frozenset[str] | None = None
    comment: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Give a JSON object of what the change touches."""
        return _present(self)
