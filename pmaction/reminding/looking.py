"""Reads the comments without which it is not certain what may be said, within bounds.

What everybody wrote lately comes in a few pages. Only issues in which somebody asks for something
are read beside that; where far too much is new for it, as many as there is room for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from pmaction.issue import Listing
from pmaction.last_written import IssueNumber
from pmaction.reminding.draft import Draft
from pmaction.reminding.reading import Reading
from pmaction.reminding.snooze import asks_something
from pmaction.standing import IssueComment, Record
from pmaction.tracking.base import TrackingSystem

MOST_READ = 2_000
"""So many comments are read of single issues in one round, beside those that are written to."""

MOST_ASKED_ABOUT = 20
"""Of so many people it is asked in one round whether they may write, members first."""

_PAGE = 100


class Looking:
    """What one round read so far."""

    def __init__(self, tracking: TrackingSystem, listing: Listing, record: Record) -> None:
        """Look at what was written since the record. Raises TrackingError if that is impossible."""
        self._tracking = tracking
        self._recent = tracking.recent_comments(record.heard_to)
        self.record = self._with_unheard(record)
        self._counts = comment_counts(listing)
        self._threads: dict[IssueNumber, tuple[IssueComment, ...]] = {}
        self._may_write: dict[str, bool] = {}
        self._no_room: set[IssueNumber] = set()
        self._asks_no_more = False
        self._room: float = MOST_READ if self._recent is not None else float("inf")

    def _with_unheard(self, record: Record) -> Record:
        """Give the record with the issues in which somebody has asked for something since."""
        recent = self._recent.comments if self._recent is not None else {}
        asked = (number for number, comments in recent.items() if asks_something(comments))
        return replace(record, unheard=record.unheard.union(asked))

    def reading(self) -> Reading:
        """Give all that was read so far."""
        return Reading(
            self.record,
            dict(self._threads),
            self._recent,
            dict(self._may_write),
            frozenset(self._no_room),
            self._asks_no_more,
        )

    def look(self, found: Draft) -> None:
        """Read what a draft lacks, as far as there is room. Raises TrackingError."""
        for number in _ordered(found.unread):
            self._threads[number] = self._tracking.read_comments(number)
        # Who waits since an earlier run comes first.
        waiting = _ordered(found.wanted & self.record.unheard)
        for number in (*waiting, *_ordered(found.wanted - self.record.unheard)):
            pages = -(-max(self._counts.get(number, 1), 1) // _PAGE)
            self._room -= pages * _PAGE
            if self._room >= 0:
                self._threads[number] = self._tracking.read_comments(number)
            else:
                self._no_room.add(number)
        for comment in sorted(found.unasked, key=lambda one: not one.by_insider):
            self._ask(comment)

    def _ask(self, comment: IssueComment) -> None:
        if comment.author in self._may_write:
            return
        if len(self._may_write) >= MOST_ASKED_ABOUT:
            self._asks_no_more = True
            return
        may = self._tracking.may_write(comment.author)
        self._may_write[comment.author] = comment.by_insider if may is None else may


def comment_counts(listing: Listing) -> Mapping[IssueNumber, int]:
    """Give how many comments each open issue has in which something may be said."""
    counts = {one.number: one.comment_count for one in listing.issues if one.state == "open"}
    counts |= {one.number: one.comment_count for one in listing.incidents}
    return {number: count for number, count in counts.items() if count is not None}


def _ordered(numbers: Iterable[IssueNumber]) -> list[IssueNumber]:
    return sorted(numbers, key=lambda number: (isinstance(number, str), number))
