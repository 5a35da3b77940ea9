"""Desired issues × existing issues → a plan: every write, with its why, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pmaction.adoption import adoptions, beside_its_own
from pmaction.blocked_keys import blocked_keys, elsewhere_notes
from pmaction.change import Change, Kind, Note, Plan
from pmaction.circles import without_circles
from pmaction.desired import DesiredIssue
from pmaction.duplicates import duplicate_changes, to_be_closed
from pmaction.enumeration import listed
from pmaction.evidence import evidence_changes, told
from pmaction.former_texts import former_text_notes
from pmaction.identity import is_item, reading_order
from pmaction.issue import Issue, IssueFields, IssueNumber, Listing
from pmaction.links import link_changes, takes_links_away
from pmaction.merge import field_changes, joined_updates
from pmaction.missing_issues import all_known, missing_issue, renamed_unseen, unsure_issue
from pmaction.parents import Parents, with_further_parents
from pmaction.remembered import Remembered
from pmaction.removals import Removals, issues_without_file, removal_changes
from pmaction.state_merge import merge_state
from pmaction.whereabouts import NOWHERE_KNOWN, Whereabouts


@dataclass(slots=True)
class _Draft:
    """A plan in the making."""

    issues: Mapping[str, Issue]
    remembered: Remembered
    desired: Mapping[str, DesiredIssue]
    blocked: Mapping[str, Note]
    known: Mapping[IssueNumber, Whereabouts]
    unknown: set[IssueNumber] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    created: set[str] = field(default_factory=set)
    naming: list[DesiredIssue] = field(default_factory=list)
    awaited: set[str] = field(default_factory=set)
    open_items: dict[str, bool] = field(default_factory=dict)
    under: dict[str, list[str]] = field(default_factory=dict)
    quiet: dict[str, list[str]] = field(default_factory=dict)

    def take(self, found: Iterable[Change | Note | None]) -> None:
        for one in found:
            if isinstance(one, Change):
                self.changes.append(one)
                if one.kind is Kind.CLOSE:
                    self.open_items[one.item] = False
            elif one is not None:
                self.notes.append(one)

    def refusal(self, wanted: DesiredIssue) -> Note | None:
        """Give why a key without an issue gets none, if its own is not to be trusted."""
        former = self.blocked.get(wanted.previously or "")
        return self.blocked.get(wanted.key) or (former and replace(former, item=wanted.key))

    def is_renamed_unseen(self, wanted: DesiredIssue) -> bool:
        """Say whether an item may have an issue under a key before the one it names; tell of it."""
        gone = renamed_unseen(wanted, self.desired, self.issues)
        if gone is None:
            return False
        self.notes.append(gone.note)
        self.awaited |= gone.keys
        return True

    def is_missing(self, wanted: DesiredIssue) -> bool:
        """Say whether a key's issue is missing, or may be, and must not be made; tell of it."""
        missing = missing_issue(wanted, self.remembered, self.known)
        if missing is None and is_item(wanted.key):
            missing = unsure_issue(wanted, self.desired, self.remembered, self.known)
        if missing is None:
            return False
        self.notes.append(missing.note)
        self.unknown |= missing.unknown
        return True


def plan_changes(
    desired: Sequence[DesiredIssue],
    listing: Listing,
    removals: Removals | None = None,
    looked_up: Mapping[IssueNumber, Whereabouts] = NOWHERE_KNOWN,
) -> Plan:
    """Plan how to bring the tracking system to what the files ask for.

    Pure and complete: carrying the plan out and planning again gives no change. `looked_up` is
    where the issues are that an earlier plan named as unknown.
    """
    removals = removals or Removals()
    if removals.planned and removals.complete:
        listing = listing.with_former_copies({wanted.key for wanted in desired})
    ours = listing.by_key()
    doubles = listing.doubles()
    all_parents = Parents(ours)
    desired = with_further_parents(desired, all_parents)
    remembered = Remembered(listing, ours)
    by_key = {wanted.key: wanted for wanted in desired}
    named_by_files = {one.key: one.adopts for one in desired if one.adopts and one.status == "open"}
    blocked = blocked_keys(listing, ours, remembered, named_by_files)
    draft = _Draft(ours, remembered, by_key, blocked, all_known(listing, looked_up))
    parents = [wanted for wanted in desired if not is_item(wanted.key)]
    items = [wanted for wanted in desired if is_item(wanted.key)]

    for wanted in items:
        _plan_item(wanted, draft)
    adopted = adoptions(draft.naming, ours, draft.known)
    draft.take(adopted.found)
    draft.created |= adopted.keys
    draft.unknown |= adopted.unknown
    gone = _gone_issues(desired, all_parents, draft)
    draft.take(removal_changes(gone, desired, removals))
    for wanted in parents:
        _plan_parent(wanted, draft)
    exists = {*draft.issues, *draft.created}
    linked, circles = without_circles(items, draft.issues, exists)
    draft.take(circles)
    titles = {wanted.key: wanted.title for wanted in desired}
    named = None if removals.planned else titles
    set_aside = tuple(duplicate_changes(doubles, ours, titles, remembered, named))
    closing = to_be_closed(set_aside)
    for wanted in linked:
        if wanted.key in exists:
            draft.take(link_changes(wanted, draft.issues, exists, doubles, closing))
    draft.take(former_text_notes(desired, draft.issues))
    draft.take(set_aside)
    if removals.planned:
        draft.take(elsewhere_notes(listing.elsewhere))

    changes = sorted(draft.changes, key=lambda change: (_turn(change), reading_order(change.item)))
    notes = [*sorted(draft.notes, key=lambda n: reading_order(n.item)), *_quiet_notes(draft)]
    return Plan(tuple(changes), tuple(notes), frozenset(draft.unknown))


def _gone_issues(
    desired: Sequence[DesiredIssue], all_parents: Parents, draft: _Draft
) -> tuple[Issue, ...]:
    """Give the issues that no file speaks of, and note under which parent every item is."""
    items = [wanted for wanted in desired if is_item(wanted.key)]
    gone = issues_without_file(desired, draft.issues)
    draft.open_items |= {issue.key: issue.state == "open" for issue in gone}
    for wanted in items:
        draft.under.setdefault(wanted.parent or "", []).append(wanted.key)
    for issue in gone:
        if is_item(issue.key):
            draft.under.setdefault(all_parents.key_over(issue.key), []).append(issue.key)
    # Some item says that it has become of these, and cannot have them yet.
    draft.awaited |= {one.previously for one in items if one.dispute and one.previously}
    return tuple(issue for issue in gone if issue.key not in draft.awaited)


def _turn(change: Change) -> tuple[int, bool]:
    """Give when a change has its turn: a duplicate is closed once nothing is linked to it."""
    kinds = tuple(Kind)
    if change.kind is Kind.CLOSE and change.is_of_duplicate:
        return len(kinds), True
    return kinds.index(change.kind), not takes_links_away(change)


def _quiet_notes(draft: _Draft) -> Iterator[Note]:
    """Say once for each reason, and not for each postmortem, that nothing is opened yet."""
    for why, keys in draft.quiet.items():
        keys.sort(key=reading_order)
        yield Note("", f"{listed(keys)}: no issues are opened, {why}")


def _plan_item(wanted: DesiredIssue, draft: _Draft) -> None:
    issue = draft.issues.get(wanted.key)
    if issue is not None:
        state = merge_state(wanted, issue)
        fields = [*told(field_changes(wanted, issue)), *evidence_changes(wanted, issue)]
        draft.take(joined_updates([*fields, state.change, state.note]))
        draft.take([beside_its_own(wanted, issue)])
        draft.open_items[wanted.key] = state.open_after
        return
    draft.open_items[wanted.key] = wanted.status == "open"
    if (refusal := draft.refusal(wanted)) is not None:
        draft.notes.append(refusal)
    elif wanted.dispute is not None and (wanted.may_open or wanted.previously in draft.issues):
        unsettled = f"{wanted.dispute.why}; no issue is opened" * wanted.may_open
        draft.notes.append(Note(wanted.key, unsettled or wanted.dispute.why, wanted.dispute.hint))
    elif wanted.status == "open" and wanted.may_open:
        if draft.is_missing(wanted) or draft.is_renamed_unseen(wanted):
            pass
        elif wanted.tracked_by is not None:
            draft.naming.append(wanted)
        else:
            _create(wanted, draft, f"it is open in the file; {wanted.remark}")


def _plan_parent(wanted: DesiredIssue, draft: _Draft) -> None:
    states = {key: draft.open_items[key] for key in draft.under.get(wanted.key, ())}
    is_open = any(states.values())
    issue = draft.issues.get(wanted.key)
    if issue is not None:
        wanted = replace(wanted, status="open" if is_open else "done")
        state = merge_state(wanted, issue)
        draft.take(joined_updates([*field_changes(wanted, issue), state.change, state.note]))
    elif (refusal := draft.refusal(wanted)) is not None:
        draft.notes.append(refusal)
    else:
        held = sum(
            key in draft.created or (key in draft.issues and opened)
            for key, opened in states.items()
        )
        if held and draft.is_missing(wanted):
            pass
        elif held and wanted.may_open:
            _create(wanted, draft, f"it holds {held} open action item{'s' if held > 1 else ''}")
        elif wanted.quiet_why and is_open:
            draft.quiet.setdefault(wanted.quiet_why, []).append(wanted.key)


def _create(wanted: DesiredIssue, draft: _Draft, why: str) -> None:
    block = wanted.block(wanted.pull)
    draft.created.add(wanted.key)
    draft.changes.append(
        Change(
            kind=Kind.CREATE,
            item=wanted.key,
            title=wanted.title,
            why=why,
            after=IssueFields(
                title=wanted.title,
                block=block,
                state="open",
                labels=wanted.labels,
                assignees=wanted.assignees,
            ),
            written=wanted.written(block),
        )
    )
