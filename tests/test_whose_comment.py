"""Whose a comment on GitHub is: ours is only what the account wrote that we write as."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from checkouts import PATH, POSTMORTEM
from contract.github_harness import GitHubHarness
from contract.harness import Killed
from scenes import Scene, bodies, scene_in
from standin import BOT, Issue, Reply
from worlds import World, item, postmortem

from pmaction.issue import digest
from pmaction.removals import REMOVED_COMMENT
from pmaction.tracking.github_body import existing_block

A1 = "PM-2025-001/A1"
MARK = "<!-- pmaction:comment pull-request -->"
QUERY = "graphql/viewer"
OTHER = POSTMORTEM.replace("Alert", "Page somebody")


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with scene_in(tmp_path, monkeypatch) as scene:
        yield scene


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: GitHubHarness) -> World:
    world = World(harness.tracking(), [postmortem(item("A1"), item("A2"))])
    world.apply()
    world.tracking = harness.tracking()
    return world


def show_plan(scene: Scene, pull: Issue) -> list[str | None]:
    """Comment on the pull request; what was asked for, by operation."""
    before = len(scene.github.requests)
    assert scene.run("comment", "--pr", str(pull.number)) == 0
    return [request.operation for request in scene.github.requests[before:]]


@pytest.mark.parametrize("login", ["mona", "other-app[bot]"])
def test_a_copy_with_somebodys_own_words_is_never_overwritten(scene: Scene, login: str) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    words = f"I tried what this says.\n\n{MARK}"
    scene.github.person(login).comment(pull.number, words)
    show_plan(scene, pull)
    scene.mona.push({PATH: OTHER}, branch="change")
    scene.check_out("origin/change")
    show_plan(scene, pull)
    theirs, ours = bodies(pull)
    assert theirs == words
    assert "Page somebody" in ours


def test_a_persons_token_edits_what_the_person_wrote_with_it(scene: Scene) -> None:
    rights = {"contents": "read", "issues": "read", "pull_requests": "write"}
    token = scene.github.token("carol", person="Carol", **rights)
    scene.monkeypatch.setenv("GITHUB_TOKEN", token.value)
    pull = scene.pull({PATH: POSTMORTEM})
    scene.github.person("carol").comment(pull.number, f"old\n\n{MARK}")
    assert show_plan(scene, pull).count(QUERY) == 1
    assert [comment.author for comment in pull.comments] == ["carol"]
    assert pull.comments[0].body.startswith("**Merging this would open 2 issues.**")


def test_whose_the_token_is_is_asked_only_where_a_comment_must_be_judged(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    first = show_plan(scene, pull)
    assert QUERY not in first
    assert first.count("issues/list-comments") == 1
    assert show_plan(scene, pull).count(QUERY) == 1
    assert len(pull.comments) == 1


def test_an_enterprise_server_is_asked_at_its_own_address(scene: Scene) -> None:
    scene.monkeypatch.setenv("GITHUB_API_URL", scene.github.enterprise_url)
    pull = scene.pull({PATH: POSTMORTEM})
    scene.github.person(BOT).comment(pull.number, f"old\n\n{MARK}")
    assert QUERY in show_plan(scene, pull)
    assert "/api/graphql" in {request.path for request in scene.github.requests}
    assert len(pull.comments) == 1


@pytest.mark.parametrize(
    "answer",
    [Reply(404, {"message": "Not Found"}), Reply(200, {"errors": [{"message": "no"}]})],
)
def test_where_nobody_says_whose_the_token_is_it_is_a_workflows(
    scene: Scene, answer: Reply
) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    scene.github.person(BOT).comment(pull.number, f"old\n\n{MARK}")
    scene.github.hook(lambda request: answer if request.operation == QUERY else None)
    show_plan(scene, pull)
    assert len(pull.comments) == 1
    assert pull.comments[0].body.startswith("**Merging this would open 2 issues.**")


def test_a_plan_that_a_former_account_shows_already_is_not_shown_twice(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    show_plan(scene, pull)
    rights = {"contents": "read", "issues": "read", "pull_requests": "write"}
    token = scene.github.token("carol", person="carol", **rights)
    scene.monkeypatch.setenv("GITHUB_TOKEN", token.value)
    show_plan(scene, pull)
    assert [comment.author for comment in pull.comments] == [BOT]


@pytest.mark.parametrize("login", ["mona", "other-app[bot]"])
def test_a_copied_mark_keeps_no_comment_of_ours_away(
    world: World, harness: GitHubHarness, login: str
) -> None:
    number = harness._stored(A1).number
    for mark in (REMOVED_COMMENT, "reminder-2025-12-21-d1"):
        harness.github.person(login).comment(number, f"x\n\n<!-- pmaction:comment {mark} -->")
    world.remind(date(2025, 12, 22))
    assert harness.body(A1).count("this action item was due on") == 1
    world.files = [postmortem(item("A2"))]
    World(harness.tracking(), world.files).apply()
    assert harness.body(A1).count("is no longer in the files") == 1


def test_what_a_person_wrote_is_quoted_even_where_a_member_copied_the_mark(
    world: World, harness: GitHubHarness
) -> None:
    harness.edit_block(A1, "**Priority", "Words of mona. **Priority")
    stored = harness._stored(A1)
    name = f"edited-block-{digest(existing_block(stored.body or '') or '')}"
    harness.person.comment(stored.number, f"hi\n\n<!-- pmaction:comment {name} -->")
    world.apply()
    assert "Words of mona" not in (stored.body or "")
    assert "Words of mona" in stored.comments[1].body


def test_a_comment_that_a_former_account_wrote_before_it_was_killed_is_not_repeated(
    world: World, harness: GitHubHarness
) -> None:
    world.tracking = harness.kill_at(2, after=True)  # the first opens the standing issue
    with suppress(Killed):
        world.remind(date(2025, 12, 22))
    assert len(harness._stored(A1).comments) + len(harness._stored("PM-2025-001/A2").comments) == 1
    harness.token = harness.github.token("carol", person="carol", issues="write", contents="read")
    world.tracking = harness.tracking()
    world.remind(date(2025, 12, 22))
    assert harness.body(A1).count("this action item was due on") == 1


def test_the_account_is_known_from_what_it_wrote_in_the_same_run(
    world: World, harness: GitHubHarness
) -> None:
    number = harness._stored(A1).number
    before = len(harness.github.requests)
    assert world.tracking.comment(number, "one", "first")
    assert not world.tracking.comment(number, "one", "other words")
    assert QUERY not in [request.operation for request in harness.github.requests[before:]]
