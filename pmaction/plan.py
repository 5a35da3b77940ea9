"""Desired issues × existing issues → a plan: every write, with its why, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pmaction.change import Change, Kind, Note, Plan
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item, is_under, postmortem_of, reading_order
from pmaction.issue import (
    Issue,
    IssueFields,
    LastWritten,
    Listing,
    digest,
)
from pmaction.links import link_changes
from pmaction.merge import field_changes, joined_updates
from pmaction.removals import Removals, issues_without_file, removal_changes
from pmaction.state_merge import merge_state


@dataclass(slots=True)
class _Draft:
    """A plan in the making."""

    issues: Mapping[str, Issue]
    changes: list[Change] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    created: set[str] = field(default_factory=set)
    open_items: dict[str, bool] = field(default_factory=dict)
    quiet: dict[str, list[str]] = field(default_factory=dict)

    def take(self, found: Iterable[Change | Note | None]) -> None:
        for one in found:
            if isinstance(one, Change):
                self.changes.append(one)
                if one.kind is Kind.CLOSE:
                    self.open_items[one.item] = False
            elif one is not None:
                self.notes.append(one)


def plan_changes(
    desired: Sequence[DesiredIssue], listing: Listing, removals: Removals | None = None
) -> Plan:
    """Plan how to bring the tracking system to what the files ask for.

    Pure and complete: carrying the plan out and planning again gives no change.
    """
    removals = removals or Removals()
    ours = listing.by_key()
    draft = _Draft(ours, notes=_doubled(listing, ours))
    blocked = _blocked_keys(listing, ours)
    parents = [wanted for wanted in desired if not is_item(wanted.key)]
    items = [wanted for wanted in desired if is_item(wanted.key)]

    for wanted in items:
        _plan_item(wanted, draft, blocked)
    gone = issues_without_file(desired, draft.issues)
    draft.open_items |= {issue.key: issue.state == "open" for issue in gone}
    draft.take(removal_changes(gone, desired, removals))
    for wanted in parents:
        _plan_parent(wanted, draft, blocked)
    exists = {*draft.issues, *draft.created}
    for wanted in items:
        if wanted.key in exists:
            draft.take(link_changes(wanted, draft.issues, exists))

    order = {kind: place for place, kind in enumerate(Kind)}
    changes = sorted(draft.changes, key=lambda c: (order[c.kind], reading_order(c.item)))
    notes = [*sorted(draft.notes, key=lambda n: reading_order(n.item)), *_quiet_notes(draft)]
    return Plan(tuple(changes), tuple(notes))


def _quiet_notes(draft: _Draft) -> Iterator[Note]:
    """Say once for each reason, and not for each postmortem, that nothing is opened yet."""
    for why, keys in draft.quiet.items():
        keys.sort(key=reading_order)
        more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
        yield Note("", f"{', '.join(keys[:3])}{more}: no issues are opened, {why}")


def _doubled(listing: Listing, ours: Mapping[str, Issue]) -> list[Note]:
    """Tell of issues whose key another one has with a lower number."""
    return [
        Note(
            issue.key,
            f"has two issues; {ours[issue.key].number} is used, {issue.number} left alone",
            "Close the second as a duplicate.",
        )
        for issue in listing.issues
        if issue.is_ours and ours[issue.key].number != issue.number
    ]


def _blocked_keys(listing: Listing, ours: Mapping[str, Issue]) -> dict[str, Note]:
    """Find the keys whose issue exists but cannot be trusted: neither taken over nor doubled."""
    recorded = {
        (parent, item): number
        for parent, issue in ours.items()
        if not is_item(parent)
        for item, number in (issue.last.items or {}).items()
    }
    numbers = {issue.number for issue in ours.values()}
    blocked: dict[str, Note] = {}
    for damaged in listing.damaged:
        if damaged.key is not None and damaged.key not in ours:
            blocked[damaged.key] = Note(
                damaged.key,
                f"its issue {damaged.number} is left alone: {damaged.why.rstrip('.')}",
                "Put it right by hand, or bring it back from its history.",
            )
    for issue in listing.issues:
        if issue.is_ours or issue.key in ours:
            continue
        parent, _, item = issue.key.partition("/")
        genuine = (
            recorded.get((parent, item)) == issue.number
            if item
            else any(number in numbers for number in (issue.last.items or {}).values())
        )
        if genuine:
            blocked[issue.key] = Note(
                issue.key,
                f"its issue {issue.number} has lost the label `pmaction` and is left alone",
                "Give the label back to have the issue kept up to date.",
            )
    return blocked


def _plan_item(wanted: DesiredIssue, draft: _Draft, blocked: Mapping[str, Note]) -> None:
    issue = draft.issues.get(wanted.key)
    if issue is not None:
        state = merge_state(wanted, issue)
        draft.take(joined_updates([*field_changes(wanted, issue), state.change, state.note]))
        draft.open_items[wanted.key] = state.open_after
        return
    draft.open_items[wanted.key] = wanted.status == "open"
    if (refusal := blocked.get(wanted.key)) is not None:
        draft.notes.append(refusal)
    elif wanted.status == "open" and wanted.may_open:
        if (note := _why_not_created(wanted, draft)) is not None:
            draft.notes.append(note)
        else:
            _create(wanted, draft, f"it is open in the file; {wanted.remark}")


def _why_not_created(wanted: DesiredIssue, draft: _Draft) -> Note | None:
    """Say why an item without an issue gets none: it has, or had, another one."""
    if wanted.tracked_by is not None:
        return Note(wanted.key, f"is already tracked by {wanted.tracked_by}; no issue is opened")
    parent = draft.issues.get(postmortem_of(wanted.key))
    item_id = wanted.key.partition("/")[2]
    number = (parent.last.items or {}).get(item_id) if parent is not None else None
    if number is not None and not wanted.recreate:
        return Note(
            wanted.key,
            f"its issue {number} is gone, and is not silently made again",
            "Say `status: wont_do` with a reason, or `recreate: true` to have a new one.",
        )
    return None


def _plan_parent(wanted: DesiredIssue, draft: _Draft, blocked: Mapping[str, Note]) -> None:
    states = {key: state for key, state in draft.open_items.items() if is_under(key, wanted.key)}
    is_open = any(states.values())
    issue = draft.issues.get(wanted.key)
    if issue is not None:
        wanted = replace(wanted, status="open" if is_open else "done")
        state = merge_state(wanted, issue)
        draft.take(joined_updates([*field_changes(wanted, issue), state.change, state.note]))
    elif (refusal := blocked.get(wanted.key)) is not None:
        draft.notes.append(refusal)
    else:
        held = sum(
            key in draft.created or (key in draft.issues and opened)
            for key, opened in states.items()
        )
        if held:
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
            written=LastWritten(
                title=digest(wanted.title),
                content=wanted.content_digest,
                block=digest(block),
                state="open",
                status="open",
                labels=wanted.labels,
                assignees=wanted.assignees,
                unassignable=wanted.unassignable,
                pull=wanted.pull,
            ),
        )
    )
