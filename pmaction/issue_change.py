"""A change of an issue that exists: what the merges of fields and of state both end in."""

from __future__ import annotations

from pmaction.change import Change, Kind
from pmaction.desired import DesiredIssue
from pmaction.issue import Issue, IssueFields, LastWritten

AGREED = "remembers that file and issue now agree; nothing visible changes"
REOPENED = "remembers that a person reopened it; nothing visible changes"


def issue_change(
    kind: Kind,
    wanted: DesiredIssue,
    issue: Issue,
    why: str,
    before: dict[str, object],
    after: dict[str, object],
    written: dict[str, object],
) -> Change:
    """Make a change of an issue; the values are those of IssueFields and LastWritten by name."""
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
