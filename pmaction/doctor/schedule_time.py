"""Whether the schedule runs while people work, in the configured time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pmaction.config import Config
from pmaction.cron import morning_cron, runs
from pmaction.doctor.check import Check, Verdict
from pmaction.doctor.facts import Facts, Schedule
from pmaction.working_days import WEEKDAYS

EVENING = 18
"""A reminder at this hour or later is read on the next working day."""


def schedule_time_checks(facts: Facts, config: Config, now: datetime) -> Iterator[Check]:
    """Warn of each schedule whose runs come too late for the days that they are meant for."""
    for schedule in facts.schedules or ():
        late = _too_late(schedule, config, now)
        if late is None:
            continue
        here = late.astimezone(ZoneInfo(config.time_zone))
        yield Check(
            "schedule",
            Verdict.WARNING,
            f"{schedule.path} runs at {late:%H:%M} UTC, which is {here:%A}, {here:%H:%M} in "
            f"{config.time_zone}: reminders come too late for the day that they are meant for",
            f'Cron lines are in UTC. Write `- cron: "{morning_cron(config, now.year)}"` into it: '
            "that is in the morning of working days there.",
        )


def _too_late(schedule: Schedule, config: Config, now: datetime) -> datetime | None:
    """Give a run of the next seven days that no earlier one on the same day makes up for."""
    zone = ZoneInfo(config.time_zone)
    weekend = frozenset(map(WEEKDAYS.index, config.working_days.weekend))
    first = now.astimezone(UTC).date()
    # One more at each end: what makes up for a run may be on another day in UTC.
    days = [first + timedelta(days=day) for day in range(-1, 8)]
    all_runs = [run for cron in schedule.crons for run in runs(cron, days)]
    in_time: set[date] = set()
    late: list[datetime] = []
    for run in sorted(all_runs):
        here = run.astimezone(zone)
        # A weekday in UTC that is none there: the days of the line are one off.
        is_off = here.weekday() in weekend and run.weekday() not in weekend
        if here.hour >= EVENING or is_off:
            late.append(run)
        else:
            in_time.add(here.date())
    return next(
        (
            run
            for run in late
            if run.date() in days[1:-1] and run.astimezone(zone).date() not in in_time
        ),
        None,
    )
