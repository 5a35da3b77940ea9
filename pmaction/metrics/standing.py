"""How action items stood on a day.

Of an item that is open since nobody knows when, or that ended on an unknown day, it is known how
it stands today, and not how it stood before: there it is in no count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pmaction.facts import ItemFact, ItemState


@dataclass(frozen=True, slots=True)
class Standing:
    """How items stand at the end of `day`, as seen on the day `today`."""

    day: date
    today: date

    def state(self, item: ItemFact) -> ItemState | None:
        """Say how it stands; None if it is not there yet, or if nobody knows."""
        is_past = self.day < self.today
        if item.state != "open" and item.ended is None:
            return None if is_past else item.state
        if item.opened is None:
            known_ended = item.ended is not None and item.ended <= self.day
            return None if is_past and not known_ended else item.state
        if item.opened > self.day:
            return None
        return "open" if item.ended is not None and item.ended > self.day else item.state

    def is_open(self, item: ItemFact) -> bool:
        """Say whether it is known to be open."""
        return self.state(item) == "open"

    def due(self, item: ItemFact) -> date | None:
        """Give the due date in force."""
        return item.due if self.day >= self.today else item.due_on(self.day)

    def days_late(self, item: ItemFact) -> int:
        """Give for how many days an open item is overdue; 0 if it is not, or is not open."""
        due = self.due(item)
        day = item.day_there(self.day)
        if due is None or due >= day or not self.is_open(item):
            return 0
        return (day - due).days

    def is_overdue(self, item: ItemFact) -> bool:
        """Say whether it is open and its due date has passed."""
        return self.days_late(item) > 0
