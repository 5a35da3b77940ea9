"""Keys whose issue exists but cannot be trusted: it is neither taken over nor doubled."""

from __future__ import annotations

from collections.abc import Mapping

from pmaction.change import Note
from pmaction.identity import is_item, is_under, item_id, postmortem_of
from pmaction.issue import Issue, Listing
from pmaction.parents import Parents


def blocked_keys(listing: Listing, ours: Mapping[str, Issue], parents: Parents) -> dict[str, Note]:
    """Give what is to be said of each such key; `ours` is the issue of each key that has one."""
    blocked: dict[str, Note] = {}
    for damaged in listing.damaged:
        if damaged.key is not None and damaged.key not in ours:
            blocked[damaged.key] = Note(
                damaged.key,
                f"its issue {damaged.number} is left alone: {damaged.why.rstrip('.')}",
                "Put it right by hand, or bring it back from its history.",
            )
    for issue in listing.issues:
        if not issue.is_ours and issue.key not in ours and _is_genuine(issue, ours, parents):
            blocked[issue.key] = Note(
                issue.key,
                f"its issue {issue.number} has lost the label `pmaction` and is left alone",
                "Give the label back to have the issue kept up to date.",
            )
    return blocked


def _is_genuine(issue: Issue, ours: Mapping[str, Issue], parents: Parents) -> bool:
    """Say whether one of our issues knows this one: anybody can write a marker, and no label."""
    if is_item(issue.key):
        return issue.number in parents.recorded(issue.key).values()
    recorded = issue.last.items or {}
    return any(
        one.last.parent == issue.number
        if one.last.parent is not None
        else recorded.get(item_id(key)) == one.number
        for key, one in ours.items()
        if is_under(key, postmortem_of(issue.key))
    )
