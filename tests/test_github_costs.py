"""What runs ask of GitHub where people left, issues went away, and much is to be looked into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from merge_of_three import Site
from msgspec.structs import replace
from remembering import HOME, Ran, memory_in, run
from standin import Assignable
from worlds import item, kinds, postmortem

from pmaction.change import Kind
from pmaction.config import Config, Team
from pmaction.identity import is_item
from pmaction.issue import NEEDS_EVIDENCE
from pmaction.model import Postmortem
from pmaction.tracking import github_list, github_lookups
from pmaction.tracking.github_cache import KeptPlace, Memory, sealed

HOUR = 3_600
LATER = date(2026, 6, 30)
ASKING = Config(require_evidence=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def later(
    site: Site,
    data: bytes,
    files: Sequence[Postmortem],
    *,
    config: Config | None = None,
    to_write: bool = True,
) -> Ran:
    """A run an hour after the last one, when nothing is listed as changed any more."""
    site.pass_by(HOUR)
    return run(site, data, files, config=config, to_write=to_write)


def settled(site: Site, files: Sequence[Postmortem], config: Config | None = None) -> bytes:
    """What a run remembers once all is there."""
    data = b""
    for _ in range(3):
        data = later(site, data, files, config=config).data
    return data


def memory_of(data: bytes) -> Memory:
    memory = memory_in(data)
    assert memory is not None
    return memory


def many(number: int, owner: str = "@alice") -> list[Postmortem]:
    """So many postmortems with an item each, whose owner may have the number in the name."""
    return [
        postmortem(item("A1", owner=owner.format(n), due=LATER), pm_id=f"PM-2025-{n:03}")
        for n in range(1, number + 1)
    ]


def operations(ran: Ran, name: str) -> int:
    return sum(one.operation == name for one in ran.requests)


def numbers_of_items(site: Site) -> list[int]:
    return [issue.number for marker, issue in site.ours() if is_item(marker.key)]


def one_of(site: Site, key: str) -> list[str]:
    """Who is assigned to a key's issue."""
    (issue,) = [issue for marker, issue in site.ours() if marker.key == key]
    return sorted(issue.assignees)


# People.


@pytest.fixture
def left(site: Site) -> tuple[list[Postmortem], bytes]:
    """Twenty postmortems whose owners left, and what is remembered."""
    site.repository.unknown_login = Assignable.YES
    for n in range(1, 21):
        site.repository.assignable[f"left{n}"] = Assignable.REFUSED
    files = many(20, "@left{}")
    return files, settled(site, files)


def test_owners_who_left_cost_nothing_while_nothing_changes(
    site: Site, left: tuple[list[Postmortem], bytes]
) -> None:
    files, data = left
    for to_write in (True, False):
        ran = later(site, data, files, to_write=to_write)
        assert not ran.plan.changes
        assert len(ran.requests) == 1


def test_who_can_be_assigned_again_is_found_when_all_is_listed(
    site: Site, left: tuple[list[Postmortem], bytes]
) -> None:
    files, data = left
    site.repository.assignable["left7"] = Assignable.YES
    assert not later(site, data, files).plan.changes
    site.pass_by(HOUR)
    run(site, data, files, max_age=HOUR)
    assert one_of(site, "PM-2025-007/A1") == ["left7"]
    assert one_of(site, "PM-2025-008/A1") == []


def test_who_can_be_assigned_again_is_found_when_something_of_theirs_changes(
    site: Site, left: tuple[list[Postmortem], bytes]
) -> None:
    files, data = left
    site.repository.assignable["left7"] = Assignable.YES
    files[6] = replace(files[6], title="Another title")
    ran = later(site, data, files)
    assert one_of(site, "PM-2025-007/A1") == ["left7"]
    assert operations(ran, "issues/check-user-can-be-assigned") == 1


def test_a_false_memory_that_nobody_can_be_assigned_keeps_nobody_from_a_new_issue(
    site: Site,
) -> None:
    data = settled(site, many(2))
    forged = replace(memory_of(data), unassignable=("alice", "bob"), assignable=())
    new = postmortem(item("A1", owner="@bob", due=LATER), pm_id="PM-2026-001")
    ran = later(site, sealed(forged, HOME), [*many(2), new])
    assert one_of(site, "PM-2026-001/A1") == ["bob"]
    assert memory_of(ran.data).unassignable == ("alice",)


def test_six_teams_of_new_people_are_asked_about_at_once(site: Site) -> None:
    names = [[f"t{t}m{m}" for m in range(5)] for t in range(6)]
    people = [name for team in names for name in team]
    site.repository.assignable |= dict.fromkeys(people, Assignable.YES)
    teams = {
        f"team{t}": Team(lead=f"@{one[0]}", members=tuple(f"@{name}" for name in one))
        for t, one in enumerate(names)
    }
    config = Config(teams=teams)
    items = [item(f"A{n}", owner=f"team{n}", due=LATER) for n in range(6)]
    new = postmortem(*items, pm_id="PM-2026-001")
    data = settled(site, many(5), config)
    plan = later(site, data, [*many(5), new], config=config, to_write=False)
    assert len(plan.requests) == 2
    ran = later(site, data, [*many(5), new], config=config)
    assert len(ran.requests) <= 26
    assert one_of(site, "PM-2026-001/A5") == sorted(names[5])


def test_who_is_not_in_the_list_of_all_is_asked_about_one_by_one(site: Site) -> None:
    people = [f"p{n}" for n in range(6)]
    site.repository.assignable |= dict.fromkeys(people[:4], Assignable.YES)
    site.repository.assignable |= {f"other{n:03}": Assignable.YES for n in range(150)}
    site.repository.unknown_login = Assignable.YES
    items = [item(f"A{n}", owner=f"@{name}", due=LATER) for n, name in enumerate(people)]
    ran = run(site, b"", [postmortem(*items)])
    # The first of its pages has none of them, so that no further one is read.
    assert operations(ran, "issues/list-assignees") == 1
    assert operations(ran, "issues/check-user-can-be-assigned") == 6
    assert one_of(site, "PM-2025-001/A5") == ["p5"]


# Numbers that no list shows.


def test_issues_that_were_moved_away_are_looked_for_once(site: Site) -> None:
    files = many(25)
    settled(site, files)
    other = site.github.add_repository("acme/other")
    for number in numbers_of_items(site):
        site.person.transfer(number, other)
    data = run(site, b"", files).data
    for to_write in (True, False):
        ran = later(site, data, files, to_write=to_write)
        assert len(ran.requests) == 1
        told = [one.message for one in ran.plan.notes]
        assert sum("was moved to" in message for message in told) == 25


@pytest.mark.parametrize("damaged", [False, True])
def test_a_false_memory_that_an_issue_is_gone_makes_none_again(site: Site, damaged: bool) -> None:
    again = [postmortem(item("A1", recreate=True), item("A2"))]
    if damaged:  # which no search for its key finds
        settled(site, again)
        (issue,) = [one for marker, one in site.ours() if marker.key == "PM-2025-001/A1"]
        body = (issue.body or "").replace('"last":{', '"last":{{')
        site.person.edit(issue.number, body=body)
    memory = memory_of(settled(site, again))
    (hidden,) = [one.number for one in memory.issues if "PM-2025-001/A1" in (one.body or "")]
    forged = replace(
        memory,
        issues=tuple(one for one in memory.issues if one.number != hidden),
        gone=tuple(sorted((*memory.gone, hidden))),
        places=(KeptPlace(hidden, "deleted"),),
    )
    later(site, sealed(forged, HOME), again)
    assert len(numbers_of_items(site)) == 2 - damaged


def test_closed_issues_that_files_name_are_read_once_and_again_when_they_are_reopened(
    site: Site,
) -> None:
    numbers = [site.person.opens(f"Old {n}").number for n in range(30)]
    for number in numbers:
        site.person.close(number)
    files = [
        postmortem(
            item("A1", issue=number, due=LATER), item("A2", due=LATER), pm_id=f"PM-2025-{n:03}"
        )
        for n, number in enumerate(numbers, 1)
    ]
    data = settled(site, files)
    ran = later(site, data, files)
    assert len(ran.requests) == 1
    assert sum("is closed" in one.message for one in ran.plan.notes) == 30
    site.person.reopen(numbers[4])
    ran = later(site, ran.data, files)
    assert [one.item for one in ran.plan.changes if one.is_adoption] == ["PM-2025-005/A1"]


def test_no_run_looks_for_more_than_it_has_room_for_and_opens_none_of_the_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github_lookups, "MAX_LOOKS", 4)
    settled(site, many(10))
    for number in numbers_of_items(site):
        site.person.delete(number)
    files = [
        replace(one, action_items=tuple(replace(i, recreate=True) for i in one.action_items))
        for one in many(10)
    ]
    data = b""
    for run_number in range(1, 4):
        ran = later(site, data, files)
        data = ran.data
        assert operations(ran, "issues/get") < 40
        assert len(numbers_of_items(site)) == min(10, 4 * run_number)
        left = [one.message for one in ran.plan.notes if "were not looked for" in one.message]
        assert bool(left) is (run_number < 3)


# Evidence.


@pytest.fixture
def closed(site: Site) -> list[Postmortem]:
    """Sixty items that people closed, all but every other one with a comment."""
    files = many(60)
    run(site, b"", files)
    for number in numbers_of_items(site):
        site.person.close(number)
    for number in numbers_of_items(site)[::2]:
        site.person.comment(number, "See the graph.")
    return files


def test_issues_that_show_nothing_are_not_asked_in_every_run(
    site: Site, closed: list[Postmortem]
) -> None:
    data = settled(site, closed, ASKING)
    for to_write in (True, False):
        ran = later(site, data, closed, config=ASKING, to_write=to_write)
        assert not ran.plan.changes
        assert len(ran.requests) == 1
    silent = numbers_of_items(site)[1]
    site.person.comment(silent, "Done: see the dashboard.")
    later(site, data, closed, config=ASKING)
    assert NEEDS_EVIDENCE not in site.person.issue(silent).label_names


def test_a_plan_asks_few_issues_for_evidence_and_says_so(
    site: Site, closed: list[Postmortem]
) -> None:
    data = run(site, b"", closed).data
    ran = later(site, data, closed, config=ASKING, to_write=False)
    assert operations(ran, "issues/list-events-for-timeline") == 3
    assert len(ran.requests) <= 8
    said = "57 issues that people closed were not asked what shows that it is done"
    assert said in [one.message for one in ran.plan.notes]


@pytest.mark.parametrize("cached", [False, True])
def test_every_run_asks_some_issues_for_evidence_until_all_were_asked(
    site: Site, closed: list[Postmortem], monkeypatch: pytest.MonkeyPatch, cached: bool
) -> None:
    monkeypatch.setattr(github_list, "MAX_TIMELINES", 20)
    data = b""
    new = postmortem(item("A1", due=LATER), pm_id="PM-2026-001")
    for run_number in range(1, 5):
        ran = later(site, data, [*closed, new], config=ASKING)
        data = ran.data if cached else b""
        asked = operations(ran, "issues/list-events-for-timeline")
        assert asked <= 20
        creates = [one for kind, one in kinds(ran.plan) if kind is Kind.CREATE]
        assert ("PM-2026-001/A1" in creates) is (run_number == 1)
        done = [
            n for n in numbers_of_items(site) if NEEDS_EVIDENCE in site.person.issue(n).label_names
        ]
        assert len(done) == min(30, 10 * run_number)
    assert not later(site, data, [*closed, new], config=ASKING).plan.changes
