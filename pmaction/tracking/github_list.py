"""The list of a repository's issues: read whole, or what changed since a memory laid over it.

All is listed where the memory is missing, damaged, another repository's or version's, from the
future, too old, at odds with what GitHub says, or where the two clocks differ by more than ten
minutes. Changes are asked for since ten minutes before the last list, by GitHub's own clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from pmaction.tracking.github_cache import Memory
from pmaction.tracking.github_client import PER_PAGE, GitHubClient, NotFound

OVERLAP = 600
"""Seconds before a memory from which on changes are listed once more: lists lag."""

SKEW = 60
"""Seconds by which the clocks of GitHub's own machines may differ: less than that is no jump."""

MAX_AGE = 7 * 86_400
"""Seconds after which all is listed, however little changed: no list tells what was deleted."""

LATEST = 100
"""So many of the newest numbers may be missing only because the list lags."""

MAX_TIMELINES = 100
"""So many issues are asked for evidence in a run that writes; the next ones go on with others."""

MAX_TIMELINES_SHOWN = 3
"""So many in a run that only shows what is to be done."""

FEW = 20
"""So many issues may always be read by number before all are listed instead."""

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recalled:
    """What an earlier run left for this one, and from which age on its list is not built upon.

    Of a run that writes, people are asked about again: `ask_again`.
    """

    memory: Memory | None = None
    max_age: float = MAX_AGE
    ask_again: bool = True

    @property
    def assignable(self) -> tuple[str, ...]:
        """Who can be assigned, as far as that is taken on trust."""
        return self.memory.assignable if self.memory and not self.ask_again else ()

    @property
    def max_timelines(self) -> int:
        """Give of how many issues this run may ask whether anything shows what was done."""
        return MAX_TIMELINES if self.ask_again else MAX_TIMELINES_SHOWN


NOTHING_RECALLED = Recalled()


class IssueList:
    """Every issue and pull request of one repository, as raw answers.

    `others` are the numbers of those that are not kept, told by whoever reads the list; `gone`
    those of nothing. `unsure` are those that were only remembered, `newest` is the highest number.
    """

    def __init__(
        self, client: GitHubClient, at: str, memory: Memory | None, max_age: float = MAX_AGE
    ) -> None:
        """List the repository at this API path; nothing is asked yet."""
        self._client, self._place = client, f"{at}/issues"
        self._memory, self._max_age = memory, max_age
        self._forget()

    def _forget(self) -> None:
        self.others: set[int] = set()
        self.gone: frozenset[int] = frozenset()
        self.unsure: frozenset[int] = frozenset()
        self.newest = 0
        self.in_full_at: float | None = None
        self.seen_at: float | None = None

    @property
    def home(self) -> str:
        """The repository's address as answers say it, as far as it is remembered."""
        return self._memory.home if self._memory is not None else ""

    def few(self) -> int:
        """Give how many requests cost less than to list all."""
        return max(FEW, self.newest // PER_PAGE)

    def entries(self, read: Callable[[int], Raw]) -> Iterator[Raw]:
        """Give every issue that is to be looked at, by number; `read` reads one.

        What is remembered is built upon once. A further call lists all.
        """
        self._forget()
        memory, self._memory = self._memory, None
        found = self._refreshed(memory, read) if memory is not None else None
        if found is None:
            yield from self._all()
        else:
            yield from found

    def _all(self) -> Iterator[Raw]:
        self._forget()
        seen: set[int] = set()
        listed = self._listed()
        first = list(islice(listed, 1))
        begun = self._now()
        for raw in chain(first, listed):
            seen.add(int(raw["number"]))
            self.newest = max(self.newest, int(raw["number"]))
            yield raw
        self.gone = frozenset(range(1, self.newest - LATEST)) - seen
        # Only now: a list that broke off is nothing to build upon.
        self.in_full_at = self.seen_at = begun

    def _refreshed(self, memory: Memory, read: Callable[[int], Raw]) -> list[Raw] | None:
        """Lay over a memory what changed since; None if it cannot be believed."""
        since = datetime.fromtimestamp(max(memory.seen_at - OVERLAP, 0), UTC)
        listed = self._listed(since=since.strftime("%Y-%m-%dT%H:%M:%SZ"))
        first = list(islice(listed, 1))
        now = self._now()
        if now is None or memory.seen_at > now + SKEW or now - memory.in_full_at > self._max_age:
            return None
        changed = {int(raw["number"]): raw for raw in chain(first, listed)}
        kept = {one.number: one for one in memory.issues}
        if any(
            raw.get("repository_url") != memory.home or (n in kept and raw["id"] != kept[n].id)
            for n, raw in changed.items()
        ):
            return None
        others, gone = set(memory.others) - changed.keys(), set(memory.gone) - changed.keys()
        known = {*kept, *others, *gone, *changed}
        self.newest = max(known, default=0)
        if self.newest - len(known) > self.few():
            return None
        for number in set(range(1, self.newest + 1)) - known:
            # The list is behind, or the memory has a hole: a look at the number is true.
            try:
                changed[number] = read(number)
            except NotFound:
                gone.add(number)
        self.others, self.gone = others, frozenset(gone)
        self.unsure = frozenset({*kept, *others, *gone} - changed.keys())
        self.in_full_at, self.seen_at = memory.in_full_at, now
        remembered = {n: one.as_answer(memory.home) for n, one in kept.items() if n not in changed}
        return [raw for _, raw in sorted({**remembered, **changed}.items())]

    def _listed(self, **only: str) -> Iterator[Raw]:
        # Unfiltered but for the time: lists that are filtered otherwise may be stale.
        return self._client.pages(self._place, state="all", sort="created", direction="asc", **only)

    def _now(self) -> float | None:
        """Give GitHub's time; None where it or ours is wrong, so that nothing is built upon it."""
        now = self._client.server_time
        return now if now is not None and abs(now - self._client.now) <= OVERLAP else None
