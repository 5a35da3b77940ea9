"""The schedule runs while people work: `init` writes it so, and `doctor` looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from pmaction.config import Config, WorkingWeek
from pmaction.cron import morning_cron, runs
from pmaction.doctor import examine
from pmaction.doctor.check import Check, Verdict
from pmaction.doctor.facts import Facts, Schedule
from pmaction.doctor.schedule_time import schedule_time_checks

NOW = datetime(2026, 1, 7, 9, tzinfo=UTC)
SUMMER = datetime(2026, 7, 8, 9, tzinfo=UTC)
SHIPPED = "17 6 * * 1-5"
FRIDAY_OFF = WorkingWeek(weekend=("friday", "saturday"))
SUNDAY_OFF = WorkingWeek(weekend=("sunday",))


def facts_of(*crons: str) -> Facts:
    schedule = Schedule("w.yml", crons, "active", "the page", NOW)
    return Facts("acme/site", "main", private=True, may={}, schedules=(schedule,))


def checks(*crons: str, config: Config, now: datetime = NOW) -> list[Check]:
    return list(schedule_time_checks(facts_of(*crons), config, now))


@pytest.mark.parametrize(
    ("zone", "week", "cron"),
    [
        ("UTC", WorkingWeek(), SHIPPED),
        ("UTC", FRIDAY_OFF, "17 8 * * 0-4"),
        ("Europe/Berlin", WorkingWeek(), "17 7 * * 1-5"),
        ("America/Los_Angeles", WorkingWeek(), "17 16 * * 1-5"),
        ("Asia/Kolkata", WorkingWeek(), "47 2 * * 1-5"),
        ("Asia/Tokyo", WorkingWeek(), "17 23 * * 0-4"),
        ("Asia/Tokyo", SUNDAY_OFF, "17 23 * * 0-5"),
        ("Australia/Sydney", FRIDAY_OFF, "17 22 * * 0,1,2,3,6"),
        ("Europe/Berlin", WorkingWeek(weekend=()), "17 7 * * *"),
    ],
)
def test_the_schedule_is_written_for_the_morning_of_working_days(
    zone: str, week: WorkingWeek, cron: str
) -> None:
    assert morning_cron(Config(time_zone=zone, working_days=week), 2026) == cron


@pytest.mark.parametrize("week", [WorkingWeek(), FRIDAY_OFF, SUNDAY_OFF])
def test_in_every_time_zone_each_working_day_has_its_run_in_the_morning(week: WorkingWeek) -> None:
    wanted = 7 - len(week.weekend)
    for zone in sorted(available_timezones() - {"UTC"}):
        config = Config(time_zone=zone, working_days=week)
        cron = morning_cron(config, 2026)
        for now in (NOW, SUMMER):
            days = [now.date() + timedelta(days=day) for day in range(7)]
            here = [run.astimezone(ZoneInfo(zone)) for run in runs(cron, days)]
            assert {run.hour for run in here} <= {8, 9, 10}, zone
            assert len({run.weekday() for run in here}) == len(here) == wanted, zone
            assert not checks(cron, config=config, now=now), zone


def test_a_schedule_that_runs_on_the_evening_before_is_a_warning() -> None:
    (check,) = checks(SHIPPED, config=Config(time_zone="America/Los_Angeles"))
    assert check.verdict is Verdict.WARNING
    assert check.message == (
        "w.yml runs at 06:17 UTC, which is Tuesday, 22:17 in America/Los_Angeles: reminders "
        "come too late for the day that they are meant for"
    )
    assert check.hint == (
        'Cron lines are in UTC. Write `- cron: "17 16 * * 1-5"` into it: that is in the morning '
        "of working days there."
    )


def test_it_is_one_of_all_that_doctor_looks_at() -> None:
    config = Config(time_zone="America/Los_Angeles")
    found = examine(facts_of(SHIPPED), {}, (), config, NOW)
    assert any("in America/Los_Angeles" in one.message for one in found)


@pytest.mark.parametrize(
    ("crons", "zone", "warns"),
    [
        ((SHIPPED,), "UTC", False),
        ((SHIPPED,), "Europe/Berlin", False),
        ((SHIPPED,), "America/New_York", False),  # At night, and read on the same day.
        ((SHIPPED,), "Asia/Tokyo", False),
        ((SHIPPED,), "Pacific/Auckland", True),
        ((SHIPPED,), "Pacific/Honolulu", True),
        (("17 22 * * 1-5",), "Australia/Sydney", True),  # From Tuesday to Saturday there.
        (("17 22 * * 0-4",), "Australia/Sydney", False),
        ((SHIPPED, "17 16 * * *"), "America/Los_Angeles", False),
        (("17 16 * * 1",), "America/Los_Angeles", False),  # Once a week is a choice.
        (("17 6 * * *",), "UTC", False),
        (("not a cron line",), "Pacific/Honolulu", False),
    ],
)
def test_only_runs_that_come_too_late_are_warned_of(
    crons: tuple[str, ...], zone: str, warns: bool
) -> None:
    assert bool(checks(*crons, config=Config(time_zone=zone))) is warns


def test_the_runs_of_a_line_are_given_in_utc() -> None:
    found = [f"{run:%a %H:%M}" for run in runs("5,35 6-7 * * mon", [date(2026, 1, 5)])]
    assert found == ["Mon 06:05", "Mon 07:05"]
    assert not list(runs("5 6 * * mon", [date(2026, 1, 6)]))
