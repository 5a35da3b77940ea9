"""The numbers after the end of a list of issues: lists lag, reads by number do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pmaction.errors import TrackingUnavailable
from pmaction.tracking.github_client import Gone, NotFound

MISSING_IN_A_ROW = 3
"""So many numbers that were never given out mean that the list has no further tail."""

LONGEST_TAIL = 2_000
"""No list lags by so many issues: whoever answers like that is not believed."""


class Moved(NotFound):
    """The issue is in another repository now; `where` is its page there."""

    def __init__(self, number: int | str, where: str) -> None:
        super().__init__(
            f"#{number} was moved to {where or 'another repository'}",
            "It is left alone there. Run again: the plan says what can be done.",
        )
        self.where = where


def read_tail(newest: int, read: Callable[[int], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Read on from the newest known number, and give what is there.

    A number whose issue was deleted or moved was given out, so there may be further ones. Raises
    TrackingUnavailable where there is no end to it.
    """
    missing = 0
    for number in range(newest + 1, newest + LONGEST_TAIL + 2):
        try:
            raw = read(number)
        except (Gone, Moved):
            missing = 0
        except NotFound:
            missing += 1
            if missing == MISSING_IN_A_ROW:
                return
        else:
            missing = 0
            yield raw
    raise TrackingUnavailable(
        f"GitHub's list of issues ends at #{newest}, and yet there are more than "
        f"{LONGEST_TAIL:,} after it",
        "Run again later.",
    )
