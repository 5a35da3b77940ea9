"""Issues whose item no file names any more: told once, closed only where the policy says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pmaction.change import Change, Kind, Note
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item, item_id, postmortem_of, reading_order
from pmaction.issue import Issue, IssueFields, LastWritten
from pmaction.issue_change import REOPENED
from pmaction.redaction import shown_title
from pmaction.state_merge import CLOSING_REASON

REMOVED_COMMENT = "removed-from-file"
_NAMED = 5


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
        has_none = "has no file that could be used" if not removals.complete else "has no file"
        more = f" (and {len(unsure) - 1} more)" if len(unsure) > 1 else ""
        yield Note(unsure[0], f"{has_none}{more}; nothing is done about it: {why}")
    still_open: dict[str, list[Issue]] = {}
    for issue in sorted(gone, key=lambda one: reading_order(one.key)):
        postmortem = postmortem_of(issue.key)
        if issue.state == "open" and (not nothing_certain or postmortem in known):
            still_open.setdefault(postmortem, []).append(issue)
    for issues in still_open.values():
        yield _note(issues)
        for issue in issues:
            yield from _removal(issue, removals)


def _note(issues: Sequence[Issue]) -> Note:
    """Say of all that is gone from a postmortem that it is still open, at any length in a line."""
    first, *others = issues
    said = f"is gone from the files, and its issue {first.number} is still open"
    if others:
        names = [f"{item_id(one.key) or one.key} (issue {one.number})" for one in others[:_NAMED]]
        more = [f"{len(others) - _NAMED} more"] if len(others) > _NAMED else []
        *listed, last = [*names, *more]
        said += f"; so are {', '.join(listed)} and {last}" if listed else f"; so is {last}"
    locked = sum(one.locked and REMOVED_COMMENT not in one.comments for one in issues)
    if locked:
        which = f"{locked} of them are" if locked > 1 else "one of them is" if others else "it is"
        said += f"; {which} locked, so that no comment says so"
    return Note(first.key, said, _what_to_do(first.key))


def _removal(issue: Issue, removals: Removals) -> Iterator[Change]:
    what = "action item" if is_item(issue.key) else "postmortem"
    if REMOVED_COMMENT not in issue.comments and not issue.locked:
        yield Change(
            kind=Kind.COMMENT,
            item=issue.key,
            title=shown_title(issue),
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
                title=shown_title(issue),
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
            title=shown_title(issue),
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
