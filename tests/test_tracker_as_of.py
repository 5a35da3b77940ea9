"""The tracker file is the same from one day that makes a difference to the next one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker_world import CONFIG, ISSUES, files, issue, listing
from worlds import item, postmortem, sourced

from pmaction.config import Config, Targets
from pmaction.incident import Times
from pmaction.issue import Issue, Listing
from pmaction.model import Postmortem
from pmaction.moment import parse_moment
from pmaction.tracker.telling import TrackerTexts, tracker_texts

FIRST = date(2025, 7, 1)


def texts(day: date) -> TrackerTexts:
    return tracker_texts(files(), listing(), CONFIG, day)


def as_of(
    one: Postmortem, *issues: Issue, today: date = date(2026, 6, 1), config: Config | None = None
) -> date | None:
    found = tracker_texts([sourced(one)], Listing(issues), config or Config(), today)
    return found.told.as_of


@given(st.integers(0, 400), st.integers(0, 60))
def test_the_bytes_change_only_with_the_day_that_they_are_as_of(day: int, later: int) -> None:
    one, other = texts(FIRST + timedelta(days=day)), texts(FIRST + timedelta(days=day + later))
    is_same = (one.page, one.data) == (other.page, other.data)
    assert is_same == (one.told.as_of == other.told.as_of)


@given(st.integers(0, 400))
def test_made_on_the_day_that_it_is_as_of_it_is_the_same(day: int) -> None:
    today = FIRST + timedelta(days=day)
    made = texts(today)
    if made.told.as_of is not None:
        assert made.told.as_of <= today
        again = texts(made.told.as_of)
        assert (again.page, again.data) == (made.page, made.data)


@given(st.integers(0, 400))
def test_what_is_late_or_due_is_what_it_is_on_the_day_itself(day: int) -> None:
    today = FIRST + timedelta(days=day)
    monday = today - timedelta(days=today.weekday())
    expected: dict[str, set[str]] = {}
    for found in texts(today).told.items:
        due, is_open = found.fact.due, found.fact.state == "open"
        if not is_open or due is None:
            continue
        this_week = due - monday < timedelta(days=7)
        bucket = "overdue" if due < today else "due_this_week" if this_week else "later"
        expected.setdefault(bucket, set()).add(found.fact.key)
        assert found.bucket == bucket
    if day > 180:
        assert expected["overdue"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"due": date(2025, 12, 10)}, "2026-01-10"),  # more than 30 days late
        ({"due": date(2026, 5, 15)}, "2026-05-16"),  # overdue
        ({"due": date(2026, 6, 1)}, "2026-06-01"),  # due, and its week begins
        ({"due": date(2026, 6, 7)}, "2026-06-01"),  # its week begins
        ({"due": date(2026, 6, 8)}, "2025-12-08"),  # nothing yet; the postmortem was late
        ({"due": date(2026, 5, 15), "status": "done"}, "2026-05-15"),  # one more was in time
        ({"due": date.max}, "2025-12-08"),
    ],
)
def test_each_day_on_which_an_items_date_matters(fields: dict[str, Any], expected: str) -> None:
    ended = {"done_at": parse_moment("2025-12-07")} if "status" in fields else {}
    started = parse_moment("2025-12-05T10:00Z")
    one = postmortem(item("A1", **fields, **ended), severity="P0", times=Times(started=started))
    assert str(as_of(one)) == expected


def test_a_day_on_which_something_was_opened_ended_or_published() -> None:
    one = postmortem(
        item("A1", due=None, priority=None),
        status="published",
        published_at=parse_moment("2025-12-02"),
        times=Times(started=parse_moment("2025-12-01T10:00Z")),
    )
    key = "PM-2025-001/A1"
    assert str(as_of(one)) == "2025-12-02"
    assert str(as_of(one, issue(key, 1, "2025-12-09"))) == "2025-12-09"
    assert str(as_of(one, issue(key, 1, "2025-12-09", "2026-02-03"))) == "2026-02-03"


def test_how_late_is_too_late_is_for_the_configuration_to_say() -> None:
    one = postmortem(item("A1", due=date(2026, 4, 1)))
    config = Config(targets=Targets(days_past_due=7))
    assert str(as_of(one, config=config)) == "2026-04-09"


def test_what_is_open_since_nobody_knows_when_is_counted_on_later_days_too() -> None:
    one = postmortem(item("A1", due=date(2025, 12, 10)), times=Times())
    days = (date(2026, 1, 10), date(2026, 3, 1))
    first, later = (tracker_texts([sourced(one)], Listing(), Config(), day) for day in days)
    assert first.told.as_of == date(2026, 1, 10)
    assert later.page == first.page
    assert [(team.open, team.overdue) for team in later.told.metrics.teams] == [(1, 1)]


def test_what_has_no_date_is_as_of_no_day_and_always_the_same() -> None:
    one = postmortem(item("A1", due=None, priority=None), times=Times())
    found = [tracker_texts([sourced(one)], Listing(), Config(), day) for day in (FIRST, date.max)]
    assert [texts.told.as_of for texts in found] == [None, None]
    assert found[0].page == found[1].page
    assert found[0].data == found[1].data


def test_a_change_of_the_inputs_changes_the_bytes_though_not_the_day() -> None:
    before = texts(date(2025, 12, 22))
    issues = [one for one in ISSUES if one.key != "PM-2025-008/A5"]
    after = tracker_texts(files(), Listing(tuple(issues)), CONFIG, date(2025, 12, 22))
    assert after.told.as_of == before.told.as_of
    assert after.page != before.page
    assert after.data != before.data
