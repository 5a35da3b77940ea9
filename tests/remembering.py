"""Runs against the stand-in that build upon what an earlier run remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from merge_of_three import FILES, REPOSITORY, Site
from standin import Request
from worlds import link, sourced

from pmaction.apply import apply_plan
from pmaction.change import ApplyReport, Plan
from pmaction.checking import Usable
from pmaction.cli.systems import OpenSystem
from pmaction.cli.tracked import Tracked, list_again, make_sure
from pmaction.config import Config
from pmaction.issue import Listing
from pmaction.model import Postmortem
from pmaction.planning import plan_with_owners
from pmaction.removals import Removals
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_cache import BadCache, Memory, sealed, unsealed
from pmaction.tracking.github_list import MAX_AGE, Recalled

HOME = f"https://api.example.com/repos/{REPOSITORY}"


def memory_in(data: bytes) -> Memory | None:
    """What the bytes hold, if they can be believed."""
    try:
        return unsealed(data, HOME)
    except BadCache:
        return None


@dataclass
class Ran:
    """A run: what it planned and did, what it asked for, and what it leaves to the next one."""

    plan: Plan
    report: ApplyReport
    requests: list[Request]
    data: bytes

    @property
    def lists(self) -> list[dict[str, str]]:
        """The pages of issues that it asked for."""
        listed = [one for one in self.requests if one.operation == "issues/list-for-repo"]
        return [one.query for one in listed]

    @property
    def listed_all(self) -> bool:
        """Whether it asked for all issues and not only for what changed."""
        return any("since" not in query for query in self.lists)


def run(
    site: Site,
    data: bytes = b"",
    files: Sequence[Postmortem] = FILES,
    *,
    max_age: float = MAX_AGE,
    to_write: bool = True,
    config: Config | None = None,
) -> Ran:
    """Apply, or with `to_write` off only plan, as a process that finds this file and leaves one."""
    before = len(site.github.requests)
    settings = config or Config()
    recalled = Recalled(memory_in(data), max_age, ask_again=to_write)
    tracking = GitHubTrackingSystem(site.client(), REPOSITORY, None, recalled)
    system = OpenSystem(tracking, link, is_as_recalled=tracking.is_as_recalled)
    usable = Usable(tuple(map(sourced, files)), ())
    tracked = list_again(Tracked(usable, system, Listing(), True, frozenset()))

    def planned(tracked: Tracked) -> Plan:
        return plan_with_owners(
            usable.postmortems, settings, link, tracking, tracked.listing, Removals()
        )

    tracked, plan = make_sure(tracked, planned, to_write=to_write)
    todo = plan if to_write else Plan()
    report = apply_plan(todo, tracking, tracked.listing)
    memory = tracking.memory()
    left = sealed(memory, HOME) if memory is not None else b""
    return Ran(plan, report, site.github.requests[before:], left)
