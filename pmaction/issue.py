"""Issues as the core sees them, whichever tracking system holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from pmaction.identity import is_item, item_key, postmortem_of
from pmaction.last_written import NOTHING_WRITTEN as NOTHING_WRITTEN
from pmaction.last_written import FileStatus as FileStatus
from pmaction.last_written import IssueNumber as IssueNumber
from pmaction.last_written import LastWritten as LastWritten
from pmaction.last_written import State as State
from pmaction.last_written import present
from pmaction.standing import Incident, Standing

OUR_LABEL = "pmaction"
"""Only people with triage rights can label: an issue without it is not ours."""

NEEDS_EVIDENCE = "needs-evidence"
"""Label, and id of a comment, of one that was closed and shows nothing of what was done."""

DUPLICATE_OF = "duplicate-of-"
"""How the id of the comment begins that says of an issue that another one stands for its key."""

StateReason = Literal["completed", "not_planned", "duplicate"]


def digest(text: str) -> str:
    """Give a short stable digest of a text, the same for any line ends and trailing blanks."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return hashlib.sha256("\n".join(lines).strip().encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of ours, as the tracking system holds it now.

    `key` is an item key, or a postmortem's id for its parent issue. `block` is the managed part of
    the body, None when its bounds are gone. `comments` holds the ids of pmaction's own comments as
    far as they are known; a system may know of fewer than there are. `parent` is the issue that it
    stands under, as far as that is known, and `author` who opened it. `locked` is an issue that
    nothing can be said on, since its conversation is locked; `children` is how many sub-issues it
    has, as far as that is known. `opened_at` and `closed_at` are aware, and None where the system
    does not say. `former_key` is the key that still
    stands in it if its item has another one now; `keeps_key` says that it will stay there.
    `by_insider` says that it was opened by somebody who belongs to the repository;
    `comment_count` is how many comments it has, anybody's, and None where that is not known.
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
    former_key: str | None = None
    keeps_key: bool = False
    by_insider: bool = False
    comment_count: int | None = None

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
        former = {self.former_key} if self.former_key is not None else set()
        return frozenset({self.key, *former, *(self.last.former_keys or ())})


@dataclass(frozen=True, slots=True)
class DamagedIssue:
    """An issue that looks like ours but cannot be trusted; it is reported and left alone."""

    number: IssueNumber
    key: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """All issues with a marker, and those whose marker cannot be read.

    `standing` is the issue that remembers what was said in reminders, `incidents` are the issues
    of people that are labelled as incidents. `knows_comments` says that the `comments` of each
    issue are all that there are of ours.
    """

    issues: tuple[Issue, ...] = ()
    damaged: tuple[DamagedIssue, ...] = ()
    standing: Standing | None = None
    incidents: tuple[Incident, ...] = ()
    knows_comments: bool = False
    _by_key: dict[str, Issue] | None = field(default=None, init=False, repr=False, compare=False)

    def by_key(self) -> dict[str, Issue]:
        """Give the issue of each key that is ours.

        Of several with one author, which two runs at once may leave, it is the lowest number. But
        what others copied never counts before the issue that the rest of the postmortem knows by
        its number; nor does what is older than the parent, or was called a duplicate. What is
        known as the issue of another key never counts at all.
        """
        if self._by_key is None:  # A run asks half a dozen times, and of all issues.
            object.__setattr__(self, "_by_key", self._chosen_by_key())
        return dict(self._by_key or {})

    def _chosen_by_key(self) -> dict[str, Issue]:
        misplaced = self.misplaced()
        several: dict[str, list[Issue]] = {}
        for issue in sorted(self.issues, key=lambda one: (is_item(one.key), *_order(one.number))):
            if issue.may_count and issue.number not in misplaced:
                several.setdefault(issue.key, []).append(issue)
        # Parents come first, and so what they know of their items is there in time.
        remembered: set[tuple[str, object]] = {
            (postmortem_of(key), issue.last.parent) for key in several for issue in several[key]
        }
        ours: dict[str, Issue] = {}
        for key, issues in several.items():
            parent = ours.get(postmortem_of(key)) if is_item(key) else None
            ours[key] = issues[0] if len(issues) == 1 else _chosen(issues, parent, remembered)
            for item, number in ((ours[key].last.items or {}) if not is_item(key) else {}).items():
                remembered.add((item_key(postmortem_of(key), item), number))
        return ours

    def doubles(self) -> dict[str, tuple[Issue, ...]]:
        """Give the issues of ours beside the one that counts, by their key."""
        ours, misplaced = self.by_key(), self.misplaced()
        found: dict[str, tuple[Issue, ...]] = {}
        for issue in self.issues:
            if not issue.is_ours or issue.number in misplaced:
                continue
            if (one := ours.get(issue.key)) and one.number != issue.number:
                found[issue.key] = (*found.get(issue.key, ()), issue)
        return found

    def misplaced(self) -> dict[IssueNumber, str]:
        """Give the issues that have the marker of another one, each with the key they are known by.

        Somebody wrote the text of an issue over that of another one. A parent knows the numbers of
        its items, and an item that of its parent.
        """
        known: dict[IssueNumber, set[str]] = {}
        for issue in self.issues:
            if not (issue.is_ours or issue.by_insider):
                continue
            if not is_item(issue.key):
                for item, number in (issue.last.items or {}).items():
                    known.setdefault(number, set()).add(item_key(postmortem_of(issue.key), item))
            elif issue.last.parent is not None:
                known.setdefault(issue.last.parent, set()).update(map(postmortem_of, issue.keys))
        return {
            issue.number: min(keys)
            for issue in self.issues
            if issue.is_ours and (keys := known.get(issue.number))
            if not keys & {key if is_item(key) else postmortem_of(key) for key in issue.keys}
        }

    def joined(self, issues: Iterable[Issue]) -> Listing:
        """Give a listing that holds these too, which were read by number."""
        more = tuple(issues)
        return replace(self, issues=(*self.issues, *more)) if more else self

    def renamed(self, former_keys: Mapping[str, str]) -> Listing:
        """Give the issues under the keys their items have now; `former_keys` is new → former.

        A key that has an issue of its own is left alone.
        """
        known = {issue.key for issue in self.issues}
        now = {old: new for new, old in former_keys.items() if new not in known}
        if not now:
            return self
        issues = (
            replace(issue, key=now[issue.key], former_key=issue.key) if issue.key in now else issue
            for issue in self.issues
        )
        return replace(self, issues=tuple(issues))


def _order(number: IssueNumber) -> tuple[bool, IssueNumber]:
    return isinstance(number, str), number


def _chosen(
    issues: Sequence[Issue], parent: Issue | None, remembered: Container[tuple[str, object]]
) -> Issue:
    """Choose one of several with a key, given in the order of their numbers."""

    def unlikely(issue: Issue) -> tuple[bool, bool]:
        is_duplicate = issue.state == "closed" and issue.reason == "duplicate"
        # What it was made under itself says more: that parent may be out of sight by now.
        begun = issue.last.parent or (parent.number if parent is not None else None)
        is_older = begun is not None and _order(issue.number) < _order(begun)
        return is_duplicate or issue.is_set_aside, is_older

    def is_known(issue: Issue) -> bool:
        key = issue.key if is_item(issue.key) else postmortem_of(issue.key)
        return (key, issue.number) in remembered

    best = min(issues, key=lambda one: (unlikely(one)[0], not is_known(one), unlikely(one)[1]))
    alike = [one for one in issues if (one.author, unlikely(one)) == (best.author, unlikely(best))]
    return alike[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFields:
    """Values of an issue before or after a change; None for what the change does not touch.

    `comment` is the text of a comment, `parent` and `blocked_by` are keys; `key` is that of the
    issue itself.
    """

    key: str | None = None
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
        return present(self)
