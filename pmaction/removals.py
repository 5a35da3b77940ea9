"""Issues whose item no file names any more: told once, closed only where the policy says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pmaction.change import Change, Kind, Note
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item, postmortem_of
from pmaction.issue import Issue, IssueFields, LastWritten
from pmaction.issue_change import REOPENED
from pmaction.state_merge import CLOSING_REASON

REMOVED_COMMENT = "removed-from-file"


@dataclass(frozen=True, slots=True)
class Removals:
    """What may be said of issues whose item no file names any more.

    `planned` is off when only some paths were looked at; `complete` is off when a file could not
    be read, so that a whole postmortem that is missing may just be unreadable.
    """

    planned: bool = True
    complete: bool = True
    policy: Literal["comment", "close"] = "comment"


def issues_without_file(
    desired: Sequence[DesiredIssue], issues: Mapping[str, Issue]
) -> tuple[Issue, ...]:
    """Give the issues that nothing in the files stands for."""
    keys = {wanted.key for wanted in desired}
    return tuple(issue for key, issue in issues.items() if key not in keys)


def removal_changes(
    gone: Sequence[Issue], desired: Sequence[DesiredIssue], removals: Removals
) -> Iterator[Change | Note]:
    """Give what is to be said and done about issues without a file."""
    if not removals.planned:
        return
    known = {postmortem_of(wanted.key) for wanted in desired}
    unsure = [issue.key for issue in gone if postmortem_of(issue.key) not in known]
    nothing_certain = bool(unsure) and (not removals.complete or not known)
    if nothing_certain:
        why = "not all files could be used" if not removals.complete else "no file was found at all"
        more = f" (and {len(unsure) - 1} more)" if len(unsure) > 1 else ""
        yield Note(unsure[0], f"has no file{more}; nothing is done about it: {why}")
    for issue in gone:
        if not nothing_certain or postmortem_of(issue.key) in known:
            yield from _removal(issue, removals)


def _removal(issue: Issue, removals: Removals) -> Iterator[Change | Note]:
    if issue.state != "open":
        return
    what = "action item" if is_item(issue.key) else "postmortem"
    is_said = REMOVED_COMMENT in issue.comments
    unsaid = "; it is locked, so that no comment says so" if issue.locked and not is_said else ""
    yield Note(
        issue.key,
        f"is gone from the files, and its issue {issue.number} is still open{unsaid}",
        _what_to_do(issue.key),
    )
    if not is_said and not issue.locked:
        yield Change(
            kind=Kind.COMMENT,
            item=issue.key,
            title=issue.title,
            issue=issue.number,
            why=f"the {what} is gone from the files",
            after=IssueFields(
                comment=f"The {what} {issue.key} is no longer in the files. "
                + _what_to_do(issue.key)
            ),
            comment_id=REMOVED_COMMENT,
        )
    if issue.last.status == "removed":
        if issue.last.state == "closed":
            yield Change(
                kind=Kind.UPDATE,
                item=issue.key,
                title=issue.title,
                issue=issue.number,
                why=REOPENED,
                before=IssueFields(),
                after=IssueFields(),
                written=LastWritten(state="open"),
            )
    elif removals.policy == "close":
        yield Change(
            kind=Kind.CLOSE,
            item=issue.key,
            title=issue.title,
            issue=issue.number,
            why=f"the {what} is gone from the files, and the policy closes such issues",
            before=IssueFields(state="open"),
            after=IssueFields(state="closed", reason=CLOSING_REASON["removed"], status="removed"),
            written=LastWritten(state="closed", status="removed"),
        )


def _what_to_do(key: str) -> str:
    if is_item(key):
        return (
            "If it will not be done, the file should say so: put it back with `status: wont_do` "
            "and a reason."
        )
    return "Put its file back, or close this issue if the postmortem is not meant to come back."
