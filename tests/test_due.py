"""Due dates: the file's, the last extension's, or the policy's, counted from the incident."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import item, postmortem

from pmaction.config import Config, Policy
from pmaction.due import Due, due_date
from pmaction.incident import Times
from pmaction.lengths import months_later
from pmaction.model import DuePolicy, Extension, Planning, Postmortem
from pmaction.moment import parse_moment
from pmaction.policy import Terms, terms_of


def incident(day: str, due_policy: DuePolicy | None = None) -> Postmortem:
    """A postmortem of that day."""
    return postmortem(
        times=Times(started=parse_moment(day)), planning=Planning(due_policy=due_policy)
    )


def due_on(day: str, priority: str | None, policy: DuePolicy) -> date | None:
    due = due_date(
        incident(day), item("A1", priority=priority, due=None), Terms(Policy(due=policy))
    )
    return due.on if due else None


@pytest.mark.parametrize(
    ("policy", "priority", "on"),
    [
        ("aggressive", "P0", date(2025, 1, 22)),
        ("aggressive", "P1", date(2025, 1, 29)),
        ("aggressive", "P2", date(2025, 2, 15)),
        ("realistic", "P0", date(2025, 1, 29)),
        ("realistic", "P1", date(2025, 2, 15)),
        ("realistic", "P2", date(2025, 4, 15)),
    ],
)
def test_a_policy_gives_each_priority_its_time_from_the_incident(
    policy: DuePolicy, priority: str, on: date
) -> None:
    assert due_on("2025-01-15", priority, policy) == on


@pytest.mark.parametrize(
    ("policy", "priority"),
    [
        ("aggressive", "P3"),
        ("realistic", "P3"),
        ("realistic", None),
        ("none", "P0"),
        ("none", "P2"),
    ],
)
def test_without_a_limit_there_is_no_date(policy: DuePolicy, priority: str | None) -> None:
    assert due_on("2025-01-15", priority, policy) is None


def test_a_policy_says_why() -> None:
    due = due_date(incident("2025-01-15"), item("A1", priority="P2", due=None), Terms())
    why = "policy realistic: P2 within 1 quarter of 2025-01-15"
    assert due == Due(date(2025, 4, 15), why, came_from="policy")


@pytest.mark.parametrize(
    ("began", "zone", "due"),
    [
        ("2025-01-15T23:30:00-08:00", "UTC", date(2025, 1, 23)),
        ("2025-01-15T23:30:00-08:00", "America/Los_Angeles", date(2025, 1, 22)),
        ("2025-01-15T23:30:00Z", "Pacific/Auckland", date(2025, 1, 23)),
        ("about 2025-01-15T23:30:00Z", "Pacific/Auckland", date(2025, 1, 23)),
        ("2025-01-15T23:30:00Z", "Pacific/Honolulu", date(2025, 1, 22)),
        ("2025-01-15", "Pacific/Auckland", date(2025, 1, 22)),
        ("about 2025-01-15", "Pacific/Honolulu", date(2025, 1, 22)),
        ("0001-01-01T00:30:00Z", "America/New_York", date(1, 1, 8)),
    ],
)
def test_the_days_are_counted_from_the_day_that_it_was_in_the_configured_zone(
    began: str, zone: str, due: date
) -> None:
    terms = terms_of(Config(due_policy="aggressive", time_zone=zone))
    found = due_date(incident(began), item("A1", priority="P0", due=None), terms)
    assert found is not None
    assert found.on == due


def test_without_a_day_of_the_incident_the_policy_has_nothing_to_count_from() -> None:
    assert due_on("unknown", "P0", "aggressive") is None


def test_a_date_beyond_the_calendar_is_no_date() -> None:
    assert due_on("9999-12-31", "P0", "aggressive") is None
    assert due_on("9999-12-31", "P2", "realistic") is None


def test_the_postmortems_own_policy_comes_before_the_configured_one() -> None:
    due = due_date(
        incident("2025-01-15", "aggressive"),
        item("A1", priority="P0", due=None),
        Terms(Policy(due="none")),
    )
    assert due is not None
    assert due.on == date(2025, 1, 22)


def test_a_date_in_the_file_comes_before_any_policy() -> None:
    due = due_date(
        incident("2025-01-15"), item("A1", due=date(2025, 6, 1)), Terms(Policy(due="aggressive"))
    )
    assert due == Due(date(2025, 6, 1), "set in the file", came_from="file")


def test_the_last_extension_counts_and_all_of_them_are_slips() -> None:
    extensions = (
        Extension(date(2026, 1, 15), "Exporter first.", "@mei"),
        Extension(date(2026, 2, 1), "Still waiting.", "@ana"),
    )
    extended = item("A1", due=date(2025, 12, 21), extensions=extensions)
    assert due_date(incident("2025-12-14"), extended, Terms()) == Due(
        date(2026, 2, 1), "extended, approved by @ana: Still waiting.", 2, "extension"
    )


@pytest.mark.parametrize(
    ("start", "months", "later"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 3, 31), 0, date(2025, 3, 31)),
        (date(2025, 3, 31), 12, date(2026, 3, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    start: date, months: int, later: date
) -> None:
    assert months_later(start, months) == later


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 48))
def test_months_later_never_leaves_its_month_nor_shortens_a_day_without_need(
    start: date, months: int
) -> None:
    later = months_later(start, months)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == min(start.day, last)
