"""The metrics of the shipped examples, with the arithmetic by hand.

It is 2026-01-10, and the window is 2025 and those ten days. Some issues were closed:

    PM-2025-001/A1  due 2025-01-17  done      2025-01-17   in time
    PM-2025-001/A2  due 2025-01-24  done      2025-01-27   late
    PM-2025-001/A3  due 2025-01-17  won't do  2025-01-20
    PM-2025-004/AI-1 due 2025-12-21 done      2025-12-20   in time
    PM-2025-004/AI-2 due 2025-12-21 done      2025-12-23   late

All other items have no issue, and so are open as their files say.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from measured_files import measured
from msgspec.structs import replace
from worlds import sourced

from pmaction.config import Config
from pmaction.issue import OUR_LABEL, Issue, Listing, StateReason
from pmaction.metrics import target_words, words
from pmaction.metrics.gathering import gather
from pmaction.metrics.values import Bucket, Group, Metrics, Share, Window
from pmaction.model import Postmortem
from pmaction.patterns import patterns
from pmaction.reading import read_config, read_postmortem

EXAMPLES = Path(__file__).parent.parent / "examples"
TODAY = date(2026, 1, 10)
WINDOW = Window(date(2025, 1, 1), TODAY)
CLOSED: tuple[tuple[str, str, StateReason], ...] = (
    ("PM-2025-001/A1", "2025-01-17", "completed"),
    ("PM-2025-001/A2", "2025-01-27", "completed"),
    ("PM-2025-001/A3", "2025-01-20", "not_planned"),
    ("PM-2025-004/AI-1", "2025-12-20", "completed"),
    ("PM-2025-004/AI-2", "2025-12-23", "completed"),
)


@cache
def examples() -> tuple[Postmortem, ...]:
    paths = sorted(EXAMPLES.glob("postmortems/*/*.yaml"))
    found = (read_postmortem(path.name, path.read_bytes()).postmortem for path in paths)
    return tuple(one for one in found if one is not None)


def config() -> Config:
    found = read_config(".pmaction.yml", (EXAMPLES / ".pmaction.yml").read_bytes())
    assert isinstance(found, Config)
    return found


def listing() -> Listing:
    return Listing(
        tuple(
            Issue(
                number=number,
                key=key,
                title="",
                state="closed",
                reason=reason,
                labels=frozenset({OUR_LABEL}),
                opened_at=datetime.fromisoformat(f"{day[:8]}15T09:00:00+00:00"),
                closed_at=datetime.fromisoformat(f"{day}T22:00:00+00:00"),
            )
            for number, (key, day, reason) in enumerate(CLOSED, 1)
        )
    )


def metrics(team: str | None = None, service: str | None = None) -> Metrics:
    files = [sourced(one) for one in examples()]
    return measured(files, listing(), config(), TODAY, WINDOW, team=team, service=service)


def test_what_of_the_items_became() -> None:
    now = metrics().now
    # 7 of PM-2025-001, 10 of 002, 6 of 003, 6 of 004: 29; all opened in the window. 4 done, 1 not.
    assert (now.opened, now.done, now.wont_do, now.open) == (29, 4, 1, 29 - 5)
    assert now.closed == Share(5, 29)
    # Due by 2026-01-10: 7 + 10 + 6, and AI-1 to AI-3 of 004: 26, without the one not to be done 25.
    assert now.in_time == Share(2, 25)
    assert now.moved == Share(0, 26)
    # Of these 26, 5 have ended. AI-3 is 13 days late, the other 20 are from spring.
    assert (now.overdue, now.long_overdue) == (21, 20)


def test_items_of_drafts_open_no_issues_and_do_not_count() -> None:
    left_out = metrics().left_out
    # 7 of 2018, 8 and 3 of 2024, 5 of PM-2025-005.
    assert left_out.quiet == 7 + 8 + 3 + 5
    assert left_out.undated == 1  # PM-2024-002 knows no day.
    assert (left_out.no_due, left_out.no_end, left_out.no_start) == (0, 0, 0)


def test_how_long_things_took() -> None:
    now = metrics().now
    assert now.incidents == 5
    assert now.severities == (("P0", 2), ("P1", 3))
    # 004: 2 min 15 s, 005: 10:00 - 9:57 = 3 min; the other three know no time of their start.
    assert words.spans(now.detect) == "median 2 min 15 s, longest 3 min (2 of 5 known)"
    assert now.detect.unknown == 3
    assert words.spans(now.acknowledge) == "45 s (1 of 5 known)"  # 004: 10:03:00 - 10:02:15
    assert words.spans(now.mitigate) == "median 6 min 30 s, longest 8 min (2 of 5 known)"
    assert words.spans(now.restore) == "median 9 min, longest 13 min (2 of 5 known)"
    assert words.spans(now.resolve) == "median 9 min 45 s, longest 10 min (2 of 5 known)"
    assert words.spans(now.publish) == words.NOTHING  # None is published.


def test_the_period_before_is_as_long_and_has_the_one_of_2024() -> None:
    before = metrics().before
    assert before.window == Window(date(2023, 12, 23), date(2024, 12, 31))  # 375 days each
    assert before.window.days == WINDOW.days == 375
    assert before.incidents == 1
    assert words.spans(before.acknowledge) == "2 min"  # 14:25 - 14:23
    assert words.spans(before.resolve) == "1 h 37 min"  # 16:00 - 14:23
    assert words.spans(before.detect) == words.UNKNOWN  # Its start is.


def test_who_noticed() -> None:
    # 004 and 005 by an alert, 003 by customers, 002 by an audit; 001 does not say.
    assert metrics().now.alerted == Share(2, 4)
    assert [one.id for one in metrics().detection_gaps] == [
        "PM-2025-004",
        "PM-2025-005",
        "PM-2025-003",
        "PM-2025-002",
        "PM-2025-001",
    ]


def test_the_signals_that_are_watched() -> None:
    # 001: 0 of 4, then all 4. 003: 1 of 5, then all 5. 002 tells both of two: 0, then 1.
    assert metrics().signals_before == Share(1, 11)
    assert metrics().signals_after == Share(10, 11)


def test_the_targets() -> None:
    said = {
        one.id: (target_words.target_now(one), target_words.verdict(one))
        for one in metrics().targets
    }
    assert said == {
        "p0-published": ("0 of 2", "missed: PM-2025-002, PM-2025-004"),
        "published-in-time": ("0 of 2", "missed: PM-2025-002, PM-2025-004"),
        # 2 of 25 is 8 %. The first to be due are named: 13, 19, 19 and 19 January.
        "items-done-in-time": (
            "8 % (2 of 25)",
            "missed: PM-2025-002/A1, PM-2025-002/A2, PM-2025-002/A3 and 20 more",
        ),
        "recurrence": ("0 of 5", "met"),
        "long-overdue": (
            "20",
            "missed: PM-2025-002/A1, PM-2025-002/A2, PM-2025-002/A3 and 17 more",
        ),
        "time-to-detect": ("median 2 min 15 s, longest 3 min (2 of 5 known)", "no target"),
    }


def test_time_to_restore_has_its_band_and_nothing_else_is_declared() -> None:
    (only,) = metrics().dora
    assert words.dora(only) == "median 9 min, longest 13 min (2 of 5 known): high"


def test_the_months() -> None:
    months = {one.name: one for one in metrics().months}
    assert list(months) == [f"2025-{n:02}" for n in range(1, 13)] + ["2026-01"]
    january = months["2025-01"]
    # 7 + 10 + 6 opened, 3 ended. Overdue on the 31st: five of 002 (13, 19, 19, 19 and 26 January)
    # and three of 003 (22, 22, 29); those of 001 are due on that very day or later.
    assert (january.incidents, january.opened, january.ended) == (3, 23, 3)
    assert (january.open, january.overdue) == (20, 5 + 3)
    # 6 of 004 opened, 2 ended; overdue are the 20 of spring and AI-3.
    december = months["2025-12"]
    assert (december.incidents, december.opened, december.ended) == (2, 6, 2)
    assert (december.open, december.overdue) == (24, 21)
    assert words.spans(december.restore) == "median 9 min, longest 13 min (of 2)"
    assert months["2026-01"].month.until == TODAY


def test_the_teams() -> None:
    teams = {one.name: one for one in metrics().teams}
    counted = {name: (one.total, one.open, one.done, one.wont_do) for name, one in teams.items()}
    assert counted == {
        "security": (4, 4, 0, 0),
        "platform": (4, 4, 0, 0),
        "legal": (2, 2, 0, 0),
        "backend": (3, 2, 1, 0),  # AI-1, AI-3, AI-4
        "devops": (2, 1, 1, 0),  # AI-2, AI-5
        "payments": (13, 10, 2, 1),  # 7 of 001, 6 of 003
        "qa": (1, 1, 0, 0),
    }
    # 001 and 003: all 13 are due, one is not to be done, one of 12 was in time.
    assert teams["payments"].in_time == Share(1, 12)
    assert teams["payments"].incidents == 2


def test_the_priorities_and_categories() -> None:
    by_priority = {one.name: one.total for one in metrics().priorities}
    assert by_priority == {"P0": 10, "P1": 12, "P2": 6, "P3": 1}  # 3+4+3, 3+4+2+3, 1+2+1+2, 1
    by_category = {one.name: (one.total, one.incidents) for one in metrics().categories}
    assert by_category == {
        "prevention": (3, 3),  # 002/A3, 003/A1, 004/AI-4
        "detection": (8, 4),  # 001/A3, 002/A4 and A10, 003/A2 and A6, 004/AI-1, AI-2 and AI-5
        "response": (2, 2),  # 001/A4, 003/A4
        "process": (6, 2),  # 002/A5 to A9, 003/A3
        "reliability": (8, 3),  # 001/A1, A2, A5, A6 and A7, 003/A5, 004/AI-3 and AI-6
        "security": (2, 1),  # 002/A1 and A2
    }


def test_how_old_and_how_late_the_open_items_are() -> None:
    # Of 004, 27 days old: 4 are open. The other 20 are of January 2025.
    assert metrics().ages == (
        Bucket(0, 7, 0),
        Bucket(8, 30, 4),
        Bucket(31, 90, 0),
        Bucket(91, None, 20),
    )
    assert metrics().lateness == (Bucket(1, 7, 0), Bucket(8, 30, 1), Bucket(31, None, 20))


def test_services_and_causes() -> None:
    causes = {one.name: (one.incidents, one.before, one.open) for one in metrics().causes}
    assert causes == {
        "database": (1, 1, 6),  # 003, and that of 2024 before
        "capacity": (1, 0, 4),
        "configuration": (1, 0, 10),
        "dependency": (1, 0, 4),
        "security": (1, 0, 0),
    }
    email = next(one for one in metrics().services if one.name == "email-service")
    assert email.months == (0,) * 11 + (1, 0)


def test_no_two_of_the_examples_are_called_alike() -> None:
    assert metrics().recurrences == ()


def test_one_team_alone() -> None:
    payments = metrics(team="payments")
    assert {one.id for one in payments.incidents} == {"PM-2025-001", "PM-2025-003"}
    assert [one.name for one in payments.teams] == ["payments"]
    assert payments.now.in_time == Share(1, 12)
    assert payments.total == Group(
        name=None,
        total=13,
        open=10,
        overdue=10,
        done=2,
        wont_do=1,
        in_time=Share(1, 12),
        incidents=2,
    )


def test_one_service_alone_in_any_case() -> None:
    email = metrics(service="EMAIL-service")
    assert [one.id for one in email.incidents] == ["PM-2025-004"]
    assert (email.now.open, email.now.done, email.now.in_time) == (4, 2, Share(1, 3))


def test_the_patterns() -> None:
    facts = gather([sourced(one) for one in examples()], listing(), config(), TODAY)
    found = patterns(facts)
    assert found.without_kind == 0
    assert [(one.kind, len(one.incidents)) for one in found.patterns] == [
        ("database", 2),
        ("capacity", 1),
        ("code", 1),
        ("configuration", 1),
        ("dependency", 1),
        ("monitoring", 1),
        ("security", 1),
    ]
    database = found.patterns[0]
    assert [one.id for one in database.incidents] == ["PM-2025-003", "PM-2024-001"]
    assert database.years == ((2025, 1), (2024, 1))
    assert database.services == (("API", 1), ("orders-api", 1))
    assert len(database.open_items) == 6
    dependency = next(one for one in found.patterns if one.kind == "dependency")
    assert [one.key for one in dependency.done_items] == ["PM-2025-001/A2", "PM-2025-001/A1"]
    assert dependency.wont_do == 1


@pytest.mark.parametrize("until", [date(2025, 1, 31), date(2025, 12, 31)])
def test_a_window_in_the_past_ends_as_its_month_did(until: date) -> None:
    files = [sourced(one) for one in examples()]
    then = measured(files, listing(), config(), TODAY, Window(date(2025, 1, 1), until))
    month = next(one for one in metrics().months if one.month.until == until)
    assert (then.now.open, then.now.overdue) == (month.open, month.overdue)
    assert then.as_of == until


def test_the_clock_of_the_issues_is_the_configured_zones() -> None:
    assert listing().issues[0].closed_at == datetime(2025, 1, 17, 22, tzinfo=UTC)
    files = [sourced(one) for one in examples()]
    there = replace(config(), time_zone="Europe/Moscow")  # 22:00 UTC is the next day there.
    assert measured(files, listing(), there, TODAY, WINDOW).now.in_time == Share(1, 25)
