"""Issues that GitHub's list does not show, or that are not what they were: read by number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from contract.github_harness import REPOSITORY, GitHubHarness
from standin.state import Repository
from worlds import World, item, postmortem

from pmaction.apply import apply_plan
from pmaction.change import Kind, Note, Outcome, Plan
from pmaction.errors import TrackingError
from pmaction.issue import IssueFields, LastWritten
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_body import marker_of

PM = "PM-2025-001"
A1, A2, A3 = f"{PM}/A1", f"{PM}/A2", f"{PM}/A3"
OURS = ["pmaction", "P1"]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: GitHubHarness) -> World:
    return World(harness.tracking(), [postmortem(item("A1"), item("A2", depends_on=("A1",)))])


def note_of(plan: Plan, key: str) -> Note:
    """The one note about a key."""
    (note,) = (note for note in plan.notes if note.item == key)
    return note


def without_marker(body: str | None) -> str:
    """A body whose hidden marker somebody cut out."""
    marker = marker_of(body or "")
    assert marker is not None
    return (body or "").replace(str(marker), "")


def elsewhere(harness: GitHubHarness) -> Repository:
    """Another repository with labels like ours and issues of its own."""
    other = harness.github.add_repository("acme/other")
    harness.github.person("mona", other).opens("Theirs", labels=OURS)
    return other


class TestAnIssueOfAnItem:
    def test_that_was_moved_is_told_with_its_new_page(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        harness.person.transfer(harness._stored(A2).number, elsewhere(harness))
        plan = world.plan()
        assert plan.changes == ()
        assert "was moved to https://github.com/acme/other/issues/2" in note_of(plan, A2).message
        assert "Move it back. Or say" in note_of(plan, A2).hint

    def test_that_was_deleted_is_told_and_made_again_on_demand(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        harness.delete(A2)
        assert "is gone (deleted" in note_of(world.plan(), A2).message
        world.files = [postmortem(item("A1"), item("A2", recreate=True))]
        world.apply()
        assert len(harness.issues()[A2]) == 1
        assert world.plan().changes == ()

    def test_that_lost_its_marker_is_told_and_not_doubled(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        stored = harness._stored(A2)
        harness.person.edit(stored.number, body=without_marker(stored.body))
        plan = world.plan()
        assert plan.changes == ()
        assert "lost the hidden marker" in note_of(plan, A2).message
        assert "Bring its text back from its history" in note_of(plan, A2).hint

    def test_whose_marker_names_no_item_any_more_is_told_and_not_doubled(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        stored = harness._stored(A2)
        harness.person.edit(stored.number, body=(stored.body or "").replace('{"key":"PM', '{"PM'))
        world.files = [postmortem(item("A1"), item("A2", recreate=True))]
        plan = world.plan()
        assert A2 not in {change.item for change in plan.changes}
        assert "marker is damaged" in note_of(plan, A2).message

    def test_that_has_another_items_marker_now_is_told_and_not_doubled(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        stored = harness._stored(A2)
        harness.person.edit(stored.number, body=(stored.body or "").replace(A2, "PM-2024-001/A1"))
        plan = world.plan()
        assert A2 not in {change.item for change in plan.changes}
        assert "now has the hidden marker of PM-2024-001/A1" in note_of(plan, A2).message

    def test_that_a_lagging_list_leaves_out_is_kept_up_to_date_all_the_same(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        platform = harness.github.platform
        platform.list_lag = platform.writes - harness._stored(A2).born + 1
        world.tracking = harness.tracking()
        assert world.plan() == Plan(found=world.plan().found)
        world.files = [postmortem(item("A1"), item("A2", "New title"), item("A3"))]
        report = world.apply()
        assert {result.outcome for result in report.results} == {Outcome.DONE}
        platform.list_lag = 0
        assert harness._stored(A2).title == "New title"
        assert {key: len(found) for key, found in harness.issues().items()} == dict.fromkeys(
            (PM, A1, A2, A3), 1
        )

    def test_that_a_lagging_list_leaves_out_can_be_waited_for(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        platform = harness.github.platform
        platform.list_lag = platform.writes - harness._stored(A2).born + 1
        world.tracking = harness.tracking()
        world.files = [postmortem(item("A1"), item("A2"), item("A3", depends_on=("A2",)))]
        report = world.apply()
        assert {result.outcome for result in report.results} == {Outcome.DONE}
        assert harness._stored(A3).blocked_by == [harness._stored(A2)]

    def test_that_is_recorded_under_no_number_is_never_asked_for(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        stored = harness._stored(PM)
        marker = marker_of(stored.body or "")
        assert marker is not None
        bad = str(marker).replace('"A2":4', '"A2":"../../../user"')
        harness.person.edit(stored.number, body=(stored.body or "").replace(str(marker), bad))
        harness.delete(A2)
        before = len(harness.github.requests)
        world.tracking = harness.tracking()
        assert "is gone" in note_of(world.plan(), A2).message
        assert len(harness.github.requests) - before == 1


class TestTheIssueOfAPostmortem:
    def test_that_lost_its_marker_is_told_and_not_doubled(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        stored = harness._stored(PM)
        harness.person.edit(stored.number, body=without_marker(stored.body))
        plan = world.plan()
        assert plan.changes == ()
        assert "lost the hidden marker" in note_of(plan, PM).message

    def test_whose_marker_is_damaged_is_told_and_not_doubled(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        stored = harness._stored(PM)
        harness.person.edit(stored.number, body=(stored.body or "").replace('{"key":"PM', '{"PM'))
        world.files = [postmortem(item("A1"), item("A2"), recreate=True)]
        plan = world.plan()
        assert PM not in {change.item for change in plan.changes}
        assert "marker is damaged" in note_of(plan, PM).message

    def test_that_was_moved_is_made_again_with_its_items_under_it(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        harness.person.transfer(harness._stored(PM).number, elsewhere(harness))
        assert "was moved to" in note_of(world.plan(), PM).message
        assert world.plan().changes == ()
        world.files = [postmortem(item("A1"), item("A2", depends_on=("A1",)), recreate=True)]
        world.apply()
        assert harness._stored(PM).children == [harness._stored(A1), harness._stored(A2)]
        assert world.plan().changes == ()

    def test_is_known_to_its_items_even_if_it_was_opened_after_them(
        self, harness: GitHubHarness
    ) -> None:
        files = [postmortem(item("A1"))]
        World(harness.refuse_at(1), files).apply()
        world = World(harness.tracking(), files)
        world.apply()
        harness.delete(PM)
        assert world.plan().changes == ()
        assert "is gone" in note_of(world.plan(), PM).message

    def test_is_known_to_an_item_from_its_opening_on_at_no_cost(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        number = harness._stored(A1).number
        written = [one.path for one in harness.github.requests if one.method == "PATCH"]
        assert f"/repos/{REPOSITORY}/issues/{number}" not in written
        assert harness.issues()[A1][0].last.parent == harness._stored(PM).number


class TestBehindTheEndOfTheList:
    def test_an_issue_of_another_repository_is_never_taken_for_ours(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.files = [postmortem(item("A1"))]
        world.apply()
        other = elsewhere(harness)
        marker = '<!-- pmaction:marker {"key":"PM-2025-001/A3","last":{}} -->'
        ours = harness.person.opens("Was A3", marker, labels=OURS)
        moved = harness.person.transfer(ours.number, other)
        body, writes = moved.body, moved.updated_at
        world.files = [postmortem(item("A1"), item("A3"))]
        world.apply()
        assert harness._stored(A3).repository.full_name == REPOSITORY
        assert (moved.body, moved.updated_at, moved.parent) == (body, writes, None)

    def test_numbers_that_were_given_out_and_are_gone_do_not_end_it(
        self, world: World, harness: GitHubHarness
    ) -> None:
        other = elsewhere(harness)
        for number in range(4):
            one = harness.person.opens(f"Nothing of ours {number}")
            if number:
                harness.person.delete(one.number)
            else:
                harness.person.transfer(one.number, other)
        world.apply()
        harness.github.platform.list_lag = 1_000
        World(harness.tracking(), world.files).apply()
        harness.github.platform.list_lag = 0
        assert {key: len(found) for key, found in harness.issues().items()} == {
            PM: 1,
            A1: 1,
            A2: 1,
        }

    def test_a_damaged_issue_is_not_doubled(self, world: World, harness: GitHubHarness) -> None:
        world.apply()
        stored = harness._stored(A2)
        damaged = (stored.body or "").replace('"last":{', '"last":{{')
        harness.person.edit(stored.number, body=damaged)
        platform = harness.github.platform
        platform.list_lag = platform.writes - stored.born + 1
        tracking = harness.tracking()
        tracking.list_issues()
        count = len(harness._all())
        with pytest.raises(TrackingError, match="#4 is left alone: its hidden marker is damaged"):
            tracking.create(A2, IssueFields(title="Do A2"), LastWritten())
        assert len(harness._all()) == count

    def test_ours_is_ours_however_the_repository_is_written(self, harness: GitHubHarness) -> None:
        files = [postmortem(item("A1"))]
        World(harness.tracking(), files).apply()
        harness.github.platform.list_lag = 1_000
        other_spelling = GitHubTrackingSystem(harness.client(), REPOSITORY.upper())
        World(other_spelling, files).apply()
        harness.github.platform.list_lag = 0
        assert {key: len(found) for key, found in harness.issues().items()} == {PM: 1, A1: 1}


class TestALockedIssue:
    def test_keeps_what_a_person_wrote_into_its_block(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        harness.edit_block(A1, "**Priority:** P1", "**Priority:** whenever I like")
        harness.person.lock(harness._stored(A1).number)
        plan = world.plan()
        assert plan.changes == ()
        assert "the issue is locked" in note_of(plan, A1).message
        world.files = [postmortem(item("A1", "New title", done_when="Shown"), item("A2"))]
        world.apply()
        assert "whenever I like" in harness.body(A1)
        assert harness._stored(A1).title == "New title"
        assert world.plan().changes == ()

    def test_that_nobody_edited_is_kept_up_to_date(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        harness.person.lock(harness._stored(A1).number)
        world.files = [postmortem(item("A1", done_when="Shown"), item("A2", depends_on=("A1",)))]
        assert {result.outcome for result in world.apply().results} == {Outcome.DONE}
        assert "Shown" in harness.body(A1)
        assert world.plan() == Plan()

    def test_of_a_removed_item_is_told_without_a_comment(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        harness.person.lock(harness._stored(A2).number)
        world.files = [postmortem(item("A1"))]
        plan = world.plan()
        assert A2 not in {change.item for change in plan.changes}
        assert "it is locked, so that no comment says so" in note_of(plan, A2).message

    def test_is_told_in_place_of_a_reminder(self, world: World, harness: GitHubHarness) -> None:
        world.apply()
        harness.person.lock(harness._stored(A1).number)
        report = world.remind(date(2025, 12, 22))
        said = [one.change.item for one in report.results if one.change.kind is Kind.COMMENT]
        assert said == [A2]
        assert [note.item for note in report.notes] == [A1]

    def test_that_was_locked_meanwhile_is_no_matter_of_rights(
        self, world: World, harness: GitHubHarness
    ) -> None:
        world.apply()
        world.files = [postmortem(item("A1"))]
        plan, listing = world.plan(), world.tracking.list_issues()
        harness.person.lock(harness._stored(A2).number)
        result = apply_plan(plan, world.tracking, listing).results[0]
        assert (result.change.kind, result.outcome) == (Kind.COMMENT, Outcome.FAILED)
        assert "the issue cannot be commented on" in result.detail
        assert "Unlock its conversation" in result.detail
