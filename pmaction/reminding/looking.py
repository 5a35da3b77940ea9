"""Reads the comments without which it is not certain what may be said, within bounds.

What everybody wrote lately comes in a few pages. Only issues in which somebody asks for something
are read beside that, as many as there is room for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from pmaction.errors import TrackingBusy, TrackingUnavailable
from pmaction.issue import Listing
from pmaction.last_written import IssueNumber
from pmaction.reminding.draft import Draft
from pmaction.reminding.kept import heard_in_time
from pmaction.reminding.reading import Reading
from pmaction.reminding.snooze import asks_something
from pmaction.standing import IssueComment, Recent, Record
from pmaction.tracking.base import TrackingSystem

MOST_READ = 10_000
"""So many comments are read of single issues in one round: a hundred pages."""

MOST_ASKED_ABOUT = 20
"""Of so many people it is asked in one round whether they may write, members first."""

MOST_BROKEN = 5
"""After so many issues whose comments cannot be read no further ones are tried."""

_PAGE = 100


class Looking:
    """What one round read so far; `trouble` is why the list of new comments could not be read."""

    def __init__(self, tracking: TrackingSystem, listing: Listing, record: Record) -> None:
        """Look at what was written since the record. Raises TrackingBusy if there is no time."""
        self._tracking = tracking
        self.trouble = ""
        self._recent = self._new_since(record.heard_to or _begin(listing))
        if (in_time := heard_in_time(record, self._recent)) != record:
            record = in_time
            self._recent = self._new_since(_begin(listing))
        self.record = self._with_unheard(record)
        self._counts = comment_counts(listing)
        self._threads: dict[IssueNumber, tuple[IssueComment, ...]] = {}
        self._may_write: dict[str, bool] = {}
        self._no_room: set[IssueNumber] = set()
        self._broken: dict[IssueNumber, str] = {}
        self._asks_no_more = False
        is_bounded = self._recent is not None or self.trouble
        self._room: float = MOST_READ if is_bounded else float("inf")

    def _new_since(self, begin: datetime | None) -> Recent | None:
        try:
            recent = self._tracking.recent_comments(begin)
        except TrackingBusy:
            raise
        except TrackingUnavailable as error:
            self.trouble = error.message
            return None
        if recent is not None and recent.failed:
            self.trouble = recent.failed
            return None
        return recent

    @property
    def is_behind(self) -> bool:
        """Say whether there are more new comments than could be read."""
        return self._recent is not None and not self._recent.is_complete

    @property
    def leaves_something(self) -> bool:
        """Say whether anything could not be read that a later run will read."""
        return bool(self.trouble or self._broken)

    def knows_what_was_said(self, listing: Listing) -> bool:
        """Say whether it is known what was ever said in other issues than those of what is due.

        The record tells. Where there is none, and not all new comments can be listed, all our
        issues are read, if there is room for that.
        """
        if self.record.heard_to is not None or not (self.is_behind or self.trouble):
            return True
        lengths = {
            one.number: 1 if one.comment_count is None else one.comment_count
            for one in listing.issues
        }
        pages = sum(-(-length // _PAGE) for length in lengths.values())
        self._room -= pages * _PAGE
        if self._room < 0:
            return False
        self._threads |= {number: () for number, length in lengths.items() if not length}
        for number in (number for number, length in lengths.items() if length):
            if len(self._broken) < MOST_BROKEN:
                self._read(number)
        return not self._broken

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
            dict(self._broken),
            self._asks_no_more,
        )

    def look(self, found: Draft) -> None:
        """Read what a draft lacks, as far as there is room. Raises TrackingError.

        What an ended run has begun is always read: nothing else tells what it said.
        """
        for number in found.unread:
            if number not in self.record.begun:
                self._room -= -(-max(self._counts.get(number, 1), 1) // _PAGE) * _PAGE
            if self._room < 0 or len(self._broken) >= MOST_BROKEN:
                self._no_room.add(number)
            else:
                self._read(number)
        for comment in sorted(found.unasked, key=lambda one: not one.by_insider):
            self._ask(comment)

    def _read(self, number: IssueNumber) -> None:
        try:
            self._threads[number] = self._tracking.read_comments(number)
        except TrackingBusy as error:
            self._room = -1
            self._broken[number] = error.message
        except TrackingUnavailable as error:
            if number in self.record.begun and self._recent is None:
                raise
            self._broken[number] = error.message

    def _ask(self, comment: IssueComment) -> None:
        if comment.author in self._may_write:
            return
        if len(self._may_write) >= MOST_ASKED_ABOUT:
            self._asks_no_more = True
            return
        try:
            may = self._tracking.may_write(comment.author)
        except TrackingUnavailable:
            self._asks_no_more = True
            return
        self._may_write[comment.author] = comment.by_insider if may is None else may


def comment_counts(listing: Listing) -> Mapping[IssueNumber, int]:
    """Give how many comments each open issue has in which something may be said."""
    counts = {one.number: one.comment_count for one in listing.issues if one.state == "open"}
    counts |= {one.number: one.comment_count for one in listing.incidents}
    return {number: count for number, count in counts.items() if count is not None}


def _begin(listing: Listing) -> datetime | None:
    """Give when the first issue was opened in which we may have said anything, if that is known."""
    opened = [one.opened_at for one in listing.issues]
    opened += [one.opened_at for one in listing.incidents]
    known = [one for one in opened if one is not None]
    return min(known, default=None) if len(known) == len(opened) else None
