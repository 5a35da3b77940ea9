"""What a plan rests on: the issues that it writes to, and those that made it what it is."""

from __future__ import annotations

from collections.abc import Iterable

from pmaction.change import Kind, Plan
from pmaction.desired import SourcedPostmortem
from pmaction.identity import item_key, postmortem_of
from pmaction.issue import IssueNumber, Listing


def touched_issues(plan: Plan, listing: Listing) -> frozenset[IssueNumber]:
    """Give every issue of the postmortems that a plan changes, and those that it links or names.

    A damaged one that does not say whose it is may be any of them.
    """
    families = {postmortem_of(change.item) for change in plan.changes}
    blockers = {
        key
        for change in plan.changes
        for fields in (change.before, change.after)
        for key in ((fields and fields.blocked_by) or ())
    }
    pulls = {change.pull for change in plan.changes if change.pull is not None}
    named = {change.issue for change in plan.changes if change.issue is not None}
    damaged = frozenset(
        one.number
        for one in listing.damaged
        if one.key is None or one.key in blockers or postmortem_of(one.key) in families
    )
    return damaged | frozenset(
        issue.number
        for issue in listing.issues
        if issue.number in named
        or postmortem_of(issue.key) in families
        or issue.key in blockers
        or issue.last.pull in pulls
    )


def recreated_keys(postmortems: Iterable[SourcedPostmortem]) -> frozenset[str]:
    """Give the keys whose issues are made again once they are gone: it matters whether they are."""
    keys: set[str] = set()
    for postmortem in (one.postmortem for one in postmortems):
        keys |= {postmortem.id} if postmortem.recreate else set()
        keys |= {item_key(postmortem.id, i.id) for i in postmortem.action_items if i.recreate}
    return frozenset(keys)


def postmortems_with_creates(plan: Plan) -> frozenset[str]:
    """Give the ids of the postmortems for which a plan opens or adopts issues."""
    return frozenset(
        postmortem_of(change.item)
        for change in plan.changes
        if change.kind is Kind.CREATE or change.is_adoption
    )
