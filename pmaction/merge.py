"""Three-way merges of one issue's fields: last written, desired, existing. People win."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pmaction.change import Change, Kind, Note
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item
from pmaction.issue import (
    FileStatus,
    Issue,
    IssueFields,
    LastWritten,
    StateReason,
    digest,
)
from pmaction.render.inert import inert

CLOSING_REASON: dict[FileStatus, StateReason] = {
    "done": "completed",
    "wont_do": "not_planned",
    "removed": "not_planned",
}


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
    """Give what is to be written to title, managed block, assignees and labels of an issue."""
    whys: list[str] = []
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    written: dict[str, object] = {}
    last = issue.last

    desired_title, existing_title = digest(wanted.title), digest(issue.title)
    if desired_title != existing_title:
        if existing_title == last.title:
            whys.append("the file has another title")
            before["title"], after["title"] = issue.title, wanted.title
            written["title"] = desired_title
        elif desired_title != last.title:
            yield Note(
                wanted.key,
                f"the title is kept as a person wrote it: “{issue.title}”",
                f"The file now says “{wanted.title}”; make the two agree in either place.",
            )

    block_was_edited = issue.block is None or digest(issue.block) != last.block
    if block_was_edited or wanted.content_digest != last.content:
        whys.append(
            "its managed block was edited by hand and is restored"
            if block_was_edited
            else "the file says more or other things about it"
        )
        before["block"], after["block"] = issue.block or "", wanted.block
        written |= {"content": wanted.content_digest, "block": digest(wanted.block)}
        written["unassignable"] = wanted.unassignable

    assignees = merge_sets(last.assignees, wanted.assignees, issue.assignees)
    if assignees.changed:
        whys.append("the file names another owner")
        before["assignees"], after["assignees"] = issue.assignees, assignees.after
        written["assignees"] = wanted.assignees

    if whys:
        yield _change(Kind.UPDATE, wanted, issue, "; ".join(whys), before, after, written)
    if block_was_edited and issue.block:
        yield edited_block_comment(wanted, issue)

    labels = merge_sets(last.labels, wanted.labels, issue.labels)
    if labels.changed:
        yield _change(
            Kind.LABEL,
            wanted,
            issue,
            "the file gives it other labels",
            {"labels": issue.labels},
            {"labels": labels.after},
            {"labels": wanted.labels},
        )


def edited_block_comment(wanted: DesiredIssue, issue: Issue) -> Change:
    """Quote what a person wrote into the managed block, before it is restored there."""
    block = issue.block or ""
    quoted = "\n".join(f"> {line}".rstrip() for line in inert(block).split("\n"))
    return Change(
        kind=Kind.COMMENT,
        item=wanted.key,
        title=wanted.title,
        issue=issue.number,
        why="what was written into the managed block is kept as a quotation",
        after=IssueFields(
            comment="The part between pmaction's markers is written from the file, and was put "
            "back as the file has it. So that nothing is lost, this is what stood there:\n\n"
            f"{quoted}\n\nTo change it for good, edit the file, or write below the managed part."
        ),
        comment_id=f"edited-block-{digest(block)}",
    )


@dataclass(frozen=True, slots=True)
class StateMerge:
    """What becomes of an issue's state: it is open afterwards or not, and how it gets there."""

    open_after: bool
    change: Change | None = None
    note: Note | None = None


def merge_state(wanted: DesiredIssue, issue: Issue) -> StateMerge:
    """Bring an issue's state and the file's status together (the status table of the design)."""
    we_closed_it = issue.last.state == "closed"
    if wanted.status == "open":
        return _merge_open(wanted, issue, we_closed_it)
    if issue.state == "closed":
        settled = we_closed_it and issue.last.status == wanted.status
        return StateMerge(False, None if settled else _record(wanted, issue))
    if we_closed_it and issue.last.status == wanted.status:
        said = "stays open: a person reopened it after pmaction had closed it"
        hint = f"The file says {wanted.status}; change its status when that is no longer true."
        return StateMerge(True, note=Note(wanted.key, said, hint if is_item(wanted.key) else ""))
    reason = CLOSING_REASON[wanted.status]
    why = {
        "done": "the file says it is done",
        "wont_do": "the file says it will not be done",
        "removed": "it is gone from the files, and the policy closes such issues",
    }[wanted.status]
    if not is_item(wanted.key) and wanted.status == "done":
        why = "all its action items are closed"
    return StateMerge(
        False,
        _change(
            Kind.CLOSE,
            wanted,
            issue,
            why,
            {"state": "open"},
            {"state": "closed", "reason": reason, "status": wanted.status},
            {"state": "closed", "status": wanted.status},
        ),
    )


def _merge_open(wanted: DesiredIssue, issue: Issue, we_closed_it: bool) -> StateMerge:
    if issue.state == "open":
        return StateMerge(True, _record(wanted, issue) if we_closed_it else None)
    if we_closed_it:
        came_back = issue.last.status == "removed"
        why = "it is back in the file" if came_back else "the file says it is open again"
        if not is_item(wanted.key):
            why = "not all of its action items are closed"
        return StateMerge(
            True,
            _change(
                Kind.REOPEN,
                wanted,
                issue,
                why,
                {"state": "closed", "reason": issue.reason},
                {"state": "open", "status": "open"},
                {"state": "open", "status": "open"},
            ),
        )
    if not is_item(wanted.key):
        return StateMerge(False)
    if issue.reason in (None, "completed"):
        said = "closed as completed by a person: it counts as done"
        hint = "The file may follow: `status: done`, with `done_at` and `evidence`."
    else:
        said = f"closed as {str(issue.reason).replace('_', ' ')} by a person: it will not be done"
        hint = "Give the reason in the file: `status: wont_do` and `reason:`."
    return StateMerge(False, note=Note(wanted.key, said, hint))


def _record(wanted: DesiredIssue, issue: Issue) -> Change:
    """Remember the file's status with an issue whose state already agrees with it."""
    return _change(
        Kind.UPDATE,
        wanted,
        issue,
        "remembers that file and issue now agree on the status; nothing visible changes",
        {"status": issue.last.status or "open"},
        {"status": wanted.status},
        {"state": issue.state, "status": wanted.status},
    )


def _change(
    kind: Kind,
    wanted: DesiredIssue,
    issue: Issue,
    why: str,
    before: dict[str, object],
    after: dict[str, object],
    written: dict[str, object],
) -> Change:
    return Change(
        kind=kind,
        item=wanted.key,
        title=wanted.title,
        issue=issue.number,
        why=why,
        before=IssueFields(**before),  # type: ignore[arg-type]
        after=IssueFields(**after),  # type: ignore[arg-type]
        written=LastWritten(**written),  # type: ignore[arg-type]
    )
