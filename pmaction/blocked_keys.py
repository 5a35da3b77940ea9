"""Keys whose issue exists but cannot be trusted: it is neither taken over nor doubled.

An issue is ours if it has a marker and our label. A damaged one blocks its key; so does one without
the label that a bot or a member of the repository opened, or that another one of ours remembers by
its number. An outsider's without the label is none of ours. Where somebody copied the text of one
of our issues over another one, both keys are blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pmaction.change import Note
from pmaction.identity import is_item, reading_order
from pmaction.issue import Issue, IssueNumber, Listing
from pmaction.remembered import Remembered

_BRING_BACK = "bring its text back as it was, from its edit history"


def blocked_keys(
    listing: Listing,
    ours: Mapping[str, Issue],
    remembered: Remembered,
    named: Mapping[str, IssueNumber],
) -> dict[str, Note]:
    """Give what is to be said of each such key; `ours` is the issue of each key that has one.

    `named` are the numbers that files give for items: a file may vouch for a stranger's issue.
    """
    blocked: dict[str, Note] = {}
    for damaged in listing.damaged:
        if damaged.key is not None and damaged.key not in ours:
            blocked[damaged.key] = Note(
                damaged.key,
                f"its issue {damaged.number} is left alone: {damaged.why.rstrip('.')}",
                "Put it right by hand, or bring it back from its history.",
            )
    for issue in remembered.unlabelled:
        blocked[issue.key] = Note(
            issue.key,
            f"its issue {issue.number} has lost the label `pmaction` and is left alone",
            "Give the label back to have the issue kept up to date. If it is not the issue of "
            f"{issue.key}, take the hidden marker out of its text.",
        )
    shown = {issue.number: issue.key for issue in listing.issues}
    for number, key in listing.misplaced().items():
        way = f"Open issue {number} and {_BRING_BACK}; or write {key} into its hidden marker."
        if key not in ours:
            what = f"its issue {number} now has the hidden marker of {shown[number]}"
            blocked[key] = Note(key, f"{what}, and is left alone", way)
        if shown[number] not in ours:
            what = f"its hidden marker stands in issue {number}, which is that of {key}"
            blocked.setdefault(
                shown[number], Note(shown[number], f"{what}: that is left alone", way)
            )
    for number, issue in listing.unvouched().items():
        if issue.key not in ours and named.get(issue.key) != number:
            blocked.setdefault(issue.key, _unvouched(issue))
    return blocked


def _unvouched(issue: Issue) -> Note:
    says = f"say `issue: {issue.number}` in the file; if not, take" * is_item(issue.key)
    return Note(
        issue.key,
        f"its hidden marker stands in issue {issue.number}, whose author does not belong to the "
        "repository, and nothing else says that it is its issue: that is left alone",
        f"If it is, {says} its label `pmaction` off." if says else "Take its label `pmaction` off.",
    )


def elsewhere_notes(issues: Iterable[Issue]) -> Iterator[Note]:
    """Tell of such issues that are open and look like ours, once for each repository."""
    told: dict[str, list[Issue]] = {}
    for issue in sorted(issues, key=lambda one: reading_order(one.key)):
        if issue.is_ours and issue.state == "open":
            told.setdefault(issue.home or "", []).append(issue)
    for name, moved in told.items():
        first, *others = moved
        more = f", and so are {len(others)} more" if len(others) > 1 else ""
        more = f", and so is issue {others[0].number}" if len(others) == 1 else more
        yield Note(
            first.key,
            f"issue {first.number} has its hidden marker, and was opened for {name}: it is left "
            f"alone{more}",
            "Move it back, or close it, or take its label `pmaction` off.",
        )
