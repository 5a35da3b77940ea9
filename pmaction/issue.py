"""Issues as the core sees them, whichever tracking system holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pmaction.believed import believed
from pmaction.elsewhere import from_elsewhere
from pmaction.identity import is_item, item_key, postmortem_of
from pmaction.last_written import NOTHING_WRITTEN as NOTHING_WRITTEN
from pmaction.last_written import FileStatus as FileStatus
from pmaction.last_written import IssueNumber as IssueNumber
from pmaction.last_written import LastWritten as LastWritten
from pmaction.last_written import State as State
from pmaction.last_written import present
from pmaction.one_issue import DUPLICATE_OF as DUPLICATE_OF
from pmaction.one_issue import NEEDS_EVIDENCE as NEEDS_EVIDENCE
from pmaction.one_issue import OUR_LABEL as OUR_LABEL
from pmaction.one_issue import Issue as Issue
from pmaction.one_issue import StateReason as StateReason
from pmaction.standing import Incident, Standing


def digest(text: str) -> str:
    """Give a short stable digest of a text, the same for any line ends and trailing blanks."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return hashlib.sha256("\n".join(lines).strip().encode()).hexdigest()[:16]


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
    issue are all that there are of ours. `home` is the name of the repository, where the system
    has any; `elsewhere` are the issues that were moved in from others.
    """

    issues: tuple[Issue, ...] = ()
    damaged: tuple[DamagedIssue, ...] = ()
    standing: Standing | None = None
    incidents: tuple[Incident, ...] = ()
    knows_comments: bool = False
    home: str = ""
    elsewhere: tuple[Issue, ...] = ()
    _by_key: dict[str, Issue] | None = field(default=None, init=False, repr=False, compare=False)
    _misplaced: dict[IssueNumber, str] | None = field(
        default=None, init=False, repr=False, compare=False
    )

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
        left_alone = self.misplaced().keys() | self.unvouched().keys()
        several: dict[str, list[Issue]] = {}
        for issue in sorted(self.issues, key=lambda one: (is_item(one.key), *_order(one.number))):
            if issue.may_count and issue.number not in left_alone:
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
        ours = self.by_key()
        left_alone = self.misplaced().keys() | self.unvouched().keys()
        found: dict[str, tuple[Issue, ...]] = {}
        for issue in self.issues:
            if not issue.is_ours or issue.number in left_alone:
                continue
            if (one := ours.get(issue.key)) and one.number != issue.number:
                found[issue.key] = (*found.get(issue.key, ()), issue)
        return found

    def misplaced(self) -> dict[IssueNumber, str]:
        """Give the issues that have the marker of another one, each with the key they are known by.

        Somebody wrote the text of an issue over that of another one. A parent knows the numbers of
        its items, and an item that of its parent.
        """
        if self._misplaced is None:
            object.__setattr__(self, "_misplaced", self._found_misplaced())
        return dict(self._misplaced or {})

    def _found_misplaced(self) -> dict[IssueNumber, str]:
        known = self._known_keys()
        return {
            issue.number: min(keys)
            for issue in self.issues
            if issue.is_ours and (keys := known.get(issue.number))
            if not keys & {key if is_item(key) else postmortem_of(key) for key in issue.keys}
        }

    def unvouched(self) -> dict[IssueNumber, Issue]:
        """Give the issues that only a stranger says to be those of their key.

        A stranger's issue is an item's if others know it as that, and never a postmortem's.
        """
        strangers = [one for one in self.issues if one.by_stranger and one.may_count]
        if not strangers:
            return {}
        known, misplaced = self._known_keys(), self.misplaced()
        return {
            one.number: one
            for one in strangers
            if one.number not in misplaced and (not is_item(one.key) or one.number not in known)
        }

    def _known_keys(self) -> dict[IssueNumber, set[str]]:
        """Give by which keys others know each issue; none speaks for itself."""
        known: dict[IssueNumber, set[str]] = {}
        for issue in self.issues:
            if not (issue.is_ours or issue.by_insider):
                continue
            if not is_item(issue.key):
                for item, number in (issue.last.items or {}).items():
                    known.setdefault(number, set()).add(item_key(postmortem_of(issue.key), item))
            elif issue.last.parent not in (None, issue.number):
                known.setdefault(issue.last.parent, set()).update(map(postmortem_of, issue.keys))
        return known

    def joined(self, issues: Iterable[Issue]) -> Listing:
        """Give a listing that holds these too, which were read by number."""
        more = tuple(issues)
        if not more:
            return self
        return replace(self, issues=believed((*self.issues, *more))).without_others()

    def without_others(self) -> Listing:
        """Give a listing whose issues are this repository's alone; the others are `elsewhere`."""
        others = from_elsewhere(self.issues, self.home)
        if not others:
            return self
        moved = tuple(one for one in self.issues if one.number in others)
        left = tuple(one for one in self.issues if one.number not in others)
        return replace(self, issues=left, elsewhere=(*self.elsewhere, *moved))

    def renamed(self, former_keys: Mapping[str, str]) -> Listing:
        """Give the issues under the keys their items have now; `former_keys` is new → former.

        A key that has an issue of its own is left alone.
        """
        known = {issue.key for issue in self.issues}
        now = {old: new for new, old in former_keys.items() if new not in known}
        return self._with_keys(now)

    def with_former_copies(self, keys: Container[str]) -> Listing:
        """Give further issues of a former key under the key that the first one has got since.

        `keys` are all that the files have: what they say anew of a key is no former item's.
        """
        return self._with_keys(
            {
                former: issue.key
                for issue in self.issues
                if issue.is_ours and issue.key in keys
                for former in issue.last.former_keys or ()
                if former not in keys
            }
        )

    def _with_keys(self, now: Mapping[str, str]) -> Listing:
        if not any(issue.key in now for issue in self.issues):
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

    def unlikely(issue: Issue) -> tuple[bool, bool, bool]:
        is_duplicate = issue.state == "closed" and issue.reason == "duplicate"
        # What it was made under itself says more: that parent may be out of sight by now.
        begun = issue.last.parent or (parent.number if parent is not None else None)
        is_older = begun is not None and _order(issue.number) < _order(begun)
        return is_duplicate or issue.is_set_aside, issue.former_key is not None, is_older

    def is_known(issue: Issue) -> bool:
        keys = issue.keys if is_item(issue.key) else {postmortem_of(issue.key)}
        return any((key, issue.number) in remembered for key in keys)

    best = min(issues, key=lambda one: (unlikely(one)[0], not is_known(one), unlikely(one)[1:]))
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
