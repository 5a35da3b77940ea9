"""The days on which something that is due is spoken of."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmaction.config import Escalation, Reminders
from pmaction.reminding.steps import Step, asking_once, latest_step, silence_of, steps
from pmaction.working_days import WorkingDays

DUE = date(2025, 12, 17)  # a Wednesday
FRIDAY, SATURDAY, SUNDAY = date(2025, 12, 19), date(2025, 12, 20), date(2025, 12, 21)
WEEK = WorkingDays()
EVERY_DAY = Reminders(skip_weekends=False)


def days_of(policy: Reminders, count: int = 20) -> list[int]:
    return [step.days for step in islice(steps(DUE, policy, WEEK), count)]


def fires(due: date, policy: Reminders, week: WorkingDays = WEEK) -> list[date]:
    return [step.on for step in steps(due, policy, week)]


def latest(
    policy: Reminders, today: date, due: date = DUE, week: WorkingDays = WEEK
) -> Step | None:
    return latest_step(due, policy, silence_of(policy, week), today)


def test_the_steps_of_a_due_date_follow_the_policy() -> None:
    assert days_of(EVERY_DAY) == [-3, 1, 7, 14, 30]
    assert fires(DUE, EVERY_DAY) == [DUE + timedelta(days=n) for n in (-3, 1, 7, 14, 30)]


def test_a_step_knows_the_settings_it_comes_from() -> None:
    policy = Reminders(after=(7,), escalate=Escalation(backup=7, lead=14), repeat=14)
    assert [(step.days, step.because_of) for step in islice(steps(DUE, policy, WEEK), 4)] == [
        (-3, ("reminders.before 3",)),
        (7, ("reminders.after 7", "reminders.escalate.backup 7")),
        (14, ("reminders.escalate.lead 14",)),
        (28, ("reminders.repeat 14",)),
    ]


def test_a_day_that_is_listed_twice_is_one_step() -> None:
    assert days_of(Reminders(before=(3, 3), after=(7, 1, 7))) == [-3, 1, 7]


@pytest.mark.parametrize(
    ("policy", "days"),
    [
        (Reminders(before=(), after=(1, 7), repeat=5), [1, 7, 12, 17, 22]),
        (Reminders(before=(3,), after=(), repeat=10), [-3, 10, 20, 30, 40]),
        (Reminders(before=(), after=(), repeat=3), [3, 6, 9, 12, 15]),
        (
            Reminders(before=(), after=(1,), escalate=Escalation(manager=9), repeat=2),
            [1, 9, 11, 13, 15],
        ),
    ],
)
def test_the_last_step_is_repeated_for_ever(policy: Reminders, days: list[int]) -> None:
    assert days_of(policy, 5) == days


def test_a_year_later_the_latest_repetition_is_found_at_once() -> None:
    policy = Reminders(after=(1, 30), repeat=14, skip_weekends=False)
    step = latest(policy, DUE + timedelta(days=400))
    assert step is not None
    assert (step.days, step.on) == (30 + 26 * 14, DUE + timedelta(days=394))


@pytest.mark.parametrize(
    ("due", "before", "after", "expected"),
    [
        # Three days before Wednesday is a Sunday: the warning comes on the Friday before it.
        (DUE, (3,), (), [date(2025, 12, 12)]),
        (SATURDAY, (), (0,), [date(2025, 12, 22)]),
        (SUNDAY, (), (0,), [date(2025, 12, 22)]),
        (SATURDAY, (1,), (), [FRIDAY]),
        (FRIDAY, (), (1, 2, 3), [date(2025, 12, 22)] * 3),
    ],
)
def test_a_step_on_a_weekend_moves_to_a_working_day(
    due: date, before: tuple[int, ...], after: tuple[int, ...], expected: list[date]
) -> None:
    assert fires(due, Reminders(before=before, after=after)) == expected


def test_a_step_on_a_free_day_moves_like_one_on_a_weekend() -> None:
    week = WorkingDays(free=frozenset({date(2025, 12, 18), date(2025, 12, 15)}))
    policy = Reminders(before=(2,), after=(1,))
    # Monday the 15th is free and the weekend before it as well; so is Thursday the 18th.
    assert fires(DUE, policy, week) == [date(2025, 12, 12), date(2025, 12, 19)]


def test_in_quiet_days_nothing_is_said_and_all_comes_after_them_but_warnings_before() -> None:
    policy = Reminders(before=(3,), after=(1, 7), quiet=("2025-12-22/2026-01-02",))
    due = date(2025, 12, 26)
    assert fires(due, policy) == [FRIDAY, date(2026, 1, 5), date(2026, 1, 5)]
    for day in range(22, 32):
        assert latest(policy, date(2025, 12, day), due) is None
    step = latest(policy, date(2026, 1, 5), due)
    assert step is not None
    assert (step.days, step.is_moved) == (7, True)


def test_quiet_days_hold_where_weekends_are_none() -> None:
    policy = Reminders(after=(3,), before=(), quiet=("2025-12-20",), skip_weekends=False)
    assert fires(DUE, policy) == [SUNDAY]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2025, 12, 24), "quiet from 2025-12-22 to 2026-01-02"),
        (date(2025, 12, 17), "quiet on 2025-12-17"),
        (SATURDAY, "Saturday"),
        (date(2025, 12, 18), "free day"),
        (FRIDAY, ""),
    ],
)
def test_it_is_said_why_nobody_is_reminded_on_a_day(day: date, why: str) -> None:
    policy = Reminders(quiet=("2025-12-22/2025-12-31", "2025-12-30/2026-01-02", "2025-12-17"))
    week = WorkingDays(free=frozenset({date(2025, 12, 18)}))
    assert silence_of(policy, week).why(day) == why


def test_a_quiet_span_that_ends_before_it_begins_is_none() -> None:
    policy = Reminders(quiet=("2025-12-31/2025-12-01",))
    assert not silence_of(policy, WEEK).is_on(date(2025, 12, 17))


@pytest.mark.parametrize("due", [date.min, date.max, date(9999, 12, 20)])
@pytest.mark.parametrize("quiet", [(), ("0001-01-01/9999-12-31",)])
def test_steps_stay_inside_the_calendar(due: date, quiet: tuple[str, ...]) -> None:
    policy = Reminders(before=(90,), after=(0, 365), repeat=300, quiet=quiet)
    found = list(islice(steps(due, policy, WEEK), 5))
    assert 3 <= len(found) <= 5
    assert latest(policy, due, due) is None or not quiet


def test_nothing_is_due_on_a_weekend_that_is_skipped() -> None:
    assert latest(Reminders(), SATURDAY) is None
    step = latest(EVERY_DAY, SATURDAY)
    assert step is not None
    assert step.days == 1


def test_missed_days_collapse_into_the_latest_step() -> None:
    step = latest(EVERY_DAY, DUE + timedelta(days=9))
    assert step is not None
    assert step.days == 7


def test_what_is_asked_for_once_has_one_step_and_what_repeats() -> None:
    assert days_of(asking_once(Reminders(escalate=Escalation(lead=3)))) == [1]
    assert days_of(asking_once(Reminders(repeat=7)), 3) == [1, 8, 15]


POLICIES = st.builds(
    Reminders,
    before=st.lists(st.integers(1, 20), max_size=3).map(tuple),
    after=st.lists(st.integers(0, 60), max_size=5).map(tuple),
    repeat=st.sampled_from([0, 1, 7, 30]),
    skip_weekends=st.booleans(),
    escalate=st.builds(Escalation, lead=st.none() | st.integers(1, 40)),
    quiet=st.sampled_from([(), ("2025-12-22/2026-01-02",), ("2025-07-01/2025-08-31",)]),
)
WEEKS = st.builds(
    WorkingDays,
    weekend=st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset[int]()]),
    free=st.frozensets(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=30),
)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), POLICIES, WEEKS, st.integers(-60, 200))
def test_the_latest_step_is_the_last_of_all_that_have_fired(
    due: date, policy: Reminders, week: WorkingDays, late: int
) -> None:
    today = due + timedelta(days=late)
    planned_by = today + timedelta(days=100)  # so much earlier than planned a warning may fire
    near = takewhile(lambda step: step.planned <= planned_by, steps(due, policy, week))
    fired = [step for step in near if step.on <= today]
    silence = silence_of(policy, week)
    expected = fired[-1] if fired and not silence.is_on(today) else None
    assert latest_step(due, policy, silence, today) == expected


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), POLICIES, WEEKS)
def test_steps_fire_in_order_and_never_on_a_silent_day(
    due: date, policy: Reminders, week: WorkingDays
) -> None:
    found = list(islice(steps(due, policy, week), 12))
    assert [step.on for step in found] == sorted(step.on for step in found)
    silence = silence_of(policy, week)
    assert not any(silence.is_on(step.on) for step in found)
    assert all((step.on <= step.planned) == (step.days < 0) or not step.is_moved for step in found)
