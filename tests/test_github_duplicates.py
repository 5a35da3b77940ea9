"""Two issues for one key on GitHub: one counts, the other is closed and leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from contract.harness import Killed
from standin import Issue
from worlds import World, item, postmortem

from pmaction.change import Outcome

PM = "PM-2025-001"
A1, A2 = f"{PM}/A1", f"{PM}/A2"
OURS = ["pmaction", "P1"]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: GitHubHarness) -> World:
    return World(harness.tracking(), [postmortem(item("A1"), item("A2", depends_on=("A1",)))])


def copied(harness: GitHubHarness, key: str, *, by_us: bool = False) -> Issue:
    """One more issue with all that the issue of a key holds."""
    stored = harness._stored(key)
    author = harness.github.person(stored.author) if by_us else harness.person
    return author.opens(stored.title, stored.body, labels=OURS)


def test_a_persons_copy_is_closed_with_a_link_and_all_its_comments(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    first, second = harness._stored(A1), copied(harness, A1)
    harness.person.comment(second.number, "I am on it.")
    report = world.apply()
    assert {result.outcome for result in report.results} == {Outcome.DONE}
    assert (first.state, second.state, second.state_reason) == ("open", "closed", "duplicate")
    said = [comment.body for comment in second.comments]
    assert said[0] == "I am on it."
    assert said[1].startswith(f"Duplicate of #{first.number}\n")
    assert world.plan().changes == ()


def test_a_copy_in_an_older_issue_of_a_person_takes_nothing_over(
    world: World, harness: GitHubHarness
) -> None:
    older = harness.person.opens("My own")
    world.apply()
    first = harness._stored(A1)
    harness.person.edit(older.number, body=first.body, labels=OURS)
    world.files = [postmortem(item("A1", "New title"), item("A2", depends_on=("A1",)))]
    world.apply()
    assert (older.title, older.state_reason) == ("My own", "duplicate")
    assert (first.title, first.state) == ("New title", "open")
    assert world.plan().changes == ()


def test_what_stands_under_a_second_parent_is_moved_to_the_first(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    parent, first = harness._stored(PM), harness._stored(A1)
    second = copied(harness, PM, by_us=True)
    parent.children.remove(first)
    first.parent = None
    harness.person.link_child(second.number, first.number)
    world.apply()
    assert set(parent.children) == {first, harness._stored(A2)}
    assert (second.children, second.state_reason) == ([], "duplicate")
    assert world.plan().changes == ()


def test_what_a_person_put_under_an_issue_of_their_own_stays_there(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    first = harness._stored(A1)
    epic = harness.person.opens("All about mail")
    harness.delete(PM)
    harness.person.link_child(epic.number, first.number)
    world.files = [postmortem(item("A1"), item("A2", depends_on=("A1",)), recreate=True)]
    world.apply()
    assert epic.children == [first]
    assert harness._stored(PM).children == [harness._stored(A2)]
    assert world.plan().changes == ()


def test_what_waits_for_a_duplicate_waits_for_the_issue_that_counts(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    first, waiting = harness._stored(A1), harness._stored(A2)
    second = copied(harness, A1, by_us=True)
    waiting.blocked_by.remove(first)
    harness.person.block(waiting.number, second.number)
    world.apply()
    assert first in waiting.blocked_by
    assert second.state_reason == "duplicate"
    assert world.plan().changes == ()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_while_a_duplicate_is_closed_it_is_told_once_and_closed_by_the_next_run(
    world: World, harness: GitHubHarness, after: bool
) -> None:
    world.apply()
    second = copied(harness, A1)
    for write in range(1, 20):
        died = False
        try:
            World(harness.kill_at(write, after=after), world.files).apply()
        except Killed:
            died = True
        World(harness.tracking(), world.files).apply()
        assert len(second.comments) == 1
        assert second.state_reason == "duplicate"
        if not died:
            break
        # Once more, from the copy as it was.
        body, number = harness._stored(A1).body, second.number
        second.comments.clear()
        harness.person.edit(number, body=body, state="open")
    assert write > 3
