"""A year of an organization in which people forget, go on leave and are late.

Twelve teams, 150 incidents, 900 action items, each day through the real commands: 262 runs of
`remind`, 111 of `apply` and 59 of `track`, with some 12,000 requests, which the stand-in answers
without connections. What people and runs did is kept in plain dicts while it happens, and by no
code of the program; in the end tracker file, comments and report have to agree with that.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from standin import StandIn

from simulation.books import due_of, month_sums, was_overdue
from simulation.calendar import FIRST, LAST
from simulation.organization import INCIDENTS, ITEMS, Row
from simulation.reminded import marks, ours, said_by_mark, said_by_text, things_said
from simulation.sums import period, teams
from simulation.year import Year

SEED = 2025
OF_OTHERS = ("publish:", "incident:", "items:")
"""How the keys begin of what is owed before there are action items."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    with StandIn("acme/site") as github:
        year = Year(github, tmp_path_factory.mktemp("year"), SEED)
        begun = time.process_time()
        year.live()
        year.runs.figures.seconds = time.process_time() - begun
        yield year


@pytest.fixture(scope="module")
def tracker(year: Year) -> Row:
    found: Row = json.loads((year.runs.folder / "tracker.json").read_text("utf-8"))
    return found


def test_no_run_fails_in_all_the_year(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    issues, figures = year.issues(), year.runs.figures
    comments = sum(len(one.comments) for one in issues)
    doubled = sum(count - 1 for count in marks(issues).values())
    with capsys.disabled():
        print(
            f"\n{len(year.begun)} postmortems, {len(year.items)} action items, {len(issues)} issues"
            f"\nruns: {dict(figures.runs)}, {figures.struck} more that something happened to"
            f"\nrequests: {dict(figures.requests)}"
            f"\ncomments: {comments}, {len(list(ours(issues)))} of ours, {doubled} doubled"
            f"\nseconds of this process: {figures.seconds:.0f}",
            end=" ",
        )
    assert figures.wrong == []
    assert year.github.violations == []
    assert figures.struck > 10


def test_every_action_item_has_one_issue(year: Year) -> None:
    assert len(year.organization.incidents) == INCIDENTS
    assert sum(len(one["items"]) for one in year.organization.incidents) == ITEMS
    keys = sorted(year.keys().values())
    assert keys == sorted(item["key"] for item in year.items if item["opened"])
    assert len(keys) > 800
    for item in year.items:
        if item["issue"] is not None:
            issue = year.github.repository.issues[item["issue"]]
            assert (issue.state == "open") == (item["state"] == "open"), item["key"]


def test_no_comment_is_written_twice(year: Year) -> None:
    issues, keys = year.issues(), year.keys()
    assert [mark for mark, count in marks(issues).items() if count > 1] == []
    assert [said for said, count in said_by_mark(issues).items() if count > 1] == []
    assert [said for said, count in said_by_text(issues, keys).items() if count > 1] == []
    assert things_said(issues) == said_by_text(issues, keys).total()


def test_a_comment_that_stands_there_twice_would_be_seen(year: Year) -> None:
    issues, keys = year.issues(), year.keys()
    for issue, comment in ours(issues):
        if "<!-- pmaction:comment reminder:" in comment.body:
            twice = [*issues, issue]
            assert max(marks(twice).values()) == 2
            assert max(said_by_mark(twice).values()) == 2
            assert max(said_by_text(twice, keys).values()) == 2
            break


def test_each_step_is_said_that_was_due_and_no_other(year: Year) -> None:
    said = {one for one in said_by_mark(year.issues()) if not one[0].startswith(OF_OTHERS)}
    assert said == year.expected.said
    assert len(said) > 1000
    for of in ("owner:", "lead:", "manager:"):
        assert any(key.startswith(of) for key, _, _ in said)


def test_the_tracker_tells_of_each_action_item_what_became_of_it(year: Year, tracker: Row) -> None:
    assert tracker["as_of"] == str(LAST)
    assert tracker["left_out"] == []
    told = {one["key"]: one for one in tracker["action_items"]}
    sunday = LAST + timedelta(days=7 - LAST.isoweekday())
    wanted = [item for item in year.items if item["opened"]]
    assert told.keys() == {item["key"] for item in wanted}
    for item in wanted:
        due, one = due_of(item), told[item["key"]]
        names = ("state", "due", "slips", "team", "owner", "opened", "ended", "bucket")
        bucket = "no_due_date" if due is None else "overdue" if due < LAST else "later"
        if due is not None and LAST <= due <= sunday:
            bucket = "due_this_week"
        assert [one[name] for name in names] == [
            item["state"],
            due and str(due),
            len(item["extensions"]),
            item["team"],
            item["owner"],
            str(item["opened"]),
            item["ended"] and str(item["ended"]),
            bucket if item["state"] == "open" else None,
        ], item["key"]


def test_the_tracker_is_good_to_read(year: Year) -> None:
    page = (year.runs.folder / "TRACKER.md").read_text("utf-8")
    late = sum(was_overdue(item, LAST) for item in year.items)
    assert len(page.encode()) < 400_000
    assert f"**{late} of them overdue**" in page
    assert late > 20
    assert year.runs.ask("track", "--check").startswith("TRACKER.md is up to date")


def test_the_months_are_those_of_the_books(year: Year, tracker: Row) -> None:
    ends = [date(LAST.year, month, 1) - timedelta(days=1) for month in range(2, 13)]
    months = month_sums(year.begun, year.items, [*ends, LAST])
    assert tracker["months"] == months
    told = year.runs.report(FIRST)["months"]
    assert [{name: one[name] for name in months[0]} for one in told] == months


@pytest.mark.parametrize("since", [FIRST, date(2025, 10, 1), date(2025, 12, 1)])
def test_the_report_has_the_numbers_of_the_books(year: Year, since: date) -> None:
    told = year.runs.report(since)
    wanted = period(year.begun, year.items, since, LAST)
    assert {name: told["now"][name] for name in wanted} == wanted
    assert told["as_of"] == str(LAST)
    assert told["files_left_out"] == []
    declared = {one["later"] for one in told["recurrences"] if one["kind"] == "declared"}
    begun = [one for one in year.begun if one["started"].date() >= since]
    assert declared == {one["id"] for one in begun if one["recurrence_of"]}
    quiet = sum(item["opened"] is None for item in year.items)
    assert told["not_counted"]["items_without_issues"] == quiet


def test_the_report_has_the_numbers_of_each_team(year: Year) -> None:
    wanted = teams(year.begun, year.items, FIRST, LAST)
    told = {one["name"]: one for one in year.runs.report(FIRST)["teams"]}
    assert told == wanted
    assert len(told) == 13, "twelve teams, and what nobody owns"
    alone = year.runs.report(FIRST, "--team", "Mail")["now"]
    assert alone["overdue"] == wanted["Mail"]["overdue"]
    assert alone["in_time"] == wanted["Mail"]["in_time"]


def test_a_further_run_finds_nothing_to_do(year: Year) -> None:
    before = len(year.github.writes)
    for command in ("apply", "remind", "track --commit"):
        year.runs.ask(*command.split())
    assert year.github.writes[before:] == []
    assert year.runs.figures.wrong == []
