"""The one executor: carries a plan out against a tracking system, change by change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pmaction.change import ApplyReport, Change, Kind, Note, Outcome, Plan, Result
from pmaction.errors import ExitCode, TrackingBusy, TrackingError, TrackingUnavailable
from pmaction.identity import postmortem_of
from pmaction.issue import NOTHING_WRITTEN, IssueFields, IssueNumber, Listing
from pmaction.tracking.base import TrackingSystem


def apply_plan(
    plan: Plan,
    tracking: TrackingSystem,
    listing: Listing,
    on_result: Callable[[Result], None] = lambda _: None,
) -> ApplyReport:
    """Carry out a plan made from `listing` and say what became of each change.

    A failure stops nothing but what builds on it: the rest goes on, and the next run finishes.
    Only a tracking system that is not available at all, or that asks to wait longer than a run
    may, leaves the rest for later.
    `on_result` hears of each result as it comes.
    """
    numbers = {key: issue.number for key, issue in listing.joined(plan.found).by_key().items()}
    unsaid: set[tuple[str, IssueNumber | None]] = set()
    unlinked = False
    results: list[Result] = []
    unavailable = ""
    for change in plan.changes:
        if (change.item, change.issue) in unsaid:
            detail = "not done before the comment that explains it is written"
            result = Result(change, Outcome.DEFERRED, change.issue, detail)
        elif unlinked and change.kind is Kind.CLOSE and change.is_of_duplicate:
            detail = "not done before all links lead to the other issue"
            result = Result(change, Outcome.DEFERRED, change.issue, detail)
        elif unavailable:
            result = Result(change, Outcome.DEFERRED, change.issue, unavailable)
        else:
            try:
                result = _carry_out(change, tracking, numbers)
            except TrackingBusy as error:
                result = Result(change, Outcome.DEFERRED, change.issue, _said(error))
                unavailable = "not tried, since this run may wait no longer"
            except TrackingUnavailable as error:
                result = Result(change, Outcome.FAILED, change.issue, _said(error))
                unavailable = "not tried, since the tracking system is not available"
        if change.kind is Kind.CREATE and result.issue is not None:
            numbers[change.item] = result.issue
        if result.outcome in (Outcome.FAILED, Outcome.DEFERRED):
            unlinked |= change.kind is Kind.LINK
            if change.kind is Kind.COMMENT:
                unsaid.add((change.item, change.issue))
        results.append(result)
        on_result(result)
    noticed = (Note("", message, hint) for message, hint in tracking.noticed())
    return ApplyReport(tuple(results), (*plan.notes, *noticed))


def exit_code(report: ApplyReport) -> ExitCode:
    """Say how an apply ended: all done, in part, or nothing because the system refused.

    In part is also what was only put off: a further run finishes it.
    """
    outcomes = {result.outcome for result in report.results}
    if not outcomes & {Outcome.FAILED, Outcome.DEFERRED}:
        return ExitCode.OK
    nothing_done = outcomes <= {Outcome.FAILED, Outcome.DEFERRED}
    if Outcome.FAILED in outcomes and nothing_done:
        return ExitCode.TRACKING_SYSTEM
    return ExitCode.APPLIED_IN_PART


def _carry_out(
    change: Change, tracking: TrackingSystem, numbers: Mapping[str, IssueNumber]
) -> Result:
    try:
        if change.kind is Kind.CREATE:
            number = tracking.create(change.item, change.after, change.written)
            return Result(change, Outcome.DONE, number)
        if change.pull is not None:
            return _comment_on_pull(change, change.pull, tracking)
        issue = change.issue if change.issue is not None else numbers.get(change.item)
        if issue is None:
            return Result(change, Outcome.DEFERRED, detail="its issue is not there yet")
        return _write(change, tracking, issue, numbers)
    except TrackingUnavailable:
        raise
    except TrackingError as error:
        return Result(change, Outcome.FAILED, change.issue, _said(error))


def _comment_on_pull(change: Change, pull: int, tracking: TrackingSystem) -> Result:
    text = change.after.comment or ""
    is_new = tracking.comment_on_pull(pull, change.comment_id or "", text)
    if change.issue is not None and change.written != NOTHING_WRITTEN:
        # Only then: a run that ends between the two says it again, and never leaves it unsaid.
        tracking.update(change.issue, IssueFields(), IssueFields(), change.written)
    elif not is_new:
        return Result(change, Outcome.SKIPPED, change.issue, "the comment says so already")
    return Result(change, Outcome.DONE, change.issue)


def _said(error: TrackingError) -> str:
    return f"{error.message.rstrip('.')}. {error.hint}".strip()


def _write(
    change: Change,
    tracking: TrackingSystem,
    issue: IssueNumber,
    numbers: Mapping[str, IssueNumber],
) -> Result:
    if change.kind is Kind.COMMENT:
        text, comment_id = change.after.comment or "", change.comment_id or ""
        if not tracking.comment(issue, comment_id, text):
            return Result(change, Outcome.SKIPPED, issue, "the comment is there already")
    elif change.kind is not Kind.LINK:
        tracking.update(issue, change.before or IssueFields(), change.after, change.written)
    elif change.after.parent is not None:
        parent = numbers.get(postmortem_of(change.item))
        if parent is None:
            return Result(change, Outcome.DEFERRED, issue, "the parent issue is not there yet")
        tracking.link_parent(change.item, issue, parent)
    else:
        return _write_blockers(change, tracking, issue, numbers)
    return Result(change, Outcome.DONE, issue)


def _write_blockers(
    change: Change,
    tracking: TrackingSystem,
    issue: IssueNumber,
    numbers: Mapping[str, IssueNumber],
) -> Result:
    before = (change.before and change.before.blocked_by) or frozenset()
    after = change.after.blocked_by or frozenset()
    missing = {key for key in after - before if key not in numbers}
    added = {key: numbers[key] for key in sorted(after - before - missing)}
    # What is linked under another key now is not unlinked; nor is what has no issue any more.
    kept = set(added.values())
    removed = {
        key: None if (number := numbers.get(key)) in kept else number
        for key in sorted(before - after)
    }
    # What was not linked must not count as written, or the next run would take it for removed.
    written = replace(change.written, blocked_by=(change.written.blocked_by or after) - missing)
    tracking.link_blocked_by(issue, added, removed, written)
    if missing:
        detail = f"{', '.join(sorted(missing))} has no issue yet"
        return Result(change, Outcome.DEFERRED, issue, detail)
    return Result(change, Outcome.DONE, issue)
