"""Time for the stand-in: a counter that moves only when something is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """Stands still between writes and steps on with each; a test may set `now` as it likes."""

    now: datetime = datetime(2025, 12, 15, 9, 0, tzinfo=UTC)
    step: timedelta = timedelta(seconds=1)

    def tick(self) -> datetime:
        """Step on and give the new time."""
        self.now += self.step
        return self.now


def stamp(moment: datetime) -> str:
    """A time as GitHub writes it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def maybe_stamp(moment: datetime | None) -> str | None:
    """The same where there may be none."""
    return None if moment is None else stamp(moment)
