"""Many new items at GitHub's documented limits: several runs finish them, and none fails."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta

import pytest
from standin import Assignable, Reply, Request, StandIn
from worlds import World, item, postmortem

from pmaction.apply import exit_code
from pmaction.change import Kind, Outcome
from pmaction.errors import ExitCode
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_client import GitHubClient
from pmaction.tracking.github_pace import Pace

POSTMORTEMS, ITEMS = 50, 12
RUNS = 24


class SecondaryLimit:
    """GitHub's limits on writes: 80 in a minute and 500 in an hour; then it says when to go on."""

    def __init__(self, github: StandIn) -> None:
        self.github = github
        self.writes: deque[float] = deque()
        self.refusals: Counter[str] = Counter()

    def __call__(self, request: Request) -> Reply | None:
        if not request.is_write:
            return None
        now = self.github.platform.clock.now.timestamp()
        for name, most, seconds in (("minute", 80, 60), ("hour", 500, 3600)):
            recent = [at for at in self.writes if at > now - seconds]
            if len(recent) >= most:
                self.refusals[name] += 1
                after = str(int(recent[0] + seconds - now) + 1)
                message = "You have exceeded a secondary rate limit"
                return Reply(403, {"message": message}, {"Retry-After": after})
        self.writes.append(now)
        return None


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        github.platform.clock.step = timedelta(0)
        yield github
        assert not github.violations


def test_six_hundred_items_are_opened_over_several_runs_without_an_error(github: StandIn) -> None:
    clock = github.platform.clock
    limit = SecondaryLimit(github)
    github.hook(before=limit)
    token = github.token(issues="write", contents="read")  # 1,000 requests an hour
    said: list[str] = []

    def pass_time(seconds: float) -> None:
        clock.now += timedelta(seconds=seconds)

    def a_run() -> ExitCode:
        pace = Pace(lambda: clock.now.timestamp(), pass_time, said.append)
        client = GitHubClient(github.url, token.value, pace)
        world = World(GitHubTrackingSystem(client, "acme/site"), files)
        report = world.apply()
        outcomes.update(result.outcome for result in report.results)
        opened.append(
            sum(
                result.outcome is Outcome.DONE and result.change.kind is Kind.CREATE
                for result in report.results
            )
        )
        assert pace.waited <= pace.max_wait
        return exit_code(report)

    files = [
        postmortem(*(item(f"A{n}") for n in range(1, ITEMS + 1)), pm_id=f"PM-2025-{number:03}")
        for number in range(1, POSTMORTEMS + 1)
    ]
    outcomes: Counter[Outcome] = Counter()
    opened: list[int] = []
    codes: list[ExitCode] = []
    while len(codes) < RUNS and codes[-1:] != [ExitCode.OK]:
        codes.append(a_run())
        pass_time(2700)

    assert codes == [*[ExitCode.APPLIED_IN_PART] * (len(codes) - 1), ExitCode.OK]
    assert len(codes) > 2
    assert outcomes[Outcome.FAILED] == 0
    assert sum(opened) == POSTMORTEMS * (ITEMS + 1)
    titles = github.repository.titles()
    assert len(titles) == POSTMORTEMS * (ITEMS + 1)
    children = [issue.children for issue in github.repository.issues.values() if issue.children]
    assert [len(found) for found in children] == [ITEMS] * POSTMORTEMS
    assert limit.refusals["minute"] == 0, "writes are a second apart"
    assert limit.refusals["hour"] > 0
    assert any("GitHub's rate limit is reached; waiting" in one for one in said)
    assert a_run() is ExitCode.OK
    assert opened[-1] == 0
