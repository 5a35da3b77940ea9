"""What was read of people's comments in a round, and which of them must be read to go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from pmaction.last_written import IssueNumber
from pmaction.reminding.matter import Place
from pmaction.standing import IssueComment, Recent, Record

Threads = Mapping[IssueNumber, tuple[IssueComment, ...]]
NOTHING_READ: Threads = MappingProxyType({})


class Reading(Struct, frozen=True):
    """The comments that were read so far: whole `threads`, and what is `recent` of all.

    The record tells what was in all comments up to a moment, and in which issues people were not
    heard yet. `recent` is what was written since that moment, or ever if there is none; None where
    each issue has to be read for it. For `no_room` there is none in this run, and with
    `asks_no_more` none to ask who else may write.
    """

    record: Record = Record()
    threads: Threads = NOTHING_READ
    recent: Recent | None = None
    may_write: Mapping[str, bool] = MappingProxyType({})
    no_room: frozenset[IssueNumber] = frozenset()
    asks_no_more: bool = False

    @property
    def is_complete(self) -> bool:
        """Say whether record and recent comments together tell all that was ever said."""
        return self.recent is not None and self.recent.is_complete

    def comments(self) -> Iterator[tuple[IssueNumber, tuple[IssueComment, ...]]]:
        """Give all comments that were read, by issue."""
        if self.recent is not None:
            for number, comments in self.recent.comments.items():
                if number not in self.threads:
                    yield number, comments
        yield from self.threads.items()

    def of(self, number: IssueNumber) -> tuple[IssueComment, ...] | None:
        """Give what can be told from of an issue; None if it must be read first."""
        if number in self.threads:
            return self.threads[number]
        if self.recent is None or not self.recent.is_complete:
            return None
        is_whole = self.record.heard_to is None
        if not is_whole and number in self.record.unheard:
            return None
        return self.recent.comments.get(number, ())

    def lacks(self, place: Place) -> bool:
        """Say whether people may ask for something in an issue that was not read."""
        if place.number is None or self.of(place.number) is not None:
            return False
        seen = self.record.seen.get(str(place.number), 0)
        return (
            self.is_complete or place.number in self.record.unheard or place.comment_count != seen
        )

    def waits(self, place: Place) -> bool:
        """Say whether nothing may be said of a place yet: it may have been, and nobody looked."""
        return place.number in self.no_room and not self.is_complete and self.lacks(place)
