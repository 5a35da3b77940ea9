"""One round of reminders: what is due is planned, and written so that nothing is said twice.

Before anything is written the standing issue remembers in which issues that will be, and after it
what was said. A run that is killed between the two leaves the first behind, and the next one reads
those issues; so nothing else has to be read to be sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from pmaction.apply import apply_plan
from pmaction.change import ApplyReport, Change, Kind, Outcome, Plan, Result
from pmaction.issue import IssueFields, Listing
from pmaction.last_written import IssueNumber
from pmaction.reminding.draft import NOTHING, Draft, draft
from pmaction.reminding.fired import Terms, fired, latest_said
from pmaction.reminding.looking import Looking, comment_counts
from pmaction.reminding.marks import Said, answered_in, parse_said, said_in, snoozed_in
from pmaction.reminding.matter import Matter
from pmaction.reminding.reading import Reading
from pmaction.standing import STANDING, STANDING_TITLE, Record, Standing
from pmaction.tracking.base import TrackingSystem


class Round(Struct, frozen=True):
    """A plan of comments with what it rests on.

    `is_quiet` says that nothing was found that could be said, so that nobody was asked anything.
    """

    plan: Plan
    listing: Listing
    keys: frozenset[str]
    terms: Terms
    draft: Draft = Draft()
    standing: Standing | None = None
    reading: Reading = NOTHING
    is_quiet: bool = False


def plan_round(
    matters: Iterable[Matter], terms: Terms, tracking: TrackingSystem, listing: Listing
) -> Round:
    """Plan what is to be said, and ask the tracking system only where something may be due.

    Raises TrackingError when it cannot be asked.
    """
    matters = tuple(matters)
    keys = frozenset(
        key for matter in matters for key in (matter.key, matter.item, *matter.former_keys)
    )
    # What is open and without a date today may be late again tomorrow.
    keys |= {key for issue in listing.issues if issue.state == "open" for key in issue.keys}
    remembered = listing.standing.record if listing.standing is not None else Record()
    spoken = fired(matters, terms, remembered, listing)
    if not spoken:
        return Round(Plan(), listing, keys, terms, is_quiet=True)
    # The list may lag behind a run that ended just now.
    standing = tracking.standing()
    if standing is not None:
        spoken = fired(matters, terms, standing.record, listing)
    if not spoken:
        return Round(Plan(), listing, keys, terms, is_quiet=True)
    looking = Looking(tracking, listing, standing.record if standing is not None else Record())
    # Whom a snooze was granted may ask for its end.
    spoken = fired(matters, terms, looking.record, listing)
    while not (found := draft(spoken, terms, standing, looking.reading())).is_certain:
        looking.look(found)
    begin = _opening(found.plan, standing, listing)
    plan = replace(found.plan, changes=(*begin, *found.plan.changes))
    return Round(plan, listing, keys, terms, found, standing, looking.reading())


def _opening(plan: Plan, standing: Standing | None, listing: Listing) -> tuple[Change, ...]:
    """Plan the standing issue, if there is none and something has to be remembered or said there.

    Where a listing knows all comments nothing has to be remembered.
    """
    is_asked = plan.changes and not listing.knows_comments
    if standing is not None or not (is_asked or _is_homeless(plan)):
        return ()
    why = "it remembers what was said, so that nothing is said twice"
    return (_keep(Kind.CREATE, Record(), why, None),)


def _is_homeless(plan: Plan) -> bool:
    """Say whether something is to be said that has no issue."""
    return any(change.issue is None and change.kept is None for change in plan.changes)


def _keep(kind: Kind, record: Record, why: str, number: IssueNumber | None) -> Change:
    return Change(
        kind=kind,
        item=STANDING,
        title=STANDING_TITLE,
        why=why,
        after=IssueFields(title=STANDING_TITLE),
        issue=number,
        kept=record,
    )


def carry_out(
    found: Round, tracking: TrackingSystem, on_result: Callable[[Result], None] = lambda _: None
) -> ApplyReport:
    """Write what a round planned, and let the standing issue remember it.

    What is kept there is only told of where it could not be: then the next run reads more.
    """
    if found.is_quiet:
        return ApplyReport()
    comments = tuple(change for change in found.plan.changes if change.kept is None)
    record = found.standing.record if found.standing is not None else Record()
    number = found.standing.number if found.standing is not None else None
    before: tuple[Result, ...] = ()
    remembers = not found.listing.knows_comments
    if comments and (remembers or len(comments) < len(found.plan.changes)):
        places = [change.issue for change in comments if change.issue is not None]
        begun = record.beginning(places) if remembers else record
        begin = _begin(found, begun, number)
        (result,) = _applied(begin, tracking, found.listing)
        if result.outcome is not Outcome.DONE:
            left = [Result(one, Outcome.DEFERRED, one.issue, _NOT_BEGUN) for one in comments]
            return _told((result, *left), found, on_result)
        number = result.issue
        if begin.kind is Kind.CREATE:
            before = (result,)
            on_result(result)
    homed = tuple(one if one.issue is not None else replace(one, issue=number) for one in comments)
    report = apply_plan(Plan(homed, found.plan.notes), tracking, found.listing, on_result)
    kept = _remembered(found, record, report.results)
    after: tuple[Result, ...] = ()
    if remembers and number is not None and (homed or kept != record):
        why = "what was said is remembered"
        (result,) = _applied(_keep(Kind.UPDATE, kept, why, number), tracking, found.listing)
        if result.outcome is not Outcome.DONE:
            after = (result,)
            on_result(result)
    return ApplyReport((*before, *report.results, *after), report.notes)


_NOT_BEGUN = "not written before it can be remembered"


def _begin(found: Round, record: Record, number: IssueNumber | None) -> Change:
    planned = next((one for one in found.plan.changes if one.kept is not None), None)
    if planned is not None:
        return replace(planned, kept=record)
    return _keep(Kind.UPDATE, record, "what is about to be said is remembered", number)


def _applied(change: Change, tracking: TrackingSystem, listing: Listing) -> tuple[Result, ...]:
    return apply_plan(Plan((change,)), tracking, listing).results


def _told(
    results: tuple[Result, ...], found: Round, on_result: Callable[[Result], None]
) -> ApplyReport:
    for result in results:
        on_result(result)
    return ApplyReport(results, found.plan.notes)


_THERE = (Outcome.DONE, Outcome.SKIPPED)


def _remembered(found: Round, record: Record, results: Iterable[Result]) -> Record:
    """Give what is to be kept: what was known and still counts, what was read, and what was said.

    What was begun before was read by now. What failed may be there all the same.
    """
    results = tuple(results)
    said, written = set(found.draft.said), [*_written(results)]
    failed = [one.issue for one in results if one.outcome is Outcome.FAILED and one.issue]
    snoozed = dict(found.draft.snoozed)
    for change, _ in written:
        name = change.comment_id or ""
        said |= set(map(str, said_in(name)))
        if (granted := snoozed_in(name)) is not None:
            snoozed[granted.key] = granted.until
    marks = filter(None, map(parse_said, record.said | said))
    latest = frozenset(str(Said(*of, days)) for of, days in latest_said(marks).items())
    known = Record(
        latest,
        {**record.snoozed, **snoozed},
        _seen(found, record, [number for _, number in written]),
        (),
        _unheard(found, record, results),
        _heard_to(found, record),
    )
    issues = {str(number) for number in comment_counts(found.listing)}
    issues |= {str(one.number) for one in found.listing.issues if one.state == "open"}
    return known.only(found.keys, issues, found.terms.today).beginning(failed)


def _seen(found: Round, record: Record, written: Iterable[IssueNumber]) -> dict[str, int]:
    """Give how many comments each issue has: with those just written, which no list has yet."""
    counts = dict(comment_counts(found.listing)) if found.reading.recent is not None else {}
    counts |= {number: len(comments) for number, comments in found.reading.threads.items()}
    for number in written:
        if number in counts:
            counts[number] += 1
    return {**record.seen, **{str(number): count for number, count in counts.items() if count}}


def _unheard(found: Round, record: Record, results: Iterable[Result]) -> frozenset[IssueNumber]:
    """Give the issues in which people may ask for something that nobody looked at or answered."""
    unheard = set(found.reading.record.unheard)
    if not found.reading.is_complete and found.reading.recent is not None:
        counts = comment_counts(found.listing)
        unheard |= {n for n, count in counts.items() if count != record.seen.get(str(n), 0)}
    unanswered = {
        one.change.issue
        for one in results
        if one.outcome not in _THERE and answered_in(one.change.comment_id or "")
    }
    return frozenset((unheard - found.draft.heard) | set(filter(None, unanswered)))


def _heard_to(found: Round, record: Record) -> datetime | None:
    until = found.reading.recent.until if found.reading.recent is not None else None
    return max(filter(None, (until, record.heard_to)), default=None)


def _written(results: Iterable[Result]) -> Iterator[tuple[Change, IssueNumber]]:
    for result in results:
        if result.outcome in _THERE and result.issue is not None:
            yield result.change, result.issue
