"""What items wait for: circles, links that are turned round, servers without dependencies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from contract.harness import Harness, Killed, LocalHarness
from standin import Reply
from standin.call import Request
from worlds import World, item, link, postmortem, sourced

from pmaction.change import Kind, Note, Outcome, Plan
from pmaction.config import Config
from pmaction.desired import desired_issues
from pmaction.issue import Issue, Listing
from pmaction.model import Postmortem
from pmaction.plan import plan_changes
from pmaction.tracking.github_task_list import Task, with_tasks

PM = "PM-2025-001"
A1, A2, A3 = (f"{PM}/A{number}" for number in (1, 2, 3))
HARNESSES: dict[str, type[Harness]] = {"local": LocalHarness, "github": GitHubHarness}
ROUND = [postmortem(item("A1", depends_on=("A2",)), item("A2", depends_on=("A1",)))]
THERE = [postmortem(item("A1"), item("A2", depends_on=("A1",)))]
BACK = [postmortem(item("A1", depends_on=("A2",)), item("A2"))]


@pytest.fixture(params=list(HARNESSES))
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    harness = HARNESSES[request.param](tmp_path)
    yield harness
    harness.end()


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


def planned(*files: Postmortem, issues: Sequence[Issue] = ()) -> Plan:
    desired = desired_issues([sourced(one) for one in files], Config(), link)
    return plan_changes(desired, Listing(tuple(issues)))


def waits(plan: Plan) -> dict[str, set[str]]:
    return {c.item: {*c.after.blocked_by} for c in plan.changes if c.after.blocked_by is not None}


def circles(plan: Plan) -> list[Note]:
    return [note for note in plan.notes if "left out" in note.message]


def test_of_a_circle_the_link_that_closes_it_is_left_out_and_named() -> None:
    items = [item("A1", depends_on=("A2",)), item("A2", depends_on=("A3",))]
    plan = planned(postmortem(*items, item("A3", depends_on=("A1",))))
    assert waits(plan) == {A1: {A2}, A2: {A3}}
    [note] = circles(plan)
    assert note.item == A3
    assert f"{A3} → {A1} → {A2} → {A3}" in note.message
    assert "depends_on" in note.hint


def test_an_item_that_waits_for_itself_waits_for_nothing() -> None:
    plan = planned(postmortem(item("A1", depends_on=("A1",))))
    assert (waits(plan), circles(plan)[0].message) == ({}, "depends on itself; that is left out")


def test_what_is_no_circle_stays() -> None:
    one, two = item("A1", depends_on=("A2", "A3")), item("A2", depends_on=("A3",))
    plan = planned(postmortem(one, two, item("A3")))
    assert (waits(plan), circles(plan)) == ({A1: {A2, A3}, A2: {A3}}, [])


def test_a_circle_over_an_item_without_an_issue_is_none() -> None:
    done = item("A2", depends_on=("A1",), status="done")
    plan = planned(postmortem(item("A1", depends_on=("A2",)), done))
    assert (waits(plan), circles(plan)) == ({}, [])


def test_a_circle_over_a_file_that_was_not_read_is_seen_too() -> None:
    other = Issue(
        number=9,
        key="PM-2024-001/A1",
        title="Other",
        state="open",
        labels=frozenset({"pmaction"}),
        blocked_by=frozenset({A1}),
    )
    plan = planned(postmortem(item("A1", depends_on=(other.key,))), issues=[other])
    assert (waits(plan), [note.item for note in circles(plan)]) == ({}, [A1])


def test_a_circle_fails_no_run_and_is_told_by_each(harness: Harness) -> None:
    world = World(harness.tracking(), ROUND)
    assert {result.outcome for result in world.apply().results} == {Outcome.DONE}
    again = World(harness.tracking(), ROUND).plan()
    assert again.changes == ()
    assert [note.item for note in circles(again)] == [A2]
    issues = harness.issues()
    assert (issues[A1][0].blocked_by, issues[A2][0].blocked_by) == ({A2}, frozenset())


def test_a_dependency_is_turned_round_in_one_run(harness: Harness) -> None:
    World(harness.tracking(), THERE).apply()
    report = World(harness.tracking(), BACK).apply()
    assert [(one.change.kind, one.change.item, one.outcome) for one in report.results][-2:] == [
        (Kind.LINK, A2, Outcome.DONE),
        (Kind.LINK, A1, Outcome.DONE),
    ]
    issues = harness.issues()
    assert (issues[A1][0].blocked_by, issues[A2][0].blocked_by) == ({A2}, frozenset())
    assert World(harness.tracking(), BACK).plan().changes == ()


def test_what_is_taken_away_goes_before_anything_that_is_added(github: GitHubHarness) -> None:
    """Each of the two gets something new and loses what the other now waits for."""

    def files(first: tuple[str, ...], second: tuple[str, ...]) -> list[Postmortem]:
        items = item("A1", depends_on=first), item("A2", depends_on=second)
        return [postmortem(*items, item("A3"), item("A4"))]

    World(github.tracking(), files(("A3",), ("A1",))).apply()
    report = World(github.tracking(), files(("A2",), ("A4",))).apply()
    assert {result.outcome for result in report.results} == {Outcome.DONE}
    first, second, fourth = (github._stored(f"{PM}/{name}") for name in ("A1", "A2", "A4"))
    assert (first.blocked_by, second.blocked_by) == ([second], [fourth])


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_while_a_link_is_turned_round_the_next_run_finishes(after: bool) -> None:
    for write in range(1, 40):
        one = GitHubHarness(Path())
        try:
            World(one.tracking(), THERE).apply()
            died = True
            with suppress(Killed):
                World(one.kill_at(write, after=after), BACK).apply()
                died = False
            World(one.tracking(), BACK).apply()
            first, second = one._stored(A1), one._stored(A2)
            assert (first.blocked_by, second.blocked_by) == ([second], [])
            assert World(one.tracking(), BACK).plan().changes == ()
        finally:
            one.end()
        if not died:
            break
    assert write > 3


def test_what_a_person_linked_the_other_way_round_stays_and_is_told_once(
    github: GitHubHarness,
) -> None:
    World(github.tracking(), [postmortem(item("A1"), item("A2"))]).apply()
    first, second = github._stored(A1), github._stored(A2)
    github.person.block(second.number, first.number)
    report = World(github.tracking(), BACK).apply()
    assert {result.outcome for result in report.results} == {Outcome.DONE}
    [note] = [note for note in report.notes if "somebody" in note.message]
    assert f"#{first.number} does not wait for #{second.number}" in note.message
    assert (first.blocked_by, second.blocked_by) == ([], [first])
    assert World(github.tracking(), BACK).plan().changes == ()


def without_dependencies(request: Request) -> Reply | None:
    return Reply(404, {"message": "Not Found"}) if "/dependencies/" in request.path else None


@pytest.fixture
def older(github: GitHubHarness) -> GitHubHarness:
    """A server that knows no dependencies."""
    github.github.hook(without_dependencies)
    return github


def tasks(github: GitHubHarness, key: str) -> list[str]:
    body = github._stored(key).body or ""
    return [line.partition(" <!--")[0] for line in body.splitlines() if line.startswith("- [")]


def test_without_dependencies_an_issue_has_a_task_list_of_what_it_waits_for(
    older: GitHubHarness,
) -> None:
    files = [postmortem(item("A1"), item("A2"), item("A3", depends_on=("A1", "A2")))]
    report = World(older.tracking(), files).apply()
    assert {result.outcome for result in report.results} == {Outcome.DONE}
    one, two = (older._stored(key).number for key in (A1, A2))
    assert tasks(older, A3) == [f"- [ ] #{one}", f"- [ ] #{two}"]
    assert World(older.tracking(), files).plan().changes == ()


def test_a_task_list_follows_the_file_and_leaves_ticks_and_words_alone(
    older: GitHubHarness,
) -> None:
    items = [item("A1"), item("A2")]
    World(older.tracking(), [postmortem(*items, item("A3", depends_on=("A1", "A2")))]).apply()
    two = older._stored(A2).number
    body = (older._stored(A3).body or "").replace(f"- [ ] #{two}", f"Mine.\n- [x] #{two}")
    older.person.edit(older._stored(A3).number, body=body.replace("\n", "\r\n"))
    files = [postmortem(*items, item("A4", status="open"), item("A3", depends_on=("A2", "A4")))]
    World(older.tracking(), files).apply()
    four = older._stored(f"{PM}/A4").number
    assert tasks(older, A3) == [f"- [x] #{two}", f"- [ ] #{four}"]
    assert "Mine." in (older._stored(A3).body or "")
    World(older.tracking(), [postmortem(*items, item("A4"), item("A3"))]).apply()
    assert tasks(older, A3) == []
    assert "Waits for" not in (older._stored(A3).body or "")
    assert "Mine." in (older._stored(A3).body or "")


def test_a_task_is_ticked_where_the_issue_is_closed_already(older: GitHubHarness) -> None:
    World(older.tracking(), [postmortem(item("A1"), item("A2"))]).apply()
    older.close(A1, "completed")
    World(older.tracking(), THERE).apply()
    assert tasks(older, A2) == [f"- [x] #{older._stored(A1).number}"]


def test_with_dependencies_no_task_list_is_written(github: GitHubHarness) -> None:
    World(github.tracking(), THERE).apply()
    assert "- [" not in (github._stored(A2).body or "")


BODY = "Text\n<!-- pmaction:marker {} -->\n\nPart of #1\n"
LISTED = (
    "Text\n<!-- pmaction:marker {} -->\n\nWaits for: <!-- pmaction:tasks -->\n\n"
    "- [ ] #3 <!-- pmaction:task PM-2025-001/A1 -->\n\nPart of #1\n"
)


@pytest.mark.parametrize(
    ("edit", "there"),
    [
        (lambda text: text, True),
        (lambda text: text.replace("Waits for: <!-- pmaction:tasks -->\n\n", ""), True),
        (lambda text: text.replace("- [ ] #3 <!-- pmaction:task PM-2025-001/A1 -->\n", ""), False),
        (lambda text: text.replace("- [ ]", "  * [X]"), True),
    ],
    ids=["whole", "without heading", "without tasks", "indented"],
)
def test_a_task_list_that_people_edited_is_still_kept_right(
    edit: Callable[[str], str], there: bool
) -> None:
    assert with_tasks(BODY, [Task(A1, 3)], ()) == LISTED
    edited = edit(LISTED)
    assert (A1 in edited) == there
    more = with_tasks(edited, [Task(A1, 3), Task(A2, 4, is_done=True)], ())
    assert more.count("- [x] #4 <!-- pmaction:task PM-2025-001/A2 -->\n") == 1
    assert more.count("PM-2025-001/A1") == 1
    less = with_tasks(more, (), {A1, A2})
    assert "pmaction:task" not in less
    assert less.startswith(BODY[: BODY.index("Part")])
    assert less.endswith("Part of #1\n")
