"""Requests to GitHub: what is repeated, what never, what is waited for, and what a person reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import responses

from pmaction.errors import TrackingBusy, TrackingError, TrackingUnavailable
from pmaction.tracking.github_client import (
    AnswerLost,
    Forbidden,
    GitHubClient,
    NotFound,
    Refused,
)
from pmaction.tracking.github_pace import Pace

API = "https://github.example.com:443/api/v3"
TOKEN = "ghs_" + "x" * 36


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.said: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def pace(self) -> Pace:
        return self.pace_up_to(900)

    def pace_up_to(self, seconds: float) -> Pace:
        return Pace(lambda: self.now, self.sleep, self.said.append, seconds)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(time: Time) -> GitHubClient:
    return GitHubClient(API, TOKEN, time.pace)


@pytest.fixture
def github() -> Any:
    with responses.RequestsMock() as mock:
        yield mock


def test_a_list_is_read_to_its_last_page(client: GitHubClient, github: Any) -> None:
    for page, size in ((1, 100), (2, 100), (3, 7)):
        github.get(
            f"{API}/repos/a/b/labels",
            json=[{"name": f"{page}-{n}"} for n in range(size)],
            match=[responses.matchers.query_param_matcher({"per_page": 100, "page": page})],
        )
    assert len(list(client.pages("/repos/a/b/labels"))) == 207


def test_a_read_is_repeated_when_github_is_out_of_order(
    client: GitHubClient, github: Any, time: Time
) -> None:
    github.get(f"{API}/x", status=502, body="<html>Bad gateway</html>")
    github.get(f"{API}/x", body=requests.exceptions.ConnectionError("reset"))
    github.get(f"{API}/x", json={"ok": True})
    assert client.read("/x") == {"ok": True}
    assert time.said == [
        "GitHub answered 502; waiting 2 s",
        "GitHub cannot be reached; waiting 4 s",
    ]


@pytest.mark.parametrize("trouble", [500, 502, 503, "reset", "timeout", "cut off"])
def test_a_post_whose_answer_is_lost_is_sent_once(
    client: GitHubClient, github: Any, trouble: int | str
) -> None:
    errors = {
        "reset": requests.exceptions.ConnectionError("reset"),
        "timeout": requests.exceptions.ReadTimeout("slow"),
    }
    if isinstance(trouble, int):
        github.post(f"{API}/x", status=trouble, body="oops")
    elif trouble in errors:
        github.post(f"{API}/x", body=errors[trouble])
    else:
        github.post(f"{API}/x", status=201, body='{"number": 1')
    with pytest.raises(AnswerLost):
        client.add("/x", {})
    assert len(github.calls) == 1


def test_a_patch_may_be_repeated(client: GitHubClient, github: Any) -> None:
    github.patch(f"{API}/x", status=500)
    github.patch(f"{API}/x", json={"number": 1})
    assert client.replace("PATCH", "/x", {"title": "t"}) == {"number": 1}


@pytest.mark.parametrize(
    ("status", "headers", "message", "seconds"),
    [
        (403, {"Retry-After": "30"}, "secondary rate limit", 31),
        (429, {"Retry-After": "5"}, "", 6),
        (429, {}, "", 60),
        (403, {}, "You have exceeded a secondary rate limit.", 60),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000100"}, "limit", 101),
    ],
)
def test_a_rate_limit_is_waited_for_as_it_asks_and_said(
    client: GitHubClient,
    github: Any,
    time: Time,
    status: int,
    headers: dict[str, str],
    message: str,
    seconds: int,
) -> None:
    github.post(f"{API}/x", status=status, headers=headers, json={"message": message})
    github.post(f"{API}/x", status=201, json={"number": 1})
    started = time.now
    assert client.add("/x", {}) == {"number": 1}
    assert time.now - started == seconds
    assert f"waiting {seconds} s" in time.said[0]


def test_a_wait_longer_than_a_run_may_take_ends_it(
    client: GitHubClient, github: Any, time: Time
) -> None:
    github.get(f"{API}/x", status=429, headers={"Retry-After": "3600"})
    started = time.now
    with pytest.raises(TrackingBusy, match="longer than this run may wait") as refused:
        client.read("/x")
    assert "--max-wait" in refused.value.hint
    assert time.now == started, "what does not help is not begun"


def test_all_waits_of_a_run_count_together(github: Any, time: Time) -> None:
    client = GitHubClient(API, TOKEN, time.pace_up_to(100))
    github.get(f"{API}/x", status=429, headers={"Retry-After": "59"})
    github.get(f"{API}/x", json={})
    github.get(f"{API}/y", status=429, headers={"Retry-After": "59"})
    client.read("/x")
    with pytest.raises(TrackingBusy):
        client.read("/y")
    assert time.said == ["GitHub's rate limit is reached; waiting 60 s"]


def test_a_limit_without_a_word_is_waited_for_twice_as_long_each_time(
    client: GitHubClient, github: Any, time: Time
) -> None:
    for _ in range(3):
        github.post(f"{API}/x", status=429)
    github.post(f"{API}/x", status=201, json={})
    started = time.now
    client.add("/x", {})
    assert time.now - started == 60 + 120 + 240


def test_a_run_that_may_not_wait_says_what_is_wrong_and_not_that_github_asks_to_wait(
    github: Any, time: Time
) -> None:
    client = GitHubClient(API, TOKEN, time.pace_up_to(0))
    github.get(f"{API}/x", status=502)
    with pytest.raises(TrackingUnavailable, match="GitHub answered 502"):
        client.read("/x")
    assert len(github.calls) == 1
    assert time.said == []


def test_a_list_whose_last_page_is_full_costs_no_further_request(
    client: GitHubClient, github: Any
) -> None:
    for page, link in ((1, f'<{API}/x?page=2>; rel="next"'), (2, f'<{API}/x?page=1>; rel="prev"')):
        github.get(
            f"{API}/x",
            json=[{"name": "n"}] * 100,
            headers={"Link": link},
            match=[responses.matchers.query_param_matcher({"per_page": 100, "page": page})],
        )
    assert len(list(client.pages("/x"))) == 200


def test_writes_are_a_second_apart(client: GitHubClient, github: Any, time: Time) -> None:
    for _ in range(3):
        github.post(f"{API}/x", status=201, json={})
    started = time.now
    for _ in range(3):
        client.add("/x", {})
    assert time.now - started == 2


@pytest.mark.parametrize(
    ("status", "body", "kind", "message", "hint"),
    [
        (401, {"message": "Bad credentials"}, TrackingUnavailable, "refuses the token", "expired"),
        (
            403,
            {"message": "Resource not accessible by integration"},
            Forbidden,
            "may not do this",
            "permissions:",
        ),
        (404, {"message": "Not Found"}, NotFound, "knows no /repos/a/b", "GITHUB_REPOSITORY"),
        (410, {"message": "Issues has been disabled"}, NotFound, "gone", "turn them on"),
        (409, {"message": "Conflict"}, Refused, "refuses this: /repos/a/b (Conflict)", ""),
        (
            422,
            {"message": "Validation Failed", "errors": [{"code": "invalid"}]},
            Refused,
            "Validation Failed; invalid",
            "",
        ),
        (200, "<html>login</html>", TrackingUnavailable, "not JSON", "GITHUB_API_URL"),
    ],
)
def test_what_github_refuses_is_said_in_a_sentence_with_what_to_do(
    client: GitHubClient,
    github: Any,
    status: int,
    body: Any,
    kind: type[TrackingError],
    message: str,
    hint: str,
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    github.get(f"{API}/repos/a/b", status=status, body=text)
    with pytest.raises(kind) as caught:
        client.read("/repos/a/b")
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_an_unreachable_server_is_given_up_after_a_few_attempts(
    client: GitHubClient, github: Any
) -> None:
    github.get(f"{API}/x", body=requests.exceptions.ConnectionError("no route"))
    with pytest.raises(TrackingUnavailable, match="cannot be reached"):
        client.read("/x")
    assert len(github.calls) == 4


def test_the_token_is_in_no_message_and_no_repr(client: GitHubClient, github: Any) -> None:
    github.get(f"{API}/x", status=401, json={"message": f"bad {TOKEN[:8]}"})
    with pytest.raises(TrackingError) as caught:
        client.read("/x")
    from pmaction.actions_env import read_environment

    environment = read_environment({"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "a/b"})
    for text in (str(caught.value), repr(caught.value), repr(client), repr(environment)):
        assert TOKEN not in text
    assert environment.is_github


def test_a_message_of_several_lines_is_told_in_one(client: GitHubClient, github: Any) -> None:
    github.patch(f"{API}/x", status=422, json={"message": "Rule violations\n\n::error::Locked"})
    with pytest.raises(Refused) as caught:
        client.replace("PATCH", "/x", {})
    assert caught.value.message == "GitHub refuses this: /x (Rule violations ::error::Locked)"


def test_a_token_that_a_server_repeats_is_blotted_out(client: GitHubClient, github: Any) -> None:
    github.get(f"{API}/x", status=403, json={"message": f"no: token {TOKEN}"})
    with pytest.raises(Forbidden) as caught:
        client.read("/x")
    assert TOKEN not in caught.value.message
    assert "no: token ***" in caught.value.message


def test_a_list_with_shorter_pages_than_asked_for_is_read_to_its_last_page(
    client: GitHubClient, github: Any
) -> None:
    for page in (1, 2, 3):
        more = {"Link": f'<{API}/x?page={page + 1}>; rel="next"'} if page < 3 else {}
        github.get(
            f"{API}/x",
            json=[{"name": str(page)}] * 30,
            headers=more,
            match=[responses.matchers.query_param_matcher({"per_page": 100, "page": page})],
        )
    assert len(list(client.pages("/x"))) == 90


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "7"])
def test_an_answer_of_another_shape_is_told_in_a_sentence(
    client: GitHubClient, github: Any, body: str
) -> None:
    github.get(f"{API}/x", body=body)
    with pytest.raises(TrackingUnavailable, match="the answer to /x is not an object"):
        client.read("/x")


@pytest.mark.parametrize("body", ["{}", "null", "[1]", "[null]"])
def test_a_list_of_another_shape_is_told_in_a_sentence(
    client: GitHubClient, github: Any, body: str
) -> None:
    github.get(f"{API}/x", body=body)
    with pytest.raises(TrackingUnavailable, match="the answer to /x is not a list of objects"):
        list(client.pages("/x"))


def test_a_field_that_is_missing_is_told_in_a_sentence(client: GitHubClient, github: Any) -> None:
    github.get(f"{API}/x", json={"a": [{}]})
    with pytest.raises(TrackingUnavailable, match="GitHub's answer has no `number`"):
        _ = client.read("/x")["a"][0]["number"]


@pytest.mark.parametrize("errors", [[5], [None], 5, "text", {"a": 1}])
def test_strange_details_of_a_refusal_hide_nothing(
    client: GitHubClient, github: Any, errors: Any
) -> None:
    github.get(f"{API}/x", status=422, json={"message": "Validation Failed", "errors": errors})
    with pytest.raises(Refused, match="Validation Failed"):
        client.read("/x")


def test_an_answer_that_leads_to_another_server_is_not_followed(
    client: GitHubClient, github: Any
) -> None:
    elsewhere = {"Location": "https://elsewhere.example.com/x"}
    github.get(f"{API}/x", status=301, headers=elsewhere, json={})
    with pytest.raises(TrackingError) as refused:
        client.read("/x")
    assert "cannot be followed" in refused.value.message
    assert TOKEN not in f"{refused.value.message}{refused.value.hint}"


def test_json_too_deep_to_be_read_is_told_in_a_sentence(client: GitHubClient, github: Any) -> None:
    github.get(f"{API}/x", body="[" * 100_000)
    with pytest.raises(TrackingUnavailable, match="the answer is not JSON"):
        client.read("/x")


def test_an_answer_that_leads_elsewhere_on_this_server_is_told_in_a_sentence(
    client: GitHubClient, github: Any
) -> None:
    github.get(f"{API}/x", status=307, headers={"Location": "y"}, json={})
    with pytest.raises(TrackingError):
        client.read("/x")
