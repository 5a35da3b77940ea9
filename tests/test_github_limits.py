"""Six hundred new items at the limits that GitHub documents: several runs, and no error in any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from merge_of_three import REPOSITORY, Site, keys_of
from standin import ContentLimits
from worlds import World, item, postmortem

from pmaction.apply import exit_code
from pmaction.change import Outcome
from pmaction.errors import ExitCode
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_client import GitHubClient, Pace

FILES = [
    postmortem(*(item(f"A{n}") for n in range(1, 13)), pm_id=f"PM-2025-{number:03}")
    for number in range(1, 51)
]
REQUESTS_AN_HOUR = 1_000
HOUR = 3_600
MANY_RUNS = 12


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        platform = site.github.platform
        platform.clock.step = timedelta()  # only waits let time pass
        platform.content_limits = ContentLimits(a_minute=80, an_hour=500)
        platform.tokens[site.token].limit = REQUESTS_AN_HOUR
        yield site


def test_six_hundred_items_are_finished_by_runs_that_each_stop_in_time(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    codes: list[ExitCode] = []
    while not codes or codes[-1] is not ExitCode.OK:
        assert len(codes) < MANY_RUNS
        began = site.clock()
        pace = Pace(site.clock, site.pass_by, lambda _: None)
        tracking = GitHubTrackingSystem(GitHubClient(site.github.url, site.token, pace), REPOSITORY)
        report = World(tracking, FILES).apply()
        codes.append(exit_code(report))
        assert {one.outcome for one in report.results} <= {Outcome.DONE, Outcome.DEFERRED}
        assert pace.waited <= pace.max_wait
        site.pass_by(began + HOUR - site.clock())
    with capsys.disabled():
        print(f"\n600 items: {len(codes)} runs, {len(site.github.requests)} requests", end=" ")
    assert set(codes[:-1]) == {ExitCode.APPLIED_IN_PART}
    keys = Counter(marker.key for marker, _ in site.ours())
    assert keys == dict.fromkeys(keys_of(FILES), 1)
    assert all(issue.parent for marker, issue in site.ours() if "/" in marker.key)
    assert World(site.world().tracking, FILES).plan().changes == ()
