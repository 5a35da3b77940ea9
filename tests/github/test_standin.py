"""The stand-in behaves as GitHub does, as far as pmaction can notice."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from typing import Literal

import pytest
from standin import BOT, DROP, Assignable, Client, Reply, Request, StandIn
from standin.call import OPERATIONS
from standin.description import published

HOME = "/repos/acme/site"
ISSUES = f"{HOME}/issues"


@pytest.fixture
def github() -> Iterator[StandIn]:
    """A stand-in that nobody may ask for what GitHub does not have."""
    with StandIn() as standin:
        standin.repository.assignable["alice"] = Assignable.YES
        standin.repository.assignable["bob"] = Assignable.DROPPED
        yield standin
        assert [str(one) for one in standin.violations] == []


@pytest.fixture
def bot(github: StandIn) -> Client:
    """The Actions token with every right that a workflow can give it."""
    rights = dict.fromkeys(("contents", "issues", "pull_requests", "actions"), "write")
    return Client(github.url, github.token(**rights))


def test_every_operation_of_the_description_is_served_and_no_other() -> None:
    assert {one.id for one in published().operations} == set(OPERATIONS)


def test_an_issue_is_written_by_the_bot_and_its_id_is_not_its_number(bot: Client) -> None:
    made = bot.post(ISSUES, {"title": "One", "labels": ["New"], "assignees": ["alice"]})
    assert made.status == 201
    assert (made.body["number"], made.body["user"]["login"]) == (1, BOT)
    assert made.body["id"] > 2**31
    assert made.body["html_url"] == "https://github.com/acme/site/issues/1"
    assert made.body["labels"][0]["color"] == "ededed"
    assert bot.get(made.headers["Location"].removeprefix(bot.url)).body == made.body


def test_issues_and_pull_requests_share_one_sequence_of_numbers(
    github: StandIn, bot: Client
) -> None:
    alice = github.person("alice")
    alice.opens("One")
    alice.push({"a.txt": "a\n"}, branch="feature")
    assert alice.open_pull("Two", "feature").number == 2
    assert bot.post(ISSUES, {"title": "Three"}).body["number"] == 3
    found = bot.get(f"{ISSUES}?state=all").body
    assert [one["number"] for one in found] == [3, 2, 1]
    assert [("pull_request" in one) for one in found] == [False, True, False]


def test_a_list_comes_in_pages_that_link_to_each_other(github: StandIn, bot: Client) -> None:
    for number in range(1, 6):
        github.person("alice").opens(f"Issue {number}")
    first = bot.get(f"{ISSUES}?per_page=2&direction=asc")
    assert [one["number"] for one in first.body] == [1, 2]
    assert 'page=2>; rel="next"' in first.headers["Link"]
    assert 'page=3>; rel="last"' in first.headers["Link"]
    last = bot.get(f"{ISSUES}?per_page=2&direction=asc&page=3")
    assert [one["number"] for one in last.body] == [5]
    assert 'rel="next"' not in last.headers["Link"]


def test_a_lagging_list_omits_what_is_young_and_reading_by_number_does_not(
    github: StandIn, bot: Client
) -> None:
    for title in ("One", "Two", "Three"):
        github.person("alice").opens(title)
    github.platform.list_lag = 2
    assert [one["title"] for one in bot.get(ISSUES).body] == ["One"]
    assert bot.get(f"{ISSUES}/3").body["title"] == "Three"


def test_a_list_can_be_narrowed_by_time_state_and_labels(github: StandIn, bot: Client) -> None:
    alice = github.person("alice")
    for title in ("One", "Two", "Three"):
        alice.opens(title, labels=["pmaction"])
    later = alice.issue(2).created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    alice.close(3)
    assert [one["number"] for one in bot.get(f"{ISSUES}?since={later}").body] == [2]
    assert [one["number"] for one in bot.get(f"{ISSUES}?state=closed&labels=PMACTION").body] == [3]
    assert bot.get(f"{ISSUES}?labels=other").body == []


def test_closing_says_who_when_and_why_and_reopening_takes_it_back(
    github: StandIn, bot: Client
) -> None:
    github.person("alice").opens("One")
    github.person("alice").close(1, "not_planned")
    closed = bot.get(f"{ISSUES}/1").body
    assert (closed["closed_by"]["login"], closed["state_reason"]) == ("alice", "not_planned")
    assert closed["closed_at"] == closed["updated_at"] > closed["created_at"]
    opened = bot.patch(f"{ISSUES}/1", {"state": "open"}).body
    assert (opened["closed_by"], opened["closed_at"]) == (None, None)
    assert opened["state_reason"] == "reopened"


def test_assignees_are_taken_dropped_or_refused_by_login(bot: Client) -> None:
    assert bot.get(f"{HOME}/assignees/alice").status == 204
    assert bot.get(f"{HOME}/assignees/bob").status == 404
    made = bot.post(ISSUES, {"title": "One", "assignees": ["alice", "bob"]}).body
    assert [one["login"] for one in made["assignees"]] == ["alice"]
    refused = bot.post(ISSUES, {"title": "Two", "assignees": ["ghost"]})
    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "assignees")
    assert bot.get(f"{ISSUES}/2").status == 404
    added = bot.post(f"{ISSUES}/1/assignees", {"assignees": ["ghost"]})
    assert (added.status, len(added.body["assignees"])) == (201, 1)


@pytest.mark.parametrize(
    "fields",
    [{"title": "x" * 257}, {"title": "x", "body": "x" * 65_537}, {"title": "", "body": "x"}],
    ids=["long title", "long body", "no title"],
)
def test_too_much_or_too_little_text_is_refused(bot: Client, fields: dict[str, str]) -> None:
    assert bot.post(ISSUES, fields).status == 422


def test_labels_are_made_added_set_and_removed(bot: Client) -> None:
    bot.post(ISSUES, {"title": "One"})
    wanted = {"name": "kind/overdue", "color": "d73a4a", "description": "Past its date"}
    assert bot.post(f"{HOME}/labels", wanted).status == 201
    assert bot.post(f"{HOME}/labels", {"name": "KIND/overdue"}).status == 422
    assert bot.get(f"{HOME}/labels/kind%2Foverdue").body["color"] == "d73a4a"
    bot.post(f"{ISSUES}/1/labels", {"labels": ["kind/overdue", "new"]})
    assert [one["name"] for one in bot.delete(f"{ISSUES}/1/labels/new").body] == ["kind/overdue"]
    assert bot.delete(f"{ISSUES}/1/labels/new").status == 404
    assert bot.put(f"{ISSUES}/1/labels", {"labels": []}).body == []
    assert len(bot.get(f"{HOME}/labels").body) == 2


def test_comments_are_listed_by_issue_and_by_repository(github: StandIn, bot: Client) -> None:
    github.person("alice").opens("One")
    github.person("alice").opens("Two")
    first = bot.post(f"{ISSUES}/1/comments", {"body": "first"}).body
    second = bot.post(f"{ISSUES}/2/comments", {"body": "second"}).body
    bot.patch(f"{ISSUES}/comments/{first['id']}", {"body": "changed"})
    assert [one["body"] for one in bot.get(f"{ISSUES}/1/comments").body] == ["changed"]
    newest = bot.get(f"{ISSUES}/comments?sort=updated").body
    assert [one["id"] for one in newest] == [first["id"], second["id"]]
    assert len(bot.get(f"{ISSUES}/comments?since={newest[0]['updated_at']}").body) == 1


def test_a_sub_issue_is_named_by_id_and_has_one_parent(github: StandIn, bot: Client) -> None:
    one, two, three = (github.person("alice").opens(title).id for title in ("1", "2", "3"))
    add = f"{ISSUES}/1/sub_issues"
    assert bot.post(add, {"sub_issue_id": 2}).status == 404
    assert bot.post(add, {"sub_issue_id": two}).status == 201
    assert bot.post(add, {"sub_issue_id": two}).status == 422
    assert bot.post(f"{ISSUES}/3/sub_issues", {"sub_issue_id": two}).status == 422
    assert bot.post(f"{ISSUES}/2/sub_issues", {"sub_issue_id": one}).status == 422
    assert bot.get(f"{ISSUES}/2/parent").body["number"] == 1
    github.person("alice").close(2)
    summary = bot.get(f"{ISSUES}/1").body["sub_issues_summary"]
    assert summary == {"total": 1, "completed": 1, "percent_completed": 100}
    moved = {"sub_issue_id": two, "replace_parent": True}
    assert bot.post(f"{ISSUES}/3/sub_issues", moved).status == 201
    assert bot.get(add).body == []
    assert bot.delete(f"{ISSUES}/3/sub_issue", {"sub_issue_id": two}).status == 200
    assert bot.get(f"{ISSUES}/2/parent").status == 404
    assert three not in {one, two}


def test_a_parent_takes_a_hundred_sub_issues_and_no_more(github: StandIn, bot: Client) -> None:
    alice = github.person("alice")
    alice.opens("Parent")
    for number in range(2, 102):
        alice.opens(f"Child {number}")
        alice.link_child(1, number)
    extra = alice.opens("One too many")
    assert bot.post(f"{ISSUES}/1/sub_issues", {"sub_issue_id": extra.id}).status == 422


def test_blockers_are_named_by_id_too(github: StandIn, bot: Client) -> None:
    github.person("alice").opens("One")
    blocker = github.person("alice").opens("Two").id
    where = f"{ISSUES}/1/dependencies/blocked_by"
    assert bot.post(where, {"issue_id": blocker}).status == 201
    assert bot.post(where, {"issue_id": blocker}).status == 422
    assert [one["number"] for one in bot.get(where).body] == [2]
    assert bot.delete(f"{where}/{blocker}").status == 200
    assert bot.get(where).body == []


def test_issue_types_belong_to_an_organization_and_are_dropped_elsewhere(
    github: StandIn, bot: Client
) -> None:
    assert "type" not in bot.post(ISSUES, {"title": "One", "type": "Task"}).body
    github.platform.issue_types["acme"] = ["Bug", "Task"]
    assert [one["name"] for one in bot.get("/orgs/acme/issue-types").body] == ["Bug", "Task"]
    assert bot.post(ISSUES, {"title": "Two", "type": "Task"}).body["type"]["name"] == "Task"


def test_deleted_moved_locked_and_switched_off_issues_answer_as_such(
    github: StandIn, bot: Client
) -> None:
    alice, other = github.person("alice"), github.add_repository("acme/other")
    for title in ("Deleted", "Moved", "Locked"):
        alice.opens(title)
    alice.delete(1)
    alice.transfer(2, other)
    alice.lock(3)
    assert bot.get(f"{ISSUES}/1").status == 410
    gone = bot.get(f"{ISSUES}/2")
    assert gone.status == 301
    new = bot.get(gone.headers["Location"].removeprefix(bot.url)).body
    assert (new["title"], new["number"]) == ("Moved", 1)
    assert bot.post(f"{ISSUES}/3/comments", {"body": "x"}).status == 403
    assert [one["title"] for one in bot.get(ISSUES).body] == ["Locked"]
    github.repository.has_issues = False
    assert [bot.get(ISSUES).status, bot.post(ISSUES, {"title": "x"}).status] == [410, 410]


def test_a_connection_can_be_dropped_before_or_after_the_work(github: StandIn, bot: Client) -> None:
    def on_create(request: Request, reply: Reply | None = None) -> Literal["drop"] | None:
        return DROP if request.operation == "issues/create" else None

    github.hook(before=on_create)
    with pytest.raises(http.client.RemoteDisconnected):
        bot.post(ISSUES, {"title": "Never made"})
    github.hook(after=on_create)
    with pytest.raises(http.client.RemoteDisconnected):
        bot.post(ISSUES, {"title": "Made"})
    github.hook()
    assert github.repository.titles() == ["Made"]
    assert [one.status for one in github.writes] == [0, 0]


def test_an_answer_can_be_replaced_when_the_work_is_done(github: StandIn, bot: Client) -> None:
    def bad_gateway(request: Request, reply: Reply) -> Reply:
        return Reply(502, raw=b"<html>Bad gateway</html>")

    def slow_down(request: Request) -> Reply:
        return Reply(403, {"message": "slow down"}, {"Retry-After": "7"})

    github.hook(after=bad_gateway)
    with pytest.raises(ValueError, match="Expecting value"):
        bot.post(ISSUES, {"title": "Made"})
    github.hook(before=slow_down)
    assert bot.post(ISSUES, {"title": "Not made"}).headers["Retry-After"] == "7"
    assert github.repository.titles() == ["Made"]
    assert [one.status for one in github.writes] == [502, 403]
