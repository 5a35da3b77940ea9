"""What a person wrote into the managed block: kept whole in comments, then restored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from contract.harness import Killed
from worlds import World, item, postmortem

from pmaction.apply import apply_plan
from pmaction.change import Outcome
from pmaction.edited_block import PART, fenced
from pmaction.tracking.github_body import comment_id_of, text_of_comment

A1 = "PM-2025-001/A1"
FILES = [postmortem(item("A1"))]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


def edited(harness: GitHubHarness, words: str) -> World:
    """Issues into whose managed block somebody wrote these words."""
    World(harness.tracking(), FILES).apply()
    harness.edit_block(A1, "- **Due", f"{words}\n- **Due")
    return World(harness.tracking(), FILES)


def quoted(harness: GitHubHarness) -> str:
    """What the comments on the issue keep, put together."""
    texts = [text_of_comment(one.body) for one in harness._stored(A1).comments]
    found = [re.search(r"^(`{3,}|~{3,})\n(.*?)\n?^\1$", t, re.DOTALL | re.MULTILINE) for t in texts]
    assert all(found), texts
    return "".join(one[2] for one in found if one)


def is_restored(harness: GitHubHarness, words: str) -> bool:
    return words[:100] not in (harness._stored(A1).body or "")


@pytest.mark.parametrize("line", ["q" * 64_000, "q" * 70 + "\n", "q" * 50_000 + "\n", "`" * 300])
def test_however_long_it_is_all_of_it_is_kept(harness: GitHubHarness, line: str) -> None:
    words = (line * (64_000 // len(line) + 1))[:63_999].rstrip("\n")
    world = edited(harness, words)
    world.apply()
    comments = harness._stored(A1).comments
    assert len(comments) == 2
    assert all(len(one.body) <= 65_536 for one in comments)
    assert len({comment_id_of(one.body) for one in comments}) == 2
    kept = quoted(harness)
    assert re.sub(r"[\n\u200b]", "", words) in re.sub(r"[\n\u200b]", "", kept)
    assert not any("cut here" in one.body for one in comments)
    assert is_restored(harness, words)
    assert World(harness.tracking(), FILES).plan().changes == ()


def test_a_short_one_is_kept_in_one_comment_just_as_it_was(harness: GitHubHarness) -> None:
    words = "Ask @bob first.\n```\n<b>code</b>\n```\n> and `more`"
    edited(harness, words).apply()
    (comment,) = harness._stored(A1).comments
    assert words in quoted(harness)
    assert f"~~~\n{quoted(harness)}\n~~~\n" in comment.body


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_write_each_part_is_said_once(tmp_path: Path, after: bool) -> None:
    words = "w" * (PART + 1_000)
    for write in range(1, 7):
        harness = GitHubHarness(tmp_path)
        world = edited(harness, words)
        world.tracking = harness.kill_at(write, after=after)
        with suppress(Killed):
            world.apply()
        World(harness.tracking(), FILES).apply()
        assert words in re.sub("\n", "", quoted(harness)), f"write {write}"
        assert len(harness._stored(A1).comments) == 2
        assert is_restored(harness, words)
        harness.end()


def test_without_one_of_its_parts_nothing_is_restored(tmp_path: Path) -> None:
    words = "w" * (PART + 1_000)
    for write in (1, 2, 3, 4):
        harness = GitHubHarness(tmp_path)
        world = edited(harness, words)
        world.tracking = harness.refuse_at(write)
        report = world.apply()
        assert Outcome.FAILED in {result.outcome for result in report.results}
        assert not is_restored(harness, words)
        harness.end()


def test_what_is_written_between_plan_and_apply_is_not_overwritten(
    harness: GitHubHarness,
) -> None:
    World(harness.tracking(), FILES).apply()
    world = World(harness.tracking(), [postmortem(item("A1", description="News."))])
    plan, listing = world.plan(), world.tracking.list_issues()
    harness.edit_block(A1, "- **Due", "Just written.\n- **Due")
    report = apply_plan(plan, world.tracking, listing)
    assert [result.outcome for result in report.results] == [Outcome.FAILED]
    assert "edited its managed block in the meantime" in report.results[0].detail
    assert "Just written." in (harness._stored(A1).body or "")
    World(harness.tracking(), world.files).apply()
    assert "Just written." in quoted(harness)
    assert "News." in (harness._stored(A1).body or "")


def test_a_fence_is_longer_than_any_in_the_text_and_never_too_long() -> None:
    assert fenced("a\n```\nb") == "~~~\na\n```\nb\n~~~"
    assert fenced("```\n~~~~\n") == "````\n```\n~~~~\n````"
    both = "`" * 20_000 + "\n" + "~" * 20_000
    assert len(fenced(both)) < 41_000
    opening, *inside, closing = fenced(both).split("\n")
    assert opening == closing
    assert not any(opening in line for line in inside)


def test_a_copied_mark_of_ours_is_none_in_a_quotation() -> None:
    text = "<!-- pmaction:comment removed-from-file -->\n<!-- an own remark -->"
    assert "<!-- pmaction" not in fenced(text)
    assert "<!-- an own remark -->" in fenced(text)
