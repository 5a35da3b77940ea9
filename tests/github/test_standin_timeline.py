"""Who closed an issue and with what, what became of it, and who may do what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from standin import Client, StandIn

HOME = "/repos/acme/site"
ISSUES = f"{HOME}/issues"


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn() as standin:
        standin.person("alice").opens("One")
        yield standin
        assert [str(one) for one in standin.violations] == []


@pytest.fixture
def bot(github: StandIn) -> Client:
    return Client(github.url, github.token(issues="write"))


def test_a_timeline_tells_of_comments_and_of_closing_and_reopening(
    github: StandIn, bot: Client
) -> None:
    alice = github.person("alice")
    alice.comment(1, "Done, I think")
    alice.close(1, "not_planned")
    github.person("bob").reopen(1)
    found = bot.get(f"{ISSUES}/1/timeline").body
    assert [(one["event"], one["actor"]["login"]) for one in found] == [
        ("commented", "alice"),
        ("closed", "alice"),
        ("reopened", "bob"),
    ]
    assert found[0]["body"] == "Done, I think"
    assert (found[1]["state_reason"], found[1]["commit_id"]) == ("not_planned", None)


def test_a_timeline_says_which_commit_closed_an_issue(github: StandIn, bot: Client) -> None:
    sha = github.person("alice").push({"a.txt": "a\n"}, "Fix #1")
    github.person("alice").mention(1, sha)
    github.person("alice").close(1, commit=sha)
    found = bot.get(f"{ISSUES}/1/timeline").body
    assert [(one["event"], one["commit_id"]) for one in found] == [
        ("referenced", sha),
        ("closed", sha),
    ]
    assert found[1]["commit_url"].endswith(f"/commits/{sha}")


def test_a_timeline_names_the_pull_request_that_mentioned_an_issue_and_then_closed_it(
    github: StandIn, bot: Client
) -> None:
    alice = github.person("alice")
    alice.push({"a.txt": "a\n"}, branch="fix")
    pull = alice.open_pull("Fix it", "fix", "Fixes #1")
    alice.close(1, pull=pull.number)
    mention, closed = bot.get(f"{ISSUES}/1/timeline").body
    assert (mention["event"], mention["source"]["issue"]["number"]) == ("cross-referenced", 2)
    assert "pull_request" in mention["source"]["issue"]
    assert (closed["event"], closed["commit_id"]) == ("closed", None)


def test_an_issue_that_became_a_discussion_is_not_there(github: StandIn, bot: Client) -> None:
    alice = github.person("alice")
    for number in (2, 3):
        alice.opens(f"Issue {number}")
        alice.block(1, number)
    alice.convert(2)
    alice.convert(3, status=410)
    assert [bot.get(f"{ISSUES}/{number}").status for number in (1, 2, 3)] == [200, 404, 410]
    assert [one["number"] for one in bot.get(ISSUES).body] == [1]
    assert bot.get(f"{ISSUES}/1/dependencies/blocked_by").body == []


def test_both_sides_of_a_dependency_are_counted(github: StandIn, bot: Client) -> None:
    github.person("alice").opens("Two")
    github.person("alice").block(1, 2)
    counted = [bot.get(f"{ISSUES}/{n}").body["issue_dependencies_summary"] for n in (1, 2)]
    assert [(one["blocked_by"], one["blocking"]) for one in counted] == [(1, 0), (0, 1)]
    github.person("alice").close(2)
    counted = [bot.get(f"{ISSUES}/{n}").body["issue_dependencies_summary"] for n in (1, 2)]
    assert [(one["blocked_by"], one["total_blocked_by"]) for one in counted] == [(0, 1), (0, 0)]


def test_a_sub_issue_gets_another_parent_only_on_request(github: StandIn, bot: Client) -> None:
    alice = github.person("alice")
    child = alice.opens("Two")
    alice.opens("Three")
    alice.link_child(1, 2)
    refused = bot.post(f"{ISSUES}/3/sub_issues", {"sub_issue_id": child.id})
    assert (refused.status, "one parent" in refused.body["message"]) == (422, True)
    body = {"sub_issue_id": child.id, "replace_parent": True}
    moved = bot.post(f"{ISSUES}/3/sub_issues", body)
    assert moved.body["parent_issue_url"].endswith("/issues/3")
    assert bot.get(f"{ISSUES}/1/sub_issues").body == []


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        ("admin", "admin", ["pull", "triage", "push", "maintain", "admin"]),
        ("maintain", "write", ["pull", "triage", "push", "maintain"]),
        ("write", "write", ["pull", "triage", "push"]),
        ("triage", "read", ["pull", "triage"]),
        ("read", "read", ["pull"]),
    ],
)
def test_what_a_collaborator_may_do_is_told_by_role(
    github: StandIn, bot: Client, role: str, permission: str, may: list[str]
) -> None:
    github.repository.collaborators["alice"] = role
    found = bot.get(f"{HOME}/collaborators/alice/permission").body
    assert (found["permission"], found["role_name"]) == (permission, role)
    assert [name for name, can in found["user"]["permissions"].items() if can] == may


def test_others_read_what_is_public_and_an_unknown_login_is_404(
    github: StandIn, bot: Client
) -> None:
    place = f"{HOME}/collaborators"
    assert bot.get(f"{place}/alice/permission").body["permission"] == "read"
    assert bot.get(f"{place}/acme/permission").body["permission"] == "admin"
    assert bot.get(f"{place}/nobody-has-this-name/permission").status == 404
    github.repository.private = True
    assert bot.get(f"{place}/alice/permission").body["permission"] == "none"
