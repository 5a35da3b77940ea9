"""Issues of people that a file names: adopted with all that stands in them, or left alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from contract.harness import Killed
from fault_matrix import TWO_HOURS, impatient
from standin import FAULTS
from standin.state import Issue as StoredIssue
from worlds import World, item, kinds, postmortem

from pmaction.apply import apply_plan
from pmaction.change import Kind, Note, Outcome, Plan
from pmaction.errors import TrackingError
from pmaction.issue import IssueFields, LastWritten
from pmaction.touched import postmortems_with_creates
from pmaction.tracking.github_adoption import number_named

PM = "PM-2025-001"
A1, A2 = f"{PM}/A1", f"{PM}/A2"
TEXT = "It is slow.\r\n\r\n- [ ] Measure it\r\n- [ ] Make it fast\r\n"
HOME = "/repos/acme/site"


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def theirs(harness: GitHubHarness) -> StoredIssue:
    """An issue that was there long before the postmortem."""
    issue = harness.person.opens("The pool is slow", TEXT, labels=["bug"], assignees=["carol"])
    harness.person.comment(issue.number, "I have seen this as well.")
    return issue


@pytest.fixture
def world(harness: GitHubHarness, theirs: StoredIssue) -> World:
    return naming(harness, theirs.number)


def naming(harness: GitHubHarness, name: int | str) -> World:
    """Files whose first item names an issue, and whose second waits for it."""
    both = item("A1", issue=name), item("A2", depends_on=("A1",))
    return World(harness.tracking(), [postmortem(*both)])


def note_of(plan: Plan, key: str) -> Note:
    """The one note about a key."""
    (note,) = (note for note in plan.notes if note.item == key)
    return note


def untouched(issue: StoredIssue) -> bool:
    """Whether it is as `theirs` made it."""
    texts = (issue.title, issue.body, [one.body for one in issue.comments])
    as_it_was = texts == ("The pool is slow", TEXT, ["I have seen this as well."])
    return as_it_was and (issue.label_names, issue.parent) == (["bug"], None)


class TestAnIssueThatAFileNames:
    def test_becomes_the_items_issue_with_all_that_stands_in_it(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        plan = world.plan()
        assert kinds(plan)[:3] == [(Kind.CREATE, PM), (Kind.CREATE, A2), (Kind.UPDATE, A1)]
        assert "keeps its title and text" in plan.changes[2].why
        world.apply()
        assert harness._stored(A1) is theirs
        assert theirs.title == "The pool is slow"
        assert (theirs.body or "").startswith(TEXT.replace("\r\n", "\n").rstrip())
        assert [one.body for one in theirs.comments] == ["I have seen this as well."]
        assert {*theirs.label_names} == {"bug", "pmaction", "P1"}
        assert theirs.assignees == ["alice", "carol"]
        assert "Action item **PM-2025-001/A1**" in (harness.issues()[A1][0].block or "")

    def test_is_linked_as_any_other_and_a_further_plan_is_empty(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        assert {result.outcome for result in world.apply().results} == {Outcome.DONE}
        assert theirs.parent is harness._stored(PM)
        assert harness._stored(A2).blocked_by == [theirs]
        assert harness.issues()[PM][0].last.items == {
            "A1": theirs.number,
            "A2": harness._stored(A2).number,
        }
        assert world.plan() == Plan()
        world.tracking = harness.tracking()
        before = len(harness.github.requests)
        assert world.plan() == Plan()
        assert len(harness.github.requests) - before == 1

    def test_is_kept_up_to_date_below_what_people_write(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        world.apply()
        harness.person.edit(theirs.number, body=f"First of all: {theirs.body}")
        world.files = [postmortem(item("A1", "Other words", issue=theirs.number, done_when="Fast"))]
        plan = world.plan()
        assert "the title is kept as a person wrote it" in note_of(plan, A1).message
        world.apply()
        assert theirs.title == "The pool is slow"
        assert (theirs.body or "").startswith("First of all: It is slow.\n\n- [ ] Measure it")
        assert "Fast" in (theirs.body or "")

    @pytest.mark.parametrize(
        "name",
        [
            "{}",
            "#{}",
            "acme/site#{}",
            "https://github.com/acme/site/issues/{}",
            "https://github.com/Acme/Site/issues/{}/#issuecomment-1",
        ],
    )
    def test_may_be_named_in_any_way(
        self, harness: GitHubHarness, theirs: StoredIssue, name: str
    ) -> None:
        world = naming(harness, name.format(theirs.number))
        world.apply()
        assert harness._stored(A1) is theirs
        assert world.plan() == Plan()

    def test_stays_under_the_epic_of_a_person_and_is_known_to_its_postmortem(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        epic = harness.person.opens("An epic")
        harness.person.link_child(epic.number, theirs.number)
        assert f"stays under {epic.number}, where a person" in note_of(world.plan(), A1).message
        world.apply()
        assert theirs.parent is epic
        assert (harness.issues()[PM][0].last.items or {})["A1"] == theirs.number
        assert world.plan() == Plan()

    @pytest.mark.parametrize("levels", [1, 2])
    def test_stays_above_the_postmortems_issue_where_a_person_put_that_under_it(
        self, harness: GitHubHarness, theirs: StoredIssue, levels: int
    ) -> None:
        World(harness.tracking(), [postmortem(item("A2"))]).apply()
        above = harness._stored(PM)
        if levels == 2:
            above = harness.person.opens("All about mail")
            harness.person.link_child(above.number, harness._stored(PM).number)
        harness.person.link_child(theirs.number, above.number)
        world = naming(harness, theirs.number)
        report = world.apply()
        assert {result.outcome for result in report.results} == {Outcome.DONE}
        told = [message for message, _ in world.tracking.noticed()]
        assert told == [
            f"#{theirs.number} stays above #{harness._stored(PM).number}, where a person put it"
        ]
        assert theirs.children == [above]
        again = naming(harness, theirs.number)
        assert again.apply().results == ()
        assert again.tracking.noticed() == []

    def test_takes_no_more_assignees_than_github_does(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        harness.person.assign(theirs.number, *(f"user-{n}" for n in range(10)))
        assert "`@alice` could not be assigned" in note_of(world.plan(), A1).message
        world.apply()
        assert len(theirs.assignees) == 10
        assert world.plan().changes == ()

    def test_that_grows_too_long_later_keeps_all_its_words_and_that_is_told(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        world.apply()
        words = "x" * (65_500 - len(theirs.body or ""))
        harness.person.edit(theirs.number, body=f"{words}\n{theirs.body}")
        world.files = [postmortem(item("A1", issue=theirs.number, done_when="Fast " * 20))]
        report = world.apply()
        assert {result.outcome for result in report.results} == {Outcome.DONE}
        assert any("its managed part is cut" in note.message for note in report.notes)
        assert words in (theirs.body or "")
        assert world.plan().changes == ()

    def test_with_an_empty_text_is_adopted_too(self, harness: GitHubHarness) -> None:
        bare = harness.person.opens("Nothing but a title")
        world = naming(harness, bare.number)
        world.apply()
        assert harness._stored(A1) is bare
        assert world.plan() == Plan()

    @pytest.mark.parametrize("fields", [{"status": "done"}, {"status": "wont_do"}])
    def test_of_an_item_that_is_not_open_is_left_alone(
        self, harness: GitHubHarness, theirs: StoredIssue, fields: dict[str, str]
    ) -> None:
        world = naming(harness, theirs.number)
        world.files = [postmortem(item("A1", issue=theirs.number, **fields))]
        assert world.apply().results == ()
        assert untouched(theirs)

    def test_of_a_draft_is_left_alone(self, world: World, theirs: StoredIssue) -> None:
        world.files = [postmortem(item("A1", issue=theirs.number), status="draft")]
        assert world.apply().results == ()
        assert untouched(theirs)

    def test_is_searched_for_in_doubt_as_if_it_were_opened(self, world: World) -> None:
        world.files = [postmortem(item("A1"))]
        world.apply()
        world.files = [postmortem(item("A1"), item("A2", issue=2))]
        assert postmortems_with_creates(world.plan()) == {PM}


@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_dies_at_any_write_of_an_adoption_is_made_up_for(after: bool) -> None:
    for write in range(1, 30):
        harness = GitHubHarness(Path())
        theirs = harness.person.opens("The pool is slow", TEXT, labels=["bug"])
        dying = naming(harness, theirs.number)
        dying.tracking = harness.kill_at(write, after=after)
        try:
            dying.apply()
        except Killed:
            world = naming(harness, theirs.number)
            world.apply()
            assert {key: len(found) for key, found in harness.issues().items()} == {
                PM: 1,
                A1: 1,
                A2: 1,
            }
            assert harness._stored(A1) is theirs
            assert theirs.parent is harness._stored(PM)
            assert (theirs.body or "").count("Measure it") == 1
            assert (theirs.body or "").count("Action item **PM-2025-001/A1**") == 1
            assert world.plan() == Plan()
            harness.end()
        else:
            harness.end()
            assert write > 8
            return
    pytest.fail("the run never ended")


@pytest.mark.parametrize(
    "name",
    [
        "answer lost after the work",
        "502 after the work",
        "answer cut off after the work",
        "403 without Retry-After",
        "404 once, as for a missing right",
        "lists that fall behind",
        "the same after the work",
    ],
)
def test_a_run_that_is_struck_at_any_request_of_an_adoption_is_made_up_for(name: str) -> None:
    for request in range(1, 60):
        harness = GitHubHarness(Path())
        theirs = harness.person.opens("The pool is slow", TEXT, labels=["bug"])
        world = naming(harness, theirs.number)
        before = len(harness.github.requests)
        harness.github.strike(FAULTS[name], at=request)
        with impatient(), suppress(TrackingError):
            world.apply()
        harness.github.hook()
        was_struck = len(harness.github.requests) - before >= request
        harness.github.platform.clock.now += timedelta(seconds=TWO_HOURS)
        for _ in range(2):
            naming(harness, theirs.number).apply()
            harness.repository.old_list = None
        found = {key: len(issues) for key, issues in harness.issues().items()}
        assert found == {PM: 1, A1: 1, A2: 1}, f"request {request}"
        assert harness._stored(A1) is theirs
        assert theirs.parent is harness._stored(PM)
        assert (theirs.body or "").count("Measure it") == 1
        assert naming(harness, theirs.number).plan() == Plan()
        harness.github.violations.clear()
        harness.end()
        if not was_struck:
            assert request > 12
            return
    pytest.fail("the run never ended")


def _pull(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    harness.person.push({"a.txt": "a\n"}, branch="fix")
    return harness.person.open_pull("Fix it", "fix").number


def _closed(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    harness.person.close(theirs.number)
    return theirs.number


def _deleted(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    gone = harness.person.opens("Gone")
    harness.person.delete(gone.number)
    return gone.number


def _moved(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    moved = harness.person.opens("Moved")
    harness.person.transfer(moved.number, harness.github.add_repository("acme/other"))
    return moved.number


def _never_opened(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    return 4_000


def _another_items(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    other = [postmortem(item("A1"), pm_id="PM-2024-001")]
    World(harness.tracking(), other).apply()
    return harness._stored("PM-2024-001/A1").number


def _without_label(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    marker = f'<!-- pmaction:marker {{"key":"{A1}","last":{{}}}} -->'
    return harness.github.person("mallory").opens("Copied", f"Mine.\n{marker}").number


def _damaged(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    return harness.person.opens("Damaged", "<!-- pmaction:marker {{} -->").number


def _cut(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    body = "<!-- pmaction:begin -->\nMine now\n<!-- pmaction:end -->\n"
    return harness.person.opens("Marker cut out", body).number


def _long(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    return harness.person.opens("A long one", "x" * 62_500).number


def _of_another_repository(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    return f"https://github.com/acme/other/issues/{theirs.number}"


def _of_another_server(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    return f"https://git.example.com/acme/site/issues/{theirs.number}"


def _of_another_system(harness: GitHubHarness, theirs: StoredIssue) -> int | str:
    return "OPS-77"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (_pull, "is a pull request; it is not adopted, and no issue is opened"),
        (_closed, "is closed; it is not adopted"),
        (_deleted, "is gone (deleted"),
        (_never_opened, "4000 is gone (deleted"),
        (_moved, "was moved to https://github.com/acme/other/issues/1; it is not adopted"),
        (_another_items, "now has the hidden marker of PM-2024-001/A1; it is not adopted"),
        (_without_label, "has lost the label `pmaction` and is left alone"),
        (_damaged, "is left alone: its hidden marker is damaged"),
        (_cut, "has lost the hidden marker"),
        (_long, "has so long a text"),
        (_of_another_repository, "is already tracked by https://github.com/acme/other/issues/"),
        (_of_another_server, "is already tracked by https://git.example.com/acme/site/issues/"),
        (_of_another_system, "is already tracked by OPS-77; no issue is opened"),
    ],
)
def test_what_cannot_be_adopted_is_told_and_left_alone_and_no_other_is_opened(
    harness: GitHubHarness,
    theirs: StoredIssue,
    named: Callable[[GitHubHarness, StoredIssue], int | str],
    said: str,
) -> None:
    world = naming(harness, named(harness, theirs))
    world.files = [postmortem(item("A1", issue=world.files[0].action_items[0].issue))]
    before = harness.state()
    plan = world.plan()
    mine = [change for change in plan.changes if change.item.startswith(PM)]
    assert mine == []
    assert said in note_of(plan, A1).message
    world.apply()
    assert {number for number, *_ in harness.state()} == {number for number, *_ in before}  # type: ignore[attr-defined]
    if named is not _another_items:
        assert harness.state() == before


class TestNothingIsTakenOver:
    def test_where_two_items_name_one_issue(self, world: World, theirs: StoredIssue) -> None:
        address = f"https://github.com/acme/site/issues/{theirs.number}"
        world.files = [postmortem(item("A1", issue=theirs.number), item("A2", issue=address))]
        plan = world.plan()
        assert plan.changes == ()
        assert f"and so does {A2}" in note_of(plan, A1).message
        assert f"and so does {A1}" in note_of(plan, A2).message
        world.apply()
        assert untouched(theirs)

    def test_where_one_item_has_adopted_it_and_another_names_it_too(
        self, world: World, theirs: StoredIssue
    ) -> None:
        world.files = [postmortem(item("A1", issue=theirs.number))]
        world.apply()
        both = item("A1", issue=theirs.number), item("A2", issue=theirs.number)
        world.files = [postmortem(*both)]
        plan = world.plan()
        assert A2 not in {change.item for change in plan.changes}
        assert f"now has the hidden marker of {A1}" in note_of(plan, A2).message

    def test_where_the_item_has_an_issue_of_its_own(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        world.files = [postmortem(item("A1"))]
        world.apply()
        own = harness._stored(A1).number
        world.files = [postmortem(item("A1", issue=theirs.number))]
        plan = world.plan()
        assert plan.changes == ()
        assert f"has its own issue {own} already" in note_of(plan, A1).message
        assert untouched(theirs)
        world.files = [postmortem(item("A1", issue=f"https://github.com/acme/site/issues/{own}"))]
        assert world.plan() == Plan()

    def test_where_the_items_own_issue_only_lags_behind_in_the_list(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        world.files = [postmortem(item("A1"))]
        world.apply()
        own = harness._stored(A1)
        platform = harness.github.platform
        platform.list_lag = platform.writes - own.born + 1
        world.tracking = harness.tracking()
        world.files = [postmortem(item("A1", issue=theirs.number))]
        plan = world.plan()
        assert plan.changes == ()
        assert f"has its own issue {own.number} already" in note_of(plan, A1).message

    def test_where_the_items_own_issue_is_gone_until_the_file_says_so(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        world.files = [postmortem(item("A1"))]
        world.apply()
        harness.delete(A1)
        world.files = [postmortem(item("A1", issue=theirs.number))]
        plan = world.plan()
        assert plan.changes == ()
        assert "is not silently made again" in note_of(plan, A1).message
        world.files = [postmortem(item("A1", issue=theirs.number, recreate=True))]
        world.apply()
        assert harness._stored(A1) is theirs

    def test_where_a_person_took_the_marker_of_an_adopted_one_away(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        world.apply()
        harness.person.edit(theirs.number, body=TEXT)
        plan = world.plan()
        assert A1 not in {change.item for change in plan.changes}
        assert "has lost the hidden marker" in note_of(plan, A1).message

    def test_where_the_postmortem_is_confidential(self, world: World, theirs: StoredIssue) -> None:
        world.files = [postmortem(item("A1", issue=theirs.number), confidential=True)]
        plan = world.plan()
        assert plan.changes == ()
        assert "says what is confidential, or may" in note_of(plan, A1).message
        assert untouched(theirs)

    def test_where_it_was_closed_or_taken_since_the_plan(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        listing = world.tracking.list_issues()
        plan = world.plan()
        harness.person.close(theirs.number)
        report = apply_plan(plan, world.tracking, listing)
        outcomes = {(r.change.kind, r.change.item): r.outcome for r in report.results}
        assert outcomes[Kind.UPDATE, A1] is Outcome.FAILED
        assert outcomes[Kind.LINK, A1] is Outcome.DEFERRED
        assert theirs.body == TEXT
        assert theirs.parent is None
        for taken in ("PM-2024-001/A1", "damaged"):
            marker = f'<!-- pmaction:marker {{"key":"{taken}","last":{{}}}} -->'
            harness.person.edit(theirs.number, body=marker, state="open")
            report = apply_plan(plan, world.tracking, listing)
            assert Outcome.FAILED in {one.outcome for one in report.results}
            assert theirs.body == marker

    def test_where_the_plan_was_carried_out_before(
        self, world: World, harness: GitHubHarness, theirs: StoredIssue
    ) -> None:
        plan = world.plan()
        (change,) = (one for one in plan.changes if one.is_adoption)
        world.apply()
        before = harness.state()
        tracking = harness.tracking()
        tracking.adopt(theirs.number, IssueFields(), change.after, LastWritten())
        assert harness.state() == before


def test_a_label_that_was_dropped_is_given_after_all(
    world: World, harness: GitHubHarness, theirs: StoredIssue
) -> None:
    """Whoever may not label everything may yet label what is there."""
    world.tracking.list_issues()
    plan = world.plan()
    (change,) = (one for one in plan.changes if one.is_adoption)
    theirs_only = IssueFields(labels=change.after.labels)
    # As if the labels had been there: then they are not asked for, and found to be missing.
    world.tracking.adopt(theirs.number, theirs_only, change.after, change.written)
    assert {*theirs.label_names} >= {"pmaction", "bug", "P1"}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (318, 318),
        ("318", 318),
        ("#318", 318),
        ("ACME/site#318", 318),
        ("http://ghes.local/acme/site/issues/318?x=1#y", 318),
        ("https://github.com/acme/site/pull/318", 318),
        ("https://github.com/acme/site/issues/318/../../user", None),
        ("https://github.com/acme/site-2/issues/318", None),
        ("https://api.github.com/repos/acme/site/issues/318", None),
        ("acme#318", None),
        ("0", None),
        ("-1", None),
        ("٣", None),
        ("OPS-77", None),
        ("../318", None),
        ("", None),
    ],
)
def test_a_name_gives_a_number_of_our_repository_or_none(
    name: int | str, number: int | None
) -> None:
    assert number_named(name, HOME) == number


def test_what_is_adopted_shows_in_the_plan_as_an_update_with_the_key(
    world: World, theirs: StoredIssue
) -> None:
    (change,) = (one for one in world.plan().changes if one.is_adoption)
    assert change.issue == theirs.number
    assert json.loads(json.dumps(change.after.to_json()))["key"] == A1
    assert change.after.title is None
