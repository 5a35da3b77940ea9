"""Three-way merges of one issue's fields: last written, desired, existing. People win.

- Title: the file's, unless a person changed the issue's; then that stays, with a note.
- Managed block: the file's; what a person wrote there is first quoted whole in comments.
- Labels, assignees, blockers: what the file newly asks for is added, what it no longer asks for is
  removed, and what people added or took away stays so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from pmaction.change import Change, Kind, Note
from pmaction.desired import DesiredIssue
from pmaction.edited_block import quotations
from pmaction.issue import (
    Issue,
    IssueFields,
    digest,
)
from pmaction.issue_change import AGREED, issue_change
from pmaction.owners import MAX_ASSIGNEES
from pmaction.render.issue_body import due_in

HIDDEN = "(not shown: the postmortem is confidential)"


@dataclass(frozen=True, slots=True)
class MergedSet:
    """A set of names after a merge: what it becomes, and whether that is a change."""

    after: frozenset[str]
    changed: bool


def merge_sets(
    last: frozenset[str] | None, desired: frozenset[str], existing: frozenset[str]
) -> MergedSet:
    """Add what the files newly ask for, take away what they no longer do, keep people's edits.

    What pmaction wrote and a person took away stays away; what a person added stays.
    """
    written = last or frozenset()
    after = (existing | (desired - written)) - (written - desired)
    return MergedSet(after, after != existing)


def field_changes(wanted: DesiredIssue, issue: Issue) -> Iterator[Change | Note]:
    """Give what is to be written to title, managed block, assignees and labels of an issue.

    Where a person and the file have come to say the same, that is written down too: whoever
    changes it next is then seen to have changed it.
    """
    parts: list[_Edit | Change | Note | None] = [
        _merge_title(wanted, issue),
        _merge_key(wanted, issue),
        *_merge_block(wanted, issue),
        *_merge_assignees(wanted, issue),
    ]
    yield from (part for part in parts if isinstance(part, (Note, Change)))
    if edits := [part for part in parts if isinstance(part, _Edit)]:
        yield _update(wanted, issue, edits)
    labels = merge_sets(issue.last.labels, wanted.labels, issue.labels)
    if labels.changed or (issue.last.labels or frozenset()) != wanted.labels:
        yield issue_change(
            Kind.LABEL,
            wanted,
            issue,
            "the file gives it other labels" if labels.changed else AGREED,
            {"labels": issue.labels},
            {"labels": labels.after},
            {"labels": wanted.labels},
        )


def _merge_key(wanted: DesiredIssue, issue: Issue) -> _Edit | None:
    former = issue.former_key
    if former is None or issue.keeps_key:
        return None
    # It is remembered: the postmortem's issue may know it by the former key only, for a while.
    written: dict[str, object] = {"former_keys": frozenset({former})}
    return _Edit("its item has another key now", {"key": former}, {"key": wanted.key}, written)


def _merge_block(wanted: DesiredIssue, issue: Issue) -> Iterator[_Edit | Change | Note]:
    """Restore what a person edited, once a comment keeps their words, or say what is new."""
    last = issue.last
    was_edited = issue.block is None or digest(issue.block) != last.block
    quotes = quotations(wanted, issue) if was_edited and issue.block else []
    if quotes and issue.locked:
        yield Note(
            wanted.key,
            f"the managed block of its issue {issue.number} was edited by hand and is left as it "
            "is: the issue is locked, so that no comment could keep what was written there",
            "Unlock its conversation to have the block restored.",
        )
        return
    yield from quotes
    if was_edited or wanted.content_digest != last.content:
        block = wanted.block(last.pull)
        yield _Edit(
            "its managed block was edited by hand and is restored"
            if was_edited
            else _what_is_new(wanted, issue.block or "", block),
            {"block": HIDDEN if wanted.confidential else issue.block or ""},
            {"block": block},
            {
                "content": wanted.content_digest,
                "block": digest(block),
                "unassignable": wanted.unassignable,
            },
        )


def _what_is_new(wanted: DesiredIssue, before: str, after: str) -> str:
    """Say that the due date moves if it does: of all that the block holds, that counts most."""
    was, now = due_in(before), due_in(after)
    if wanted.confidential or was == now or not was or not now:
        return "the file says more or other things about it"
    times = f", move {wanted.slips}" if wanted.slips > 1 else ", the first move"
    return f"due {was} → {now}{times if wanted.slips else ''}"


def note_of_left_over(key: str, names: Iterable[str]) -> Note:
    """Say whom an issue has no room for."""
    return Note(
        key,
        f"{', '.join(f'`{name}`' for name in names)} could not be assigned, since an issue takes "
        f"{MAX_ASSIGNEES} persons",
        "Take somebody off the issue who was assigned by hand, or name fewer in the file.",
    )


def _merge_assignees(wanted: DesiredIssue, issue: Issue) -> Iterator[_Edit | Note]:
    last = issue.last.assignees
    assignees = merge_sets(last, wanted.assignees, issue.assignees)
    assignees, left_over = _that_fit(assignees, issue.assignees)
    if left_over:
        yield note_of_left_over(wanted.key, left_over)
    if assignees.changed:
        yield _Edit(
            "the file names another owner",
            {"assignees": issue.assignees},
            {"assignees": assignees.after},
            {"assignees": wanted.assignees},
        )
    elif (last or frozenset()) != wanted.assignees:
        yield _Edit(AGREED, {}, {}, {"assignees": wanted.assignees})


def _that_fit(merged: MergedSet, existing: frozenset[str]) -> tuple[MergedSet, list[str]]:
    """Leave out who is more than an issue takes, and never whom it has already."""
    added = sorted(merged.after - existing)
    room = max(0, MAX_ASSIGNEES - len(merged.after & existing))
    after = merged.after - frozenset(added[room:])
    return MergedSet(after, after != existing), added[room:]


@dataclass(frozen=True, slots=True)
class _Edit:
    """One part of an update: why, and the values before, after and to be remembered."""

    why: str
    before: dict[str, object]
    after: dict[str, object]
    written: dict[str, object]


def _merge_title(wanted: DesiredIssue, issue: Issue) -> _Edit | Note | None:
    desired, existing, last = digest(wanted.title), digest(issue.title), issue.last.title
    if desired == existing:
        return None if last == desired else _Edit(AGREED, {}, {}, {"title": desired})
    # A title that a person wrote may hold just what has become confidential.
    if existing == last or wanted.confidential:
        why = "the file has another title"
        old = HIDDEN if wanted.confidential else issue.title
        before, after = {"title": old}, {"title": wanted.title}
        return _Edit(why, before, after, {"title": desired})  # type: ignore[arg-type]
    if desired == last:
        return None
    return Note(
        wanted.key,
        f"the title is kept as a person wrote it: “{issue.title}”",
        f"The file now says “{wanted.title}”; make the two agree in either place.",
    )


def _update(wanted: DesiredIssue, issue: Issue, edits: Sequence[_Edit]) -> Change:
    whys = dict.fromkeys(edit.why for edit in edits)
    if len(whys) > 1:
        whys.pop(AGREED, None)
    joined: list[dict[str, object]] = [{}, {}, {}]
    for edit in edits:
        for whole, part in zip(joined, (edit.before, edit.after, edit.written), strict=True):
            whole.update(part)
    return issue_change(Kind.UPDATE, wanted, issue, "; ".join(whys), *joined)


def joined_updates(changes: Sequence[Change | Note | None]) -> list[Change | Note]:
    """Make one of the updates of an issue, so that it is written once."""
    found = [change for change in changes if change is not None]
    updates = [c for c in found if isinstance(c, Change) and c.kind is Kind.UPDATE]
    if len(updates) < 2:
        return found
    first, second = updates
    whys = dict.fromkeys((first.why, second.why))
    if len(whys) > 1:
        whys.pop(AGREED, None)
    whole = replace(
        first,
        why="; ".join(whys),
        before=_over(first.before, second.before),
        after=_over(first.after, second.after),
        written=first.written.updated(second.written),
    )
    return [whole if change is first else change for change in found if change is not second]


def _over(first: IssueFields | None, second: IssueFields | None) -> IssueFields:
    values = {
        f.name: value
        for part in (first, second)
        if part is not None
        for f in fields(part)
        if (value := getattr(part, f.name)) is not None
    }
    return IssueFields(**values)
