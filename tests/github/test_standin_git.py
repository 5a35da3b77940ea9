"""Git, pull requests and workflows on the stand-in."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta

import pytest
from standin import Client, Run, StandIn, Workflow

HOME = "/repos/acme/site"


@pytest.fixture
def github() -> Iterator[StandIn]:
    """A stand-in that nobody may ask for what GitHub does not have."""
    with StandIn() as standin:
        yield standin
        assert [str(one) for one in standin.violations] == []


@pytest.fixture
def bot(github: StandIn) -> Client:
    """The Actions token with every right that a workflow can give it."""
    rights = dict.fromkeys(("contents", "issues", "pull_requests", "actions"), "write")
    return Client(github.url, github.token(**rights))


def head(bot: Client, branch: str = "main") -> str:
    """Sha that a branch points to."""
    return str(bot.get(f"{HOME}/git/ref/heads/{branch}").body["object"]["sha"])


def commit(bot: Client, parent: str, files: dict[str, str | None]) -> str:
    """A commit made through the API, on no branch yet."""
    base = bot.get(f"{HOME}/git/commits/{parent}").body["tree"]["sha"]
    plain = {"mode": "100644", "type": "blob"}
    tree = [
        {"path": path, **plain} | ({"sha": None} if text is None else {"content": text})
        for path, text in files.items()
    ]
    made = bot.post(f"{HOME}/git/trees", {"base_tree": base, "tree": tree}).body["sha"]
    wanted = {"message": "Update tracker", "tree": made, "parents": [parent]}
    answer = bot.post(f"{HOME}/git/commits", wanted)
    assert answer.status == 201, answer.body
    return str(answer.body["sha"])


def test_a_commit_through_the_api_is_a_commit_in_a_real_repository(
    github: StandIn, bot: Client
) -> None:
    old = head(bot)
    new = commit(bot, old, {"TRACKER.md": "# Tracker\n", "README.md": None})
    moved = bot.patch(f"{HOME}/git/refs/heads/main", {"sha": new, "force": False})
    assert (moved.status, head(bot)) == (200, new)
    git = github.repository.git
    assert (
        git.text("log", "--format=%an: %s", "-1", "main") == "github-actions[bot]: Update tracker"
    )
    assert git.read("TRACKER.md", "main") == "# Tracker\n"
    assert [one.path for one in git.entries("main")] == ["TRACKER.md"]


def test_a_ref_moves_only_forward_unless_forced(github: StandIn, bot: Client) -> None:
    old = head(bot)
    mine = commit(bot, old, {"TRACKER.md": "mine\n"})
    theirs = github.person("alice").push({"other.txt": "theirs\n"})
    where = f"{HOME}/git/refs/heads/main"
    refused = bot.patch(where, {"sha": mine})
    assert (refused.status, refused.body["message"]) == (422, "Update is not a fast forward")
    assert head(bot) == theirs
    assert bot.patch(where, {"sha": mine, "force": True}).status == 200
    assert bot.patch(f"{HOME}/git/refs/heads/none", {"sha": mine}).status == 422
    assert bot.patch(where, {"sha": "0" * 40}).status == 422


def test_rules_refuse_a_push_and_protection_alone_does_not(github: StandIn, bot: Client) -> None:
    new = commit(bot, head(bot), {"TRACKER.md": "x\n"})
    github.repository.protected.add("main")
    assert bot.get(f"{HOME}/branches/main").body["protected"] is True
    assert bot.get(f"{HOME}/rules/branches/main").body == []
    rule = {"type": "required_signatures", "ruleset_id": 7}
    github.repository.rules["main"] = [rule, {"type": "update"}]
    assert [one["type"] for one in bot.get(f"{HOME}/rules/branches/main").body][1] == "update"
    refused = bot.patch(f"{HOME}/git/refs/heads/main", {"sha": new})
    assert refused.status == 422
    assert "rule violations" in refused.body["message"]
    side = {"ref": "refs/heads/pmaction/tracker", "sha": new}
    assert bot.post(f"{HOME}/git/refs", side).status == 201
    assert bot.post(f"{HOME}/git/refs", side).status == 422
    assert bot.get(f"{HOME}/branches/pmaction/tracker").body["commit"]["sha"] == new


def test_a_branch_names_the_checks_that_hold_for_all_but_administrators(
    github: StandIn, bot: Client
) -> None:
    new = commit(bot, head(bot), {"TRACKER.md": "x\n"})
    github.repository.required_checks["main"] = ["validate"]
    shown = bot.get(f"{HOME}/branches/main").body["protection"]["required_status_checks"]
    assert (shown["enforcement_level"], shown["contexts"]) == ("non_admins", ["validate"])
    where = f"{HOME}/git/refs/heads/main"
    refused = bot.patch(where, {"sha": new})
    assert (refused.status, "validate" in refused.body["message"]) == (422, True)
    admin = github.token("admin", person="alice", contents="write", administration="write")
    assert Client(github.url, admin).patch(where, {"sha": new}).status == 200


def test_a_role_is_a_persons_and_no_apps(github: StandIn, bot: Client) -> None:
    alice = github.token("alice", person="alice", contents="write")
    pushes = [one.get(HOME).body["permissions"]["push"] for one in (bot, Client(github.url, alice))]
    assert pushes == [False, True]


def test_an_archived_repository_takes_no_writes(github: StandIn, bot: Client) -> None:
    github.repository.archived = True
    assert bot.get(HOME).body["archived"] is True
    assert bot.post(f"{HOME}/git/blobs", {"content": "x"}).status == 403


def test_a_rule_may_keep_branches_from_being_made(github: StandIn, bot: Client) -> None:
    github.repository.rules["new"] = [{"type": "creation"}]
    refused = bot.post(f"{HOME}/git/refs", {"ref": "refs/heads/new", "sha": head(bot)})
    assert refused.status == 422


def test_contents_are_files_and_folders_at_a_ref(github: StandIn, bot: Client) -> None:
    old = head(bot)
    github.person("alice").push({"postmortems/a.yaml": "id: é\n", "postmortems/b/c.yaml": "x\n"})
    found = bot.get(f"{HOME}/contents/postmortems/a.yaml").body
    assert base64.b64decode(found["content"]).decode() == "id: é\n"
    listed = bot.get(f"{HOME}/contents/postmortems").body
    assert [(one["type"], one["name"]) for one in listed] == [("file", "a.yaml"), ("dir", "b")]
    assert bot.get(f"{HOME}/contents/postmortems?ref={old}").status == 404


def test_a_comparison_says_what_is_ahead_and_which_files_changed(
    github: StandIn, bot: Client
) -> None:
    old, alice = head(bot), github.person("alice")
    alice.push({"a.txt": "1\n2\n"})
    alice.push({"README.md": None})
    found = bot.get(f"{HOME}/compare/{old}...main").body
    assert (found["status"], found["ahead_by"], found["behind_by"]) == ("ahead", 2, 0)
    changed = [(one["filename"], one["status"], one["additions"]) for one in found["files"]]
    assert changed == [("README.md", "removed", 0), ("a.txt", "added", 2)]
    assert bot.get(f"{HOME}/compare/main...{old}").body["status"] == "behind"


def test_a_merged_pull_request_is_found_by_its_commits(github: StandIn, bot: Client) -> None:
    alice = github.person("alice")
    pushed = alice.push({"a.yaml": "x\n"}, branch="feature")
    number = alice.open_pull("Add a postmortem", "feature").number
    newer = alice.push({"b.yaml": "y\n"}, branch="feature")
    assert bot.get(f"{HOME}/pulls/{number}").body["head"]["sha"] == newer
    merged = alice.merge(number)
    assert head(bot) == merged
    for sha in (merged, pushed):
        found = bot.get(f"{HOME}/commits/{sha}/pulls").body
        assert [one["number"] for one in found] == [number]
    assert bot.get(f"{HOME}/pulls/{number}").body["merged"] is True
    assert bot.get(f"{HOME}/commits/{'0' * 40}/pulls").status == 422


def test_a_pull_request_from_a_fork_says_so(github: StandIn, bot: Client) -> None:
    eve = github.person("eve").fork()
    eve.push({"postmortems/e.yaml": "x\n"}, branch="fix")
    number = eve.open_pull("From outside", "fix").number
    found = bot.get(f"{HOME}/pulls/{number}").body
    assert (found["head"]["label"], found["head"]["repo"]["fork"]) == ("eve:fix", True)
    files = bot.get(f"{HOME}/pulls/{number}/files").body
    assert [one["filename"] for one in files] == ["postmortems/e.yaml"]
    assert bot.get(f"{HOME}/git/ref/heads/fix").status == 404


def test_actions_open_pull_requests_only_where_that_is_switched_on(
    github: StandIn, bot: Client
) -> None:
    github.person("alice").push({"TRACKER.md": "x\n"}, branch="tracker")
    wanted = {"title": "Tracker", "head": "tracker", "base": "main"}
    assert bot.post(f"{HOME}/pulls", wanted).status == 403
    github.repository.actions_may_open_pulls = True
    assert bot.post(f"{HOME}/pulls", wanted).status == 201
    assert bot.post(f"{HOME}/pulls", wanted).status == 422
    found = bot.get(f"{HOME}/pulls?head=acme:tracker&base=main").body
    assert [one["title"] for one in found] == ["Tracker"]


def test_the_runs_of_a_workflow_file_are_listed_newest_first(github: StandIn, bot: Client) -> None:
    now = github.platform.clock.now
    workflow = Workflow(11, "Schedule", ".github/workflows/schedule.yml", now)
    workflow.runs += [Run(1, "schedule", now, head(bot)), Run(2, "push", now, head(bot))]
    workflow.runs.append(Run(3, "schedule", now + timedelta(days=1), head(bot)))
    github.repository.workflows.append(workflow)
    where = f"{HOME}/actions/workflows/schedule.yml"
    assert bot.get(where).body["state"] == "active"
    runs = bot.get(f"{where}/runs?event=schedule").body["workflow_runs"]
    assert [one["id"] for one in runs] == [3, 1]
