"""The state of an issue and the status in its file, brought together. People win.

| File says     | Issue                                 | Result                                   |
| ------------- | ------------------------------------- | ---------------------------------------- |
| open          | closed as completed by a person       | counts as done, stays closed; a note     |
| open          | closed for another reason by a person | stays closed; a note asks for the reason |
| open          | closed by pmaction                    | reopened                                 |
| done, wont_do | open                                  | closed with the matching reason          |
| done, wont_do | closed by pmaction for another reason | the reason is corrected                  |
| done, wont_do | reopened by a person since            | stays open until the status changes      |
| item is gone  | open                                  | stays open, unless the policy closes it  |
"""

from __future__ import annotations

from dataclasses import dataclass

from pmaction.change import Change, Kind, Note
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item
from pmaction.issue import FileStatus, Issue, StateReason
from pmaction.issue_change import AGREED, REOPENED, issue_change

CLOSING_REASON: dict[FileStatus, StateReason] = {
    "done": "completed",
    "wont_do": "not_planned",
    "removed": "not_planned",
}


@dataclass(frozen=True, slots=True)
class StateMerge:
    """What becomes of an issue's state: it is open afterwards or not, and how it gets there."""

    open_after: bool
    change: Change | None = None
    note: Note | None = None


def merge_state(wanted: DesiredIssue, issue: Issue) -> StateMerge:
    """Bring an issue's state and the file's status together (the table above)."""
    we_closed_it = issue.last.state == "closed"
    if wanted.status == "open":
        return _merge_open(wanted, issue, we_closed_it)
    if issue.state == "closed":
        return StateMerge(False, _merge_closed(wanted, issue, we_closed_it))
    if issue.last.status == wanted.status:
        said = f"stays open: a person reopened it, although the file says {wanted.status}"
        hint = "Change the status in the file, or close the issue again."
        note = Note(wanted.key, said, hint if is_item(wanted.key) else "")
        # Whoever closes it after that is a person again.
        return StateMerge(True, _record(wanted, issue, REOPENED) if we_closed_it else None, note)
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
        issue_change(
            Kind.CLOSE,
            wanted,
            issue,
            why,
            {"state": "open"},
            {"state": "closed", "reason": reason, "status": wanted.status},
            {"state": "closed", "status": wanted.status},
        ),
    )


def _merge_closed(wanted: DesiredIssue, issue: Issue, we_closed_it: bool) -> Change | None:
    """Correct the reason that we gave, and remember what a person's close now agrees with."""
    if issue.last.status == wanted.status and (we_closed_it or is_item(wanted.key)):
        return None
    reason = CLOSING_REASON[wanted.status]
    if not we_closed_it or issue.reason == reason:
        return _record(wanted, issue)
    return issue_change(
        Kind.CLOSE,
        wanted,
        issue,
        "the file now says " + ("it is done" if wanted.status == "done" else "it will not be done"),
        {"state": "closed", "reason": issue.reason},
        {"state": "closed", "reason": reason, "status": wanted.status},
        {"state": "closed", "status": wanted.status},
    )


def _merge_open(wanted: DesiredIssue, issue: Issue, we_closed_it: bool) -> StateMerge:
    if issue.state == "open":
        ended = we_closed_it or issue.last.status not in (None, "open")
        return StateMerge(True, _record(wanted, issue) if ended else None)
    if we_closed_it:
        came_back = issue.last.status == "removed"
        why = "it is back in the file" if came_back else "the file says it is open again"
        if not is_item(wanted.key):
            why = "not all of its action items are closed"
        return StateMerge(
            True,
            issue_change(
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
        if wanted.evidence == "missing":
            said += ", and no pull request, commit or comment shows it"
        hint = "The file may follow: `status: done`, with `done_at` and `evidence`."
    else:
        said = f"closed as {str(issue.reason).replace('_', ' ')} by a person: it will not be done"
        hint = "Give the reason in the file: `status: wont_do` and `reason:`."
    return StateMerge(False, note=Note(wanted.key, said, hint))


def _record(wanted: DesiredIssue, issue: Issue, why: str = AGREED) -> Change:
    """Remember the file's status with an issue whose state is left as it is.

    Where a file follows a person who closed an item's issue, it is still the person who closed it.
    A postmortem's is closed with its items, and so is open again with them.
    """
    by_person = issue.state == "closed" and issue.last.state != "closed" and is_item(wanted.key)
    state = {} if by_person else {"state": issue.state}
    return issue_change(
        Kind.UPDATE,
        wanted,
        issue,
        why,
        {"status": issue.last.status or "open"},
        {"status": wanted.status},
        {**state, "status": wanted.status},
    )
