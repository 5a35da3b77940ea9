"""Links between issues: an item to its postmortem, and to what it waits for."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from pmaction.change import Change, Kind
from pmaction.desired import DesiredIssue
from pmaction.identity import item_id
from pmaction.issue import Issue, IssueFields, LastWritten
from pmaction.issue_change import AGREED
from pmaction.merge import merge_sets


def link_changes(
    wanted: DesiredIssue,
    issues: Mapping[str, Issue],
    exists: Container[str],
    doubles: Mapping[str, Sequence[Issue]],
    closing: Container[str] = (),
) -> Iterator[Change]:
    """Give the links an item's issue lacks or has too many.

    `issues` are those of the listing, by key; `exists` has these keys and those to be created.
    What is under one of the `doubles`, the further issues of a key, is put under the one that
    counts; what waits for one of them is linked anew where the key is in `closing`.
    """
    issue = issues.get(wanted.key)
    parent_key = wanted.parent or ""
    is_recorded = _is_recorded(wanted.key, issue, issues.get(parent_key))
    strays = {double.number for double in doubles.get(parent_key, ())}
    if parent_key in exists and (not is_recorded or (issue and issue.parent in strays)):
        yield Change(
            kind=Kind.LINK,
            item=wanted.key,
            title=wanted.title,
            issue=issue.number if issue is not None else None,
            why="an action item belongs under its postmortem's issue",
            before=IssueFields(),
            after=IssueFields(parent=parent_key),
        )
    if issue is not None and parent_key not in exists and _knows_by_its_parent(issue):
        return
    existing = issue.blocked_by if issue is not None else frozenset()
    last = (issue.last.blocked_by if issue is not None else None) or frozenset()
    anew = frozenset(key for key in existing & wanted.blocked_by if key in closing)
    existing, last = existing - anew, last - anew
    # A blocker whose issue is out of sight keeps its link: only the file takes links away.
    reachable = frozenset(key for key in wanted.blocked_by if key in exists or key in existing)
    blockers = merge_sets(last, reachable, existing)
    kept = existing & blockers.after
    if kept not in (existing, blockers.after):
        # Taken away first: while one waits for the other, the other cannot wait for it.
        yield _blocking(wanted, issue, existing, kept, last & reachable)
        existing = kept
    if blockers.changed or last != reachable:
        why = "the file says what it depends on" if blockers.changed else AGREED
        yield _blocking(wanted, issue, existing, blockers.after, reachable, why)


def takes_links_away(change: Change) -> bool:
    """Say whether it lets an issue wait for less than before."""
    before = (change.before and change.before.blocked_by) or frozenset()
    after = change.after.blocked_by
    return after is not None and not before <= after


def _blocking(
    wanted: DesiredIssue,
    issue: Issue | None,
    before: frozenset[str],
    after: frozenset[str],
    written: frozenset[str],
    why: str = "the file says what it depends on",
) -> Change:
    return Change(
        kind=Kind.LINK,
        item=wanted.key,
        title=wanted.title,
        issue=issue.number if issue is not None else None,
        why=why,
        before=IssueFields(blocked_by=before),
        after=IssueFields(blocked_by=after),
        written=LastWritten(blocked_by=written),
    )


def _knows_by_its_parent(issue: Issue) -> bool:
    """Say whether what an issue waits for stands in its parent, which may be out of sight."""
    return issue.last.blocked_by is None and issue.last.parent is not None


def _is_recorded(key: str, issue: Issue | None, parent: Issue | None) -> bool:
    """Say whether the parent's issue knows this item's issue by its number."""
    if issue is None or parent is None:
        return False
    return (parent.last.items or {}).get(item_id(key)) == issue.number
