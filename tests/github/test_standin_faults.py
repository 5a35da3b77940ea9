"""What can go wrong on the way to the stand-in, at its limits, and in its lists."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from standin import FAULTS, Client, ContentLimits, StandIn

ISSUES = "/repos/acme/site/issues"
SOON = 0.2
TORN, GONE, CUT = ConnectionResetError, http.client.RemoteDisconnected, http.client.IncompleteRead
PAGE = json.JSONDecodeError
SEEN: dict[str, tuple[type[Exception] | int, bool]] = {
    "reset before the work": (TORN, False),
    "no answer in time, work not done": (TimeoutError, False),
    "500 before the work": (500, False),
    "502 before the work": (PAGE, False),
    "503 before the work": (PAGE, False),
    "an HTML page with 200": (PAGE, False),
    "answer lost after the work": (GONE, True),
    "no answer in time, work done": (TimeoutError, True),
    "502 after the work": (PAGE, True),
    "answer cut off after the work": (CUT, True),
    "half an answer after the work": (PAGE, True),
    "403 with Retry-After": (403, False),
    "403 without Retry-After": (403, False),
    "429 with Retry-After": (429, False),
    "429 without Retry-After": (429, False),
    "429 for two hours": (429, False),
    "hourly limit used up": (403, False),
    "403 once, as for a missing right": (403, False),
    "404 once, as for a missing right": (404, False),
    "403 from there on": (403, False),
    "404 from there on": (404, False),
    "lists that fall behind": (201, True),
    "lists that stay behind, and 503 from there on": (PAGE, False),
    "the same after the work": (PAGE, True),
}
"""What a client sees of each, and whether the work was done."""


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin
        assert [str(one) for one in standin.violations] == []


@pytest.fixture
def bot(github: StandIn) -> Client:
    return Client(github.url, github.token(issues="write"), patience=SOON)


def seen(bot: Client, title: str) -> type[Exception] | int:
    """What becomes of opening an issue."""
    try:
        return bot.post(ISSUES, {"title": title}).status
    except (OSError, http.client.HTTPException, ValueError) as error:
        return type(error)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_strikes_at_its_request_ahead_of_the_work_or_after_it(
    github: StandIn, bot: Client, name: str
) -> None:
    strike = github.strike(FAULTS[name], at=2)
    assert seen(bot, "One") == 201
    assert not strike.struck
    expected, done = SEEN[name]
    assert seen(bot, "Two") == expected
    assert strike.struck
    assert github.repository.titles() == ["One", *["Two"] * done]
    goes_on = FAULTS[name].lasting or name == "hourly limit used up"
    assert (seen(bot, "Three") == 201) is not goes_on


def test_limits_say_when_to_come_back_or_do_not(github: StandIn, bot: Client) -> None:
    said = {}
    for name in ("403 with Retry-After", "429 without Retry-After", "hourly limit used up"):
        github.strike(FAULTS[name], at=1)
        answer = bot.get(ISSUES)
        said[name] = (answer.headers["Retry-After"], answer.headers["X-RateLimit-Remaining"])
    assert said == {
        "403 with Retry-After": ("20", None),
        "429 without Retry-After": (None, None),
        "hourly limit used up": (None, "0"),
    }
    github.platform.clock.now += timedelta(hours=1)
    github.hook()
    assert bot.get(ISSUES).status == 200


def test_a_list_that_fell_behind_is_old_in_what_it_shows_while_reads_are_true(
    github: StandIn, bot: Client
) -> None:
    alice = github.person("alice")
    alice.opens("One")
    github.strike(FAULTS["lists that fall behind"], at=1)
    assert bot.post(ISSUES, {"title": "Two"}).status == 201
    alice.edit(1, title="One again")
    alice.label(1, "new")
    shown = bot.get(ISSUES).body
    assert [(one["title"], one["labels"]) for one in shown] == [("One", [])]
    assert bot.get(f"{ISSUES}/1").body["title"] == "One again"
    assert bot.get(f"{ISSUES}/2").body["title"] == "Two"
    github.repository.old_list = None
    assert [one["title"] for one in bot.get(ISSUES).body] == ["Two", "One again"]


def test_writes_are_limited_by_the_minute_and_by_the_hour(github: StandIn, bot: Client) -> None:
    github.platform.content_limits = ContentLimits(a_minute=3, an_hour=5)
    github.platform.clock.step = timedelta(seconds=5)
    assert [seen(bot, f"Issue {n}") for n in range(4)] == [201, 201, 201, 403]
    refused = bot.post(ISSUES, {"title": "x"})
    assert "secondary rate limit" in refused.body["message"]
    assert refused.headers["Retry-After"] == "50"
    assert bot.get(ISSUES).status == 200
    github.platform.clock.now += timedelta(seconds=60)
    assert [seen(bot, f"Issue {n}") for n in range(3)] == [201, 201, 403]
    assert int(bot.post(ISSUES, {"title": "x"}).headers["Retry-After"]) > 3_000
    assert len(github.repository.titles()) == 5


def test_a_snapshot_brings_back_everything_as_it_was(github: StandIn, bot: Client) -> None:
    alice = github.person("alice")
    alice.opens("One")
    alice.opens("Two")
    alice.link_child(1, 2)
    kept = github.snapshot()
    for _ in range(2):
        github.person("alice").close(2)
        bot.post(ISSUES, {"title": "Three"})
        assert len(bot.get(f"{ISSUES}?state=all").body) == 3
        github.restore(kept)
        assert [one["number"] for one in bot.get(f"{ISSUES}/1/sub_issues").body] == [2]
        assert [one["title"] for one in bot.get(ISSUES).body] == ["Two", "One"]
        assert bot.get("/rate_limit").body["rate"]["used"] == 2


def test_answers_carry_the_platforms_own_time(github: StandIn, bot: Client) -> None:
    assert bot.get(ISSUES).headers["Date"] == "Mon, 15 Dec 2025 09:00:00 GMT"
