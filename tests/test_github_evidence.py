"""What on GitHub shows that an issue was closed for good, and what it costs to find out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from standin import FAULTS, issue_writes
from worlds import World, item, postmortem

from pmaction.change import Kind, Plan
from pmaction.config import Config
from pmaction.issue import NEEDS_EVIDENCE
from pmaction.tracking.github_evidence import MAX_AGAIN

PM = "PM-2025-001"
A1 = f"{PM}/A1"
ASKING = Config(require_evidence=True)


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: GitHubHarness) -> World:
    world = World(harness.tracking(), [postmortem(item("A1"))], ASKING)
    world.apply()
    return world


def asked(plan: Plan) -> bool:
    return Kind.COMMENT in {change.kind for change in plan.changes}


def timelines(harness: GitHubHarness, work: Callable[[], object]) -> int:
    """How many timelines are read meanwhile."""
    before = len(harness.github.requests)
    work()
    return sum("/timeline" in one.path for one in harness.github.requests[before:])


def pull(harness: GitHubHarness, name: str = "fix") -> int:
    """A pull request."""
    harness.person.push({f"{name}.txt": "a\n"}, branch=name)
    return harness.person.open_pull("Fix it", name).number


def _comment(harness: GitHubHarness, number: int) -> None:
    harness.github.person("bob").comment(number, "See the graph.")


def _commit(harness: GitHubHarness, number: int) -> None:
    harness.person.mention(number, harness.person.push({"a.txt": "a\n"}, f"Fix #{number}"))


def _closed_by_commit(harness: GitHubHarness, number: int) -> None:
    harness.person.close(number, commit=harness.person.push({"a.txt": "a\n"}))


def _open_pull(harness: GitHubHarness, number: int) -> None:
    harness.person.mention(number, pull(harness))


def _merged_pull(harness: GitHubHarness, number: int) -> None:
    one = pull(harness)
    harness.person.mention(number, one)
    harness.person.merge(one)


def _closed_pull(harness: GitHubHarness, number: int) -> None:
    one = pull(harness)
    harness.person.mention(number, one)
    harness.person.close(one)


def _other_issue(harness: GitHubHarness, number: int) -> None:
    harness.person.mention(number, 1)


def _bot(harness: GitHubHarness, number: int) -> None:
    harness.github.person("github-actions[bot]").comment(number, "This is stale.")


def _linked_pull(harness: GitHubHarness, number: int) -> None:
    _link(harness, number, "connected")


def _unlinked_pull(harness: GitHubHarness, number: int) -> None:
    _link(harness, number, "connected")
    _link(harness, number, "disconnected")


def _link(harness: GitHubHarness, number: int, event: str) -> None:
    """Link a pull request in the issue's sidebar, or no longer."""
    platform, issue = harness.github.platform, harness.person.issue(number)
    issue_writes.add_event(platform, issue, event, "mona")


def _nothing(harness: GitHubHarness, number: int) -> None:
    pass


@pytest.mark.parametrize(
    ("act", "is_evidence"),
    [
        (_comment, True),
        (_commit, True),
        (_closed_by_commit, True),
        (_open_pull, True),
        (_merged_pull, True),
        (_linked_pull, True),
        (_unlinked_pull, False),
        (_closed_pull, False),
        (_other_issue, False),
        (_bot, False),
        (_nothing, False),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_a_pull_request_a_commit_or_a_persons_comment_is_evidence(
    world: World,
    harness: GitHubHarness,
    act: Callable[[GitHubHarness, int], None],
    is_evidence: bool,
    later: bool,
) -> None:
    number = harness._stored(A1).number
    if later:
        harness.close(A1, "completed")
        World(harness.tracking(), world.files, ASKING).apply()
        act(harness, number)
        if act is _closed_by_commit:
            harness.reopen(A1)
            act(harness, number)
    else:
        act(harness, number)
        harness.close(A1, "completed")
    World(harness.tracking(), world.files, ASKING).apply()
    assert (NEEDS_EVIDENCE in harness.issues()[A1][0].labels) is not is_evidence
    assert World(harness.tracking(), world.files, ASKING).plan().changes == ()


def test_the_pull_request_that_an_item_came_with_is_no_evidence(harness: GitHubHarness) -> None:
    with_it = pull(harness, "postmortem")
    files = [postmortem(item("A1", issue=harness.person.opens("Known for long").number))]
    World(harness.tracking(), files, ASKING).apply()
    stored = harness._stored(A1)
    body = (stored.body or "").replace('"last":{', f'"last":{{"pull":{with_it},')
    harness.person.edit(stored.number, body=body)
    harness.person.mention(stored.number, with_it)
    harness.person.close(stored.number)
    assert asked(World(harness.tracking(), files, ASKING).plan())


def test_nothing_is_asked_of_github_unless_the_policy_says_so(
    world: World, harness: GitHubHarness
) -> None:
    harness.close(A1, "completed")
    assert timelines(harness, World(harness.tracking(), world.files).plan) == 0


def test_open_issues_and_those_that_showed_something_cost_no_request(
    world: World, harness: GitHubHarness
) -> None:
    assert timelines(harness, world.plan) == 0
    _comment(harness, harness._stored(A1).number)
    harness.close(A1, "completed")
    assert timelines(harness, world.apply) == 1
    assert timelines(harness, World(harness.tracking(), world.files, ASKING).plan) == 0


def test_an_issue_whose_label_a_person_took_off_costs_no_request(
    world: World, harness: GitHubHarness
) -> None:
    harness.close(A1, "completed")
    world.apply()
    harness.person.unlabel(harness._stored(A1).number, NEEDS_EVIDENCE)
    assert timelines(harness, World(harness.tracking(), world.files, ASKING).plan) == 0


def test_many_that_never_answer_cost_few_requests_and_an_answer_is_seen_all_the_same(
    harness: GitHubHarness,
) -> None:
    names = [f"A{n}" for n in range(1, MAX_AGAIN + 6)]
    files = [postmortem(*map(item, names))]
    World(harness.tracking(), files, ASKING).apply()
    for name in names:
        harness.close(f"{PM}/{name}", "completed")
    first = World(harness.tracking(), files, ASKING)
    assert timelines(harness, first.apply) == len(names)
    assert timelines(harness, World(harness.tracking(), files, ASKING).plan) == MAX_AGAIN
    harness.answer(A1, "It was done.")
    assert timelines(harness, World(harness.tracking(), files, ASKING).plan) == MAX_AGAIN + 1
    World(harness.tracking(), files, ASKING).apply()
    assert NEEDS_EVIDENCE not in harness.issues()[A1][0].labels


def test_a_locked_issue_is_labelled_and_told_of_without_a_comment(
    world: World, harness: GitHubHarness
) -> None:
    harness.close(A1, "completed")
    harness.person.lock(harness._stored(A1).number)
    plan = world.plan()
    assert [one.kind for one in plan.changes if one.item == A1] == [Kind.LABEL]
    assert any("locked, so that no comment asks for evidence" in one.message for one in plan.notes)
    world.apply()
    assert world.plan().changes == ()


def test_an_issue_that_is_only_in_the_list_any_more_is_not_asked(
    world: World, harness: GitHubHarness
) -> None:
    harness.close(A1, "completed")
    harness.repository.freeze_list()
    harness.delete(A1)
    plan = World(harness.tracking(), world.files, ASKING).plan()
    assert A1 not in {change.item for change in plan.changes}


def test_an_issue_that_cannot_be_asked_for_once_keeps_its_label_and_is_asked_again(
    world: World, harness: GitHubHarness
) -> None:
    harness.close(A1, "completed")
    World(harness.tracking(), world.files, ASKING).apply()
    harness.github.strike(FAULTS["404 once, as for a missing right"], at=2)  # after the list
    assert World(harness.tracking(), world.files, ASKING).plan().changes == ()
    harness.github.hook()
    harness.answer(A1, "Done.")
    World(harness.tracking(), world.files, ASKING).apply()
    assert NEEDS_EVIDENCE not in harness.issues()[A1][0].labels


def test_the_label_is_made_with_a_colour_and_says_what_it_means(
    world: World, harness: GitHubHarness
) -> None:
    harness.close(A1, "completed")
    world.apply()
    label = harness.repository.labels[NEEDS_EVIDENCE]
    assert label.color == "d93f0b"
    assert "nothing in it shows" in (label.description or "")
