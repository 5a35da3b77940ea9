"""`previously`: an item takes over the issue of its former key, and never that of another item."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import NOW
from contract.github_harness import GitHubHarness
from contract.harness import Harness, LocalHarness
from rule_checks import NOW as WHEN
from rule_checks import check, items, rules_in
from scenes import Scene, scene_in
from worlds import World, item, link, postmortem, sourced

from pmaction.change import Note, Plan
from pmaction.checking import check_files
from pmaction.cli import main
from pmaction.config import Config
from pmaction.desired import desired_issues
from pmaction.former_keys import OtherFiles, former_keys
from pmaction.issue import DamagedIssue, Listing
from pmaction.model import Postmortem
from pmaction.plan import plan_changes
from pmaction.reading import read_postmortem

PM, OTHER, THIRD = "PM-2025-001", "PM-2025-002", "PM-2025-003"
A1, A2, B1 = f"{PM}/A1", f"{PM}/A2", f"{OTHER}/B1"
HARNESSES: dict[str, type[Harness]] = {"local": LocalHarness, "github": GitHubHarness}


@pytest.fixture(params=list(HARNESSES))
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    harness = HARNESSES[request.param](tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: Harness) -> World:
    world = World(harness.tracking(), [postmortem(item("A1"), item("A2"))])
    world.apply()
    return world


def named(former: str = A1, *, pm_id: str = OTHER, **fields: str) -> Postmortem:
    """A postmortem whose item says that it had another key."""
    return postmortem(item("B1", "Another title", previously=former), pm_id=pm_id, **fields)


def note_of(plan: Plan, key: str) -> Note:
    """The one note about a key."""
    (note,) = (note for note in plan.notes if note.item == key)
    return note


class TestAnIssue:
    @pytest.mark.parametrize("status", ["reviewed", "draft"])
    def test_of_an_item_that_is_still_there_stays_its_own(
        self, world: World, harness: Harness, status: str
    ) -> None:
        before = harness.state()
        world.files = [*world.files, named(status=status)]
        plan = world.plan()
        assert plan.changes == ()
        assert f"names {A1} as its former key" in note_of(plan, B1).message
        assert "there still is an item of that key" in note_of(plan, B1).message
        world.apply()
        assert harness.state() == before

    def test_that_two_items_claim_goes_to_none_of_them_until_one_is_left(
        self, world: World, harness: Harness
    ) -> None:
        number = harness.issues()[A1][0].number
        first, second = named(), named(pm_id=THIRD)
        world.files = [postmortem(item("A2")), first, second]
        plan = world.plan()
        for key, rival in ((B1, f"{THIRD}/B1"), (f"{THIRD}/B1", B1)):
            assert f"and so does {rival}; no issue is opened" in note_of(plan, key).message
        world.apply()
        assert [len(found) for found in harness.issues().values()] == [1, 1, 1]
        assert harness.issues()[A1][0].comments == frozenset(), "nobody says that it is gone"
        world.files = [postmortem(item("A2")), first]
        world.apply()
        (issue,) = (found[0] for found in harness.issues().values() if found[0].number == number)
        assert issue.title == "Another title"

    def test_waits_for_a_draft_to_be_reviewed(self, world: World, harness: Harness) -> None:
        world.files = [postmortem(item("A2")), named(status="draft")]
        world.config = Config(removed_items="close")
        world.apply()
        issues = harness.issues()
        assert OTHER not in issues
        assert (issues[A1][0].title, issues[A1][0].state) == ("Do A1", "open")
        assert "is in a draft, and gets the issue" in note_of(world.plan(), B1).message
        world.files = [postmortem(item("A2")), named()]
        world.apply()
        titles = {issue.title for found in harness.issues().values() for issue in found}
        assert "Another title" in titles
        assert "Do A1" not in titles

    def test_that_was_lost_before_its_item_got_another_key_is_not_silently_made_again(
        self, world: World, harness: Harness
    ) -> None:
        harness.delete(A1)
        world.files = [postmortem(item("A2"), item("A7", previously=A1))]
        plan = world.plan()
        assert f"{PM}/A7" not in {change.item for change in plan.changes}
        assert "is gone" in note_of(plan, f"{PM}/A7").message

    def test_that_lost_our_label_before_its_item_got_another_key_is_not_doubled(
        self, world: World, harness: Harness
    ) -> None:
        harness.relabel(A1, ["P1"])
        world.files = [postmortem(item("A2"), item("A7", previously=A1))]
        plan = world.plan()
        assert f"{PM}/A7" not in {change.item for change in plan.changes}
        assert "has lost the label" in note_of(plan, f"{PM}/A7").message

    def test_of_an_item_that_has_it_already_is_not_taken_from_that(
        self, world: World, harness: Harness
    ) -> None:
        files = [postmortem(item("A2"), item("A7", previously=A1))]
        world.files = files
        world.apply()
        world.files = [*files, named(pm_id=THIRD)]
        before = harness.state()
        assert "and so does" in note_of(world.plan(), f"{THIRD}/B1").message
        world.apply()
        assert harness.state() == before
        world.files = files
        assert world.plan() == Plan()


def claims(*files: Postmortem, others: OtherFiles | None = None) -> dict[str, str]:
    return dict(former_keys(files, others).certain)


class TestAFormerKey:
    def test_whose_issue_is_damaged_and_recorded_nowhere_gives_no_other_one(self) -> None:
        renamed = sourced(postmortem(item("A7", previously=A1)))
        damaged = DamagedIssue(7, A1, "its marker cannot be read")
        plan = plan_changes(desired_issues([renamed], Config(), link), Listing((), (damaged,)))
        assert plan.changes == ()
        assert "its marker cannot be read" in note_of(plan, f"{PM}/A7").message

    def test_that_no_file_has_is_taken(self) -> None:
        assert claims(postmortem(item("A2")), named()) == {B1: A1}

    def test_that_is_the_items_own_says_nothing(self) -> None:
        found = former_keys([postmortem(item("A1", previously=A1))])
        assert (found.certain, found.disputed) == ({}, {})

    @pytest.mark.parametrize(
        "others",
        [
            OtherFiles(keys=frozenset({A1})),
            OtherFiles(postmortems=frozenset({PM})),
            OtherFiles(is_all=False),
        ],
        ids=["its key is read", "its postmortem is read in part", "nothing is read"],
    )
    def test_that_a_file_may_have_which_cannot_be_used_is_not_taken(
        self, others: OtherFiles
    ) -> None:
        assert claims(named(), others=others) == {}

    def test_of_a_postmortem_that_can_be_used_is_taken_whatever_else_cannot(self) -> None:
        assert claims(postmortem(item("A2")), named(), others=OtherFiles(is_all=False)) == {B1: A1}


class TestValidate:
    def test_tells_of_a_former_key_that_is_still_there(self) -> None:
        (found,) = check(items("id: A2, title: One more, previously: PM-2025-001/A2"))
        assert (found.rule, found.pointer) == ("former-key-in-use", "/action_items/0/previously")
        assert "is the key that it has now" in found.message
        taken = check(
            items("id: A1, title: One", "id: A2, title: Two more, previously: PM-2025-001/A1")
        )
        assert rules_in(taken) == ["former-key-in-use"]
        assert "PM-2025-001/A1 is still an action item of its own" in taken[0].message

    def test_tells_both_of_two_that_claim_one_key(self) -> None:
        items = "  - {{id: {}, title: Do {}, previously: PM-2025-001/A1}}\n"
        text = "id: PM-2025-00{}\ntitle: Mail\nstatus: draft\naction_items:\n"
        files = [
            read_postmortem(f"{number}.yaml", (text + items).format(number, *names).encode())
            for number, names in ((1, ("A2", "A2")), (2, ("B1", "B1")))
        ]
        found = [one for one in check_files(files, Config(), WHEN) if "former" in one.rule]
        assert [(one.path, one.line, one.message) for one in found] == [
            ("1.yaml", 5, "PM-2025-001/A1 is also the former key of PM-2025-002/B1"),
            ("2.yaml", 5, "PM-2025-001/A1 is also the former key of PM-2025-001/A2"),
        ]

    def test_tells_nothing_of_an_item_that_moved(self) -> None:
        assert check(items("id: A2, title: Two more, previously: PM-2025-001/A1")) == []


@pytest.mark.parametrize("line_stays", [True, False])
def test_a_second_issue_of_the_former_key_goes_along(tmp_path: Path, line_stays: bool) -> None:
    harness = GitHubHarness(tmp_path)
    World(harness.tracking(), [postmortem(item("A1"), item("A2"))]).apply()
    first = harness._stored(A2)
    copy = harness.person.opens("My copy", first.body, labels=["pmaction"])
    World(harness.tracking(), [postmortem(item("A1"), item("A2"))]).apply()
    harness.person.reopen(copy.number)
    renamed = [postmortem(item("A1"), item("A5", previously=A2))]
    World(harness.tracking(), renamed).apply()
    said = len(copy.comments)
    after = renamed if line_stays else [postmortem(item("A1"), item("A5"))]
    plan = World(harness.tracking(), after).plan()
    assert plan.changes == ()
    assert f"{copy.number} left alone, since a person reopened it" in str(plan.notes)
    assert {note.item for note in plan.notes} == {f"{PM}/A5", f"{PM}/A5"}
    assert (copy.state, len(copy.comments)) == ("open", said)
    # A new item may have the former key, and then that is its own again.
    again = [postmortem(item("A1"), item("A2"), item("A5"))]
    assert A2 not in World(harness.tracking(), again)._listing().doubles()
    harness.end()


def test_an_item_that_was_renamed_twice_with_no_run_in_between_waits(
    world: World, harness: Harness
) -> None:
    def files(former: str | None) -> list[Postmortem]:
        return [postmortem(item("A1"), item("A4", "Do A2", previously=former))]

    before = len(harness.state())
    world.files = files(f"{PM}/A3")
    world.apply()
    plan = world.plan()
    assert (plan.changes, len(harness.state())) == ((), before)
    assert f"{A2} is gone from the files" in note_of(plan, f"{PM}/A4").message
    assert f"Say `previously: {A2}`" in note_of(plan, f"{PM}/A4").hint
    world.files = files(A2)
    world.apply()
    assert (world.plan(), len(harness.state())) == (Plan(), before)


def test_it_gets_an_issue_of_its_own_if_the_file_says_so(world: World, harness: Harness) -> None:
    before = len(harness.state())
    world.files = [postmortem(item("A1"), item("A4"))]
    world.apply()
    assert len(harness.state()) == before + 1


FILE = """id: {}
title: Mail was down
status: reviewed
severity: P1
services: [mail]
summary: {{incident: Nobody could send mail.}}
times: {{started: 2025-12-01T10:00:00Z}}
action_items:
  - {{id: {}, title: Alert on the queue, priority: P1, owner: "@alice", due: 2025-12-21{}}}
"""
MINE, THEIRS = "postmortems/2025/2025-12-01-mail.yaml", "postmortems/2025/2025-12-02-more.yaml"


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with scene_in(tmp_path, monkeypatch) as scene:
        scene.mona.push({MINE: FILE.format(PM, "A1", "")}, "One")
        scene.check_out("origin/main")
        assert main(["apply", "--now", NOW]) == 0
        yield scene


class TestInTheFilesOfARepository:
    CLAIM = FILE.format(OTHER, "B1", f", previously: {A1}")

    @pytest.mark.parametrize(
        "mine", ["titel: x\n", "  - [\n", None], ids=["mistake", "no YAML", ""]
    )
    def test_what_is_not_looked_at_or_not_usable_keeps_its_issue(
        self, scene: Scene, mine: str | None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = FILE.format(PM, "A1", "") + (mine or "")
        scene.mona.push({MINE: text, THEIRS: self.CLAIM}, "Two")
        scene.check_out("origin/main")
        before = [(issue.number, issue.title) for issue in scene.issues()]
        main(["apply", "--now", NOW, THEIRS])
        main(["apply", "--now", NOW])
        assert [(issue.number, issue.title) for issue in scene.issues()] == before
        assert f"{B1} names {A1} as its former key" in capsys.readouterr().out
