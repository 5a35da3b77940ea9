"""Metrics made by hand, for tests of what is shown: a small organization on 2025-12-22.

Four incidents in the last 90 days and one before, three teams, and every kind of value: met and
missed targets, a trend, an item without a date, a confidential postmortem, what is unknown.
"""

from __future__ import annotations

from datetime import date, timedelta

from pmaction.facts import IncidentFact, ItemFact
from pmaction.metrics.results import Dora, Target
from pmaction.metrics.values import (
    Bucket,
    DetectionGap,
    Group,
    LeftOut,
    Metrics,
    Month,
    Period,
    Recurrence,
    Share,
    Spans,
    Tally,
    Window,
)
from pmaction.moment import Duration
from pmaction.teams import NO_TEAM

AS_OF = date(2025, 12, 22)
NOW = Window(date(2025, 9, 24), AS_OF)
BEFORE = Window(date(2025, 6, 26), date(2025, 9, 23))


def lasting(minutes: float, approximate: bool = False) -> Duration:
    """A length of time."""
    return Duration(timedelta(minutes=minutes), approximate)


def spans(*minutes: float, unknown: int = 0) -> Spans:
    """Lengths of which the first is the median and the last the longest."""
    if not minutes:
        return Spans(unknown=unknown)
    return Spans(
        median=lasting(minutes[0]), p90=lasting(minutes[-1]), of=len(minutes), unknown=unknown
    )


def some_metrics(team: str | None = None, service: str | None = None) -> Metrics:
    """The whole page's values."""
    return Metrics(
        as_of=AS_OF,
        now=period_now(),
        before=period_before(),
        team=team,
        service=service,
        targets=targets(),
        dora=(
            Dora(id="deployment-frequency", band="high", value=20),
            Dora(id="lead-time-for-changes", band="mid", value=30),
            Dora(id="change-failure-rate", band="low", value=31),
            Dora(id="time-to-restore", band="high", restore=period_now().restore),
        ),
        months=months(),
        total=Group(
            name=None,
            total=31,
            open=10,
            overdue=3,
            due_this_week=2,
            done=19,
            wont_do=2,
            slips=4,
            in_time=Share(9, 13),
            incidents=4,
        ),
        teams=teams(),
        priorities=(
            Group(name="P0", total=8, open=3, overdue=2, done=5, in_time=Share(2, 4), incidents=2),
            Group(name="P1", total=12, open=4, overdue=1, due_this_week=2, done=8, incidents=3),
            Group(name="P2", total=9, open=2, done=5, wont_do=2, in_time=Share(7, 9), incidents=2),
            Group(name=None, total=2, open=1, done=1, incidents=1),
        ),
        categories=(
            Group(name="prevention", total=11, open=4, overdue=1, done=7, incidents=3),
            Group(name="detection", total=9, open=3, overdue=2, done=6, incidents=3),
            Group(name="process", total=6, open=2, done=3, wont_do=1, incidents=2),
            Group(name=None, total=5, open=1, done=3, wont_do=1, incidents=1),
        ),
        ages=(Bucket(0, 7, 4), Bucket(8, 30, 3), Bucket(31, 90, 2), Bucket(91, None, 1)),
        lateness=(Bucket(1, 7, 2), Bucket(8, 30, 0), Bucket(31, None, 1)),
        services=(
            Tally(
                name="email-service",
                incidents=2,
                before=1,
                months=_in_months({5: 1, 11: 2}),
                open=5,
            ),
            Tally(name="dns", incidents=1, before=0, months=_in_months({9: 1}), open=1),
            Tally(name=None, incidents=1, before=0, months=_in_months({11: 1}), open=4),
        ),
        causes=(
            Tally(name="capacity", incidents=2, before=1, months=_in_months({5: 1, 11: 2}), open=5),
            Tally(name="network", incidents=1, before=0, months=_in_months({9: 1}), open=1),
            Tally(name=None, incidents=1, before=0, months=_in_months({11: 1}), open=4),
        ),
        recurrences=(
            Recurrence(
                later="PM-2025-008",
                earlier="PM-2025-003",
                kind="declared",
                why="its postmortem says so",
                open_items=("PM-2025-003/A2",),
            ),
            Recurrence(
                later="PM-2025-009",
                earlier="PM-2025-008",
                kind="suspected",
                why="same service email-service, same kind of cause, and similar root causes",
                open_items=("PM-2025-008/A1", "PM-2025-008/A2"),
            ),
        ),
        detection_gaps=(
            DetectionGap(
                id="PM-2025-008",
                detect=lasting(2.25),
                method="automated-alert",
                is_slow=False,
                gaps=("No metric showed how full the connection pool was.",),
            ),
            DetectionGap(
                id="PM-2025-006", detect=lasting(45), method="customer-report", is_slow=True
            ),
        ),
        signals_before=Share(1, 6),
        signals_after=Share(5, 6),
        incidents=incidents(),
        open_items=open_items(),
        left_out=LeftOut(undated=1, no_due=1, no_end=2, no_start=0, quiet=7),
    )


def period_now() -> Period:
    """The 90 days up to 2025-12-22."""
    return Period(
        window=NOW,
        incidents=4,
        severities=(("P0", 2), ("P1", 1), ("unknown", 1)),
        detect=spans(2.25, 15, 45, unknown=1),
        acknowledge=spans(0.75, unknown=3),
        mitigate=spans(6.5, 20, unknown=2),
        restore=spans(12, 31, 58, unknown=1),
        resolve=spans(9.75, 40, unknown=2),
        publish=spans(41 * 60, 50 * 60),
        published=Share(1, 2),
        p0_published=Share(1, 2),
        published_in_time=Share(1, 2),
        recurrences=Share(1, 4),
        alerted=Share(2, 3),
        opened=16,
        done=12,
        wont_do=1,
        closed=Share(13, 23),
        in_time=Share(9, 13),
        moved=Share(3, 13),
        open=10,
        overdue=3,
        long_overdue=1,
    )


def period_before() -> Period:
    """The 90 days before these."""
    return Period(
        window=BEFORE,
        incidents=1,
        severities=(("P1", 1),),
        restore=spans(45),
        detect=spans(20),
        publish=spans(30 * 60),
        published=Share(1, 1),
        published_in_time=Share(1, 1),
        recurrences=Share(0, 1),
        alerted=Share(1, 1),
        opened=4,
        done=4,
        closed=Share(4, 11),
        in_time=Share(4, 4),
        moved=Share(0, 4),
        open=7,
        overdue=0,
        long_overdue=0,
    )


def targets() -> tuple[Target, ...]:
    """All six: missed, met, and one without anything to measure."""
    now, before = period_now(), period_before()
    return (
        Target(
            id="p0-published",
            limit=100,
            met=False,
            share=now.p0_published,
            share_before=before.p0_published,
            names=("PM-2025-007",),
        ),
        Target(
            id="published-in-time",
            limit=48,
            met=False,
            share=now.published_in_time,
            spans=now.publish,
            share_before=before.published_in_time,
            spans_before=before.publish,
            trend="worse",
            names=("PM-2025-007",),
        ),
        Target(
            id="items-done-in-time",
            limit=90,
            met=False,
            share=now.in_time,
            share_before=before.in_time,
            trend="worse",
            names=("PM-2025-006/A2", "PM-2025-008/A1", "PM-2025-008/A2", "PM-2025-003/A2"),
        ),
        Target(
            id="recurrence",
            limit=10,
            met=False,
            share=now.recurrences,
            share_before=before.recurrences,
            trend="worse",
            names=("PM-2025-008",),
        ),
        Target(
            id="long-overdue",
            limit=30,
            met=False,
            count=1,
            count_before=0,
            trend="worse",
            names=("PM-2025-006/A2",),
        ),
        Target(
            id="time-to-detect",
            limit=15,
            met=True,
            spans=now.detect,
            spans_before=before.detect,
            trend="better",
        ),
    )


def teams() -> tuple[Group, ...]:
    """Two teams, and what belongs to none."""
    return (
        Group(
            name="Backend team",
            total=15,
            open=5,
            overdue=2,
            due_this_week=1,
            done=9,
            wont_do=1,
            slips=1,
            in_time=Share(5, 7),
            incidents=3,
        ),
        Group(
            name="Platform",
            total=12,
            open=3,
            overdue=1,
            due_this_week=1,
            done=8,
            wont_do=1,
            slips=3,
            in_time=Share(2, 4),
            incidents=2,
        ),
        Group(name=NO_TEAM, total=4, open=2, done=2, in_time=Share(2, 2), incidents=1),
    )


def _in_months(counts: dict[int, int]) -> tuple[int, ...]:
    return tuple(counts.get(month, 0) for month in range(12))


def months() -> tuple[Month, ...]:
    """The year 2025 up to its 22 December."""
    happened = _in_months({0: 3, 7: 1, 9: 1, 11: 3})
    still_open = (6, 5, 4, 4, 2, 2, 3, 3, 2, 1, 6, 10)
    overdue = (0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 3)
    windows = Window(date(2025, 1, 1), AS_OF).months()
    return tuple(
        Month(
            month=window,
            incidents=happened[n],
            opened=still_open[n],
            ended=n,
            open=still_open[n],
            overdue=overdue[n],
            restore=spans(12 + n) if happened[n] else Spans(),
        )
        for n, window in enumerate(windows)
    )


def incidents() -> tuple[IncidentFact, ...]:
    """Those of the window, newest first."""
    return (
        IncidentFact(
            id="PM-2025-009",
            title="Email service slow for an hour",
            day=date(2025, 12, 20),
            severity="P0",
            services=("email-service",),
            cause_kind="capacity",
            teams=frozenset({"Backend team"}),
            restore=lasting(58),
            detect=lasting(15),
            publish_by=date(2025, 12, 22),
            path="postmortems/2025/2025-12-20-email-slow.yaml",
        ),
        IncidentFact(
            id="PM-2025-008",
            title="Email service out of database connections",
            status="published",
            day=date(2025, 12, 14),
            severity="P1",
            services=("email-service", "postgres"),
            cause_kind="capacity",
            teams=frozenset({"Backend team"}),
            detect=lasting(2.25),
            acknowledge=lasting(0.75),
            mitigate=lasting(6.5),
            restore=lasting(12),
            resolve=lasting(9.75),
            publish=lasting(41 * 60),
            published=date(2025, 12, 16),
            publish_by=date(2025, 12, 16),
            is_published_in_time=True,
            recurrence_of="PM-2025-003",
            method="automated-alert",
            alert="EmailServiceDown",
            detection_gaps=("No metric showed how full the connection pool was.",),
            path="postmortems/2025/2025-12-14-email-connection-pool.yaml",
        ),
        IncidentFact(
            id="PM-2025-007",
            title="Confidential postmortem",
            status="reviewed",
            day=date(2025, 12, 2),
            severity="P0",
            publish_by=date(2025, 12, 4),
            is_published_in_time=False,
            path="postmortems/2025/2025-12-02-tfplan-leak.yaml",
            confidential=True,
        ),
        IncidentFact(
            id="PM-2025-006",
            title="Half a zone after a <transfer> | & more",
            status="published",
            day=date(2025, 10, 14),
            services=("dns",),
            cause_kind="network",
            teams=frozenset({"Platform"}),
            detect=lasting(45),
            mitigate=lasting(20),
            restore=lasting(31, approximate=True),
            resolve=lasting(40),
            publish=lasting(50 * 60),
            published=date(2025, 10, 17),
            method="customer-report",
            path="postmortems/2025/2025-10-14-dns.yaml",
        ),
    )


def open_items() -> tuple[ItemFact, ...]:
    """All ten that are open: three overdue, two due this week, four later, one without a date."""
    issues = "https://github.com/example-org/site/issues/"
    rows: list[tuple[str, str, str, date | None, int]] = [
        ("PM-2025-006/A2", "Watch that zone transfers are complete", "Platform", _day("11-14"), 41),
        ("PM-2025-008/A1", "Export connection pool metrics", "Backend team", _day("12-21"), 52),
        ("PM-2025-008/A2", "Alert on pool usage above 80 %", "Backend team", _day("12-21"), 53),
        ("PM-2025-007/A4", "Action item A4 (confidential)", "Platform", _day("12-23"), 43),
        ("PM-2025-008/A3", "Let the pool grow with traffic", "Backend team", _day("12-28"), 54),
        ("PM-2025-009/A1", "Limit what one customer sends", "Backend team", date(2026, 1, 3), 60),
        ("PM-2025-009/A2", "Say so on the status page", "Backend team", date(2026, 1, 3), 61),
        ("PM-2025-008/A4", "Bring slow queries below 500 ms", NO_TEAM, date(2026, 1, 15), 55),
        ("PM-2025-008/A5", "Load tests at three times the peak", NO_TEAM, date(2026, 3, 1), 56),
        ("PM-2025-007/A5", "Action item A5 (confidential)", "Platform", None, 44),
    ]
    return tuple(
        ItemFact(
            key=key,
            postmortem=key.partition("/")[0],
            title=title,
            team=team,
            priority="P0" if late and late <= AS_OF else "P1",
            category=None if "007" in key else "detection",
            services=() if "007" in key else ("email-service",),
            opened=_day("10-16") if "006" in key else _day("12-16"),
            due=late,
            due_why="set in the file" if late else "",
            slips=2 if "006" in key else 0,
            issue=number,
            url=f"{issues}{number}",
            path=f"postmortems/2025/{key.partition('/')[0]}.yaml",
            confidential="007" in key,
        )
        for key, title, team, late, number in rows
    )


def _day(text: str) -> date:
    return date.fromisoformat(f"2025-{text}")
