"""What only GitHub has: sub-issues, dependencies, people who cannot be assigned, permalinks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from contract.harness import Killed
from standin import Assignable, Reply
from standin.call import Request
from worlds import World, item, postmortem

from pmaction.apply import apply_plan
from pmaction.change import Outcome, Plan
from pmaction.config import Config, Team
from pmaction.errors import TrackingError

PM = "PM-2025-001"
A1, A2 = f"{PM}/A1", f"{PM}/A2"


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: GitHubHarness) -> World:
    return World(harness.tracking(), [postmortem(item("A1"), item("A2", depends_on=("A1",)))])


def test_items_are_sub_issues_of_their_postmortem_and_blocked_by_what_they_wait_for(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    parent, first, second = (harness._stored(key) for key in (PM, A1, A2))
    assert parent.children == [first, second]
    assert second.blocked_by == [first]


def test_a_dependency_that_is_there_already_keeps_no_other_one_away() -> None:
    files = [postmortem(item("A1"), item("A2"), item("A3", depends_on=("A1", "A2")))]
    for write in range(1, 30):
        one = GitHubHarness(Path())
        try:
            with suppress(Killed):
                World(one.kill_at(write, after=True), files).apply()
            World(one.tracking(), files).apply()
            blockers = {blocker.number for blocker in one._stored(f"{PM}/A3").blocked_by}
            assert blockers == {one._stored(key).number for key in (A1, A2)}
        finally:
            one.end()


def test_missing_labels_are_made_with_colour_and_description(
    harness: GitHubHarness,
) -> None:
    harness.repository.labels.clear()
    world = World(harness.tracking(), [postmortem(item("A1"))], Config(labels=("reliability",)))
    world.apply()
    labels = harness.repository.labels
    assert set(labels) == {"pmaction", "p1", "reliability"}
    assert labels["pmaction"].description
    assert labels["pmaction"].color != "ededed"


def test_labels_and_assignees_that_are_written_otherwise_in_case_are_the_same(
    world: World, harness: GitHubHarness
) -> None:
    world.files = [postmortem(item("A1", owner="@Alice"))]
    harness.repository.assignable["alice"] = Assignable.YES
    world.apply()
    stored = harness._stored(A1)
    harness.person.assign(stored.number, "alice")
    assert world.plan().changes == ()
    world.files = [postmortem(item("A1", owner="@bob"))]
    world.apply()
    assert harness._stored(A1).assignees == ["bob"]


@pytest.mark.parametrize("verdict", [Assignable.REFUSED, Assignable.DROPPED])
def test_who_cannot_be_assigned_is_mentioned_and_the_run_goes_on(
    world: World, harness: GitHubHarness, verdict: Assignable
) -> None:
    harness.repository.assignable["ghost"] = verdict
    world.files = [postmortem(item("A1", owner="@ghost"), item("A2"))]
    world.apply()
    stored = harness._stored(A1)
    assert stored.assignees == []
    assert "needs-owner" in stored.label_names
    assert "@ghost: this is yours" in (stored.body or "")
    assert "cannot be assigned" in (stored.body or "")
    assert world.plan().changes == ()


def test_who_can_be_assigned_later_is_assigned_then(world: World, harness: GitHubHarness) -> None:
    harness.repository.assignable["ghost"] = Assignable.REFUSED
    world.files = [postmortem(item("A1", owner="@ghost"))]
    world.apply()
    harness.repository.assignable["ghost"] = Assignable.YES
    world.tracking = harness.tracking()
    world.apply()
    stored = harness._stored(A1)
    assert stored.assignees == ["ghost"]
    assert "needs-owner" not in stored.label_names
    assert "@ghost: this is yours" not in (stored.body or "")
    assert world.plan().changes == ()


def test_an_issue_takes_the_new_key_of_its_item_and_the_former_one_may_be_forgotten(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    number = harness._stored(A1).number
    world.files = [postmortem(item("A7", "Do A1", previously=A1), item("A2", depends_on=("A7",)))]
    (update,) = (one for one in world.plan().changes if one.item == f"{PM}/A7" and one.before.key)
    assert (update.before.key, update.after.key) == (A1, f"{PM}/A7")
    world.apply()
    assert harness._stored(f"{PM}/A7").number == number
    world.files = [postmortem(item("A7", "Do A1"), item("A2", depends_on=("A7",)))]
    assert world.plan() == Plan()


@pytest.mark.parametrize("refused", range(1, 12))
def test_an_item_that_moves_to_another_postmortem_moves_under_its_issue(
    world: World, harness: GitHubHarness, refused: int
) -> None:
    world.apply()
    moved, former = harness._stored(A2), harness._stored(PM)
    other = "PM-2025-002"
    world.files = [
        postmortem(item("A1")),
        postmortem(item("A1", "Do A2", previously=A2, depends_on=(A1,)), pm_id=other),
    ]
    World(harness.refuse_at(refused), world.files).apply()
    World(harness.tracking(), world.files).apply()
    assert harness._stored(f"{other}/A1") is moved
    assert harness._stored(other).children == [moved]
    assert former.children == [harness._stored(A1)]
    assert moved.blocked_by == [harness._stored(A1)]
    plain = item("A1", "Do A2", depends_on=(A1,))
    later = World(harness.tracking(), [postmortem(item("A1")), postmortem(plain, pm_id=other)])
    assert later.plan() == Plan()


@pytest.mark.parametrize("verdict", [Assignable.REFUSED, Assignable.DROPPED])
def test_who_is_left_out_without_a_word_is_mentioned_by_the_next_run(
    world: World, harness: GitHubHarness, verdict: Assignable
) -> None:
    world.files = [postmortem(item("A1", owner="@ghost"), item("A2"))]
    plan, listing = world.plan(), world.tracking.list_issues()
    harness.repository.assignable["ghost"] = verdict
    apply_plan(plan, world.tracking, listing)
    assert harness._stored(A1).assignees == []
    assert harness._stored(A1).label_names == ["P1", "needs-owner", "pmaction"]
    World(harness.tracking(), world.files).apply()
    stored = harness._stored(A1)
    assert "needs-owner" in stored.label_names
    assert "@ghost: this is yours" in (stored.body or "")
    assert World(harness.tracking(), world.files).plan().changes == ()


def test_who_steps_in_for_one_that_was_left_out_takes_the_label_away_again(
    world: World, harness: GitHubHarness
) -> None:
    world.config = Config(teams={"mail": Team(members=("@ghost",), lead="@lead")})
    world.files = [postmortem(item("A1", owner="mail"))]
    plan, listing = world.plan(), world.tracking.list_issues()
    harness.repository.assignable["ghost"] = Assignable.PROMISED
    apply_plan(plan, world.tracking, listing)
    assert "needs-owner" in harness._stored(A1).label_names
    World(harness.tracking(), world.files, world.config).apply()
    assert harness._stored(A1).assignees == ["lead"]
    assert "needs-owner" not in harness._stored(A1).label_names
    assert World(harness.tracking(), world.files, world.config).plan().changes == ()


def test_who_is_left_out_of_a_new_owners_place_is_mentioned_by_the_next_run(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    world.files = [postmortem(item("A1", owner="@ghost"), item("A2", depends_on=("A1",)))]
    plan, listing = world.plan(), world.tracking.list_issues()
    harness.repository.assignable["ghost"] = Assignable.DROPPED
    apply_plan(plan, world.tracking, listing)
    World(harness.tracking(), world.files).apply()
    assert "needs-owner" in harness._stored(A1).label_names
    assert World(harness.tracking(), world.files).plan().changes == ()


@pytest.mark.parametrize("place", ["sub_issues", "dependencies/blocked_by"])
def test_a_link_that_is_refused_as_not_found_is_made_by_the_next_run(
    world: World, harness: GitHubHarness, place: str
) -> None:
    def not_found(request: Request) -> Reply | None:
        if request.method == "POST" and request.path.endswith(place):
            return Reply(404, {"message": "Not Found"})
        return None

    harness.github.hook(not_found)
    report = world.apply()
    assert Outcome.FAILED in {result.outcome for result in report.results}
    harness.github.hook()
    world.apply()
    parent, first, second = (harness._stored(key) for key in (PM, A1, A2))
    assert (parent.children, second.blocked_by) == ([first, second], [first])
    assert world.plan().changes == ()


@pytest.mark.parametrize("place", ["/sub_issues", "/blocked_by"])
def test_a_server_without_such_links_is_no_failure(
    world: World, harness: GitHubHarness, place: str
) -> None:
    harness.github.hook(
        lambda request: Reply(404, {"message": "Not Found"}) if place in request.path else None
    )
    report = world.apply()
    assert {result.outcome for result in report.results} == {Outcome.DONE}
    assert world.plan().changes == ()


def test_a_marker_that_somebody_damaged_is_told_and_nothing_is_doubled(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    stored = harness._stored(A1)
    harness.person.edit(stored.number, body=(stored.body or "").replace('"last":{', '"last":{{'))
    plan = world.plan()
    assert A1 not in {change.item for change in plan.changes}
    assert any("marker is damaged" in note.message for note in plan.notes)


def test_a_comment_that_an_outsider_forged_keeps_no_reminder_away(
    world: World, harness: GitHubHarness
) -> None:
    from datetime import date

    world.apply()
    number = harness._stored(A1).number
    harness.github.platform.outsiders.add("mallory")
    outsider = harness.github.person("mallory")
    outsider.comment(number, "<!-- pmaction:comment reminder-2025-12-21-d1 -->")
    world.remind(date(2025, 12, 22))
    assert harness.body(A1).count("this action item was due on") == 1


def test_a_comment_that_is_too_long_fails_and_nothing_else(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    number = harness._stored(A1).number
    with pytest.raises(TrackingError, match=r"70,0\d\d of at most 65,536 characters"):
        harness.tracking().comment(number, "reminder:x", "x" * 70_000)


def test_nothing_to_do_costs_the_pages_of_the_list_alone(
    world: World, harness: GitHubHarness
) -> None:
    world.apply()
    before = len(harness.github.requests)
    world.tracking = harness.tracking()
    assert world.plan().changes == ()
    assert len(harness.github.requests) - before == 1


@pytest.mark.parametrize("ours", ["PMAction", "PMACTION"])
def test_a_label_that_the_repository_had_in_another_case_is_the_same(
    harness: GitHubHarness, ours: str
) -> None:
    harness.repository.labels.clear()
    first = harness.person.issue(1)
    first.labels = []
    harness.person.label(1, ours, "p1", "Reliability")
    config = Config(labels=("reliability",))
    world = World(harness.tracking(), [postmortem(item("A1"))], config)
    world.apply()
    assert set(harness._stored(A1).label_names) == {ours, "p1", "Reliability"}
    assert world.plan().changes == ()
    world.config = Config()
    world.apply()
    assert set(harness._stored(A1).label_names) == {ours, "p1"}
    assert world.plan().changes == ()


@pytest.mark.parametrize("lagging", [False, True])
def test_a_title_that_a_person_writes_between_plan_and_apply_is_kept_and_told(
    harness: GitHubHarness, lagging: bool
) -> None:
    World(harness.tracking(), [postmortem(item("A1", "First"))]).apply()
    if lagging:  # then what the list shows is not what was written last, and yet no person's
        harness.repository.freeze_list()
        World(harness.tracking(), [postmortem(item("A1", "Second"))]).apply()
    world = World(harness.tracking(), [postmortem(item("A1", "Third", priority="P0"))])
    listing = world.tracking.list_issues()
    plan = world._plan(listing)
    if not lagging:
        harness.person.edit(harness._stored(A1).number, title="By hand")
    report = apply_plan(plan, world.tracking, listing)
    assert harness._stored(A1).title == ("Third" if lagging else "By hand")
    assert "P0" in harness._stored(A1).label_names
    told = [note.message for note in report.notes]
    said = "#3 keeps the title that somebody gave it in the meantime"
    assert (said in told) is not lagging
    if not lagging:
        assert World(harness.tracking(), world.files).plan().changes == ()
