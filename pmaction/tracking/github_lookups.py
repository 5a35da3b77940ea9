"""Looks at single numbers that no list shows: so many a run, and none where one is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from pmaction.issue import Issue, IssueNumber
from pmaction.tracking.github_body import MAX_BODY, BadMarker
from pmaction.tracking.github_cache import KeptPlace, Memory
from pmaction.tracking.github_client import Gone, NotFound
from pmaction.tracking.github_issues import KnownIssues
from pmaction.tracking.github_read import unmarked_issue
from pmaction.tracking.github_tail import Moved
from pmaction.whereabouts import Whereabouts

MAX_LOOKS = 100
"""So many numbers are read in a run: two requests each, of the thousand that an hour has."""

ROOM_OF_MARKER = 3_000
"""So many characters are kept free for the hidden marker of an issue that is adopted."""


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
                found[number] = self._read[number] = self._whereabouts(number)
        return found

    def _whereabouts(self, number: IssueNumber) -> Whereabouts:
        if not isinstance(number, int):
            return Whereabouts("deleted")  # no number of GitHub's, so never an issue here
        try:
            raw = self._issues.read(number)
        except Moved as moved:
            return Whereabouts("moved", where=moved.where)
        except Gone:
            return Whereabouts("deleted", why="deleted, or turned into a discussion")
        except NotFound:
            why = "deleted, turned into a discussion, or moved where this token may not look"
            return Whereabouts("deleted", why=why)
        if "pull_request" in raw:
            return Whereabouts("pull_request")
        one = self._issues.remember(raw)
        if isinstance(one, Issue):
            return Whereabouts("found", self._issues.known(number))
        return Whereabouts("damaged", why=one.why) if one is not None else _unmarked(raw)

    def added_to(self, memory: Memory) -> Memory:
        """Add what a further run may believe: what is gone for good, or closed and not ours."""
        places = self._to_keep()
        # What was read by its number is certain, however new it is.
        gone = {*memory.gone, *(one.number for one in places if one.kind != "closed")}
        gone -= {*memory.others, *(one.number for one in memory.issues)}
        return replace(memory, gone=tuple(sorted(gone)), places=places)

    def _to_keep(self) -> tuple[KeptPlace, ...]:
        kept = {number: one for number in self._remembered if (one := self._kept(number))}
        for number, where in self._read.items():
            if isinstance(number, int):
                kept.pop(number, None)
                if (one := _kept_place(number, where)) is not None:
                    kept[number] = one
        return tuple(one for _, one in sorted(kept.items()))

    def _kept(self, number: IssueNumber) -> KeptPlace | None:
        is_unchanged = number in self._issues.unsure
        return self._remembered.get(number) if is_unchanged and isinstance(number, int) else None


def _unmarked(raw: dict[str, Any]) -> Whereabouts:
    """Give an issue without a marker as it is; of a bad one, only what is wrong."""
    try:
        room = MAX_BODY - len(raw.get("body") or "") - ROOM_OF_MARKER
        return Whereabouts("unmarked", unmarked_issue(raw), room=room)
    except BadMarker as bad:
        return Whereabouts("unmarked", why=str(bad))


def _kept_place(number: int, where: Whereabouts) -> KeptPlace | None:
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
