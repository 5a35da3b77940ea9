"""Looks at single numbers that no list shows: so many a run, and none where one is remembered."""

from __future__ import annotations

from collections.abc import Iterable

from pmaction.issue import Issue, IssueNumber
from pmaction.tracking.github_cache import KeptPlace
from pmaction.tracking.github_issues import KnownIssues
from pmaction.whereabouts import Whereabouts

MAX_LOOKS = 100
"""So many numbers are read in a run: two requests each, of the thousand that an hour has."""


class LookUps:
    """What is at single numbers of one repository."""

    def __init__(self, issues: KnownIssues, remembered: Iterable[KeptPlace]) -> None:
        """Look among these issues, with what an earlier run found; nothing is asked yet."""
        self._issues = issues
        self._remembered = {one.number: one for one in remembered}
        self._read: dict[IssueNumber, Whereabouts] = {}

    def of(self, numbers: Iterable[IssueNumber], *, again: bool) -> dict[IssueNumber, Whereabouts]:
        """Say what is at these numbers, the newest first; left out is what the run has no room for.

        What is remembered of one that did not change since is believed, unless it is asked `again`.
        """
        found: dict[IssueNumber, Whereabouts] = {}
        for number in sorted(numbers, key=lambda one: (isinstance(one, int), one), reverse=True):
            if number in self._read:
                found[number] = self._read[number]
            elif not again and (kept := self._kept(number)) is not None:
                found[number] = _place(kept)
            elif len(self._read) < MAX_LOOKS:
                found[number] = self._read[number] = self._issues.look_up(number)
        return found

    def to_keep(self) -> tuple[KeptPlace, ...]:
        """Give what a further run may believe: what is gone for good, or closed and not ours."""
        kept = {number: one for number in self._remembered if (one := self._kept(number))}
        for number, where in self._read.items():
            if isinstance(number, int):
                kept.pop(number, None)
                if (one := _to_keep(number, where)) is not None:
                    kept[number] = one
        return tuple(one for _, one in sorted(kept.items()))

    def _kept(self, number: IssueNumber) -> KeptPlace | None:
        is_unchanged = number in self._issues.unsure
        return self._remembered.get(number) if is_unchanged and isinstance(number, int) else None


def _to_keep(number: int, where: Whereabouts) -> KeptPlace | None:
    if where.kind == "moved" or where.kind == "deleted":
        return KeptPlace(number, where.kind, where.where, where.why)
    issue = where.issue if where.kind == "unmarked" else None
    if issue is None or issue.state == "open" or issue.block is not None:
        return None
    return KeptPlace(number, "closed", issue.url)


def _place(kept: KeptPlace) -> Whereabouts:
    if kept.kind != "closed":
        return Whereabouts(kept.kind, where=kept.where, why=kept.why)
    issue = Issue(number=kept.number, key="", title="", state="closed", url=kept.where)
    return Whereabouts("unmarked", issue)
