"""How requests to GitHub are paced: writes apart from each other, waits that it asks for, a cap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pmaction.errors import TrackingBusy
from pmaction.tracking.github_answer import Answer

BETWEEN_WRITES = 1.0
"""Seconds: GitHub asks for writes to be at least one second apart."""

MAX_WAIT = 900
"""Seconds that all waits of a run may take together, unless a person says otherwise."""

WAIT_WITHOUT_WORD = 60.0
"""Seconds to wait at a rate limit that does not say how long, and twice as long each time after:
GitHub's own advice."""


@dataclass(slots=True)
class Pace:
    """Time as the client sees it; handed in, so that tests live through an hour at once.

    `max_wait` is how many seconds all waits of a run may take together; `say` tells a person of a
    wait; `between_writes` is how many seconds lie between two writes.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    max_wait: float = MAX_WAIT
    between_writes: float = BETWEEN_WRITES
    waited: float = field(default=0.0, init=False)
    last_write: float | None = field(default=None, init=False)

    def before_write(self) -> None:
        """Keep writes apart from each other."""
        if self.last_write is not None:
            left = self.between_writes - (self.clock() - self.last_write)
            if left > 0:
                self.sleep(left)
        self.last_write = self.clock()

    def may_wait(self, seconds: float) -> bool:
        """Say whether a run may wait so long on top of what it has waited."""
        return self.waited + seconds <= self.max_wait

    def wait(self, seconds: float, why: str) -> None:
        """Wait, and say so. Raises TrackingBusy when that would be more than a run may wait."""
        if not self.may_wait(seconds):
            raise TrackingBusy(
                f"{why}: GitHub asks to wait {seconds:.0f} s, longer than this run may wait",
                "Run again later: it goes on where this one stopped. --max-wait lets a run wait "
                "longer.",
            )
        self.waited += seconds
        self.say(f"{why}; waiting {seconds:.0f} s")
        self.sleep(seconds)

    def wait_out(self, answer: Answer, before: int) -> bool:
        """Wait if this answer is a rate limit, and say whether it was one.

        `before` is how many rate limits the request has met already. Raises TrackingBusy when
        that would be more than a run may wait.
        """
        if answer.status not in (403, 429):
            return False
        headers, message = answer.headers, answer.message.lower()
        after = str(headers.get("retry-after", ""))
        exhausted = str(headers.get("x-ratelimit-remaining", "")) == "0"
        if after.isdigit():
            self.wait(float(after) + 1, "GitHub's rate limit is reached")
        elif exhausted and str(headers.get("x-ratelimit-reset", "")).isdigit():
            left = float(headers["x-ratelimit-reset"]) - self.clock()
            self.wait(max(left, 0) + 1, "GitHub's hourly rate limit is used up")
        elif answer.status == 429 or "rate limit" in message or "abuse" in message:
            seconds = WAIT_WITHOUT_WORD * 2**before
            self.wait(seconds, "GitHub's secondary rate limit is reached")
        else:
            return False
        return True
