"""Plans with what only the tracking system knows: who can be assigned there."""

from __future__ import annotations

from collections.abc import Sequence

from pmaction.change import Change, Plan
from pmaction.config import Config
from pmaction.desired import SourcedPostmortem, SourceLink, desired_issues
from pmaction.issue import Listing
from pmaction.plan import plan_changes
from pmaction.removals import Removals
from pmaction.tracking.base import TrackingSystem


def plan_with_owners(
    postmortems: Sequence[SourcedPostmortem],
    config: Config,
    link: SourceLink,
    tracking: TrackingSystem,
    listing: Listing,
    removals: Removals,
) -> Plan:
    """Plan, ask about the persons whom that would newly assign, and plan again if need be.

    Only who is new, and who could not be assigned before, is asked about: what does not change
    costs no request. Raises TrackingError when the tracking system cannot be asked.
    """
    before = frozenset(
        person
        for issue in listing.issues
        if issue.is_ours and issue.state == "open"
        for person in issue.last.unassignable or ()
    )
    refused = tracking.unassignable(before) if before else before
    plan = plan_changes(desired_issues(postmortems, config, link, refused), listing, removals)
    found = tracking.unassignable(_newly_assigned(plan.changes))
    if not found:
        return plan
    wanted = desired_issues(postmortems, config, link, refused | found)
    return plan_changes(wanted, listing, removals)


def _newly_assigned(changes: Sequence[Change]) -> frozenset[str]:
    persons: set[str] = set()
    for change in changes:
        before = (change.before and change.before.assignees) or frozenset()
        persons |= (change.after.assignees or frozenset()) - before
    return frozenset(persons)
