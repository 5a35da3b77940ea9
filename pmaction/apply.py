"""The one executor: carries a plan out against a tracking system, change by change.

A comment comes before what it explains, and what it explains waits for it, so that no end in
between loses a person's words. A failure stops only what builds on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pmaction.change import ApplyReport, Change, Kind, Note, Outcome, Plan, Result
from pmaction.errors import ExitCode, TrackingBusy, TrackingError, TrackingUnavailable
from pmaction.identity import item_id
from pmaction.issue import NOTHING_WRITTEN, IssueFields, IssueNumber, LastWritten, Listing
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
    run = _Run(tracking, numbers, {c.item: c.after.parent for c in plan.changes if c.after.parent})
    # Links come last, so that a postmortem's issue learns of all its items in one write.
    last_links = {run.parents.get(c.item): c for c in plan.changes if c.kind is Kind.LINK}
    results: list[Result] = []
    for change in plan.changes:
        result = run.outcome(change)
        if (parent := run.parents.get(change.item)) and change is last_links.get(parent):
            result = run.recorded(result, parent)
        run.learn(result)
        results.append(result)
        on_result(result)
    noticed = (Note("", message, hint) for message, hint in tracking.noticed())
    return ApplyReport(tuple(results), (*plan.notes, *noticed))


@dataclass(slots=True)
class _Run:
    """One apply under way.

    `numbers` are those of all issues there are, by key; `parents` the keys of those under which a
    plan links items, by the items' keys; `linked` the items that were linked so far, as an issue
    remembers them, by the key of that issue.
    """

    tracking: TrackingSystem
    numbers: dict[str, IssueNumber]
    parents: Mapping[str, str]
    linked: dict[str, dict[str, IssueNumber]] = field(default_factory=dict)
    unsaid: set[tuple[str, IssueNumber | None]] = field(default_factory=set)
    unlinked: bool = False
    unavailable: str = ""

    def outcome(self, change: Change) -> Result:
        """Carry out a change, unless what it builds on is missing."""
        if (change.item, change.issue) in self.unsaid:
            detail = "not done before the comment that explains it is written"
            return Result(change, Outcome.DEFERRED, change.issue, detail)
        if self.unlinked and change.kind is Kind.CLOSE and change.is_of_duplicate:
            detail = "not done before all links lead to the other issue"
            return Result(change, Outcome.DEFERRED, change.issue, detail)
        if self.unavailable:
            return Result(change, Outcome.DEFERRED, change.issue, self.unavailable)
        return self._tried(change, lambda: self._carry_out(change))

    def recorded(self, result: Result, key: str) -> Result:
        """Let an issue remember all items that were linked to it, after the last link of them.

        Without that the next run links them all once more, which changes nothing.
        """
        change = result.change
        items, number = self.linked.pop(key, None), self.numbers.get(key)
        if not items or number is None or self.unavailable:
            return result

        def record() -> Result:
            nothing = IssueFields()
            self.tracking.update(number, nothing, nothing, LastWritten(items=items))
            return result

        found = self._tried(change, record)
        return result if result.outcome is Outcome.FAILED else found

    def learn(self, result: Result) -> None:
        """Keep what further changes build on."""
        change = result.change
        is_there = change.kind is Kind.CREATE or change.is_adoption
        if is_there and result.outcome is Outcome.DONE and result.issue is not None:
            self.numbers[change.item] = result.issue
        if result.outcome in (Outcome.FAILED, Outcome.DEFERRED):
            self.unlinked |= change.kind is Kind.LINK
            if change.kind is Kind.COMMENT:
                self.unsaid.add((change.item, change.issue))

    def _tried(self, change: Change, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except TrackingBusy as error:
            self.unavailable = "not tried, since this run may wait no longer"
            return Result(change, Outcome.DEFERRED, change.issue, _said(error))
        except TrackingUnavailable as error:
            self.unavailable = "not tried, since the tracking system is not available"
            return Result(change, Outcome.FAILED, change.issue, _said(error))
        except TrackingError as error:
            return Result(change, Outcome.FAILED, change.issue, _said(error))

    def _carry_out(self, change: Change) -> Result:
        if change.kept is not None:
            return Result(change, Outcome.DONE, self.tracking.keep(change.kept))
        if change.kind is Kind.CREATE:
            parent = self.numbers.get(self.parents.get(change.item, ""))
            written = change.written if parent is None else replace(change.written, parent=parent)
            number = self.tracking.create(change.item, change.after, written)
            return Result(change, Outcome.DONE, number)
        if change.pull is not None:
            return _comment_on_pull(change, change.pull, self.tracking)
        issue = change.issue if change.issue is not None else self.numbers.get(change.item)
        if issue is None:
            return Result(change, Outcome.DEFERRED, detail="its issue is not there yet")
        if change.after.parent is not None:
            return self._link_parent(change, issue, change.after.parent)
        return _write(change, self.tracking, issue, self.numbers)

    def _link_parent(self, change: Change, issue: IssueNumber, key: str) -> Result:
        parent = self.numbers.get(key)
        if parent is None:
            return Result(change, Outcome.DEFERRED, issue, "the parent issue is not there yet")
        self.tracking.link_parent(issue, parent)
        self.linked.setdefault(key, {})[item_id(change.item)] = issue
        return Result(change, Outcome.DONE, issue)


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
        if not tracking.comment(issue, comment_id, text, noted=change.noted):
            return Result(change, Outcome.SKIPPED, issue, "the comment is there already")
    elif change.kind is Kind.LINK:
        return _write_blockers(change, tracking, issue, numbers)
    else:
        write = tracking.adopt if change.is_adoption else tracking.update
        write(issue, change.before or IssueFields(), change.after, change.written)
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
    # What has no issue any more, or another key now, has no link to take away.
    removed = {key: numbers.get(key) for key in sorted(before - after)}
    # What was not linked must not count as written, or the next run would take it for removed.
    written = replace(change.written, blocked_by=(change.written.blocked_by or after) - missing)
    tracking.link_blocked_by(issue, added, removed, written)
    if missing:
        detail = f"{', '.join(sorted(missing))} has no issue yet"
        return Result(change, Outcome.DEFERRED, issue, detail)
    return Result(change, Outcome.DONE, issue)
