"""The metrics of any history equal those that SQL counts from the same rows.

The histories are rows of two tables. Postmortems and issues are made of them for pmaction, and
the tables are asked by SQLite: another language, and none of the code that is tested.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_files import measured
from worlds import item, postmortem, sourced

from pmaction.config import Config, Targets, Team
from pmaction.incident import Times
from pmaction.issue import OUR_LABEL, Issue, Listing
from pmaction.metrics.values import Metrics, Spans, Window
from pmaction.model import Extension, Postmortem
from pmaction.moment import parse_moment

# Three hours east of Greenwich, all year; `Etc` turns the sign round.
ZONE, OFFSET = "Etc/GMT-3", "+3 hours"
FIRST, TODAY = date(2025, 1, 1), date(2025, 6, 30)
MANY_DAYS = 30
TEAMS = {"red": Team(members=("@ann",)), "blue": Team(lead="@bob")}
CONFIG = Config(time_zone=ZONE, teams=TEAMS, targets=Targets(days_past_due=MANY_DAYS))


@dataclass
class IncidentRow:
    id: str
    day: str | None
    severity: str | None
    service: str | None
    kind: str | None
    detected_after: int | None
    restored_after: int | None
    status: str
    published: str | None
    again: str | None


@dataclass
class ItemRow:
    key: str
    incident: str
    team: str | None
    priority: str | None
    file_status: str
    done_at: str | None
    due: str | None
    former_due: str | None
    moved_on: str | None
    is_issue: int
    opened_at: str | None
    closed_at: str | None
    reason: str | None


Rows = tuple[list[IncidentRow], list[ItemRow]]
days = st.integers(0, (TODAY - FIRST).days).map(lambda n: str(FIRST + timedelta(days=n)))
dues = st.integers(-20, 260).map(lambda n: str(FIRST + timedelta(days=n)))
clock = st.sampled_from(["00:30:00", "12:00:00", "20:59:59", "21:00:00", "23:30:00"])
instants = st.builds(lambda day, time: f"{day}T{time}Z", days, clock)
seconds = st.none() | st.integers(0, 200_000)


@st.composite
def incidents(draw: st.DrawFn, number: int) -> IncidentRow:
    status = draw(st.sampled_from(["reviewed", "published"]))
    return IncidentRow(
        id=f"PM-2025-{number:03}",
        day=draw(st.none() | days),
        severity=draw(st.sampled_from(["P0", "P1", None])),
        service=draw(st.sampled_from(["mail", "shop", None])),
        kind=draw(st.sampled_from(["database", "code", None])),
        detected_after=draw(seconds),
        restored_after=draw(seconds),
        status=status,
        published=draw(days) if status == "published" else None,
        again=draw(st.sampled_from(["PM-2024-001", None])),
    )


@st.composite
def items(draw: st.DrawFn, incident: str, number: int) -> ItemRow:
    is_issue = draw(st.booleans())
    opened = draw(instants) if is_issue else None
    is_closed = is_issue and draw(st.booleans())
    later = draw(st.integers(0, 90))
    closed = None
    if is_closed and opened is not None and draw(st.booleans()):
        closed = str(min(date.fromisoformat(opened[:10]) + timedelta(later), TODAY - timedelta(1)))
        closed = max(f"{closed}T{draw(clock)}Z", opened)
    file_status = draw(st.sampled_from(["open", "done", "wont_do"]))
    return ItemRow(
        key=f"{incident}/A{number}",
        incident=incident,
        team=draw(st.sampled_from(["red", "blue", None])),
        priority=draw(st.sampled_from(["P0", "P1"])),
        file_status=file_status,
        done_at=draw(st.none() | days) if file_status == "done" else None,
        due=draw(dues),
        former_due=draw(st.none() | dues),
        moved_on=draw(days),
        is_issue=is_issue,
        opened_at=opened,
        closed_at=closed,
        reason=draw(st.sampled_from(["completed", "not_planned", None])) if is_closed else None,
    )


@st.composite
def histories(draw: st.DrawFn) -> Rows:
    found = [draw(incidents(n)) for n in range(1, draw(st.integers(0, 7)) + 1)]
    return found, [
        draw(items(one.id, number))
        for one in found
        for number in range(1, draw(st.integers(0, 4)) + 1)
    ]


def is_closed(row: ItemRow) -> bool:
    return bool(row.closed_at or row.reason)


def files(rows: Rows) -> list[Postmortem]:
    """The rows as postmortems."""
    return [
        postmortem(
            *(_item(row) for row in rows[1] if row.incident == one.id),
            pm_id=one.id,
            status=one.status,
            severity=one.severity,
            services=(one.service,) if one.service else (),
            cause_kind=one.kind,
            times=_times(one),
            published_at=parse_moment(one.published) if one.published else None,
            recurrence_of=one.again,
        )
        for one in rows[0]
    ]


def _times(row: IncidentRow) -> Times:
    if row.day is None:
        return Times()
    started = datetime.fromisoformat(f"{row.day}T06:00:00+00:00")

    def after(count: int | None) -> Any:
        if count is None:
            return None
        return parse_moment((started + timedelta(seconds=count)).isoformat())

    return Times(
        started=after(0), detected=after(row.detected_after), restored=after(row.restored_after)
    )


def _item(row: ItemRow) -> Any:
    moved = Extension(date.fromisoformat(row.due or ""), "x", "@x", _day(row.moved_on))
    return item(
        row.key.partition("/")[2],
        owner={"red": "@Ann", "blue": "blue", None: "@zoe"}[row.team],
        priority=row.priority,
        status=row.file_status,
        done_at=parse_moment(row.done_at) if row.done_at else None,
        due=_day(row.former_due or row.due),
        extensions=(moved,) if row.former_due else (),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def listing(rows: Rows) -> Listing:
    """The rows as issues."""
    return Listing(
        tuple(
            Issue(
                number=number,
                key=row.key,
                title="",
                state="closed" if is_closed(row) else "open",
                reason=row.reason,  # type: ignore[arg-type]
                labels=frozenset({OUR_LABEL}),
                opened_at=_instant(row.opened_at),
                closed_at=_instant(row.closed_at),
            )
            for number, row in enumerate(rows[1], 1)
            if row.is_issue
        )
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


# What a state, a day and a due date mean, once more.
FACTS = f"""
create temp table fact as
with told as (
    select item.*, incident.day as happened, incident.published,
        case when not is_issue then file_status
             when closed_at is null and reason is null then 'open'
             when reason = 'not_planned' and file_status <> 'done' then 'wont_do'
             else 'done' end as state
    from item join incident on incident.id = item.incident
), dated as (
    select *,
        case when state = 'open' then null
             when closed_at is not null then closed_on
             else done_at end as ended,
        case when state = 'done' then
            min(coalesce(closed_on, done_at), coalesce(done_at, closed_on)) end as done_on,
        case when opened_at is null then coalesce(published, happened)
             else iif(opened_on <= '{TODAY}', opened_on, null) end as first_day
    from (
        select *, date(opened_at, '{OFFSET}') as opened_on,
            iif(date(closed_at, '{OFFSET}') <= '{TODAY}', date(closed_at, '{OFFSET}'), null)
                as closed_on
        from told
    )
)
select *, case when ended < first_day then ended else first_day end as opened from dated;
"""  # noqa: S608  (our own text)

# How an item stands at the end of a day: known for all that has both days, and for today.
STANDING = """
    case when state <> 'open' and ended is null then iif(:day < :today, null, state)
         when opened is null and (ended is null or ended > :day)
             then iif(:day < :today, null, state)
         when opened > :day then null
         when ended > :day then 'open'
         else state end
"""
DUE_THEN = "iif(former_due is not null and :day < :today and :day < moved_on, former_due, due)"
COUNTS = f"""
select
    count(iif(opened between :since and :until, 1, null)),
    count(iif(ended between :since and :until and state = 'done', 1, null)),
    count(iif(ended between :since and :until and state = 'wont_do', 1, null)),
    count(iif({STANDING} = 'open', 1, null)),
    count(iif({STANDING} = 'open' and {DUE_THEN} < :day, 1, null)),
    count(iif({STANDING} = 'open' and julianday(:day) - julianday({DUE_THEN}) > :many, 1, null))
from fact
"""  # noqa: S608
IN_TIME = """
select count(iif(done_on <= due, 1, null)), count(*) from fact
where due between :since and :day
  and (done_on is not null or state = 'open' and due < :today)
"""
MOVED = """
select count(former_due), count(*) from fact where due between :since and :day
"""
CLOSED = """
select count(iif(ended <= :until, 1, null)), count(*) from fact
where opened <= :day and (state = 'open' or ended >= :since)
"""
PUBLISHED = """
select count(iif(status = 'published', 1, null)), count(*) from incident
where day between :since and :until and (status = 'published' or {owed})
  and (severity = 'P0' or severity = 'P1' and (again is not null or restored_after > 1800))
"""
# Two days after the end, which is hours and so may be the next day in the zone; or the first day.
OWED = """
    date(day || ' 06:00:00', '+' || coalesce(restored_after, 0) || ' seconds',
         iif(restored_after is null, '-6 hours', '{offset}'), '+2 days') < :today
""".replace("{offset}", OFFSET)
RANK = """
with known as (
    select {what} as took, row_number() over (order by {what}) as place, count(*) over () as many
    from incident where {what} is not null and day between :since and :until
)
select took from known where place = ({percent} * many + 99) / 100
"""


class Database:
    """The rows, and what SQL says of them."""

    def __init__(self, connection: sqlite3.Connection, rows: Rows) -> None:
        self.connection = connection
        for name, kind, values in (
            ("incident", IncidentRow, rows[0]),
            ("item", ItemRow, rows[1]),
        ):
            columns = [one.name for one in fields(kind)]
            connection.execute(f"create table {name} ({', '.join(columns)})")
            places = ", ".join("?" * len(columns))
            question = f"insert into {name} values ({places})"  # noqa: S608  (our own names)
            connection.executemany(question, map(astuple, values))  # type: ignore[arg-type]
        connection.executescript(FACTS)

    def ask(self, question: str, window: Window) -> tuple[Any, ...]:
        """The first row of the answer."""
        return next(self.every(question, window), ())

    def every(self, question: str, window: Window) -> Iterator[tuple[Any, ...]]:
        """All rows of the answer."""
        named = {
            "since": str(window.since),
            "until": str(window.until),
            "day": str(min(window.until, TODAY)),
            "today": str(TODAY),
            "many": MANY_DAYS,
        }
        return iter(self.connection.execute(question, named).fetchall())

    def rank(self, what: str, percent: int, window: Window) -> timedelta | None:
        """A percentile."""
        found = self.ask(RANK.format(what=what, percent=percent), window)
        return timedelta(seconds=found[0]) if found else None


def lengths(spans: Spans) -> tuple[timedelta | None, timedelta | None]:
    return (
        spans.median.length if spans.median else None,
        spans.p90.length if spans.p90 else None,
    )


windows = st.tuples(days, days).map(lambda two: Window(*map(date.fromisoformat, sorted(two))))


def measure(rows: Rows, window: Window, **only: str) -> Metrics:
    return measured(
        [sourced(one) for one in files(rows)], listing(rows), CONFIG, TODAY, window, **only
    )


def database(rows: Rows) -> Any:
    return closing(sqlite3.connect(":memory:"))


@settings(max_examples=100)
@given(rows=histories(), window=windows)
def test_a_window_and_the_one_before_equal_what_sql_counts(rows: Rows, window: Window) -> None:
    metrics = measure(rows, window)
    with database(rows) as connection:
        sql = Database(connection, rows)
        for period in (metrics.now, metrics.before):
            span = period.window
            assert (
                period.opened,
                period.done,
                period.wont_do,
                period.open,
                period.overdue,
                period.long_overdue,
            ) == sql.ask(COUNTS, span)
            assert astuple(period.in_time) == sql.ask(IN_TIME, span)
            assert astuple(period.moved) == sql.ask(MOVED, span)
            assert astuple(period.closed) == sql.ask(CLOSED, span)
            assert astuple(period.published) == sql.ask(PUBLISHED.format(owed=OWED), span)
            p0 = PUBLISHED.format(owed=OWED) + " and severity = 'P0'"
            assert astuple(period.p0_published) == sql.ask(p0, span)
            assert astuple(period.recurrences) == sql.ask(
                "select count(again), count(*) from incident where day between :since and :until",
                span,
            )
            for found, what in (
                (period.detect, "detected_after"),
                (period.restore, "restored_after"),
            ):
                assert lengths(found) == (sql.rank(what, 50, span), sql.rank(what, 90, span))
                assert found.of + found.unknown == period.incidents


@settings(max_examples=50)
@given(rows=histories(), window=windows)
def test_the_months_equal_what_sql_counts(rows: Rows, window: Window) -> None:
    with database(rows) as connection:
        sql = Database(connection, rows)
        for month in measure(rows, window).months:
            opened, done, wont_do, still_open, overdue, _ = sql.ask(COUNTS, month.month)
            assert (month.opened, month.ended) == (opened, done + wont_do)
            assert (month.open, month.overdue) == (still_open, overdue)
            assert (month.incidents,) == sql.ask(
                "select count(*) from incident where day between :since and :until", month.month
            )


GROUPS = f"""
select team, count({STANDING}), count(iif({STANDING} = 'open', 1, null)),
    count(iif({STANDING} = 'open' and {DUE_THEN} < :day, 1, null)),
    count(iif({STANDING} = 'done', 1, null)), count(iif({STANDING} = 'wont_do', 1, null))
from fact group by team
"""  # noqa: S608


@settings(max_examples=50)
@given(rows=histories(), window=windows)
def test_teams_and_services_equal_what_sql_counts(rows: Rows, window: Window) -> None:
    metrics = measure(rows, window)
    with database(rows) as connection:
        sql = Database(connection, rows)
        teams = {
            one.name: (one.total, one.open, one.overdue, one.done, one.wont_do)
            for one in metrics.teams
        }
        asked = {team or "no team": counts for team, *counts in sql.every(GROUPS, window)}
        assert teams == {team: tuple(counts) for team, counts in asked.items()}
        services = {one.name: one.incidents for one in metrics.services if one.incidents}
        counted = """select service, count(*) from incident
            where day between :since and :until group by service"""
        assert services == dict(sql.every(counted, window))  # type: ignore[arg-type]


@settings(max_examples=40)
@given(rows=histories(), window=windows, team=st.sampled_from(["red", "blue"]))
def test_one_team_alone_equals_what_sql_counts_of_it(rows: Rows, window: Window, team: str) -> None:
    period = measure(rows, window, team=team).now
    with database(rows) as connection:
        sql = Database(connection, rows)
        connection.execute("delete from fact where team is null or team <> ?", [team])
        counted = sql.ask(COUNTS, window)
        assert (period.opened, period.done, period.wont_do, period.open) == counted[:4]
        assert astuple(period.in_time) == sql.ask(IN_TIME, window)


@pytest.mark.parametrize("percent", [50, 90])
@given(values=st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_the_rank_is_a_length_that_so_many_do_not_exceed(
    percent: int, values: Sequence[int]
) -> None:
    rows: Rows = (
        [
            IncidentRow(
                f"PM-2025-{n:03}", str(FIRST), None, None, None, value, None, "draft", None, None
            )
            for n, value in enumerate(values, 1)
        ],
        [],
    )
    found = lengths(measure(rows, Window(FIRST, FIRST)).now.detect)[percent // 90]
    assert found is not None
    below = sum(timedelta(seconds=value) <= found for value in values)
    assert below * 100 >= percent * len(values)
    assert sum(timedelta(seconds=value) < found for value in values) * 100 < percent * len(values)
