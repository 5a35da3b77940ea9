"""Issues that were moved in from another repository which uses the same ids: never taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from standin import Assignable, Person
from standin import Issue as StoredIssue
from worlds import World, item, kinds, postmortem

from pmaction.apply import apply_plan
from pmaction.change import Kind
from pmaction.config import Config
from pmaction.issue import Issue, LastWritten, Listing
from pmaction.model import Postmortem
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_body import marker_of

PM, OTHER = "PM-2025-001", "PM-2025-002"
A1, A3 = f"{PM}/A1", f"{PM}/A3"
MINE = [postmortem(item("A1"), item("A2"))]
THEIRS = [
    postmortem(*(item(one, f"Their {one}") for one in ("A1", "A2", "A3")), title="Disk was full")
]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def moved(harness: GitHubHarness) -> Callable[[str], StoredIssue]:
    """Moves an issue of another repository into ours."""
    other = harness.github.add_repository("acme/other")
    other.unknown_login = Assignable.YES
    person = Person(harness.github.platform, other, "mona")
    for number in range(6):
        person.opens(f"Issue {number}")
    World(GitHubTrackingSystem(harness.client(), "acme/other"), THEIRS).apply()

    def move(title: str) -> StoredIssue:
        (found,) = (one for one in other.listed() if one.title == title)
        return person.transfer(found.number, harness.repository)

    return move


def applied(harness: GitHubHarness, files: list[Postmortem], policy: str = "comment") -> World:
    """Apply twice; the second time, nothing is left to do."""
    world = World(harness.tracking(), files, Config(removed_items=policy))  # type: ignore[arg-type]
    world.apply()
    assert world.plan().changes == ()
    return world


@pytest.mark.parametrize("policy", ["comment", "close"])
def test_an_issue_that_was_moved_in_is_told_of_and_left_as_it_is(
    harness: GitHubHarness, moved: Callable[[str], StoredIssue], policy: str
) -> None:
    applied(harness, MINE)
    theirs = moved("Their A3")
    before = theirs.title, theirs.body, theirs.state, list(theirs.comments)
    world = applied(harness, MINE, policy)
    (note,) = world.plan().notes
    assert note.item == A3
    assert f"issue {theirs.number} has its hidden marker, and was opened for acme/other" in str(
        note
    )
    # Later the postmortem here gets an item of that key, and one of another.
    more = [postmortem(*(item(one) for one in ("A1", "A2", "A3", "A4")))]
    applied(harness, more, policy)
    assert (theirs.title, theirs.body, theirs.state, list(theirs.comments)) == before
    (parent,) = (one for one in harness.repository.listed() if one.title.startswith(PM))
    assert [one.title for one in parent.children] == ["Do A1", "Do A2", "Do A3", "Do A4"]
    harness.person.unlabel(theirs.number, "pmaction")
    assert World(harness.tracking(), more).plan().notes == ()


def test_nor_does_it_hold_up_or_take_over_a_first_postmortem_here(
    harness: GitHubHarness, moved: Callable[[str], StoredIssue]
) -> None:
    applied(harness, [postmortem(item("B1"), pm_id=OTHER)])
    theirs = moved("Their A1")
    applied(harness, [*MINE, postmortem(item("B1"), pm_id=OTHER)])
    titles = [one.title for one in harness.repository.listed()]
    assert sorted(titles)[-2:] == ["PM-2025-002: Mail was down", "Their A1"]
    assert titles.count("Do A1") == titles.count("Do A2") == 1
    assert theirs.parent is None


def test_it_is_not_taken_for_an_issue_of_ours_that_the_list_does_not_have_yet(
    harness: GitHubHarness, moved: Callable[[str], StoredIssue]
) -> None:
    applied(harness, MINE)
    world = World(harness.tracking(), [postmortem(*MINE[0].action_items, item("A3"))])
    plan, listing = world.plan(), world._listing()
    theirs = moved("Their A3")
    assert (Kind.CREATE, A3) in kinds(plan)
    apply_plan(plan, world.tracking, listing)
    assert theirs.parent is None
    assert [one.title for one in harness.repository.listed()].count("Do A3") == 1


def test_a_repository_that_was_renamed_knows_its_issues(harness: GitHubHarness) -> None:
    applied(harness, MINE)
    for stored in harness._all()[1:]:
        text = (stored.body or "").replace('"home":"acme/site"', '"home":"acme/old-name"')
        assert text != stored.body
        harness.person.edit(stored.number, body=text)
    more = [postmortem(*MINE[0].action_items, item("A3"))]
    applied(harness, more)
    applied(harness, more)
    assert len(harness._all()) == 1 + 4
    marker = marker_of(harness._all()[1].body or "")
    assert marker is not None
    assert marker.home == "acme/old-name"


def made(number: int, key: str, home: str | None, **last: object) -> Issue:
    return Issue(
        number=number,
        key=key,
        title=f"Do {key}",
        state="open",
        labels=frozenset({"pmaction"}),
        home=home,
        last=LastWritten(**last),  # type: ignore[arg-type]
    )


def others_in(*issues: Issue) -> list[object]:
    listing = Listing(issues, home="acme/site").without_others()
    assert len(listing.issues) + len(listing.elsewhere) == len(issues)
    return [one.number for one in listing.elsewhere]


class TestWhereAnIssueIsFrom:
    def test_without_a_word_of_it_it_is_ours(self) -> None:
        assert others_in(made(1, PM, None), made(2, A1, "acme/other")) == [2]

    def test_all_are_ours_where_none_says_so(self) -> None:
        assert others_in(made(1, PM, "acme/other"), made(2, A1, "acme/other")) == []

    def test_most_are_ours_though_new_ones_have_the_new_name(self) -> None:
        old = made(1, PM, "acme/old"), made(2, OTHER, "acme/old"), made(3, A1, "acme/old")
        assert others_in(*old, made(4, "PM-2025-003", "acme/site")) == []

    def test_a_former_name_is_known_by_a_postmortem_that_still_holds_its_items(self) -> None:
        old = made(1, PM, "acme/old", items={"A1": 2}), made(2, A1, "acme/old", parent=1)
        assert others_in(*old, made(3, OTHER, "acme/site")) == []

    def test_who_does_not_belong_to_the_repository_cannot_say_that_theirs_is_not_ours(self) -> None:
        theirs = replace(made(2, A1, "acme/other"), by_stranger=True)
        assert others_in(made(1, PM, "acme/site"), theirs) == []

    def test_what_a_postmortem_of_ours_knows_by_number_is_ours(self) -> None:
        parent = made(1, PM, "acme/site", items={"A1": 2})
        assert others_in(parent, made(2, f"{OTHER}/A1", "acme/other")) == []

    def test_a_postmortem_that_was_moved_with_its_items_is_not(self) -> None:
        parent = made(7, OTHER, "acme/other", items={"A1": 3, "A2": 4})
        moved = made(8, f"{OTHER}/A1", "acme/other", parent=2)
        assert others_in(made(1, PM, "acme/site"), parent, moved) == [7, 8]
