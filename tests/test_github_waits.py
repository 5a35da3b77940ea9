"""What new issues wait for: linked one by one, and remembered in one write of their parent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from contract.harness import Killed
from worlds import World, item, postmortem

from pmaction.change import ApplyReport, Plan
from pmaction.model import ActionItem

PM = "PM-2025-001"
NAMES = ("A1", "A2", "A3", "A4")
IN_A_ROW = {f"{PM}/{name}": [f"{PM}/{before}"] for before, name in pairwise(NAMES)}


def in_a_row() -> list[ActionItem]:
    """Items of which each waits for the one before."""
    return [item("A1"), *(item(n, depends_on=(b,)) for b, n in pairwise(NAMES))]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: GitHubHarness) -> World:
    return World(harness.tracking(), [postmortem(*in_a_row())])


def run(harness: GitHubHarness, world: World) -> ApplyReport:
    """Another run, which knows nothing but what GitHub and the files say."""
    world.tracking = harness.tracking()
    return world.apply()


def links(harness: GitHubHarness) -> dict[str, list[str]]:
    """What each issue waits for on GitHub."""
    keys = {one.number: key for key in keys_of(harness) for one in [harness._stored(key)]}
    return {
        key: [keys[blocker.number] for blocker in harness.repository.issues[number].blocked_by]
        for number, key in keys.items()
        if harness.repository.issues[number].blocked_by
    }


def keys_of(harness: GitHubHarness) -> list[str]:
    return [issue.key for issue in harness.tracking().list_issues().issues]


def test_links_between_new_issues_cost_a_request_each_and_one_for_all_to_remember(
    world: World, harness: GitHubHarness
) -> None:
    before = len(harness.github.requests)
    world.apply()
    asked = Counter(request.operation for request in harness.github.requests[before:])
    assert asked["issues/add-blocked-by-dependency"] == 3
    assert asked["issues/update"] == 1
    assert links(harness) == IN_A_ROW
    world.tracking = harness.tracking()
    assert world.plan() == Plan()


@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_is_killed_at_any_write_leaves_links_that_the_next_finds_or_makes(
    tmp_path: Path, after: bool
) -> None:
    write, was_killed = 0, True
    while was_killed:
        write += 1
        harness = GitHubHarness(tmp_path)
        world = World(harness.kill_at(write, after=after), [postmortem(*in_a_row())])
        was_killed = False
        try:
            world.apply()
        except Killed:
            was_killed = True
        run(harness, world)
        assert links(harness) == IN_A_ROW
        world.tracking = harness.tracking()
        assert world.plan() == Plan(), f"after write {write}"
        assert len(keys_of(harness)) == 5
        harness.end()
    assert write > 12


def test_a_write_that_is_refused_leaves_nothing_remembered_that_is_not_so(tmp_path: Path) -> None:
    for write in range(1, 18):
        harness = GitHubHarness(tmp_path)
        world = World(harness.refuse_at(write), [postmortem(*in_a_row())])
        world.apply()
        run(harness, world)
        assert links(harness) == IN_A_ROW, f"write {write} was refused"
        world.tracking = harness.tracking()
        assert world.plan() == Plan()
        harness.end()


def test_a_link_that_a_person_took_away_stays_away(world: World, harness: GitHubHarness) -> None:
    world.apply()
    stored, blocker = harness._stored(f"{PM}/A2"), harness._stored(f"{PM}/A1")
    stored.blocked_by.remove(blocker)
    blocker.blocking.remove(stored)
    world.files = [postmortem(*in_a_row(), title="Mail was down twice")]
    run(harness, world)
    assert f"{PM}/A2" not in links(harness)


def test_a_dependency_that_is_turned_round_is_turned_round_whatever_is_refused(
    tmp_path: Path,
) -> None:
    for refused in range(1, 8):
        harness = GitHubHarness(tmp_path)
        world = World(harness.tracking(), [postmortem(item("A1"), item("A2", depends_on=("A1",)))])
        world.apply()
        world.files = [postmortem(item("A1", depends_on=("A2",)), item("A2"))]
        world.tracking = harness.refuse_at(refused)
        report = world.apply()
        assert not [note for note in report.notes if "somebody let" in note.message]
        run(harness, world)
        assert links(harness) == {f"{PM}/A1": [f"{PM}/A2"]}
        world.tracking = harness.tracking()
        assert world.plan() == Plan()
        harness.end()


def test_an_issue_that_moves_takes_along_what_its_former_parent_remembered(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    other = "PM-2025-002"
    moved = item("A1", "Do A4", previously=f"{PM}/A4", depends_on=(f"{PM}/A3",))
    world.files = [postmortem(*in_a_row()[:3]), postmortem(moved, pm_id=other)]
    run(harness, world)
    world.tracking = harness.tracking()
    assert world.plan() == Plan()
    assert links(harness)[f"{other}/A1"] == [f"{PM}/A3"]


def test_without_the_parent_the_links_are_found_and_remembered_anew(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    harness.person.delete(harness._stored(PM).number)
    world.files = [postmortem(*in_a_row(), recreate=True)]
    run(harness, world)
    run(harness, world)
    assert links(harness) == IN_A_ROW
    world.tracking = harness.tracking()
    assert world.plan().changes == ()


def test_what_a_parent_remembers_in_another_form_is_told_as_damage(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    parent = harness._stored(PM)
    body = (parent.body or "").replace('"waits":{', '"waits":{"7":5,')
    assert body != parent.body
    harness.person.edit(parent.number, body=body)
    run(harness, world)
    assert links(harness) == IN_A_ROW
    assert any("damaged" in note.message for note in world.plan().notes)


def test_what_a_new_issue_waits_for_is_remembered_in_itself_while_its_parent_is_out_of_sight(
    harness: GitHubHarness, world: World
) -> None:
    world.files = [postmortem(*in_a_row()[:2])]
    world.apply()
    harness.person.unlabel(harness._stored(PM).number, "pmaction")
    world.files = [postmortem(*in_a_row()[:3])]
    run(harness, world)
    assert links(harness)[f"{PM}/A3"] == [f"{PM}/A2"]
    world.tracking = harness.tracking()
    assert world.plan().changes == ()
