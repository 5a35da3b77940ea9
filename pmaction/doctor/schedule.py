"""Whether the schedule lives: when it should have run, by its cron lines, and when it did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from pmaction.cron import is_on
from pmaction.doctor.check import Check, Verdict
from pmaction.doctor.facts import Facts, Schedule

MISSED = 3
"""So many days without a run that should have been one are no accident any more."""

IDLE_DAYS = 60
"""After so many days without a commit GitHub disables the schedules of public repositories."""

_SOON = 15
_MOST_DAYS = 400
_DISABLED = {
    "disabled_inactivity": "GitHub disabled it after 60 days without a commit",
    "disabled_manually": "somebody disabled it",
    "disabled_fork": "GitHub disables schedules in a fork",
}


def schedule_checks(facts: Facts, now: datetime) -> Iterator[Check]:
    """Say of each workflow that reminds on a schedule how it does."""
    if facts.schedules is None:
        yield Check(
            "schedule",
            Verdict.UNKNOWN,
            "this token may not read the runs of workflows",
            "Give it `actions: read`, or look at the last run under Actions.",
        )
        return
    if not facts.schedules:
        yield Check(
            "schedule",
            Verdict.WARNING,
            "no workflow in this checkout runs `remind` on a schedule",
            "`pmaction init` writes one; without it nobody is reminded.",
        )
    for schedule in facts.schedules:
        yield problem(schedule, now) or _failed_lately(schedule) or _well(schedule)
    if facts.schedules and not facts.private and facts.pushed_at is not None:
        idle = (now - facts.pushed_at).days
        if idle >= IDLE_DAYS - _SOON:
            yield Check(
                "schedule",
                Verdict.WARNING,
                f"the last push was {idle} days ago, and after {IDLE_DAYS} days without a commit "
                "GitHub disables the schedules of a public repository",
                "Commit something, or see to it that the schedule stays enabled.",
            )


def problem(schedule: Schedule, now: datetime) -> Check | None:
    """Say what is wrong with a schedule, or nothing if it runs as it should."""
    if not schedule.state:
        return Check(
            "schedule",
            Verdict.WARNING,
            f"GitHub does not know {schedule.path} yet",
            "Merge it: schedules run from the default branch alone.",
        )
    if schedule.state != "active":
        why = _DISABLED.get(schedule.state, f"its state is {schedule.state}")
        message = f"{schedule.path} does not run: {why}. {_last_good(schedule)}"
        return Check("schedule", Verdict.ERROR, message, f"Enable it at {schedule.page}")
    good = schedule.last_good.at if schedule.last_good else schedule.created_at
    if good is None or not is_late(schedule.crons, good, now):
        return None
    last = schedule.last
    if last is None or is_late(schedule.crons, last.at, now):
        never = f"has not run once since {_day(good)}"
        gone = f"does not run any more. {_last_good(schedule)}"
        return Check(
            "schedule",
            Verdict.ERROR,
            f"{schedule.path} {gone if last or schedule.last_good else never}",
            "See whether Actions are enabled in the repository's settings, and start the workflow "
            f"by hand at {schedule.page}",
        )
    return Check(
        "schedule",
        Verdict.ERROR,
        f"{schedule.path} runs and does not succeed. {_last_good(schedule)}",
        f"The log of its last run says why: {last.page}",
    )


def is_late(crons: Sequence[str], last: datetime, now: datetime) -> bool:
    """Say whether too many days went by on which there should have been a run.

    The day of the last run and today do not count: its time may be still to come. Days are those
    of UTC, as in cron lines.
    """
    day = last.astimezone(UTC).date()
    passed = (now.astimezone(UTC).date() - day).days
    missed = 0
    for days in range(1, min(passed, _MOST_DAYS)):
        missed += any(is_on(cron, day + timedelta(days=days)) for cron in crons)
        if missed == MISSED:
            return True
    return passed > _MOST_DAYS


def _failed_lately(schedule: Schedule) -> Check | None:
    last, good = schedule.last, schedule.last_good
    if last is None or (good is not None and good.at >= last.at):
        return None
    message = f"{schedule.path} ended with `{last.conclusion}` on {_day(last.at)}."
    hint = f"The log says why: {last.page}"
    return Check("schedule", Verdict.WARNING, f"{message} {_last_good(schedule)}", hint)


def _well(schedule: Schedule) -> Check:
    if schedule.last_good is None:
        message = f"{schedule.path} is new and has not run yet"
    else:
        message = f"{schedule.path} ran on {_day(schedule.last_good.at)} and succeeded"
    return Check("schedule", Verdict.OK, message)


def _last_good(schedule: Schedule) -> str:
    if schedule.last_good is None:
        return "It never succeeded."
    return f"It last succeeded on {_day(schedule.last_good.at)}."


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}"
