"""Further issues of a key: told which one counts, and closed. Their comments stay as they are.

Of several with one key and one author the lowest number counts; what somebody else copied never
counts before what the other issues remember. Links are made to the one that counts first; and none
is closed while the issue that knew their numbers cannot be read.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from pmaction.change import Change, Kind, Note
from pmaction.identity import postmortem_of
from pmaction.issue import DUPLICATE_OF, Issue, IssueFields, LastWritten
from pmaction.redaction import shown_title
from pmaction.remembered import Remembered


def to_be_closed(changes: Iterable[Change | Note]) -> frozenset[str]:
    """Give the keys of which a further issue is closed by these changes."""
    return frozenset(
        one.item for one in changes if isinstance(one, Change) and one.kind is Kind.CLOSE
    )


def duplicate_changes(
    doubles: Mapping[str, Sequence[Issue]],
    ours: Mapping[str, Issue],
    titles: Mapping[str, str],
    remembered: Remembered,
    keys: Container[str] | None = None,
) -> Iterator[Change | Note]:
    """Close the further issues of each key, with a comment that leads to the one that counts.

    `titles` are those that the files ask for; `keys` limits it to some.
    """
    for key, issues in doubles.items():
        for issue in issues:
            if issue.state != "open" or not (keys is None or key in keys):
                continue
            if lost := remembered.lost_parents(postmortem_of(key)):
                yield Note(
                    key,
                    f"has two issues, {ours[key].number} and {issue.number}; which one counts "
                    f"stood in its postmortem's issue {lost[-1]}, so that neither is closed",
                    "Bring that one back first, or close the wrong one by hand.",
                )
            elif _is_from_elsewhere(issue, ours[key], remembered):
                yield Note(
                    key,
                    f"has two issues; {ours[key].number} is used, and {issue.number} left alone, "
                    "since it was opened under a postmortem's issue that is not known here",
                    f"Close {issue.number}, or take its label `pmaction` off.",
                )
            else:
                yield from _set_aside(issue, ours[key], titles.get(key, shown_title(ours[key])))


def _set_aside(issue: Issue, counts: Issue, title: str) -> Iterator[Change | Note]:
    both = f"has two issues; {counts.number} is used, {issue.number} left alone"
    if _was_reopened(issue):
        said = f"{both}, since a person reopened it"
        yield Note(issue.key, said, "Close it, or take its label `pmaction` off.")
        return
    if issue.locked and not issue.is_set_aside:
        yield Note(issue.key, f"{both}, since it is locked", "Close the second as a duplicate.")
        return
    number = f"#{counts.number}" if isinstance(counts.number, int) else str(counts.number)
    if not issue.is_set_aside:
        yield Change(
            kind=Kind.COMMENT,
            item=issue.key,
            title=title,
            issue=issue.number,
            why=f"{counts.number} is the issue of {issue.key}, and this is a second one",
            after=IssueFields(
                comment=f"Duplicate of {number}\n\nThere are two issues for {issue.key}. "
                f"{number} is kept up to date; this one is closed. Nothing in it is changed."
            ),
            comment_id=f"{DUPLICATE_OF}{counts.number}",
        )
    yield Change(
        kind=Kind.CLOSE,
        item=issue.key,
        title=title,
        issue=issue.number,
        why=f"it is a duplicate of {counts.number}",
        before=IssueFields(state="open"),
        after=IssueFields(state="closed", reason="duplicate"),
        written=LastWritten(state="closed", status="removed"),
    )


def _is_from_elsewhere(issue: Issue, counts: Issue, remembered: Remembered) -> bool:
    """Say whether it may be another repository's issue of that key, which was moved here."""
    begun = issue.last.parent
    return begun not in (None, counts.last.parent) and not remembered.is_parent(begun)


def _was_reopened(issue: Issue) -> bool:
    return issue.is_set_aside and issue.last.state == "closed"
