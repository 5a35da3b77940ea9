"""Issues of people from outside that a file named: they may write into them what they like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from contract.harness import Killed
from standin import Issue as StoredIssue
from worlds import World, item, postmortem

from pmaction.believed import believed
from pmaction.change import Kind, Note, Plan
from pmaction.issue import Issue, LastWritten, Listing
from pmaction.model import Postmortem
from pmaction.pull_comments import issue_comments

PM, OTHER = "PM-2025-001", "PM-2025-002"
A1, A2, B2 = f"{PM}/A1", f"{PM}/A2", f"{OTHER}/B2"


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    harness.github.platform.outsiders.add("eve")
    yield harness
    harness.end()


@pytest.fixture
def theirs(harness: GitHubHarness) -> StoredIssue:
    return harness.github.person("eve").opens("Slow page", "Since Monday")


def files_naming(issue: StoredIssue) -> list[Postmortem]:
    return [
        postmortem(item("A1", issue=issue.number), item("A2")),
        postmortem(item("B1"), pm_id=OTHER),
    ]


def says(harness: GitHubHarness, issue: StoredIssue, marker: str) -> None:
    """Let the author of an issue write another marker into it, whether or not it has one."""
    text = re.sub(r"<!-- pmaction:marker .* -->", "", issue.body or "")
    harness.github.person("eve").edit(
        issue.number, body=f"{text}\n<!-- pmaction:marker {marker} -->"
    )


def plan_of(harness: GitHubHarness, files: list[Postmortem]) -> Plan:
    return World(harness.tracking(), files).plan()


def note_of(plan: Plan, key: str) -> Note:
    (note,) = (note for note in plan.notes if note.item == key)
    return note


@pytest.mark.parametrize(
    "last",
    [
        "{}",
        '{"parent":NUMBER}',
        '{"former_keys":["PM-2025-001/A1"]}',
        '{"parent":NUMBER,"former_keys":["PM-2025-001/A1"],"items":{"A1":NUMBER,"A3":1}}',
    ],
)
def test_an_adopted_issue_never_becomes_the_postmortems(
    harness: GitHubHarness, theirs: StoredIssue, last: str
) -> None:
    files = files_naming(theirs)
    World(harness.tracking(), files).apply()
    number, real = str(theirs.number), harness._stored(PM)
    says(harness, theirs, f'{{"key":"{PM}","last":{last.replace("NUMBER", number)}}}')
    before = harness.state()
    plan = plan_of(harness, files)
    assert plan.changes == ()
    assert "now has the hidden marker of PM-2025-001" in note_of(plan, A1).message
    more = [postmortem(item("A1", issue=theirs.number), item("A2"), item("A3")), files[1]]
    World(harness.tracking(), more).apply()
    # The postmortem's own issue goes on: the new item gets its issue under it.
    assert [one.title for one in real.children] == ["Slow page", "Do A2", "Do A3"]
    assert len(harness.state()) == len(before) + 1


def test_nor_that_of_a_new_item_elsewhere(harness: GitHubHarness, theirs: StoredIssue) -> None:
    World(harness.tracking(), files_naming(theirs)).apply()
    says(harness, theirs, f'{{"key":"{B2}","last":{{"former_keys":["{A1}"]}}}}')
    files = [files_naming(theirs)[0], postmortem(item("B1"), item("B2"), pm_id=OTHER)]
    plan = plan_of(harness, files)
    assert {change.item for change in plan.changes} == {OTHER}
    assert f"issue {theirs.number}" in note_of(plan, B2).message
    World(harness.tracking(), files).apply()
    assert theirs.title == "Slow page"


def test_what_nobody_else_knows_is_used_only_if_the_file_names_it(
    harness: GitHubHarness, theirs: StoredIssue
) -> None:
    World(harness.tracking(), [postmortem(item("A2"))]).apply()
    says(harness, theirs, f'{{"key":"{A1}","last":{{}}}}')
    harness.person.label(theirs.number, "pmaction")
    plan = plan_of(harness, [postmortem(item("A1"), item("A2"))])
    assert Kind.CREATE not in {change.kind for change in plan.changes}
    assert "whose author does not belong to the repository" in note_of(plan, A1).message
    assert f"`issue: {theirs.number}`" in note_of(plan, A1).hint
    naming = [postmortem(item("A1", issue=theirs.number), item("A2"))]
    World(harness.tracking(), naming).apply()
    World(harness.tracking(), naming).apply()
    assert theirs in harness._stored(PM).children
    assert plan_of(harness, [postmortem(item("A1"), item("A2"))]).changes == ()


def test_a_label_by_hand_makes_no_postmortems_issue_of_it(
    harness: GitHubHarness, theirs: StoredIssue
) -> None:
    World(harness.tracking(), [postmortem(item("B1"), pm_id=OTHER)]).apply()
    says(harness, theirs, f'{{"key":"{PM}","last":{{}}}}')
    harness.person.label(theirs.number, "pmaction")
    files = [postmortem(item("A1")), postmortem(item("B1"), pm_id=OTHER)]
    plan = plan_of(harness, files)
    assert PM not in {change.item for change in plan.changes}
    assert "Take its label `pmaction` off" in note_of(plan, PM).hint
    assert issue_of(harness, files, PM) is None


def issue_of(harness: GitHubHarness, files: list[Postmortem], key: str) -> Issue | None:
    return World(harness.tracking(), files)._listing().by_key().get(key)


def test_an_item_that_gets_another_key_keeps_the_issue(
    harness: GitHubHarness, theirs: StoredIssue
) -> None:
    World(harness.tracking(), files_naming(theirs)).apply()
    files = [
        postmortem(item("A2")),
        postmortem(item("B1"), item("B2", previously=A1), pm_id=OTHER),
    ]
    World(harness.tracking(), files).apply()
    without = [postmortem(item("A2")), postmortem(item("B1"), item("B2"), pm_id=OTHER)]
    assert plan_of(harness, files).changes == plan_of(harness, without).changes == ()
    found = issue_of(harness, without, B2)
    assert found is not None
    assert found.number == theirs.number


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_run_that_dies_at_any_write_is_made_up_for(tmp_path: Path, after: bool) -> None:
    for write in range(1, 20):
        harness = GitHubHarness(tmp_path / f"{write}")
        harness.github.platform.outsiders.add("eve")
        theirs = harness.github.person("eve").opens("Slow page", "Since Monday")
        files, died = files_naming(theirs), True
        with suppress(Killed):
            World(harness.kill_at(write, after=after), files).apply()
            died = False
        World(harness.tracking(), files).apply()
        assert plan_of(harness, files).changes == ()
        assert len(harness._all()) == 1 + 5
        assert theirs in harness._stored(PM).children
        harness.end()
        if not died:
            break
    assert write > 5


def made(number: int, key: str, author: str, **last: object) -> Issue:
    """One of our issues that was opened by an account from outside, as far as GitHub says."""
    return Issue(
        number=number,
        key=key,
        title=f"Do {key}",
        state="open",
        labels=frozenset({"pmaction"}),
        author=author,
        last=LastWritten(**last),  # type: ignore[arg-type]
    )


def test_an_account_that_pmaction_wrote_as_is_believed_though_it_left_the_repository() -> None:
    left = made(1, PM, "mona", items={"A1": 2}), made(2, A1, "mona", parent=1)
    adopted = made(3, A2, "eve", parent=1, former_keys=frozenset({"PM-2025-001/A9"}), pull=7)
    parent = made(4, OTHER, "octobot[bot]", items={"B1": 3})
    found = believed([*left, adopted, parent])
    assert found[:2] == left
    assert found[2].by_stranger
    assert (found[2].last.parent, found[2].last.former_keys) == (None, None)


def test_its_pull_request_is_told_nothing_by_an_adopted_issue_alone() -> None:
    parent = made(1, PM, "", items={"A1": 2}, pull=4)
    forged = made(2, A1, "eve", pull=7)
    listing = Listing(believed([parent, forged]))
    assert {change.pull for change in issue_comments(listing).changes} == {4}
