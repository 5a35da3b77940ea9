"""The contract that every tracking system passes: one issue per item, people win, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from worlds import World, item, kinds, postmortem

from contract.github_harness import GitHubHarness
from contract.harness import Harness, Killed, LocalHarness
from pmaction.apply import exit_code
from pmaction.change import Kind, Outcome
from pmaction.config import Config
from pmaction.errors import ExitCode
from pmaction.incident import FailureMode, RootCause
from pmaction.issue import IssueFields, LastWritten
from pmaction.reminding.marks import said_in
from pmaction.removals import Removals
from pmaction.standing import Record

PM = "PM-2025-001"
A1, A2, A3 = f"{PM}/A1", f"{PM}/A2", f"{PM}/A3"
MANY_WRITES = 40


HARNESSES: dict[str, type[Harness]] = {"local": LocalHarness, "github": GitHubHarness}


@pytest.fixture(params=list(HARNESSES))
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    harness = HARNESSES[request.param](tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: Harness) -> World:
    return World(harness.tracking(), [postmortem(item("A1"), item("A2", depends_on=("A1",)))])


def test_each_item_and_its_postmortem_get_one_issue(world: World, harness: Harness) -> None:
    report = world.apply()
    assert {result.outcome for result in report.results} == {Outcome.DONE}
    issues = harness.issues()
    assert {key: len(found) for key, found in issues.items()} == {PM: 1, A1: 1, A2: 1}
    first = issues[A1][0]
    assert (first.title, first.state) == ("Do A1", "open")
    assert first.labels == {"pmaction", "P1"}
    assert first.assignees == {"@alice"}


def test_items_are_linked_to_their_postmortem_and_to_what_they_wait_for(
    world: World, harness: Harness
) -> None:
    world.apply()
    issues = harness.issues()
    assert issues[PM][0].last.items == {"A1": issues[A1][0].number, "A2": issues[A2][0].number}
    assert issues[A2][0].blocked_by == {A1}


def test_a_dependency_that_is_dropped_from_the_file_is_unlinked(
    world: World, harness: Harness
) -> None:
    world.apply()
    world.files = [postmortem(item("A1"), item("A2"))]
    world.apply()
    assert harness.issues()[A2][0].blocked_by == frozenset()


def test_a_second_apply_plans_nothing_and_writes_nothing(world: World, harness: Harness) -> None:
    world.apply()
    before = harness.state()
    assert world.plan().changes == ()
    world.apply()
    assert harness.state() == before


def test_a_plan_writes_nothing(world: World, harness: Harness) -> None:
    before = harness.state()
    assert world.plan().changes
    assert harness.state() == before


def test_creating_an_issue_that_is_there_gives_back_its_number(
    world: World, harness: Harness
) -> None:
    world.apply()
    number = harness.issues()[A1][0].number
    before = harness.state()
    fields = IssueFields(
        title="Another", block="text", state="open", labels=frozenset(), assignees=frozenset()
    )
    assert harness.tracking().create(A1, fields, LastWritten()) == number
    assert harness.state() == before


def test_what_the_file_says_anew_reaches_the_issue(world: World, harness: Harness) -> None:
    world.apply()
    world.files = [
        postmortem(
            item("A1", "Do it well", owner="@bob", priority="P0", done_when="It is done"),
            item("A2", depends_on=("A1",)),
        )
    ]
    world.apply()
    issue = harness.issues()[A1][0]
    assert issue.title == "Do it well"
    assert issue.assignees == {"@bob"}
    assert issue.labels == {"pmaction", "P0"}
    assert "It is done" in (issue.block or "")
    assert world.plan().changes == ()


def test_what_a_person_changed_stays_changed(world: World, harness: Harness) -> None:
    world.apply()
    harness.retitle(A1, "A better title")
    harness.relabel(A1, ["pmaction", "quick-win"])
    harness.assign(A1, ["@carol"])
    harness.write_below(A1, "I am on it.")
    assert world.plan().changes == ()
    world.files = [
        postmortem(item("A1", done_when="Shown", owner="@bob"), item("A2", depends_on=("A1",)))
    ]
    world.apply()
    issue = harness.issues()[A1][0]
    assert issue.title == "A better title"
    assert issue.labels == {"pmaction", "quick-win"}
    assert issue.assignees == {"@carol", "@bob"}
    assert "I am on it." in harness.body(A1)
    assert "Shown" in (issue.block or "")


def test_a_title_that_both_sides_changed_is_the_persons_and_is_told(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.retitle(A1, "Theirs")
    world.files = [postmortem(item("A1", "Ours"), item("A2", depends_on=("A1",)))]
    plan = world.plan()
    assert [note.item for note in plan.notes] == [A1]
    assert "“Theirs”" in plan.notes[0].message
    world.apply()
    assert harness.issues()[A1][0].title == "Theirs"


def test_an_edited_block_is_restored_and_the_edit_quoted_once(
    world: World, harness: Harness
) -> None:
    world.apply()
    block = harness.issues()[A1][0].block
    harness.edit_block(A1, "**Priority:** P1", "**Priority:** whenever I like")
    assert kinds(world.plan()) == [(Kind.COMMENT, A1), (Kind.UPDATE, A1)]
    world.apply()
    assert harness.issues()[A1][0].block == block
    assert harness.body(A1).count("whenever I like") == 1
    assert world.plan().changes == ()
    harness.edit_block(A1, "**Priority:** P1", "**Priority:** whenever I like")
    world.apply()
    assert harness.body(A1).count("whenever I like") == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_while_a_block_is_restored_a_persons_words_are_not_lost(
    harness: Harness, tmp_path: Path, request: pytest.FixtureRequest, after: bool
) -> None:
    files = [postmortem(item("A1"))]
    for write in range(1, MANY_WRITES):
        one = type(harness)(tmp_path / f"at-{write}")
        request.addfinalizer(one.end)
        World(one.tracking(), files).apply()
        one.edit_block(A1, "**Priority:** P1", "**Priority:** whenever I like")
        died = False
        try:
            World(one.kill_at(write, after=after), files).apply()
        except Killed:
            died = True
        World(one.tracking(), files).apply()
        assert one.body(A1).count("whenever I like") == 1
        assert "whenever I like" not in (one.issues()[A1][0].block or "")
        if not died:
            break
    assert write > 1


def test_a_block_is_not_restored_before_a_persons_words_are_kept(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.edit_block(A1, "**Priority:** P1", "**Priority:** whenever I like")
    world.tracking = harness.refuse_at(1)
    report = world.apply()
    assert [result.outcome for result in report.results] == [Outcome.FAILED, Outcome.DEFERRED]
    assert harness.body(A1).count("whenever I like") == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_while_a_removed_item_is_closed_the_comment_still_comes(
    harness: Harness, tmp_path: Path, request: pytest.FixtureRequest, after: bool
) -> None:
    config = Config(removed_items="close")
    both, one_left = [postmortem(item("A1"), item("A2"))], [postmortem(item("A1"))]
    for write in range(1, MANY_WRITES):
        one = type(harness)(tmp_path / f"at-{write}")
        request.addfinalizer(one.end)
        World(one.tracking(), both, config).apply()
        died = False
        try:
            World(one.kill_at(write, after=after), one_left, config).apply()
        except Killed:
            died = True
        World(one.tracking(), one_left, config).apply()
        assert one.body(A2).count("no longer in the files") == 1
        assert one.issues()[A2][0].state == "closed"
        if not died:
            break
    assert write > 1


def test_what_a_person_and_the_file_agreed_on_follows_the_file_from_then_on(
    world: World, harness: Harness
) -> None:
    def wanted(title: str, owner: str, priority: str) -> None:
        one = item("A1", title, owner=owner, priority=priority)
        world.files = [postmortem(one, item("A2", depends_on=("A1",)))]

    world.apply()
    harness.retitle(A1, "Theirs")
    harness.assign(A1, ["@zoe"])
    harness.relabel(A1, ["pmaction", "P0"])
    world.apply()
    wanted("Theirs", "@zoe", "P0")
    world.apply()
    assert world.plan().changes == ()
    wanted("Ours again", "@carl", "P3")
    world.apply()
    issue = harness.issues()[A1][0]
    assert issue.title == "Ours again"
    assert issue.assignees == {"@carl"}
    assert issue.labels == {"pmaction", "P3"}
    assert world.plan().changes == ()


def test_a_reason_that_the_file_corrects_is_corrected(world: World, harness: Harness) -> None:
    world.apply()
    for status, reason in (("done", "completed"), ("wont_do", "not_planned")):
        world.files = [postmortem(item("A1", status=status), item("A2", depends_on=("A1",)))]
        world.apply()
        assert harness.issues()[A1][0].reason == reason
        assert world.plan().changes == ()


def test_an_item_under_a_new_key_keeps_its_issue(world: World, harness: Harness) -> None:
    world.apply()
    number = harness.issues()[A1][0].number
    renamed = item("A7", "Another title", previously=A1)
    world.files = [postmortem(renamed, item("A2", depends_on=("A7",)))]
    world.apply()
    (issue,) = (found[0] for found in harness.issues().values() if found[0].number == number)
    assert (issue.title, len(harness.issues())) == ("Another title", 3), "no second issue"
    assert harness.issues()[A2][0].blocked_by == {f"{PM}/A7"}
    assert world.plan().changes == ()
    assert world.remind(date(2025, 12, 22)).results[-1].change.item == f"{PM}/A7"
    world.files = [postmortem(replace(renamed, status="done"), item("A2", depends_on=("A7",)))]
    world.apply()
    (issue,) = (found[0] for found in harness.issues().values() if found[0].number == number)
    assert issue.state == "closed"
    assert world.plan().changes == ()


def test_a_title_that_a_person_wrote_does_not_outlive_confidentiality(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.retitle(A1, "First thing of MegaCorp")
    harness.edit_block(A1, "**Priority:** P1", "**Priority:** MegaCorp first")
    world.files = [
        postmortem(item("A1", "Call MegaCorp"), item("A2", depends_on=("A1",)), confidential=True)
    ]
    world.apply()
    assert "MegaCorp" not in harness.body(A1)
    assert "MegaCorp" not in harness.issues()[A1][0].title
    assert world.plan().changes == ()


def test_an_open_issue_is_reminded_of_even_if_its_postmortem_is_a_draft_again(
    world: World, harness: Harness
) -> None:
    world.apply()
    world.files = [postmortem(item("A1"), item("A2", depends_on=("A1",)), status="draft")]
    assert reminded(world, date(2025, 12, 22)) == [A1, A2]


def test_whoever_took_an_issue_over_is_the_one_who_is_reminded(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.assign(A1, ["@zoe"])
    world.remind(date(2025, 12, 22))
    assert "@zoe: this action item" in harness.body(A1)
    assert "@alice: this action item" not in harness.body(A1)


def test_the_text_of_a_huge_postmortem_fits_into_an_issue(world: World, harness: Harness) -> None:
    long = "x" * 20_000
    texts = {"description": long, "rationale": long, "verification": long, "done_when": long}
    many = [item(f"A{n}", "y" * 190) for n in range(2, 40)]
    modes = tuple(FailureMode(f"F{n}", long) for n in range(1, 11))
    first = item("A1", addresses=tuple(mode.id for mode in modes), **texts)
    cause = RootCause(failure_modes=modes)
    world.files = [postmortem(first, *many[:3], root_cause=cause)]
    world.apply()
    assert len(harness.issues()[A1][0].block or "") < 51_000
    assert world.plan().changes == ()


def test_closed_by_a_person_as_completed_is_done_and_stays_closed(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.close(A1, "completed")
    plan = world.plan()
    assert plan.changes == ()
    assert "counts as done" in plan.notes[0].message
    world.apply()
    assert harness.issues()[A1][0].state == "closed"


@pytest.mark.parametrize("reason", ["not_planned", "duplicate"])
def test_closed_by_a_person_as_not_planned_stays_closed_and_asks_for_a_reason(
    world: World, harness: Harness, reason: str
) -> None:
    world.apply()
    harness.close(A1, reason)
    plan = world.plan()
    assert plan.changes == ()
    assert "will not be done" in plan.notes[0].message
    world.files = [postmortem(item("A1", status="wont_do", reason="No need"), item("A2"))]
    assert "A1" not in {note.item for note in world.plan().notes}


@pytest.mark.parametrize(("reason", "status"), [("completed", "done"), ("not_planned", "wont_do")])
def test_what_a_person_closed_stays_closed_even_if_the_file_followed_and_went_back(
    world: World, harness: Harness, reason: str, status: str
) -> None:
    world.apply()
    both = world.files
    harness.close(A1, reason)
    world.apply()
    world.files = [postmortem(item("A1", status=status), item("A2", depends_on=("A1",)))]
    world.apply()
    assert world.plan().changes == ()
    world.files = both
    world.apply()
    assert harness.issues()[A1][0].state == "closed"
    assert "by a person" in world.plan().notes[0].message
    assert world.plan().changes == ()


def test_the_reason_that_a_person_gave_stays_whatever_the_file_says(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.close(A1, "completed")
    for status in ("done", "wont_do"):
        world.files = [postmortem(item("A1", status=status), item("A2", depends_on=("A1",)))]
        world.apply()
        issue = harness.issues()[A1][0]
        assert (issue.state, issue.reason) == ("closed", "completed")
        assert world.plan().changes == ()


def test_what_a_person_closed_and_reopened_stays_open_while_the_file_says_that_it_is_done(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.close(A1, "completed")
    world.files = [postmortem(item("A1", status="done"), item("A2", depends_on=("A1",)))]
    world.apply()
    harness.reopen(A1)
    world.apply()
    assert harness.issues()[A1][0].state == "open"
    assert world.plan().changes == ()


@pytest.mark.parametrize(("status", "reason"), [("done", "completed"), ("wont_do", "not_planned")])
def test_an_item_that_the_file_ends_is_closed_with_the_matching_reason(
    world: World, harness: Harness, status: str, reason: str
) -> None:
    world.apply()
    world.files = [postmortem(item("A1", status=status), item("A2", depends_on=("A1",)))]
    assert kinds(world.plan()) == [(Kind.CLOSE, A1)]
    world.apply()
    issue = harness.issues()[A1][0]
    assert (issue.state, issue.reason) == ("closed", reason)
    assert world.plan().changes == ()


def test_an_issue_that_a_person_reopens_stays_open_until_the_file_changes_again(
    world: World, harness: Harness
) -> None:
    world.apply()
    done = item("A1", status="done")
    world.files = [postmortem(done, item("A2", depends_on=("A1",)))]
    world.apply()
    harness.reopen(A1)
    assert "stays open" in world.plan().notes[0].message
    world.apply()
    assert harness.issues()[A1][0].state == "open"
    assert world.plan().changes == ()
    assert "stays open" in world.plan().notes[0].message
    world.files = [postmortem(replace(done, status="wont_do"), item("A2", depends_on=("A1",)))]
    world.apply()
    assert harness.issues()[A1][0].state == "closed"


def test_what_a_person_reopened_and_closed_again_stays_closed(
    world: World, harness: Harness
) -> None:
    world.apply()
    both = world.files
    world.files = [postmortem(item("A1", status="done"), item("A2", depends_on=("A1",)))]
    world.apply()
    harness.reopen(A1)
    world.apply()
    harness.close(A1, "not_planned")
    world.files = both
    assert "will not be done" in world.plan().notes[0].message
    world.apply()
    issue = harness.issues()[A1][0]
    assert (issue.state, issue.reason) == ("closed", "not_planned")
    assert world.plan().changes == ()


def test_a_parent_that_a_person_reopened_is_closed_with_the_next_round_of_items(
    world: World, harness: Harness
) -> None:
    world.apply()
    done = [postmortem(item("A1", status="done"), item("A2", status="done"))]
    world.files = done
    world.apply()
    harness.reopen(PM)
    world.apply()
    assert harness.issues()[PM][0].state == "open"
    world.files = [postmortem(item("A1", status="done"), item("A2"))]
    world.apply()
    world.files = done
    world.apply()
    assert harness.issues()[PM][0].state == "closed"
    assert world.plan().changes == ()


def test_an_item_that_is_open_again_in_the_file_is_reopened(world: World, harness: Harness) -> None:
    world.apply()
    world.files = [postmortem(item("A1", status="done"), item("A2", depends_on=("A1",)))]
    world.apply()
    world.files = [postmortem(item("A1"), item("A2", depends_on=("A1",)))]
    assert kinds(world.plan()) == [(Kind.REOPEN, A1)]
    world.apply()
    issue = harness.issues()[A1][0]
    assert (issue.state, issue.reason) == ("open", None)
    assert world.plan().changes == ()


def test_reopened_by_a_person_and_open_in_the_file_again_counts_as_a_new_start(
    world: World, harness: Harness
) -> None:
    world.apply()
    done = [postmortem(item("A1", status="done"), item("A2", depends_on=("A1",)))]
    world.files = done
    world.apply()
    harness.reopen(A1)
    world.files = [postmortem(item("A1"), item("A2", depends_on=("A1",)))]
    world.apply()
    world.files = done
    world.apply()
    assert harness.issues()[A1][0].state == "closed"


def test_closed_by_a_person_then_done_in_the_file_then_reopened_stays_open(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.close(A1, "completed")
    world.files = [postmortem(item("A1", status="done"), item("A2", depends_on=("A1",)))]
    world.apply()
    harness.reopen(A1)
    world.apply()
    assert harness.issues()[A1][0].state == "open"


def test_a_removed_item_that_is_still_open_keeps_the_parent_open(
    world: World, harness: Harness
) -> None:
    world.apply()
    world.files = [postmortem(item("A1", status="done"))]
    world.apply()
    assert harness.issues()[A2][0].state == "open"
    assert harness.issues()[PM][0].state == "open"


def test_a_removed_item_gets_one_comment_and_stays_open(world: World, harness: Harness) -> None:
    world.apply()
    world.files = [postmortem(item("A1"))]
    assert (Kind.COMMENT, A2) in kinds(world.plan())
    world.apply()
    assert harness.issues()[A2][0].state == "open"
    plan = world.plan()
    assert plan.changes == ()
    assert "is gone from the files" in plan.notes[0].message


def test_a_removed_item_is_closed_where_the_policy_says_so_and_reopened_when_back(
    world: World, harness: Harness
) -> None:
    world.config = Config(removed_items="close")
    both = world.files
    world.apply()
    world.files = [postmortem(item("A1"))]
    world.apply()
    issue = harness.issues()[A2][0]
    assert (issue.state, issue.reason) == ("closed", "not_planned")
    assert world.plan().changes == ()
    world.files = both
    world.apply()
    assert harness.issues()[A2][0].state == "open"
    assert world.plan().changes == ()


def test_a_removed_item_that_a_person_reopened_is_not_closed_again(
    world: World, harness: Harness
) -> None:
    world.config = Config(removed_items="close")
    world.apply()
    world.files = [postmortem(item("A1"))]
    world.apply()
    harness.reopen(A2)
    world.apply()
    assert harness.issues()[A2][0].state == "open"
    assert world.plan().changes == ()
    harness.close(A2, "not_planned")
    world.files = [postmortem(item("A1"), item("A2"))]
    world.apply()
    assert harness.issues()[A2][0].state == "closed", "a person closed it, and not the policy"


@pytest.mark.parametrize(
    "removals", [Removals(planned=False, policy="close"), Removals(complete=False, policy="close")]
)
def test_a_postmortem_that_was_not_looked_at_never_looks_like_a_removal(
    world: World, harness: Harness, removals: Removals
) -> None:
    world.files = [*world.files, postmortem(item("A1"), pm_id="PM-2025-002")]
    world.apply()
    world.files = world.files[1:]
    world.removals = removals
    before = harness.state()
    world.apply()
    assert harness.state() == before


def test_no_file_at_all_never_looks_like_the_removal_of_everything(
    world: World, harness: Harness
) -> None:
    world.apply()
    world.files = []
    before = harness.state()
    world.apply()
    assert harness.state() == before


def test_the_parent_is_closed_with_its_last_item_and_reopened_with_the_first(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.close(A1, "completed")
    harness.close(A2, "completed")
    assert kinds(world.plan()) == [(Kind.CLOSE, PM)]
    world.apply()
    assert harness.issues()[PM][0].state == "closed"
    assert world.plan().changes == ()
    harness.reopen(A2)
    world.apply()
    assert harness.issues()[PM][0].state == "open"
    assert world.plan().changes == ()


def test_the_last_item_and_its_parent_are_closed_in_one_apply(
    world: World, harness: Harness
) -> None:
    world.apply()
    world.files = [postmortem(item("A1", status="done"), item("A2", status="wont_do"))]
    world.apply()
    assert harness.issues()[PM][0].state == "closed"
    assert world.plan().changes == ()


def test_foreign_issues_are_never_touched(world: World, harness: Harness) -> None:
    harness.add_foreign_issues()
    before = harness.foreign_issues()
    world.apply()
    world.remind(date(2026, 1, 5))
    assert harness.foreign_issues() == before


def test_an_issue_that_lost_our_label_is_left_alone_and_not_doubled(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.relabel(A1, ["P1"])
    world.files = [postmortem(item("A1", "Another title"), item("A2", depends_on=("A1",)))]
    before = harness.body(A1)
    plan = world.plan()
    assert A1 not in {change.item for change in plan.changes}
    assert any(note.item == A1 and "has lost the label" in note.message for note in plan.notes)
    world.apply()
    assert harness.body(A1) == before
    assert harness.issues()[A2][0].blocked_by == {A1}


def test_a_vanished_issue_is_noticed_and_made_again_only_on_demand(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.delete(A1)
    plan = world.plan()
    assert A1 not in {change.item for change in plan.changes}
    assert any(note.item == A1 and "is gone" in note.message for note in plan.notes)
    world.apply()
    assert A1 not in harness.issues()
    world.files = [postmortem(item("A1", recreate=True), item("A2", depends_on=("A1",)))]
    world.apply()
    assert len(harness.issues()[A1]) == 1
    assert world.plan().changes == ()


def test_a_vanished_parent_is_told_and_those_of_its_items_that_have_an_issue_go_on(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.delete(PM)
    world.files = [postmortem(item("A1", "Another title"), item("A2"), item("A3"))]
    plan = world.plan()
    assert PM not in {change.item for change in plan.changes}
    (note,) = (note for note in plan.notes if note.item == PM)
    assert "is gone" in note.message
    assert "`recreate: true` at the top level" in note.hint
    assert "so that none is opened" in next(one for one in plan.notes if one.item == A3).message
    world.apply()
    assert {key: len(found) for key, found in harness.issues().items()} == {A1: 1, A2: 1}
    assert harness.issues()[A1][0].title == "Another title"
    assert world.plan().changes == ()


def test_a_vanished_parent_is_made_again_on_demand_with_all_its_items(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.delete(PM)
    world.files = [postmortem(item("A1"), item("A2"), recreate=True)]
    world.apply()
    issues = harness.issues()
    assert {key: len(found) for key, found in issues.items()} == {PM: 1, A1: 1, A2: 1}
    assert issues[PM][0].last.items == {"A1": issues[A1][0].number, "A2": issues[A2][0].number}
    assert issues[A1][0].last.parent == issues[PM][0].number
    assert world.plan().changes == ()


def test_a_confidential_postmortem_can_have_its_parent_again(
    world: World, harness: Harness
) -> None:
    world.apply()
    harness.delete(PM)
    world.files = [postmortem(item("A1"), item("A2"), confidential=True, recreate=True)]
    world.apply()
    assert len(harness.issues()[PM]) == 1


def test_an_item_that_moves_to_a_postmortem_without_issues_gives_it_its_parent(
    world: World, harness: Harness
) -> None:
    world.apply()
    other, number = "PM-2025-002", harness.issues()[A2][0].number
    moved = postmortem(item("A1", previously=A2), pm_id=other)
    world.files = [postmortem(item("A1")), moved]
    world.apply()
    assert harness.issues()[other][0].last.items == {"A1": number}
    assert world.plan().changes == ()


def test_a_draft_and_an_item_that_is_done_open_nothing(world: World, harness: Harness) -> None:
    world.files = [
        postmortem(item("A1"), status="draft"),
        postmortem(item("A1", status="done"), pm_id="PM-2025-002"),
    ]
    world.apply()
    assert harness.issues() == {}


def test_an_item_that_is_tracked_elsewhere_gets_no_second_issue(
    world: World, harness: Harness
) -> None:
    world.files = [postmortem(item("A1", issue=123), item("A2"))]
    world.apply()
    assert set(harness.issues()) == {PM, A2}


def test_a_moved_file_and_moved_lines_rewrite_nothing_but_the_path(
    world: World, harness: Harness
) -> None:
    world.apply()
    world.files = [postmortem(item("A2", depends_on=("A1",)), item("A1"))]
    assert {change.item for change in world.plan().changes} <= {PM}


def test_a_comment_is_written_once(world: World, harness: Harness) -> None:
    world.apply()
    number = harness.issues()[A1][0].number
    assert harness.tracking().comment(number, "greeting", "Hello")
    assert not harness.tracking().comment(number, "greeting", "Hello")
    assert harness.body(A1).count("Hello") == 1
    assert "greeting" in harness.issues()[A1][0].comments


def test_a_reminder_is_written_once_for_each_step(world: World, harness: Harness) -> None:
    world.apply()
    assert reminded(world, date(2025, 12, 22)) == [A1, A2]
    before = harness.state()
    assert world.remind(date(2025, 12, 22)).results == ()
    assert world.remind(date(2025, 12, 23)).results == ()
    assert harness.state() == before
    assert reminded(world, date(2025, 12, 29)) == [A1, A2]


def reminded(world: World, day: date) -> list[str]:
    """The items of the comments that a day's reminders write."""
    results = world.remind(day).results
    return [result.change.item for result in results if result.change.kind is Kind.COMMENT]


def test_a_standing_issue_is_made_once_and_remembers_just_what_it_was_told(
    world: World, harness: Harness
) -> None:
    world.apply()
    assert harness.tracking().standing() is None
    said, snoozed = frozenset({f"{A1}@2025-12-21+1"}), {A2: date(2026, 1, 5)}
    first = Record(said, snoozed, (7, "x"), frozenset({8}), silent_to=date(2025, 1, 1))
    number = harness.tracking().keep(first)
    found = harness.tracking().standing()
    assert found is not None
    assert (found.number, found.record) == (number, first)
    second = Record(frozenset({f"{A1}@2025-12-21--7"}))
    assert harness.tracking().keep(second) == number
    found = harness.tracking().standing()
    assert found is not None
    assert found.record == second


def test_the_standing_issue_is_no_issue_of_an_item(world: World, harness: Harness) -> None:
    world.apply()
    before = harness.issues()
    harness.tracking().keep(Record())
    assert harness.issues().keys() == before.keys()
    assert world.plan().changes == ()
    assert harness.tracking().list_issues().damaged == ()


def test_a_comment_in_the_standing_issue_is_written_once_and_read(harness: Harness) -> None:
    number = harness.tracking().keep(Record())
    for is_new in (True, False):
        assert harness.tracking().comment(number, "hello", "Hello", noted=False) is is_new
    assert [one.mark for one in harness.tracking().read_comments(number)] == ["hello"]


def test_comments_are_read_in_their_order_and_ours_are_known(
    world: World, harness: Harness
) -> None:
    world.apply()
    number = harness.issues()[A1][0].number
    tracking = harness.tracking()
    assert tracking.read_comments(number) == ()
    assert tracking.comment(number, "first", "/snooze 1d is ours", noted=False)
    harness.answer(A1, "/snooze 2w on leave")
    assert harness.tracking().comment(number, "last", "Bye", noted=False)
    read = harness.tracking().read_comments(number)
    ours = [one.mark for one in read if one.mark is not None]
    assert ours == ["first", "last"]
    assert [one.text for one in read if one.text.endswith("on leave")] == ["/snooze 2w on leave"]


def test_recent_comments_are_all_that_was_said_since_where_they_are_known_at_all(
    world: World, harness: Harness
) -> None:
    world.apply()
    number = harness.issues()[A1][0].number
    assert harness.tracking().comment(number, "first", "Hello", noted=False)
    harness.answer(A1, "/snooze 2w on leave")
    tracking = harness.tracking()
    recent = tracking.recent_comments(None)
    if recent is None:
        return
    assert recent.is_complete
    assert recent.comments == {number: harness.tracking().read_comments(number)}
    assert not tracking.comment(number, "first", "Hello", noted=False)
    assert recent.until is not None
    later = tracking.recent_comments(recent.until + timedelta(hours=1))
    assert later is not None
    assert later.comments == {}
    # What was known before is the record's business now.
    assert tracking.comment(number, "second", "Bye", noted=False)
    assert not tracking.comment(number, "second", "Bye", noted=False)


def test_after_reading_comments_what_is_there_is_not_written_again(
    world: World, harness: Harness
) -> None:
    world.apply()
    number = harness.issues()[A1][0].number
    tracking = harness.tracking()
    tracking.read_comments(number)
    assert tracking.comment(number, "greeting", "Hello", noted=False)
    assert not tracking.comment(number, "greeting", "Hello", noted=False)
    assert harness.body(A1).count("Hello") == 1


def test_of_an_issue_that_is_gone_no_comments_are_read(world: World, harness: Harness) -> None:
    world.apply()
    number = harness.issues()[A1][0].number
    harness.delete(A1)
    assert harness.tracking().read_comments(number) == ()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("write", range(1, 6))
def test_reminders_killed_at_any_write_are_written_once_by_the_next_run(
    world: World, harness: Harness, write: int, after: bool
) -> None:
    world.files = [postmortem(*(item(f"A{n}", owner="@ana") for n in range(1, 5)), item("A5"))]
    world.apply()
    world.tracking = harness.kill_at(write, after=after)
    with suppress(Killed):
        world.remind(date(2025, 12, 22))
    world.tracking = harness.tracking()
    world.remind(date(2025, 12, 22))
    said = [
        str(one)
        for issues in harness.issues().values()
        for comment in harness.tracking().read_comments(issues[0].number)
        for one in said_in(comment.mark or "")
    ]
    assert sorted(said) == [f"{PM}/A{n}@2025-12-21+1" for n in range(1, 6)]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_write_and_run_again_nothing_is_lost_or_doubled(
    harness: Harness, tmp_path: Path, request: pytest.FixtureRequest, after: bool
) -> None:
    files = [
        postmortem(item("A1"), item("A2", depends_on=("A1",)), item("A3")),
        postmortem(item("A1"), pm_id="PM-2025-002"),
    ]
    later = [
        postmortem(item("A1", status="done"), item("A2", "New title"), item("A4")),
        postmortem(item("A1", owner="@bob"), pm_id="PM-2025-002"),
    ]
    strikes = 0
    for write in range(1, MANY_WRITES):
        one = type(harness)(tmp_path / f"at-{write}")
        request.addfinalizer(one.end)
        died = False
        for wanted in (files, later):
            try:
                World(one.kill_at(write, after=after), wanted).apply()
            except Killed:
                died = True
            World(one.tracking(), wanted).apply()
            assert World(one.tracking(), wanted).plan().changes == ()
        assert {key: len(found) for key, found in one.issues().items()} == dict.fromkeys(
            (PM, A1, A2, A3, f"{PM}/A4", "PM-2025-002", "PM-2025-002/A1"), 1
        )
        assert one.body(A3).count("no longer in the files") == 1
        strikes += died
        if not died:
            break
    assert strikes > 8


def test_a_refused_write_stops_only_what_builds_on_it(harness: Harness) -> None:
    files = [postmortem(item("A1"), item("A2", depends_on=("A1",)))]
    report = World(harness.refuse_at(2), files).apply()
    outcomes = {(r.change.kind, r.change.item): r.outcome for r in report.results}
    assert outcomes[Kind.CREATE, A1] is Outcome.FAILED
    assert outcomes[Kind.CREATE, A2] is Outcome.DONE
    assert outcomes[Kind.LINK, A1] is Outcome.DEFERRED
    assert exit_code(report) == ExitCode.APPLIED_IN_PART
    World(harness.tracking(), files).apply()
    assert {key: len(found) for key, found in harness.issues().items()} == {PM: 1, A1: 1, A2: 1}
    assert harness.issues()[A2][0].blocked_by == {A1}
    assert World(harness.tracking(), files).plan().changes == ()


HOSTILE = "x <!-- pmaction:end --> @everyone\n---\nkey: PM-2025-009/A9\n<!-- pmaction:begin -->"


def test_hostile_text_stays_text(world: World, harness: Harness) -> None:
    world.files = [
        postmortem(
            item("A1", "Fix <!-- pmaction:end --> | it", description=HOSTILE, done_when=HOSTILE),
            title=HOSTILE,
        )
    ]
    world.apply()
    assert set(harness.issues()) == {PM, A1}
    assert world.plan().changes == ()
    world.remind(date(2025, 12, 22))
    assert world.plan().changes == ()
    assert "@everyone" not in harness.body(A1)
