"""Over 100 items under a postmortem: further parent issues, each with as many as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from contract.harness import Harness, LocalHarness
from worlds import World, item, link, postmortem, sourced

from pmaction.apply import apply_plan
from pmaction.change import Kind, Outcome, Plan
from pmaction.config import Config
from pmaction.desired import desired_issues
from pmaction.identity import is_item, parent_key, parent_place, postmortem_of, reading_order
from pmaction.issue import Issue, LastWritten, Listing
from pmaction.model import Postmortem
from pmaction.plan import plan_changes
from pmaction.pull_comments import issue_comments

PM = "PM-2025-001"
SECOND = f"{PM}~2"
HARNESSES: dict[str, type[Harness]] = {"local": LocalHarness, "github": GitHubHarness}


@pytest.fixture(params=list(HARNESSES))
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    harness = HARNESSES[request.param](tmp_path)
    yield harness
    harness.end()


def many(count: int, first: int = 1) -> Postmortem:
    return postmortem(*(item(f"A{number}") for number in range(first, first + count)))


def plan(files: Postmortem, *issues: Issue) -> Plan:
    return plan_changes(desired_issues([sourced(files)], Config(), link), Listing(issues))


def parent(place: int, items: dict[str, int], **fields: object) -> Issue:
    key = parent_key(PM, place)
    last = LastWritten(items=items)  # type: ignore[arg-type]
    return Issue(
        number=place,
        key=key,
        title=key,
        state="open",
        labels=frozenset({"pmaction"}),
        last=last,
        **fields,  # type: ignore[arg-type]
    )


def child(number: int, **fields: object) -> Issue:
    return Issue(
        number=1_000 + number,
        key=f"{PM}/A{number}",
        title=f"Do A{number}",
        state="open",
        labels=frozenset({"pmaction"}),
        **fields,  # type: ignore[arg-type]
    )


def numbered(first: int, last: int) -> dict[str, int]:
    return {f"A{number}": 1_000 + number for number in range(first, last + 1)}


def links(plan: Plan) -> dict[str, str]:
    return {c.item: c.after.parent for c in plan.changes if c.after.parent is not None}


def created_parents(plan: Plan) -> list[str]:
    return [c.item for c in plan.changes if c.kind is Kind.CREATE and not is_item(c.item)]


def test_the_key_of_a_further_parent_issue_leads_to_its_postmortem() -> None:
    assert [parent_key(PM, place) for place in (1, 2)] == [PM, SECOND]
    assert [parent_place(key) for key in (PM, SECOND, f"{PM}~12")] == [1, 2, 12]
    assert {postmortem_of(key) for key in (PM, SECOND, f"{PM}/A1")} == {PM}
    keys = [f"{PM}/A1", f"{PM}~10", SECOND, PM]
    assert sorted(keys, key=reading_order) == [PM, SECOND, f"{PM}~10", f"{PM}/A1"]


def test_a_hundred_items_fit_under_one_issue_and_one_more_gets_a_further_one() -> None:
    assert created_parents(plan(many(100))) == [PM]
    found = plan(many(101))
    assert created_parents(found) == [PM, SECOND]
    assert [key for key, over in links(found).items() if over == SECOND] == [f"{PM}/A101"]
    title = next(c.title for c in found.changes if c.item == SECOND)
    assert title == f"{PM}: Mail was down (part 2)"


def test_items_that_never_open_an_issue_take_no_room() -> None:
    done = [item(f"A{number}", status="done") for number in range(1, 300)]
    assert created_parents(plan(postmortem(*done, item("A300")))) == [PM]


def test_closed_and_removed_items_count() -> None:
    full = parent(1, numbered(1, 100))
    found = plan(many(2, first=100), full, child(100))
    assert links(found) == {f"{PM}/A101": SECOND}
    assert created_parents(found) == [SECOND]


def test_sub_issues_that_people_put_there_count() -> None:
    found = plan(many(1), parent(1, {}, children=100))
    assert links(found) == {f"{PM}/A1": SECOND}


def test_an_item_stays_where_it_is_recorded() -> None:
    first, second = parent(1, numbered(1, 3)), parent(2, numbered(4, 4))
    found = plan(many(5), first, second, *(child(number) for number in range(1, 5)))
    assert links(found) == {f"{PM}/A5": PM}


def test_an_issue_that_was_begun_under_a_further_parent_goes_there() -> None:
    begun = child(101, last=LastWritten(parent=2))
    found = plan(many(101), parent(1, numbered(1, 99)), parent(2, {}), begun)
    assert links(found) == {f"{PM}/A100": PM, f"{PM}/A101": SECOND}


def test_where_there_is_no_room_left_it_goes_elsewhere() -> None:
    begun = child(1, last=LastWritten(parent=1))
    assert links(plan(many(1), parent(1, {}, children=100), begun)) == {f"{PM}/A1": SECOND}
    linked = replace(begun, parent=1)
    assert links(plan(many(1), parent(1, {}, children=100), linked)) == {f"{PM}/A1": PM}


def test_what_a_further_parent_remembers_is_not_silently_made_again() -> None:
    found = plan(many(101), parent(1, numbered(1, 100)), parent(2, numbered(101, 101)))
    assert [c.item for c in found.changes if c.kind is Kind.CREATE] == []
    assert found.unknown >= {1101}


def test_each_parent_issue_is_open_as_long_as_one_of_its_own_items_is() -> None:
    first, second = parent(1, numbered(1, 1)), parent(2, numbered(2, 2))
    one, other = child(1), replace(child(2), state="closed")
    found = plan(postmortem(item("A1"), item("A2", status="done")), first, second, one, other)
    assert [c.item for c in found.changes if c.kind is Kind.CLOSE] == [SECOND]


def test_each_of_many_items_is_under_an_issue_that_takes_it(harness: Harness) -> None:
    world = World(harness.tracking(), [many(103)])
    assert {result.outcome for result in world.apply().results} == {Outcome.DONE}
    issues = {key: found for key, [found] in harness.issues().items()}
    recorded = {**(issues[PM].last.items or {}), **(issues[SECOND].last.items or {})}
    assert (len(issues[PM].last.items or {}), len(issues[SECOND].last.items or {})) == (100, 3)
    assert recorded == {key.partition("/")[2]: issues[key].number for key in issues if is_item(key)}
    assert issues[f"{PM}/A103"].last.parent == issues[SECOND].number
    assert World(harness.tracking(), [many(103)]).plan().changes == ()
    world.files = [many(90, first=12)]
    world.apply()
    world.files = [many(105)]
    world.apply()
    issues = {key: found for key, [found] in harness.issues().items()}
    assert set(issues) == {PM, SECOND, *(f"{PM}/A{number}" for number in range(1, 106))}
    assert len(issues[SECOND].last.items or {}) == 5
    assert World(harness.tracking(), world.files).plan().changes == ()


def test_a_further_parent_issue_is_named_on_the_pull_request_it_came_with() -> None:
    came = LastWritten(pull=5)
    issues = [replace(parent(place, {}), last=came) for place in (1, 2)]
    listing = Listing((*issues, child(101, last=came)))
    [change] = issue_comments(listing).changes
    lines = (change.after.comment or "").splitlines()
    assert f"  - #2 {SECOND}: more action items" in lines
    assert f"  - #{1101} A101: Do A101" in lines


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


def stuffed(github: GitHubHarness, children: int) -> None:
    number = github._stored(PM).number
    for n in range(children):
        github.person.link_child(number, github.person.opens(f"Theirs {n}").number)


def test_on_github_a_parent_that_people_filled_is_passed_over(github: GitHubHarness) -> None:
    World(github.tracking(), [many(1)]).apply()
    stuffed(github, 99)
    report = World(github.tracking(), [many(2)]).apply()
    assert {result.outcome for result in report.results} == {Outcome.DONE}
    assert github._stored(f"{PM}/A2").parent is github._stored(SECOND)


def test_that_a_parent_is_full_is_never_passed_over_in_silence(github: GitHubHarness) -> None:
    World(github.tracking(), [many(1)]).apply()
    world = World(github.tracking(), [many(2)])
    listing = world._listing()
    stuffed(github, 99)
    report = apply_plan(world._plan(listing), world.tracking, listing)
    [failed] = [result for result in report.results if result.outcome is Outcome.FAILED]
    assert (failed.change.kind, failed.change.item) == (Kind.LINK, f"{PM}/A2")
    assert "cannot have more than 100 sub-issues" in failed.detail
    assert World(github.tracking(), [many(2)]).apply().summary() == {"done": 2}
    assert github._stored(f"{PM}/A2").parent is github._stored(SECOND)
    assert World(github.tracking(), [many(2)]).plan().changes == ()


def test_a_postmortems_issue_learns_of_all_its_items_in_one_write(github: GitHubHarness) -> None:
    World(github.tracking(), [many(6)]).apply()
    number = github._stored(PM).number
    edits = [
        one for one in github.github.requests if (one.method, one.path) == ("PATCH", at(number))
    ]
    assert len(edits) == 1


def at(number: int) -> str:
    return f"/repos/acme/site/issues/{number}"
