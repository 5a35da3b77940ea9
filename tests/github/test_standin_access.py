"""Tokens, rights, quota, and what GitHub's description forbids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from standin import Client, StandIn
from standin.description import published

HOME = "/repos/acme/site"
ISSUES = f"{HOME}/issues"


@pytest.fixture
def github() -> Iterator[StandIn]:
    """A stand-in with one issue and one pull request."""
    with StandIn() as standin:
        alice = standin.person("alice")
        alice.opens("One")
        alice.push({"a.txt": "a\n"}, branch="feature")
        alice.open_pull("Two", "feature")
        yield standin


def test_a_missing_right_is_403_in_githubs_own_words(github: StandIn) -> None:
    reader = Client(github.url, github.token(issues="read"))
    assert reader.get(f"{ISSUES}/1").status == 200
    for refused in (reader.post(ISSUES, {"title": "x"}), reader.get(f"{HOME}/branches/main")):
        assert refused.status == 403
        assert refused.body["message"] == "Resource not accessible by integration"
    assert reader.get("/user").status == 403


def test_a_bad_token_is_401(github: StandIn) -> None:
    token = github.token()
    del github.platform.tokens[token.value]
    answer = Client(github.url, token).get(HOME)
    assert (answer.status, answer.body["message"]) == (401, "Bad credentials")


def test_without_a_token_public_is_read_only_and_private_is_not_there(github: StandIn) -> None:
    nobody = Client(github.url)
    assert nobody.get(f"{ISSUES}/1").status == 200
    assert nobody.post(ISSUES, {"title": "x"}).status == 401
    github.repository.private = True
    assert nobody.get(HOME).status == 404
    assert Client(github.url, github.token()).get(HOME).body["private"] is True


def test_the_right_to_pull_requests_is_enough_to_comment_on_one(github: StandIn) -> None:
    token = github.token(issues="read", pull_requests="write")
    client = Client(github.url, token)
    assert client.post(f"{ISSUES}/2/comments", {"body": "the plan"}).status == 201
    assert client.post(f"{ISSUES}/1/comments", {"body": "no"}).status == 403


def test_a_token_keeps_to_its_repositories(github: StandIn) -> None:
    token = github.token(issues="write")
    token.repositories = frozenset({"acme/other"})
    client = Client(github.url, token)
    assert client.get(f"{ISSUES}/1").status == 200
    assert client.post(ISSUES, {"title": "x"}).status == 403


def test_a_persons_token_writes_as_that_person(github: StandIn) -> None:
    client = Client(github.url, github.token("carol", person="carol", issues="write"))
    assert client.get("/user").body["login"] == "carol"
    assert client.post(ISSUES, {"title": "x"}).body["user"]["login"] == "carol"


def test_whose_a_token_is_may_be_asked_in_graphql_by_an_app_too(github: StandIn) -> None:
    query = {"query": "query { viewer { login } }"}
    carol = Client(github.url, github.token("carol", person="carol"))
    assert carol.post("/graphql", query).body == {"data": {"viewer": {"login": "carol"}}}
    app = Client(github.url, github.token())
    assert app.post("/graphql", query).body["data"]["viewer"]["login"] == "github-actions[bot]"
    assert Client(github.url).post("/graphql", query).status == 401
    assert not any(request.is_write for request in github.requests)


def test_an_unchanged_answer_is_304_and_free(github: StandIn) -> None:
    client = Client(github.url, github.token(issues="read"))
    first = client.get(f"{ISSUES}/1")
    again = client.get(f"{ISSUES}/1", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, None)
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]
    github.person("alice").comment(1, "news")
    changed = client.get(f"{ISSUES}/1", **{"If-None-Match": first.headers["ETag"]})
    assert changed.status == 200


def test_the_quota_runs_out_and_comes_back_with_the_hour(github: StandIn) -> None:
    token = github.token(issues="read")
    token.limit = 2
    client = Client(github.url, token)
    left = [client.get(f"{ISSUES}/1").headers["X-RateLimit-Remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    spent = client.get(f"{ISSUES}/1")
    assert (spent.status, spent.headers["X-RateLimit-Remaining"]) == (403, "0")
    core = client.get("/rate_limit").body["resources"]["core"]
    assert core["reset"] == int(spent.headers["X-RateLimit-Reset"])
    github.platform.clock.now += timedelta(hours=1)
    assert client.get(f"{ISSUES}/1").status == 200


def test_an_enterprise_server_has_the_same_api_elsewhere(github: StandIn) -> None:
    client = Client(github.enterprise_url, github.token(issues="read"))
    found = client.get(f"{ISSUES}/1")
    assert found.body["url"] == f"{github.enterprise_url}{ISSUES}/1"
    assert "X-GitHub-Enterprise-Version" in found.headers
    assert github.violations == []


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("GET", f"{HOME}/nonsense", None, "no such operation"),
        ("PUT", f"{ISSUES}/1", {}, "no such operation"),
        ("GET", f"{ISSUES}?colour=red", None, "'colour' is not described"),
        ("GET", f"{ISSUES}?per_page=many", None, "'many' is not of type 'integer'"),
        ("GET", f"{ISSUES}?state=shut", None, "'shut' is not one of"),
        ("GET", f"{ISSUES}?since=yesterday", None, "'yesterday' is not a 'date-time'"),
        ("POST", ISSUES, {"title": "x", "colour": "red"}, "'colour' was unexpected"),
        ("POST", ISSUES, {"body": "x"}, "'title' is a required property"),
        ("POST", ISSUES, {"title": "x", "labels": "one"}, "'one' is not of type 'array'"),
        ("POST", ISSUES, None, "the body is missing"),
        ("POST", f"{ISSUES}/1/sub_issues", {"sub_issue_id": "1"}, "not of type 'integer'"),
        ("GET", f"{HOME}/labels", {"name": "x"}, "no body is described"),
        ("POST", f"{HOME}/labels", {"name": "x", "colour": "red"}, "'colour' was unexpected"),
    ],
)
def test_what_the_description_does_not_have_is_a_violation_and_does_nothing(
    github: StandIn, method: str, path: str, body: object, said: str
) -> None:
    client = Client(github.url, github.token(issues="write"))
    writes = github.platform.writes
    answer = client.ask(method, path, body)
    assert answer.status == 500
    assert said in answer.body["message"]
    assert [one.request.path for one in github.violations] == [path.partition("?")[0]]
    assert github.platform.writes == writes


def test_a_hook_that_fails_is_a_violation_and_not_silence(github: StandIn) -> None:
    def broken(request: object) -> None:
        raise AssertionError("the test is wrong")

    github.hook(before=broken)
    assert Client(github.url).get(HOME).status == 500
    assert "the test is wrong" in github.violations[0].text


def test_our_own_answers_are_held_to_the_description(github: StandIn) -> None:
    found = published().find("GET", f"{ISSUES}/1")
    assert found is not None
    issue = Client(github.url).get(f"{ISSUES}/1").body
    assert published().fault_of_answer(found[0], 200, issue) is None
    del issue["number"]
    assert "number" in (published().fault_of_answer(found[0], 200, issue) or "")
    assert published().fault_of_answer(found[0], 201, issue) == "status 201 is not described"


def test_each_entry_of_a_list_is_held_to_the_description_however_often_it_was_right(
    github: StandIn,
) -> None:
    client = Client(github.url)
    for reason, status in (("completed", 200), ("completed", 200), ("bored", 500), (None, 200)):
        github.repository.issues[1].state_reason = reason
        assert client.get(f"{ISSUES}?state=all").status == status
    assert "'bored' is not one of" in github.violations[0].text


def test_every_request_is_kept_with_who_what_and_what_became_of_it(github: StandIn) -> None:
    client = Client(github.url, github.token("janitor", issues="write"))
    client.post(ISSUES, {"title": "x"})
    client.get(f"{ISSUES}?state=all&per_page=5")
    kept = [(one.method, one.token, one.operation, one.status) for one in github.requests]
    assert kept == [
        ("POST", "janitor", "issues/create", 201),
        ("GET", "janitor", "issues/list-for-repo", 200),
    ]
    assert github.requests[0].body == {"title": "x"}
    assert github.requests[1].query == {"state": "all", "per_page": "5"}
