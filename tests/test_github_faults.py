"""Bad luck at every request of a run, then a run without it: nothing lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from contract.github_harness import GitHubHarness
from standin import DROP, Reply
from worlds import World, item, postmortem

from pmaction.change import Outcome
from pmaction.errors import TrackingError

PM = "PM-2025-001"
FILES = [postmortem(item("A1"), item("A2", depends_on=("A1",)))]
KEYS = {PM: 1, f"{PM}/A1": 1, f"{PM}/A2": 1}
MONDAY = date(2025, 12, 22)
MANY_REQUESTS = 60

Fault = Callable[[], Any]
FAULTS: dict[str, tuple[str, Fault]] = {
    "reset before the work": ("before", lambda: DROP),
    "answer lost after the work": ("after", lambda: DROP),
    "502 before the work": ("before", lambda: Reply(502, raw=b"<html>Bad gateway</html>")),
    "502 after the work": ("after", lambda: Reply(502, raw=b"<html>Bad gateway</html>")),
    "cut off after the work": ("after", lambda: Reply(201, raw=b'{"number": 4')),
    "an HTML page": ("before", lambda: Reply(200, raw=b"<html>Please sign in</html>")),
    "403 without the right": (
        "before",
        lambda: Reply(403, {"message": "Resource not accessible by integration"}),
    ),
    "a secondary rate limit": (
        "before",
        lambda: Reply(429, {"message": "secondary rate limit"}, {"Retry-After": "20"}),
    ),
    "a rate limit for hours": (
        "before",
        lambda: Reply(429, {"message": "rate limit"}, {"Retry-After": "7200"}),
    ),
}


class Striking:
    """A hook that does something to the nth request, once."""

    def __init__(self, number: int, fault: Fault) -> None:
        self.number, self.fault, self.count, self.struck = number, fault, 0, False

    def __call__(self, *_: Any) -> Any:
        self.count += 1
        if self.count != self.number:
            return None
        self.struck = True
        return self.fault()


def run(harness: GitHubHarness, with_reminders: bool) -> None:
    """One run as the schedule has it; what the tracking system refuses ends it."""
    try:
        World(harness.tracking(), FILES).apply()
        if with_reminders:
            World(harness.tracking(), FILES).remind(MONDAY)
    except TrackingError:
        pass


def comments(harness: GitHubHarness) -> Iterator[str]:
    for key in KEYS:
        for text in harness.body(key).split("<!-- pmaction:comment ")[1:]:
            yield f"{key} {text.split(' ')[0]}"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_each_request_and_a_further_run_lose_and_double_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, fault = FAULTS[name]
    number = 0
    for number in range(1, MANY_REQUESTS):
        harness = GitHubHarness(tmp_path)
        try:
            strike = Striking(number, fault)
            harness.github.hook(**{place: strike})
            run(harness, with_reminders=True)
            harness.github.hook()
            run(harness, with_reminders=True)
            issues = harness.issues()
            assert {key: len(found) for key, found in issues.items()} == KEYS, f"request {number}"
            parent = issues[PM][0]
            assert set(parent.last.items or {}) == {"A1", "A2"}
            assert issues[f"{PM}/A2"][0].blocked_by == {f"{PM}/A1"}
            children = harness._stored(PM).children
            assert {child.number for child in children} == set((parent.last.items or {}).values())
            assert max(Counter(comments(harness)).values()) == 1
            assert len(list(comments(harness))) == 2
            assert World(harness.tracking(), FILES).plan().changes == ()
        finally:
            harness.end()
        if not strike.struck:
            break
    assert number > 20
    with capsys.disabled():
        print(f"\n{name}: struck {number - 1} requests, 0 issues lost, 0 doubled")


def test_a_list_that_lags_behind_makes_no_second_issue(tmp_path: Path) -> None:
    harness = GitHubHarness(tmp_path)
    try:
        World(harness.tracking(), FILES).apply()
        harness.github.platform.list_lag = 1_000
        report = World(harness.tracking(), FILES).apply()
        assert {r.outcome for r in report.results} <= {Outcome.DONE, Outcome.SKIPPED}
        harness.github.platform.list_lag = 0
        assert {key: len(found) for key, found in harness.issues().items()} == KEYS
    finally:
        harness.end()


def test_a_token_without_the_right_says_so_and_changes_nothing(tmp_path: Path) -> None:
    harness = GitHubHarness(tmp_path)
    try:
        harness.token = harness.github.token("reader", issues="read")
        before = harness.state()
        report = World(harness.tracking(), FILES).apply()
        assert {r.outcome for r in report.results} <= {Outcome.FAILED, Outcome.DEFERRED}
        assert "permissions:" in report.results[0].detail
        assert harness.state() == before
    finally:
        harness.end()
