"""Writes what a round planned so that nothing is said twice, wherever it ends.

Before anything is written the standing issue remembers in which issues that will be, and after it
what was said. A run that is killed between the two leaves the first behind, and the next one reads
those issues; so nothing else has to be read to be sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pmaction.apply import apply_plan
from pmaction.change import ApplyReport, Change, Kind, Outcome, Plan, Result
from pmaction.reminding.kept import THERE, is_worth_keeping, kept
from pmaction.reminding.rounds import Round, has_to_remember, keeping
from pmaction.standing import Record
from pmaction.tracking.base import TrackingSystem

AT_ONCE = 100
"""So many comments are written until it is remembered that they were."""


def carry_out(
    found: Round, tracking: TrackingSystem, on_result: Callable[[Result], None] = lambda _: None
) -> ApplyReport:
    """Write what a round planned, and let the standing issue remember it.

    What is kept there is only told of where it could not be: then the next run reads more.
    """
    if found.is_quiet:
        return ApplyReport((), found.plan.notes)
    return _Writing(found, tracking, on_result).report()


_NOT_BEGUN = "not written before it can be remembered"
_NOT_TRIED = "left for the next run"


class _Writing:
    """The comments of a round as they are written."""

    def __init__(
        self, found: Round, tracking: TrackingSystem, on_result: Callable[[Result], None]
    ) -> None:
        self.found, self.tracking, self.on_result = found, tracking, on_result
        self.number = found.standing.number if found.standing is not None else None
        tells_itself = found.listing.knows_comments
        self.remembers = not tells_itself or has_to_remember(found.plan, found.listing)
        self.opening = next((one for one in found.plan.changes if one.kept is not None), None)
        self.told: list[Result] = []
        self.written: list[Result] = []
        self.notes = found.plan.notes
        self.kept: Record | None = None

    def report(self) -> ApplyReport:
        """Write all, some at once, and remember what was said."""
        comments = [change for change in self.found.plan.changes if change.kept is None]
        parts = [comments[n : n + AT_ONCE] for n in range(0, len(comments), AT_ONCE)]
        if not parts and self.opening is not None:
            parts = [[]]
        for index, part in enumerate(parts):
            left = [one for later in parts[index:] for one in later]
            if not self._is_begun(part):
                self._leave(left, _NOT_BEGUN)
                return ApplyReport(tuple(self.told), self.notes)
            results = self._wrote(part)
            if part and not any(one.outcome in THERE for one in results):
                self._leave(left[len(part) :], _NOT_TRIED)
                break
        self._remember()
        return ApplyReport(tuple(self.told), self.notes)

    def _known(self) -> Record:
        found = self.found
        return found.remembers(kept(found.record, found.reading, found.draft, self.written))

    def _is_begun(self, part: Sequence[Change]) -> bool:
        """Let it be remembered where a part will be written, if it has to be."""
        places = [change.issue for change in part if change.issue is not None]
        begun = self._known().beginning(places) if self.remembers else self.found.record
        if self.number is None and self.opening is not None:
            (result,) = self._applied(replace(self.opening, kept=begun))
            self._tell(result)
        elif self.remembers:
            why = "what is about to be said is remembered"
            (result,) = self._applied(keeping(Kind.UPDATE, begun, why, self.number))
            if result.outcome is not Outcome.DONE:
                self._tell(result)
        else:
            return True
        if result.outcome is not Outcome.DONE:
            return False
        self.number, self.kept = result.issue, begun
        return True

    def _wrote(self, part: Sequence[Change]) -> tuple[Result, ...]:
        homed = tuple(
            one if one.issue is not None else replace(one, issue=self.number) for one in part
        )
        plan = Plan(homed, self.found.plan.notes)
        report = apply_plan(plan, self.tracking, self.found.listing, self._tell)
        self.notes = report.notes
        self.written += report.results
        return report.results

    def _remember(self) -> None:
        known, before = self._known(), self.found.record
        if not self.remembers or self.number is None or known == self.kept:
            return
        if self.kept is None and not is_worth_keeping(known, before, self.found.reading):
            return
        why = "what was said is remembered"
        (result,) = self._applied(keeping(Kind.UPDATE, known, why, self.number))
        if result.outcome is not Outcome.DONE:
            self._tell(result)

    def _leave(self, changes: Iterable[Change], why: str) -> None:
        for one in changes:
            self._tell(Result(one, Outcome.DEFERRED, one.issue, why))

    def _tell(self, result: Result) -> None:
        self.told.append(result)
        self.on_result(result)

    def _applied(self, change: Change) -> tuple[Result, ...]:
        return apply_plan(Plan((change,)), self.tracking, self.found.listing).results
