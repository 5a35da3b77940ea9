"""Plans with what only the tracking system knows: who can be assigned, what came with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pmaction.adoption import resolved
from pmaction.change import Change, Kind, Plan
from pmaction.config import Config
from pmaction.desired import NO_PULLS, SourcedPostmortem, SourceLink, desired_issues
from pmaction.evidence import in_question, with_evidence
from pmaction.former_keys import FormerKeys, former_keys
from pmaction.identity import postmortem_of
from pmaction.issue import IssueNumber, Listing
from pmaction.plan import plan_changes
from pmaction.removals import Removals
from pmaction.tracking.base import PullRequests, TrackingSystem
from pmaction.whereabouts import Whereabouts


def plan_with_owners(
    postmortems: Sequence[SourcedPostmortem],
    config: Config,
    link: SourceLink,
    tracking: TrackingSystem,
    listing: Listing,
    removals: Removals,
    pulls: Mapping[str, int] = NO_PULLS,
    former: FormerKeys | None = None,
) -> Plan:
    """Plan, ask what only the tracking system knows, and plan again as long as need be.

    Asked about are the persons who would be newly assigned, those who could not be assigned before,
    and issues that are missing from the listing, or that must show what was done: what does not
    change costs no request. `pulls` is what `pulls_of_creates` gave; `former` are the keys that
    issues have in the listing by now, where it takes more files than these to know them. Raises
    TrackingError when the tracking system cannot be asked.
    """
    before = frozenset(
        person
        for issue in listing.issues
        if issue.is_ours and issue.state == "open"
        for person in issue.last.unassignable or ()
    ) - _left_out(listing)
    refused = tracking.unassignable(before) if before else before
    former = former or former_keys(one.postmortem for one in postmortems)
    looked_up: dict[IssueNumber, Whereabouts] = {}
    asked: frozenset[IssueNumber] = frozenset()
    shown: dict[IssueNumber, bool] = {}
    while True:
        found = [one.issue for one in looked_up.values() if one.issue and one.kind == "found"]
        whole = listing.joined(found).renamed(former.certain) if found else listing
        wanted = desired_issues(postmortems, config, link, refused | _left_out(whole), pulls)
        marked = (replace(one, dispute=former.disputed.get(one.key)) for one in wanted)
        wanted = resolved(marked, tracking.number_named)
        ours = whole.by_key() if config.require_evidence else {}
        if in_doubt := in_question(wanted, ours) - asked:
            asked |= in_doubt
            shown |= tracking.evidence(in_doubt)
        wanted = with_evidence(wanted, ours, shown)
        plan = plan_changes(wanted, whole, removals, looked_up)
        if unknown := plan.unknown - looked_up.keys():
            looked_up.update(tracking.look_up(unknown))
        # Whoever stands in for a person who cannot be assigned is asked about as well.
        elif more := tracking.unassignable(_newly_assigned(plan.changes)) - refused:
            refused |= more
        else:
            return replace(plan, found=whole.issues[len(listing.issues) :])


def _left_out(listing: Listing) -> frozenset[str]:
    """Give those who were left out of an issue without a word: to ask again is no use.

    A person may assign them there after all, and then they count as any others.
    """
    return frozenset(
        person
        for issue in listing.issues
        if issue.is_ours and issue.last.dropped
        for person in issue.last.dropped
        if person.casefold() not in {name.casefold() for name in issue.assignees}
    )


def _newly_assigned(changes: Sequence[Change]) -> frozenset[str]:
    persons: set[str] = set()
    for change in changes:
        before = (change.before and change.before.assignees) or frozenset()
        persons |= (change.after.assignees or frozenset()) - before
    return frozenset(persons)


def pulls_of_creates(
    plan: Plan, postmortems: Sequence[SourcedPostmortem], requests: PullRequests
) -> dict[str, int]:
    """Ask which merged pull request each file came with whose issues a plan creates, by path.

    A file without one is left out. Raises TrackingUnavailable when nobody can be asked.
    """
    created = {postmortem_of(c.item) for c in plan.changes if c.kind is Kind.CREATE}
    paths = [one.source.path for one in postmortems if one.postmortem.id in created]
    found = {path: requests.merged_with(path) for path in paths}
    return {path: pull for path, pull in found.items() if pull is not None}
