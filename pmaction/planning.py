"""Plans with what only the tracking system knows: who can be assigned, what came with what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pmaction.adoption import resolved
from pmaction.change import Change, Kind, Note, Plan
from pmaction.config import Config
from pmaction.desired import NO_PULLS, DesiredIssue, SourcedPostmortem, SourceLink, desired_issues
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
    looked_for: frozenset[IssueNumber] = frozenset()
    is_certain = False
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
        if unknown := plan.unknown - looked_for:
            looked_for |= unknown
            # Those first that files name: of them issues are made ours.
            named = unknown & {one.adopts for one in wanted if one.adopts is not None}
            looked_up.update(tracking.look_up(named) if named else {})
            looked_up.update(tracking.look_up(unknown - named))
        elif not is_certain and looked_up and _makes_again(plan, wanted):
            looked_up, is_certain = dict(tracking.look_up(looked_for, again=True)), True
        # Whoever stands in for a person who cannot be assigned is asked about as well.
        elif more := tracking.unassignable(_newly_assigned(plan.changes)) - refused:
            refused |= more
        elif wrong := _believed_of(plan, whole, refused, tracking):
            refused -= wrong
        else:
            left = _left_for_later(looked_for - looked_up.keys(), asked - shown.keys())
            found_so = whole.issues[len(listing.issues) :]
            return replace(plan, found=found_so, notes=(*plan.notes, *left))


def _believed_of(
    plan: Plan, listing: Listing, refused: frozenset[str], tracking: TrackingSystem
) -> frozenset[str]:
    """Give who can be assigned after all, of those without whom the plan changes something.

    What an earlier run knew of them is enough only where nothing is written.
    """
    families = {postmortem_of(change.item) for change in plan.changes}
    missed = [change.written.unassignable for change in plan.changes]
    missed += [
        one.last.unassignable for one in listing.issues if postmortem_of(one.key) in families
    ]
    deciding = refused & {person for persons in missed for person in persons or ()}
    return deciding - tracking.unassignable(deciding, again=True) if deciding else deciding


def _makes_again(plan: Plan, wanted: Iterable[DesiredIssue]) -> bool:
    """Say whether a plan opens issues where the files say that lost ones are made again."""
    lost = {postmortem_of(one.key) for one in wanted if one.recreate}
    return any(c.kind is Kind.CREATE and postmortem_of(c.item) in lost for c in plan.changes)


def _left_for_later(
    issues: Collection[IssueNumber], closed: Collection[IssueNumber]
) -> Iterator[Note]:
    """Say what a run had no room to look at; nothing is planned on account of that."""
    if issues:
        what = f"{len(issues)} issues that are not in the list were not looked for in this run"
        yield Note("", what, "No issue is opened in place of one of them. The next runs go on.")
    if closed:
        what = f"{len(closed)} issues that people closed were not asked what shows that it is done"
        yield Note("", what, "They stay as they are. The next runs of apply go on.")


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
