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
    heard yet. `recent` is what was written since that moment, or ever if there is none; where
    it is None or not complete, each issue has to be read for it. Those in `no_room` are not read in
    this run, of those that are `broken` it is told why they cannot be, and with `asks_no_more`
    nobody is asked who else may write.
    """

    record: Record = Record()
    threads: Threads = NOTHING_READ
    recent: Recent | None = None
    may_write: Mapping[str, bool] = MappingProxyType({})
    no_room: frozenset[IssueNumber] = frozenset()
    broken: Mapping[IssueNumber, str] = MappingProxyType({})
    asks_no_more: bool = False

    @property
    def knows_marks(self) -> bool:
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
        if self.record.heard_to is not None and number in self.record.unheard:
            return None
        return self.recent.comments.get(number, ())

    def lacks(self, place: Place) -> bool:
        """Say whether people may ask for something in an issue that was not read."""
        return place.number is not None and self.of(place.number) is None

    def is_left_out(self, number: IssueNumber) -> bool:
        """Say whether an issue is not to be read any more in this run."""
        return number in self.no_room or number in self.broken

    def waits(self, place: Place) -> bool:
        """Say whether nothing may be said of a place yet.

        It may have been said there, and nobody looked; or nobody knows what people say there.
        """
        if place.number is None or self.of(place.number) is not None:
            return False
        return self.is_left_out(place.number)
