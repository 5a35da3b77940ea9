"""What people close without showing what was done: asked about once, where the policy says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from worlds import World, item, kinds, postmortem

from contract.github_harness import GitHubHarness
from contract.harness import Harness, Killed, LocalHarness
from pmaction.change import Kind, Outcome, Plan
from pmaction.config import Config
from pmaction.issue import NEEDS_EVIDENCE, Issue

PM = "PM-2025-001"
A1, A2 = f"{PM}/A1", f"{PM}/A2"
ASKING = Config(require_evidence=True)


@pytest.fixture(params=[LocalHarness, GitHubHarness])
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    harness: Harness = request.param(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: Harness) -> World:
    """Two open issues."""
    world = World(harness.tracking(), [postmortem(item("A1"), item("A2"))], ASKING)
    world.apply()
    return world


def again(world: World, harness: Harness) -> Plan:
    """Apply by a run of its own; gives what a further one would do."""
    World(harness.tracking(), world.files, world.config).apply()
    return World(harness.tracking(), world.files, world.config).plan()


def issue_of(harness: Harness, key: str) -> Issue:
    (issue,) = harness.issues()[key]
    return issue


def asked(harness: Harness, key: str = A1) -> int:
    """How often an issue says that something is missing."""
    return harness.body(key).count("nothing in it shows what was done")


def test_what_was_quoted_from_the_managed_block_shows_nothing(
    world: World, harness: Harness
) -> None:
    harness.edit_block(A1, "**Priority:** P1", "# A heading\n\nWords.\n\n```\n## Code\n```")
    assert again(world, harness).changes == ()
    assert "# A heading" in harness.body(A1)
    harness.close(A1, "completed")
    again(world, harness)
    assert NEEDS_EVIDENCE in issue_of(harness, A1).labels


def test_a_close_that_shows_nothing_gets_a_label_and_one_comment_and_stays_closed(
    world: World, harness: Harness
) -> None:
    harness.close(A1, "completed")
    plan = world.plan()
    assert kinds(plan) == [(Kind.COMMENT, A1), (Kind.LABEL, A1)]
    assert {change.why for change in plan.changes} == {
        "a person closed it as completed, and nothing shows what was done",
        "a person closed it, and nothing shows what was done",
    }
    (note,) = plan.notes
    assert "no pull request, commit or comment shows it" in note.message
    assert again(world, harness).changes == ()
    issue = issue_of(harness, A1)
    assert (issue.state, asked(harness)) == ("closed", 1)
    assert issue.labels == {"pmaction", "P1", NEEDS_EVIDENCE}


def test_nothing_is_asked_unless_the_policy_says_so(world: World, harness: Harness) -> None:
    world.config = Config()
    harness.close(A1, "completed")
    assert world.plan().changes == ()


def test_evidence_that_is_given_later_takes_the_label_away(world: World, harness: Harness) -> None:
    harness.close(A1, "completed")
    again(world, harness)
    harness.answer(A1, "It was done in the other repository.")
    report = World(harness.tracking(), world.files, ASKING).apply()
    assert "it needs no evidence any more" in {one.change.why for one in report.results}
    issue = issue_of(harness, A1)
    assert (issue.state, asked(harness)) == ("closed", 1)
    assert issue.labels == {"pmaction", "P1"}
    assert again(world, harness).changes == ()


def test_what_a_person_wrote_before_closing_is_evidence(world: World, harness: Harness) -> None:
    harness.answer(A1, "Done, see the dashboard.")
    harness.close(A1, "completed")
    assert [change.why for change in world.plan().changes] == [
        "remembers that something shows what was done; nothing visible changes"
    ]
    assert again(world, harness).changes == ()
    assert (asked(harness), NEEDS_EVIDENCE in issue_of(harness, A1).labels) == (0, False)


@pytest.mark.parametrize("reason", ["not_planned", "duplicate"])
def test_what_will_not_be_done_needs_no_evidence(
    world: World, harness: Harness, reason: str
) -> None:
    harness.close(A1, reason)
    assert world.plan().changes == ()


def test_what_the_file_shows_is_not_asked_for(world: World, harness: Harness) -> None:
    harness.close(A1, "completed")
    world.files = [postmortem(item("A1", evidence="https://example.com/1"), item("A2"))]
    assert world.plan().changes == ()
    world.files = [
        postmortem(item("A1", evidence="https://example.com/1"), item("A2"), confidential=True)
    ]
    assert Kind.COMMENT not in {change.kind for change in world.plan().changes}


def test_evidence_in_the_file_takes_the_label_away_too(world: World, harness: Harness) -> None:
    harness.close(A1, "completed")
    again(world, harness)
    world.files = [postmortem(item("A1", evidence="https://example.com/1"), item("A2"))]
    assert again(world, harness).changes == ()
    assert issue_of(harness, A1).labels == {"pmaction", "P1"}


def test_what_pmaction_closed_itself_needs_no_evidence(world: World, harness: Harness) -> None:
    world.files = [postmortem(item("A1", status="done"), item("A2"))]
    assert again(world, harness).changes == ()
    assert (asked(harness), issue_of(harness, A1).labels) == (0, {"pmaction", "P1"})


def test_a_postmortems_issue_needs_no_evidence(world: World, harness: Harness) -> None:
    harness.close(PM, "completed")
    assert world.plan().changes == ()


def test_a_person_who_takes_the_label_off_is_asked_nothing_more(
    world: World, harness: Harness
) -> None:
    harness.close(A1, "completed")
    again(world, harness)
    harness.relabel(A1, ["pmaction", "P1"])
    assert again(world, harness).changes == ()
    assert issue_of(harness, A1).labels == {"pmaction", "P1"}


def test_an_issue_that_is_opened_again_loses_the_label_and_is_not_told_twice(
    world: World, harness: Harness
) -> None:
    harness.close(A1, "completed")
    again(world, harness)
    harness.reopen(A1)
    assert again(world, harness).changes == ()
    assert issue_of(harness, A1).labels == {"pmaction", "P1"}
    harness.close(A1, "completed")
    assert again(world, harness).changes == ()
    assert (asked(harness), NEEDS_EVIDENCE in issue_of(harness, A1).labels) == (1, True)


def test_a_policy_that_ends_takes_the_label_away(world: World, harness: Harness) -> None:
    harness.close(A1, "completed")
    again(world, harness)
    world.config = Config()
    assert again(world, harness).changes == ()
    assert issue_of(harness, A1).labels == {"pmaction", "P1"}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("answered", [False, True])
def test_a_run_that_dies_at_any_write_is_made_up_for(
    world: World, harness: Harness, after: bool, answered: bool
) -> None:
    harness.close(A1, "completed")
    if answered:
        again(world, harness)
        harness.answer(A1, "Shown.")
    for write in range(1, 10):
        try:
            World(harness.kill_at(write, after=after), world.files, ASKING).apply()
        except Killed:
            continue
        break
    assert again(world, harness).changes == ()
    assert asked(harness) == 1
    assert (NEEDS_EVIDENCE in issue_of(harness, A1).labels) is not answered


def test_a_label_waits_for_the_comment_that_explains_it(world: World, harness: Harness) -> None:
    harness.close(A1, "completed")
    report = World(harness.refuse_at(1), world.files, ASKING).apply()
    outcomes = {result.change.kind: result.outcome for result in report.results}
    assert outcomes == {Kind.COMMENT: Outcome.FAILED, Kind.LABEL: Outcome.DEFERRED}
