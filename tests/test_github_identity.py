"""What people do to labels and texts of issues: nothing is taken over, and nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from merge_of_three import Site
from remembering import run
from standin import Issue
from worlds import World, item, postmortem

from pmaction.change import Kind, Note, Plan
from pmaction.issue import Issue as OurIssue
from pmaction.model import Postmortem
from pmaction.tracking.github_body import changed_body, marker_of
from pmaction.tracking.github_cache import KeptIssue, kept_fields
from pmaction.tracking.github_read import read_issue

PM, OTHER = "PM-2025-001", "PM-2025-002"
A1, A2, A3 = f"{PM}/A1", f"{PM}/A2", f"{PM}/A3"
TWO = [postmortem(item("A1"), item("A2"))]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def world(harness: GitHubHarness) -> World:
    world = World(harness.tracking(), TWO)
    world.apply()
    return world


def ours(harness: GitHubHarness) -> list[Issue]:
    """All issues but the one that was there before."""
    return harness._all()[1:]


def note_of(plan: Plan, key: str) -> Note:
    """The one note about a key."""
    (note,) = (note for note in plan.notes if note.item == key)
    return note


def stripped(harness: GitHubHarness, key: str) -> None:
    """Write an issue's text anew, as somebody who knows of no marker."""
    harness.person.edit(harness._stored(key).number, body="All my own words")


def overwritten(harness: GitHubHarness, key: str, by: str) -> tuple[Issue, str]:
    """Write the text of one issue over that of another, and give that one and what it said."""
    issue, text = harness._stored(key), harness._stored(by).body
    before = issue.body or ""
    harness.person.edit(issue.number, body=text)
    return issue, before


def applied(harness: GitHubHarness, files: list[Postmortem] = TWO) -> Plan:
    """Apply, and give the plan after that."""
    World(harness.tracking(), files).apply()
    return World(harness.tracking(), files).plan()


class TestALabelThatIsLost:
    @pytest.mark.parametrize("keys", [(PM, A1, A2), (PM, A2), (A1, A2), (PM,), (A2,)])
    @pytest.mark.usefixtures("world")
    def test_wherever_it_is_lost_nothing_is_doubled_and_each_issue_is_told_of(
        self, harness: GitHubHarness, keys: tuple[str, ...]
    ) -> None:
        for key in keys:
            harness.person.unlabel(harness._stored(key).number, "pmaction")
        plan = applied(harness)
        assert plan.changes == ()
        assert len(ours(harness)) == 3
        assert {note.item for note in plan.notes} == set(keys)
        assert all("has lost the label `pmaction`" in note.message for note in plan.notes)
        assert "Give the label back" in plan.notes[0].hint

    @pytest.mark.usefixtures("world")
    def test_once_it_is_back_all_goes_on(self, harness: GitHubHarness) -> None:
        for issue in ours(harness):
            harness.person.unlabel(issue.number, "pmaction")
        applied(harness)
        for issue in ours(harness):
            harness.person.label(issue.number, "pmaction")
        renamed = [postmortem(item("A1", "New title"), item("A2"))]
        assert applied(harness, renamed) == Plan()
        assert harness._stored(A1).title == "New title"

    def test_an_outsiders_issue_that_was_adopted_is_known_to_the_postmortems_own(
        self, harness: GitHubHarness
    ) -> None:
        harness.github.platform.outsiders.add("eve")
        theirs = harness.github.person("eve").opens("Slow", "Since Monday")
        files = [postmortem(item("A1", issue=theirs.number))]
        World(harness.tracking(), files).apply()
        for issue in ours(harness):
            harness.person.unlabel(issue.number, "pmaction")
        files = [postmortem(item("A1"))]
        assert "has lost the label" in note_of(applied(harness, files), A1).message
        assert len(ours(harness)) == 2

    @pytest.mark.usefixtures("world")
    def test_what_a_parent_without_it_remembers_is_not_made_again(
        self, harness: GitHubHarness
    ) -> None:
        harness.person.unlabel(harness._stored(PM).number, "pmaction")
        harness.delete(A2)
        plan = applied(harness)
        assert len(ours(harness)) == 2
        assert "is gone (deleted" in note_of(plan, A2).message

    @pytest.mark.usefixtures("world")
    def test_of_a_duplicate_that_we_closed_says_nothing(self, harness: GitHubHarness) -> None:
        text = harness._stored(A1).body
        copy = harness.person.opens("Mine", text, labels=["pmaction"])
        applied(harness)
        harness.person.unlabel(copy.number, "pmaction")
        harness.person.delete(harness._stored(A1).number)
        assert "is gone (deleted" in note_of(applied(harness), A1).message

    def test_what_an_outsider_wrote_never_had_it(self, harness: GitHubHarness) -> None:
        harness.github.platform.outsiders.add("eve")
        eve = harness.github.person("eve")
        for key in (PM, A1):
            eve.opens("Mine", f'<!-- pmaction:marker {{"key":"{key}","last":{{}}}} -->')
        assert applied(harness) == Plan()
        assert len(ours(harness)) == 5

    def test_a_run_with_a_memory_says_the_same(self) -> None:
        with Site() as site:
            data = run(site).data
            before = list(site.github.repository.issues)
            for _, issue in list(site.ours()):
                site.person.unlabel(issue.number, "pmaction")
            ran = run(site, data)
            assert (ran.plan.changes, list(site.github.repository.issues)) == ((), before)
            assert ran.plan.notes == run(site).plan.notes
            assert ran.plan.notes


@pytest.mark.parametrize(
    ("login", "kind", "association", "belongs"),
    [
        ("github-actions[bot]", "Bot", "NONE", True),
        ("mona", "User", "OWNER", True),
        ("mona", "User", "MEMBER", True),
        ("mona", "User", "COLLABORATOR", True),
        ("eve", "User", "CONTRIBUTOR", False),
        ("eve", "User", "NONE", False),
    ],
)
def test_who_opened_an_issue_is_remembered_by_a_memory(
    login: str, kind: str, association: str, belongs: bool
) -> None:
    body = '<!-- pmaction:marker {"key":"PM-2025-001/A1","last":{}} -->'
    user = {"login": login, "type": kind}
    raw = {"number": 7, "id": 70, "title": "Theirs", "body": body, "user": user}
    raw["author_association"] = association
    for answer in (raw, kept_fields(raw), KeptIssue.of(raw).as_answer("")):
        issue = read_issue(answer)
        assert isinstance(issue, OurIssue)
        assert issue.by_insider is belongs


class TestAParentThatCannotBeRead:
    @pytest.mark.parametrize("how", ["deleted", "stripped", "damaged", "damaged without a key"])
    @pytest.mark.parametrize("also", ["deleted", "stripped"])
    @pytest.mark.usefixtures("world")
    def test_makes_no_item_anew_whose_issue_it_may_have_known(
        self, harness: GitHubHarness, how: str, also: str
    ) -> None:
        def lost(key: str, how: str) -> None:
            stored = harness._stored(key)
            body, cut = stored.body or "", '"last"' if how == "damaged" else '"key"'
            if how == "deleted":
                harness.delete(key)
            elif how == "stripped":
                stripped(harness, key)
            else:
                harness.person.edit(stored.number, body=body.replace(cut, '"lost"'))

        number = harness._stored(PM).number
        lost(A1, also)
        lost(PM, how)
        before = len(ours(harness))
        files = [postmortem(item("A1"), item("A2", "New title"), item("A3"))]
        plan = applied(harness, files)
        assert (plan.changes, len(ours(harness))) == ((), before)
        assert harness._stored(A2).title == "New title", "the rest goes on"
        for key in (A1, A3):
            message = note_of(plan, key).message
            assert message.startswith(f"its postmortem's issue {number} ")
            assert message.endswith("so that none is opened")

    @pytest.mark.usefixtures("world")
    def test_that_is_put_right_lets_all_go_on(self, harness: GitHubHarness) -> None:
        parent = harness._stored(PM)
        body = parent.body
        stripped(harness, A1)
        stripped(harness, PM)
        files = [postmortem(item("A1"), item("A2"), item("A3"))]
        assert "from its history" in note_of(applied(harness, files), A3).hint
        harness.person.edit(parent.number, body=body)
        plan = applied(harness, files)
        assert len(harness.issues()[A3]) == 1
        assert [note.item for note in plan.notes] == [A1]

    @pytest.mark.usefixtures("world")
    def test_is_made_again_where_the_file_says_so_and_its_items_with_it(
        self, harness: GitHubHarness
    ) -> None:
        harness.delete(A1)
        harness.delete(PM)
        assert "top level" in note_of(applied(harness), A1).hint
        again = [postmortem(item("A1"), item("A2"), item("A3"), recreate=True)]
        assert applied(harness, again) == Plan()
        assert {key: len(found) for key, found in harness.issues().items()} == dict.fromkeys(
            (PM, A1, A2, A3), 1
        )
        assert applied(harness, [postmortem(item("A1"), item("A2"), item("A3"))]) == Plan()

    @pytest.mark.usefixtures("world")
    def test_that_is_there_and_damaged_is_put_right_and_not_made_again(
        self, harness: GitHubHarness
    ) -> None:
        stripped(harness, A1)
        parent = harness._stored(PM)
        harness.person.edit(parent.number, body=(parent.body or "").replace('"key"', '"lost"'))
        before = harness.state()
        files = [postmortem(item("A1", recreate=True), item("A2"), item("A3"), recreate=True)]
        plan = applied(harness, files)
        assert (plan.changes, harness.state()) == ((), before)
        assert "Put it right by hand" in note_of(plan, A3).hint

    @pytest.mark.usefixtures("world")
    def test_holds_nothing_up_in_a_postmortem_that_an_item_moves_to(
        self, harness: GitHubHarness
    ) -> None:
        there = item("B9", "Another's")
        World(harness.tracking(), [*TWO, postmortem(there, pm_id=OTHER)]).apply()
        harness.delete(PM)
        moved = postmortem(there, item("B1", previously=A1), item("B2"), pm_id=OTHER)
        World(harness.tracking(), [postmortem(item("A2"), item("A3")), moved]).apply()
        assert len(harness.issues()[f"{OTHER}/B2"]) == 1
        assert A3 not in harness.issues()

    @pytest.mark.usefixtures("world")
    def test_keeps_nobody_from_having_one_item_again(self, harness: GitHubHarness) -> None:
        harness.delete(A1)
        harness.delete(PM)
        plan = applied(harness, [postmortem(item("A1", recreate=True), item("A2"), item("A3"))])
        assert len(harness.issues()[A1]) == 1
        assert {note.item for note in plan.notes} == {PM, A3}

    @pytest.mark.usefixtures("world")
    def test_that_only_a_lagging_list_hides_holds_nothing_up(self, harness: GitHubHarness) -> None:
        platform = harness.github.platform
        platform.list_lag = platform.writes - harness._stored(PM).born + 1
        files = [postmortem(item("A1"), item("A2"), item("A3"))]
        World(harness.tracking(), files).apply()
        platform.list_lag = 0
        assert len(harness.issues()[A3]) == 1

    @pytest.mark.parametrize("how", ["deleted", "stripped", "damaged"])
    @pytest.mark.usefixtures("world")
    def test_lets_no_issue_be_closed_as_a_duplicate(self, harness: GitHubHarness, how: str) -> None:
        """Which of two counts stood there: the one with the lower number may be another item's."""
        overwritten(harness, A1, by=A2)
        parent = harness._stored(PM)
        if how == "deleted":
            harness.delete(PM)
        else:
            text = (parent.body or "").replace('"key"', '"kee"') if how == "damaged" else "Mine"
            harness.person.edit(parent.number, body=text)
        before = harness.state()
        plan = applied(harness)
        assert (plan.changes, harness.state()) == ((), before)
        assert "neither is closed" in note_of(plan, A2).message

    @pytest.mark.parametrize("how", ["stripped", "deleted"])
    def test_makes_no_item_anew_that_moves_to_another_postmortem(
        self, harness: GitHubHarness, how: str
    ) -> None:
        files = [*TWO, postmortem(item("B1"), pm_id=OTHER)]
        World(harness.tracking(), files).apply()
        if how == "stripped":
            stripped(harness, A2)
        else:
            harness.delete(A2)
        harness.delete(PM)
        before = len(ours(harness))
        moved = item("B2", "Do A2", previously=A2)
        files = [postmortem(item("A1")), postmortem(item("B1"), moved, pm_id=OTHER)]
        plan = applied(harness, files)
        assert (plan.changes, len(ours(harness))) == ((), before)
        assert "stood there" in note_of(plan, f"{OTHER}/B2").message
        assert "`recreate: true` in the item" in note_of(plan, f"{OTHER}/B2").hint
        anew = item("B2", "Do A2", previously=A2, recreate=True)
        files = [postmortem(item("A1")), postmortem(item("B1"), anew, pm_id=OTHER)]
        applied(harness, files)
        assert len(ours(harness)) == before + 1


class TestATextThatWasCopied:
    @pytest.mark.parametrize(
        ("over", "by"),
        [(A1, A2), (A2, A1), (A2, PM), (PM, A1), (f"{OTHER}/A1", A1), (OTHER, PM), (PM, OTHER)],
    )
    @pytest.mark.usefixtures("world")
    def test_over_another_one_of_ours_takes_nothing_over_and_closes_nothing(
        self, harness: GitHubHarness, over: str, by: str
    ) -> None:
        files = [*TWO, postmortem(item("A1", "Elsewhere"), pm_id=OTHER)]
        World(harness.tracking(), files).apply()
        issue, text = overwritten(harness, over, by)
        before = harness.state()
        plan = applied(harness, files)
        assert (plan.changes, harness.state()) == ((), before)
        note = note_of(plan, over)
        assert note.message.startswith(
            f"its issue {issue.number} now has the hidden marker of {by}"
        )
        assert f"write {over} into its hidden marker" in note.hint
        harness.person.edit(issue.number, body=text)
        assert applied(harness, files) == Plan()

    @pytest.mark.usefixtures("world")
    def test_blocks_the_key_that_it_shows_if_that_has_no_issue(
        self, harness: GitHubHarness
    ) -> None:
        issue = harness._stored(A1)
        harness.person.edit(issue.number, body=(issue.body or "").replace(A1, A3))
        plan = applied(harness, [postmortem(item("A1"), item("A2"), item("A3"))])
        assert len(ours(harness)) == 3
        assert f"stands in issue {issue.number}, which is that of {A1}" in note_of(plan, A3).message
        assert note_of(plan, A1)

    @pytest.mark.usefixtures("world")
    def test_of_a_new_key_alone_says_that_the_file_changed_it(self, harness: GitHubHarness) -> None:
        """As a run leaves it that was killed before the postmortem's issue learned of it."""
        files = [postmortem(item("A7", previously=A1), item("A2"))]
        World(harness.refuse_at(3), files).apply()
        issue = harness._stored(f"{PM}/A7")
        assert "A7" not in (harness.issues()[PM][0].last.items or {})
        plain = [postmortem(item("A7"), item("A2"))]
        assert applied(harness, plain) == Plan()
        assert harness._stored(f"{PM}/A7") is issue

    @pytest.mark.usefixtures("world")
    def test_is_still_a_duplicate_where_it_is_nobodys_issue(self, harness: GitHubHarness) -> None:
        stored = harness._stored(A1)
        copy = harness.person.opens("Mine", stored.body, labels=["pmaction"])
        applied(harness)
        assert (stored.state, copy.state_reason) == ("open", "duplicate")

    @pytest.mark.usefixtures("world")
    def test_of_a_missing_item_does_not_stand_in_for_it(self, harness: GitHubHarness) -> None:
        text = harness._stored(A1).body or ""
        harness.delete(A1)
        issue = harness._stored(A2)
        harness.person.edit(issue.number, body=text)
        plan = applied(harness)
        assert plan.changes == ()
        assert issue.title == "Do A2"
        assert {note.item for note in plan.notes} == {A1, A2}


@pytest.mark.usefixtures("world")
def test_an_issue_that_was_moved_in_with_a_key_of_ours_is_told_and_left_open(
    harness: GitHubHarness,
) -> None:
    """It was begun under an issue of its former repository, which is another one here or none."""
    text = (harness._stored(A1).body or "").replace('"parent":2', '"parent":4000')
    theirs = harness.person.opens("Theirs", text, labels=["pmaction"])
    before = harness.state()
    plan = applied(harness)
    assert (plan.changes, harness.state()) == ((), before)
    assert f"and {theirs.number} left alone" in note_of(plan, A1).message
    assert "take its label `pmaction` off" in note_of(plan, A1).hint
    harness.person.unlabel(theirs.number, "pmaction")
    assert applied(harness) == Plan()


@pytest.mark.parametrize("is_locked", [False, True], ids=["moved in", "locked"])
def test_nothing_is_linked_anew_because_of_a_second_issue_that_stays_open(
    harness: GitHubHarness, is_locked: bool
) -> None:
    files = [postmortem(item("A1"), item("A2", depends_on=("A1",)))]
    World(harness.tracking(), files).apply()
    text = harness._stored(A1).body or ""
    if is_locked:
        harness.person.lock(harness.person.opens("Mine", text, labels=["pmaction"]).number)
    else:
        text = text.replace('"parent":2', '"parent":4000')
        harness.person.opens("Theirs", text, labels=["pmaction"])
    before = harness.state()
    assert World(harness.tracking(), files).plan().changes == ()
    assert (applied(harness, files).changes, harness.state()) == ((), before)


@pytest.mark.usefixtures("world")
def test_a_marker_says_which_keys_its_issue_had(harness: GitHubHarness) -> None:
    for now, before in (("A7", "A1"), ("A8", "A7")):
        files = [postmortem(item(now, previously=f"{PM}/{before}"), item("A2"))]
        assert applied(harness, files) == Plan()
    marker = marker_of(harness._stored(f"{PM}/A8").body or "")
    assert marker is not None
    assert marker.last.former_keys == {A1, f"{PM}/A7"}
    body = changed_body("", None, marker)
    assert marker_of(body) == marker


def test_no_parent_is_opened_for_a_draft(harness: GitHubHarness) -> None:
    files = [postmortem(item("A1"))]
    World(harness.refuse_at(1), files).apply()
    draft = [postmortem(item("A1"), status="draft")]
    plan = World(harness.tracking(), draft).plan()
    assert Kind.CREATE not in {change.kind for change in plan.changes}
    assert "status is draft" in plan.notes[0].message
