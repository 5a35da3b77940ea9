"""`--cache`: what commands ask GitHub for when an earlier run left them a file, and when not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit, git
from standin import Assignable, StandIn

from pmaction.cli import main
from pmaction.tracking.github_cache import VERSION

OWNERS = ("alice", "bob", "carol", "dave", "erin", "frank")
NEW_PATH = "postmortems/2025/2025-12-20-new.yaml"


def new_postmortem() -> str:
    """One with six action items of six owners, one of which waits for another."""
    head, _, _ = POSTMORTEM.replace("PM-2025-001", "PM-2025-002").partition("  - id")
    items = [
        f'  - id: A{n}\n    title: Do {n}\n    priority: P1\n    owner: "@{owner}"\n'
        "    due: 2026-01-21\n" + ("    depends_on: [A1]\n" if n == 4 else "")
        for n, owner in enumerate(OWNERS, 1)
    ]
    return head + "".join(items)


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        # Both clocks are right, and the issues are older than what is listed once more.
        github.platform.clock.now = datetime.now(UTC) - timedelta(hours=3)
        yield github
        assert not github.violations


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = check_out(
        github, tmp_path, monkeypatch, issues="write", contents="read", pull_requests="write"
    )
    assert main(["apply", "--now", NOW]) == 0
    github.platform.clock.now = datetime.now(UTC)
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "issues.json"


def asked(github: StandIn, *arguments: str) -> Counter[str | None]:
    """What one command asks for."""
    before = len(github.requests)
    assert main([*arguments, "--now", NOW]) == 0
    return Counter(one.operation for one in github.requests[before:])


def lists(github: StandIn) -> list[str]:
    """The times since which issues were listed; empty for all."""
    found = [one for one in github.requests if one.operation == "issues/list-for-repo"]
    return [one.query.get("since", "") for one in found]


def test_apply_with_nothing_to_do_asks_three_times(
    github: StandIn, checkout: Path, cache: Path
) -> None:
    asked(github, "apply", "--cache", str(cache))
    assert lists(github)[-1] == ""
    assert asked(github, "apply", "--cache", str(cache)) == {
        "issues/list-for-repo": 1,
        "repos/get": 1,
        "git/get-ref": 1,
    }
    assert lists(github)[-1] != ""


@pytest.mark.parametrize("listed", [False, True])
def test_a_plan_on_a_pull_request_asks_at_most_eight_times_and_writes_nothing(
    github: StandIn, checkout: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, listed: bool
) -> None:
    asked(github, "apply", "--cache", str(cache))
    if listed:
        people = ("alice", "bob", "carol", "dave", "erin", "frank")
        github.repository.assignable |= dict.fromkeys(people, Assignable.YES)
    (checkout / NEW_PATH).write_text(new_postmortem())
    monkeypatch.setenv("PMACTION_CACHE", str(cache))
    writes = len(github.writes)
    found = asked(github, "plan")
    one_by_one = {} if listed else {"issues/check-user-can-be-assigned": 6}
    assert found == {"issues/list-for-repo": 1, "issues/list-assignees": 1} | one_by_one
    assert lists(github)[-1] != ""
    assert len(github.writes) == writes
    assert asked(github, "plan") == {"issues/list-for-repo": 1}


def test_the_comment_on_a_pull_request_asks_at_most_eight_times(
    github: StandIn, checkout: Path, cache: Path
) -> None:
    asked(github, "apply", "--cache", str(cache))
    mona = github.person("mona")
    mona.push({NEW_PATH: new_postmortem()}, branch="new", start="main")
    pull = mona.open_pull("A new postmortem", "new")
    git(checkout, "fetch", "--quiet", "origin")
    git(checkout, "checkout", "--quiet", "origin/new")
    # Who can be assigned is known from runs before.
    asked(github, "plan", "--cache", str(cache))
    asked(github, "apply", "--cache", str(cache))
    found = asked(github, "comment", "--pr", str(pull.number), "--cache", str(cache))
    assert found.total() <= 8
    assert len(pull.comments) == 1


def test_a_new_postmortem_costs_as_much_whatever_there_was_before(
    github: StandIn, checkout: Path, cache: Path
) -> None:
    asked(github, "apply", "--cache", str(cache))
    for number in range(250):
        github.person("mona").opens(f"Another {number}")
    github.platform.clock.now = datetime.now(UTC)
    asked(github, "apply", "--cache", str(cache))
    (checkout / NEW_PATH).write_text(new_postmortem())
    commit(checkout, "A new postmortem")
    found = asked(github, "apply", "--cache", str(cache))
    assert found["issues/create"] == 7
    # What was opened within the last ten minutes is listed once more, usually on one page.
    assert found.total() - found["issues/list-for-repo"] <= 39


def test_losing_the_file_loses_nothing(github: StandIn, checkout: Path, cache: Path) -> None:
    asked(github, "apply", "--cache", str(cache))
    cache.unlink()
    github.person("mona").close(2, "not_planned")
    asked(github, "apply", "--cache", str(cache))
    assert lists(github)[-1] == ""
    assert cache.is_file()


def test_a_file_that_is_no_cache_is_told_of_on_demand_and_replaced(
    github: StandIn, checkout: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache.write_text("{}")
    asked(github, "apply", "--cache", str(cache), "--verbose")
    assert f"{cache} is not used: it is damaged" in capsys.readouterr().err
    assert lists(github)[-1] == ""
    assert json.loads(cache.read_text())["version"] == VERSION
    asked(github, "apply", "--cache", str(cache))
    assert lists(github)[-1] != ""


@pytest.mark.parametrize("command", ["apply", "plan"])
def test_a_file_that_cannot_be_written_fails_nothing(
    github: StandIn,
    checkout: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    asked(github, command, "--cache", str(tmp_path / "nowhere" / "\x07" / "issues.json"))
    asked(github, command, "--cache", str(tmp_path))
    said = capsys.readouterr().err
    assert "cannot be written, and the next run does without" in said
    assert "\x07" not in said


def test_a_link_in_its_place_is_replaced_and_not_followed(
    github: StandIn, checkout: Path, cache: Path, tmp_path: Path
) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    cache.symlink_to(target)
    asked(github, "apply", "--cache", str(cache))
    assert target.read_text() == "precious"
    assert not cache.is_symlink()


def test_whoever_turns_out_not_to_be_assignable_is_forgotten(
    github: StandIn, checkout: Path, cache: Path
) -> None:
    def change(title: str, owner: str) -> None:
        text = POSTMORTEM.replace("1,000", title).replace("@alice", owner)
        (checkout / PATH).write_text(text)
        commit(checkout, title)

    change("2,000", "@bob")
    asked(github, "plan", "--cache", str(cache))
    github.repository.assignable["bob"] = Assignable.REFUSED
    assert "issues/check-user-can-be-assigned" not in asked(github, "plan", "--cache", str(cache))
    assert asked(github, "apply", "--cache", str(cache))["issues/check-user-can-be-assigned"] == 1
    assert github.repository.issues[2].assignees != ["bob"]
    assert b"bob" not in cache.read_bytes().partition(b'"assignable"')[2]


def test_the_scheduled_run_lists_all_once(
    github: StandIn, checkout: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    github.platform.clock.now = datetime.now(UTC)
    asked(github, "apply", "--cache", str(cache))
    monkeypatch.setattr("pmaction.cli.systems.time", lambda: two_hours_later.timestamp())
    two_hours_later = datetime.now(UTC) + timedelta(hours=2)
    github.platform.clock.now = two_hours_later
    asked(github, "plan", "--cache", str(cache))
    assert lists(github)[-1] != ""
    monkeypatch.setenv("GITHUB_EVENT_NAME", "schedule")
    asked(github, "apply", "--cache", str(cache))
    assert lists(github)[-1] == ""
    asked(github, "comment", "--cache", str(cache))
    assert lists(github)[-1] != ""


def test_a_wrong_memory_is_mended_before_anything_is_written(
    github: StandIn, checkout: Path, cache: Path
) -> None:
    asked(github, "apply", "--cache", str(cache))
    github.person("mona").delete(2)
    (checkout / PATH).write_text(POSTMORTEM.replace("1,000", "2,000"))
    commit(checkout, "Another title")
    asked(github, "apply", "--cache", str(cache))
    assert lists(github)[-2:] == [lists(github)[-2], ""]
    assert lists(github)[-2] != ""


@pytest.mark.parametrize("command", ["remind", "track", "doctor"])
def test_commands_that_want_the_whole_truth_take_no_cache(
    checkout: Path, cache: Path, command: str
) -> None:
    assert main([command, "--cache", str(cache)]) == 2


def test_without_the_option_no_file_is_written(github: StandIn, checkout: Path) -> None:
    before = set(checkout.parent.iterdir())
    asked(github, "apply")
    assert set(checkout.parent.iterdir()) == before
    assert lists(github)[-1] == ""
