"""A change is one write to a tracking system, with its why; a plan is an ordered list of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from pmaction.issue import (
    DUPLICATE_OF,
    NOTHING_WRITTEN,
    Issue,
    IssueFields,
    IssueNumber,
    LastWritten,
)
from pmaction.standing import Record


class Kind(StrEnum):
    """What a change does, in the order in which a plan carries changes out."""

    CREATE = "create"
    # Before what it explains: a run that ends between the two must not lose a person's words.
    COMMENT = "comment"
    UPDATE = "update"
    LABEL = "label"
    REOPEN = "reopen"
    CLOSE = "close"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One write, keyed by item.

    `item` is an item key, or a postmortem's id for its parent issue; `issue` is None for what does
    not exist yet. `before` and `after` hold only the values the change touches. `written` is what
    the issue's last-written values gain by it. `comment_id` names a comment for ever, so that it
    is written once; `noted` says whether the issue itself remembers that. `pull` is the pull
    request that a comment goes to instead of an issue: there it is written over the one with the
    same id. `kept` is what the standing issue is to remember.
    """

    kind: Kind
    item: str
    title: str
    why: str
    after: IssueFields
    before: IssueFields | None = None
    issue: IssueNumber | None = None
    written: LastWritten = NOTHING_WRITTEN
    comment_id: str | None = None
    noted: bool = True
    pull: int | None = None
    kept: Record | None = None

    @property
    def is_adoption(self) -> bool:
        """Say whether it makes a person's issue that of an item."""
        has_no_key = self.before is None or self.before.key is None
        return self.kind is Kind.UPDATE and self.after.key is not None and has_no_key

    @property
    def is_of_duplicate(self) -> bool:
        """Say whether it is about an issue because another one stands for its key."""
        return (self.comment_id or "").startswith(DUPLICATE_OF) or (
            self.kind is Kind.CLOSE and self.after.reason == "duplicate"
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know of an item, about which nothing is written.

    `item` is empty for what concerns several.
    """

    item: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, in order, and what is to be said beside it.

    `unknown` are issues that must be looked up before the plan can be believed; `found` are those
    that the list left out and that a look at their number found.
    """

    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    unknown: frozenset[IssueNumber] = frozenset()
    found: tuple[Issue, ...] = ()

    def summary(self) -> dict[str, int]:
        """Count the changes by kind, in the order of kinds, without those that do not occur."""
        counts = Counter(change.kind for change in self.changes)
        return {kind.value: counts[kind] for kind in Kind if counts[kind]}


class Outcome(StrEnum):
    """What became of a change."""

    DONE = "done"
    SKIPPED = "skipped"
    DEFERRED = "deferred"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """One change and what became of it; `detail` says why when it is not simply done."""

    change: Change
    outcome: Outcome
    issue: IssueNumber | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """What became of each change of a plan, in the plan's order."""

    results: tuple[Result, ...] = ()
    notes: tuple[Note, ...] = ()

    def summary(self) -> dict[str, int]:
        """Count the results by outcome, without those that do not occur."""
        counts = Counter(result.outcome for result in self.results)
        return {outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]}
