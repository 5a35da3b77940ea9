"""One issue as the core sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pmaction.last_written import NOTHING_WRITTEN, IssueNumber, LastWritten, State

OUR_LABEL = "pmaction"
"""Only people with triage rights can label: an issue without it is not ours."""

NEEDS_EVIDENCE = "needs-evidence"
"""Label, and id of a comment, of one that was closed and shows nothing of what was done."""

DUPLICATE_OF = "duplicate-of-"
"""How the id of the comment begins that says of an issue that another one stands for its key."""

StateReason = Literal["completed", "not_planned", "duplicate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of ours, as the tracking system holds it now.

    `key` is an item key, or a postmortem's id for its parent issue. `block` is the managed part of
    the body, None when its bounds are gone. `comments` holds the ids of pmaction's own comments as
    far as they are known; a system may know of fewer than there are. `parent` is the issue that it
    stands under, as far as that is known, and `author` who opened it. `locked` is an issue that
    nothing can be said on, since its conversation is locked; `children` is how many sub-issues it
    has, as far as that is known. `opened_at` and `closed_at` are aware, and None where the system
    does not say; `closed_on` is the day where only that is known. `former_key` is the key that
    still stands in it if its item has another one now; `keeps_key` says that it will stay there.
    `by_insider` says that it was opened by somebody who belongs to the repository;
    `comment_count` is how many comments it has, anybody's, and None where that is not known.
    `by_stranger` is what `believed` found: neither do they belong to it, nor did pmaction open it,
    so that they can write into it what they like. `home` is the name of the repository whose run
    opened it, as its marker says; None where it does not. `bots` are the assignees that are
    programs.
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
    parent: IssueNumber | None = None
    author: str = ""
    locked: bool = False
    children: int = 0
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    closed_on: date | None = None
    former_key: str | None = None
    keeps_key: bool = False
    by_insider: bool = False
    comment_count: int | None = None
    by_stranger: bool = False
    home: str | None = None
    bots: frozenset[str] = frozenset()

    @property
    def people(self) -> frozenset[str]:
        """Give the assignees that are no programs."""
        return self.assignees - self.bots

    @property
    def is_ours(self) -> bool:
        """Say whether the issue carries our label, beside the marker that gave its key."""
        return OUR_LABEL in self.labels

    @property
    def is_set_aside(self) -> bool:
        """Say whether pmaction told of it that it is a duplicate."""
        return any(one.startswith(DUPLICATE_OF) for one in self.comments)

    @property
    def may_count(self) -> bool:
        """Say whether it may be the issue of its key: ours, and not closed as a duplicate by us."""
        return self.is_ours and not (self.is_set_aside and self.state == "closed")

    @property
    def keys(self) -> frozenset[str]:
        """The key that it has, and those that it had."""
        former = (self.former_key,) if self.former_key is not None else ()
        return frozenset((self.key, *former, *(self.last.former_keys or ())))
