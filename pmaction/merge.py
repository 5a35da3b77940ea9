"""Three-way merges of one issue's fields: last written, desired, existing. People win."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from pmaction.change import Change, Kind, Note
from pmaction.desired import DesiredIssue
from pmaction.issue import (
    Issue,
    IssueFields,
    digest,
)
from pmaction.issue_change import AGREED, issue_change
from pmaction.owners import MAX_ASSIGNEES
from pmaction.render.inert import inert

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
    last = issue.last
    title = _merge_title(wanted, issue)
    if isinstance(title, Note):
        yield title
    edits = [title] if isinstance(title, _Edit) else []
    if issue.former_key is not None and not issue.keeps_key:
        why = "its item has another key now"
        edits.append(_Edit(why, {"key": issue.former_key}, {"key": wanted.key}, {}))

    block = wanted.block(last.pull)
    block_was_edited = issue.block is None or digest(issue.block) != last.block
    quote = edited_block_comment(wanted, issue) if block_was_edited and issue.block else None
    if quote is not None and quote.comment_id in issue.comments:
        quote = None
    if quote is not None and issue.locked:
        yield Note(
            wanted.key,
            f"the managed block of its issue {issue.number} was edited by hand and is left as it "
            "is: the issue is locked, so that no comment could keep what was written there",
            "Unlock its conversation to have the block restored.",
        )
    elif block_was_edited or wanted.content_digest != last.content:
        edits.append(
            _Edit(
                "its managed block was edited by hand and is restored"
                if block_was_edited
                else "the file says more or other things about it",
                {"block": HIDDEN if wanted.confidential else issue.block or ""},
                {"block": block},
                {
                    "content": wanted.content_digest,
                    "block": digest(block),
                    "unassignable": wanted.unassignable,
                },
            )
        )
    assignees = merge_sets(last.assignees, wanted.assignees, issue.assignees)
    assignees, left_over = _that_fit(assignees, issue.assignees)
    if left_over:
        yield Note(
            wanted.key,
            f"{', '.join(f'`{name}`' for name in left_over)} could not be assigned, since an issue "
            f"takes {MAX_ASSIGNEES} persons",
            "Take somebody off the issue who was assigned by hand, or name fewer in the file.",
        )
    if assignees.changed:
        edits.append(
            _Edit(
                "the file names another owner",
                {"assignees": issue.assignees},
                {"assignees": assignees.after},
                {"assignees": wanted.assignees},
            )
        )
    elif (last.assignees or frozenset()) != wanted.assignees:
        edits.append(_Edit(AGREED, {}, {}, {"assignees": wanted.assignees}))

    if quote is not None and not issue.locked:
        yield quote
    if edits:
        yield _update(wanted, issue, edits)

    labels = merge_sets(last.labels, wanted.labels, issue.labels)
    if labels.changed or (last.labels or frozenset()) != wanted.labels:
        yield issue_change(
            Kind.LABEL,
            wanted,
            issue,
            "the file gives it other labels" if labels.changed else AGREED,
            {"labels": issue.labels},
            {"labels": labels.after},
            {"labels": wanted.labels},
        )


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


def edited_block_comment(wanted: DesiredIssue, issue: Issue) -> Change:
    """Quote what a person wrote into the managed block, before it is restored there."""
    block = issue.block or ""
    lines = "\n".join(f"> {line}".rstrip() for line in inert(block).split("\n"))
    quoted = f"So that nothing is lost, this is what stood there:\n\n{lines}"
    if wanted.confidential:
        quoted = "It is not quoted here, since the postmortem is confidential: see its history."
    return Change(
        kind=Kind.COMMENT,
        item=wanted.key,
        title=wanted.title,
        issue=issue.number,
        why="what was written into the managed block is kept before it is restored",
        after=IssueFields(
            comment="The part between pmaction's markers is written from the file, and is put "
            f"back as the file has it. {quoted}\n\n"
            "To change it for good, edit the file, or write below the managed part."
        ),
        comment_id=f"edited-block-{digest(block)}",
    )
