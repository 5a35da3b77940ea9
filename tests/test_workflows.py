"""The real workflows, run by a real runner against the stand-in for GitHub, with its state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import PATH
from checkouts import POSTMORTEM as FIRST_ITEM
from local_runner import REPOSITORY, Checkout, WorkflowRun, copy_project, pull_request_event
from standin import Assignable, StandIn, Token
from standin.call import Request
from standin.state import Issue

from pmaction.cli import main

PULL_REQUEST = "pmaction-pull-request.yml"
MERGE = "pmaction-merge.yml"
SCHEDULE = "pmaction-schedule.yml"
ACTION = "acme/pmaction@0123456789abcdef0123456789abcdef01234567"

CONFIG = "tracking: {seconds_between_writes: 0}\nlabels: [postmortem]\n"
SECOND_ITEM = """\
  - id: A2
    title: Drain the queue automatically
    priority: P2
    owner: "@bob"
    due: 2026-03-01
    depends_on: [A1]
"""
POSTMORTEM = FIRST_ITEM + SECOND_ITEM


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn(REPOSITORY) as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


@pytest.fixture
def ours(github: StandIn, tmp_path: Path) -> Checkout:
    """A clone of a repository that holds this project: its own workflows run the action in `./`."""
    checkout = Checkout(github, tmp_path / "site")
    copy_project(checkout.folder)
    checkout.write(".pmaction.yml", CONFIG)
    checkout.commit("Use pmaction")
    checkout.push()
    return checkout


@pytest.fixture
def theirs(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A clone of a user's repository, set up by `pmaction init`."""
    checkout = Checkout(github, tmp_path / "site")
    monkeypatch.chdir(checkout.folder)
    assert main(["init", "--quiet", "--action", ACTION]) == 0
    checkout.write(".pmaction.yml", CONFIG)
    checkout.commit("Set pmaction up")
    checkout.push()
    return checkout


def reading(github: StandIn) -> Token:
    return github.token("reading", contents="read", issues="read", pull_requests="read")


def planning(github: StandIn) -> Token:
    return github.token("planning", contents="read", issues="read", pull_requests="write")


def applying(github: StandIn) -> Token:
    return github.token("applying", contents="read", issues="write", pull_requests="write")


def everything(github: StandIn) -> Token:
    """What the two jobs of the schedule may do together: the local runner has one token."""
    return github.token("all", contents="write", issues="write", pull_requests="write")


def opened(github: StandIn, text: str = POSTMORTEM, login: str = "mona") -> Issue:
    """A pull request that adds the postmortem; from a fork if its author is an outsider."""
    author = github.person(login)
    if login in github.platform.outsiders:
        author = author.fork()
    author.push({PATH: text}, "Add the postmortem", branch="mail-postmortem")
    return author.open_pull("Mail was down", "mail-postmortem")


def on_pull(checkout: Checkout, pull: Issue, token: Token) -> WorkflowRun:
    checkout.check_out_merge_of(pull)
    return checkout.run("pull_request", PULL_REQUEST, token, pull_request_event(pull))


def after_merge(checkout: Checkout, github: StandIn, pull: Issue, *options: str) -> WorkflowRun:
    if pull.state == "open":
        github.person("mona").merge(pull.number)
    checkout.check_out("origin/main")
    return checkout.run("push", MERGE, applying(github), {"ref": "refs/heads/main"}, *options)


def carried_out(github: StandIn) -> list[Request]:
    """The writes that were not refused."""
    return [write for write in github.writes if write.status < 400]


def state(github: StandIn) -> object:
    """Everything of the repository that a run could have changed."""
    repository = github.repository
    return [
        (
            one.number,
            one.title,
            one.body,
            one.state,
            one.label_names,
            one.assignees,
            [comment.body for comment in one.comments],
            [child.number for child in one.children],
            [blocker.number for blocker in one.blocked_by],
        )
        for one in repository.listed()
    ] + [repository.git.ref("refs/heads/main"), repository.git.ref("refs/heads/pmaction/tracker")]


def test_a_pull_request_gets_one_comment_with_the_plan_kept_up_to_date(
    github: StandIn, ours: Checkout
) -> None:
    pull = opened(github)
    first = on_pull(ours, pull, planning(github))
    assert first.green, first.log
    (comment,) = pull.comments
    assert "PM-2025-001/A1" in comment.body
    assert "Alert when the queue is longer than 1,000" in comment.body
    assert [one.number for one in github.repository.listed()] == [pull.number]

    before = len(github.writes)
    assert on_pull(ours, pull, planning(github)).green
    assert len(github.writes) == before

    broken = POSTMORTEM.replace("    priority: P2\n", "    priority: P9\n")
    github.person("mona").push({PATH: broken}, "Break it", branch="mail-postmortem")
    third = on_pull(ours, pull, planning(github))
    assert not third.green
    place = re.escape(f"::error file={PATH},line=18,col=15,title=not-allowed::")
    assert re.search(place, third.log), third.log
    assert f"### `{PATH}`" in third.summary
    assert "`P9` is not a value of `priority`" in third.summary
    (comment,) = pull.comments
    assert "PM-2025-001/A1" not in comment.body


def test_a_forks_pull_request_gets_its_plan_in_the_summary_and_nothing_is_written(
    github: StandIn, ours: Checkout
) -> None:
    github.platform.outsiders.add("eve")
    pull = opened(github, login="eve")
    run = on_pull(ours, pull, reading(github))
    assert run.green, run.log
    assert "PM-2025-001/A1" in run.summary
    assert github.writes == []
    assert pull.comments == []


def test_a_merge_opens_linked_issues_and_names_them_on_the_pull_request(
    github: StandIn, ours: Checkout
) -> None:
    pull = opened(github)
    run = after_merge(ours, github, pull)
    assert run.green, run.log
    parent, first, second = [one for one in github.repository.listed() if one.pull is None]
    assert [one.title for one in (parent, first, second)] == [
        "PM-2025-001: Mail was down",
        "Alert when the queue is longer than 1,000",
        "Drain the queue automatically",
    ]
    assert parent.children == [first, second]
    assert second.blocked_by == [first]
    assert set(first.label_names) == {"pmaction", "postmortem", "P1"}
    assert first.assignees == ["alice"]
    tip = github.repository.git.ref("refs/heads/main")
    assert f"/acme/site/blob/{tip}/{PATH}#L11-L15" in (first.body or "")
    assert f"Pull request: #{pull.number}" in (first.body or "")
    assert f"Part of #{parent.number}" in (first.body or "")
    (comment,) = pull.comments
    for issue in (parent, first, second):
        assert f"#{issue.number} " in comment.body

    before = state(github), len(github.writes)
    again = after_merge(ours, github, pull)
    assert again.green, again.log
    assert (state(github), len(github.writes)) == before


def test_a_run_for_an_older_commit_does_nothing_and_says_so(
    github: StandIn, ours: Checkout
) -> None:
    older = ours.git("rev-parse", "origin/main")
    github.person("mona").merge(opened(github).number)
    ours.check_out(older)
    run = ours.run("push", MERGE, applying(github), {"ref": "refs/heads/main"})
    assert run.green, run.log
    assert "Nothing is done" in run.log
    assert github.writes == []


def test_the_schedule_finishes_reminds_and_commits_the_tracker_file_once(
    github: StandIn, ours: Checkout
) -> None:
    pull = opened(github)
    github.person("mona").merge(pull.number)
    ours.check_out("origin/main")
    run = ours.run("schedule", SCHEDULE, everything(github))
    assert run.green, run.log
    titles = [one.title for one in github.repository.listed() if one.pull is None]
    assert len(titles) == 4
    assert "Reminders of postmortem action items" in titles
    first = next(one for one in github.repository.listed() if one.title.startswith("Alert"))
    (reminder,) = first.comments
    assert reminder.body.startswith("@alice: this action item was due on **2025-12-21**")
    git = github.repository.git
    tracker = git.text("show", "refs/heads/main:TRACKER.md")
    assert "PM-2025-001" in tracker
    assert f"#{first.number}" in tracker
    assert git.text("rev-parse", "refs/heads/main^").strip() == ours.git("rev-parse", "HEAD")

    before = state(github), len(github.writes)
    ours.check_out("origin/main")
    again = ours.run("schedule", SCHEDULE, everything(github))
    assert again.green, again.log
    assert (state(github), len(github.writes)) == before


def test_a_protected_branch_gets_its_tracker_file_on_a_side_branch(
    github: StandIn, ours: Checkout
) -> None:
    github.person("mona").merge(opened(github).number)
    github.repository.rules["main"] = [{"type": "pull_request"}]
    tip = github.repository.git.ref("refs/heads/main")
    ours.check_out("origin/main")
    run = ours.run("schedule", SCHEDULE, everything(github))
    assert run.green, run.log
    assert github.repository.git.ref("refs/heads/main") == tip
    assert "PM-2025-001" in github.repository.git.text("show", "pmaction/tracker:TRACKER.md")
    assert "pmaction/tracker" in run.log

    # Actions may open no pull requests here: that is asked again, since the setting may change.
    assert github.writes[-1].status == 403
    before = state(github), len(carried_out(github))
    again = ours.run("schedule", SCHEDULE, everything(github))
    assert again.green, again.log
    assert (state(github), len(carried_out(github))) == before


def test_a_users_repository_lives_through_the_loop_whatever_lies_in_its_checkout(
    github: StandIn, theirs: Checkout, tmp_path: Path
) -> None:
    copy_project(tmp_path / "pmaction")
    local = ("--local-repository", f"{ACTION}={tmp_path / 'pmaction'}")
    trap = "raise SystemExit('the checkout was imported')\n"
    traps = ("venv.py", "click.py", "sitecustomize.py", "pmaction/__init__.py", "pip/__init__.py")
    mona = github.person("mona")
    mona.push({PATH: POSTMORTEM, **dict.fromkeys(traps, trap)}, "Add it", branch="mail-postmortem")
    pull = mona.open_pull("Mail was down", "mail-postmortem")
    theirs.check_out_merge_of(pull)
    event = pull_request_event(pull)
    planned = theirs.run("pull_request", PULL_REQUEST, planning(github), event, *local)
    assert planned.green, planned.log
    (comment,) = pull.comments
    assert "PM-2025-001/A2" in comment.body

    merged = after_merge(theirs, github, pull, *local)
    assert merged.green, merged.log
    (comment,) = pull.comments
    assert "#2 " in comment.body

    daily = theirs.run("schedule", SCHEDULE, everything(github), None, *local)
    assert daily.green, daily.log
    assert "PM-2025-001" in github.repository.git.text("show", "refs/heads/main:TRACKER.md")
    for run in (planned, merged, daily):
        assert "value-of-" not in run.log, "the token is in the log"
