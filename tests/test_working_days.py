"""Working days, lengths of time counted by them, and which day it is for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import item

from pmaction.config import Config, Holidays, Team, WorkingWeek
from pmaction.days import today_of
from pmaction.lengths import Length, Unit, parse_length
from pmaction.policy import working_days_of
from pmaction.public_holidays import public_holidays, why_unknown
from pmaction.working_days import WorkingDays

CHRISTMAS = date(2025, 12, 25)
GERMAN = WorkingDays(holidays=public_holidays(Holidays("DE")))
UNITS: tuple[Unit, ...] = ("day", "business day", "week", "month", "quarter")

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
weeks = st.builds(
    WorkingDays,
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    free=st.frozensets(st.dates(date(2025, 1, 1), date(2025, 3, 1)), max_size=20),
)


class TestWorkingDays:
    @given(weeks, days | st.dates(date(2024, 12, 1), date(2025, 4, 1)), st.integers(0, 40))
    def test_so_many_business_days_are_so_many_working_days(
        self, week: WorkingDays, start: date, count: int
    ) -> None:
        end = week.add(start, count)
        between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
        assert sum(map(week.is_working, between)) == count
        assert end == start or week.is_working(end)

    @given(weeks, days | st.dates(date(2024, 12, 1), date(2025, 4, 1)))
    def test_a_day_that_is_free_has_the_nearest_working_days_around_it(
        self, week: WorkingDays, day: date
    ) -> None:
        before, after = week.not_after(day), week.not_before(day)
        assert before <= day <= after
        assert week.is_working(before)
        assert week.is_working(after)
        within = (before + timedelta(days=n) for n in range(1, (after - before).days))
        assert not any(map(week.is_working, within))
        assert (before == day == after) == week.is_working(day)

    def test_the_calendar_has_ends(self) -> None:
        fridays = WorkingDays(weekend=frozenset({4}))  # The last day of all is a Friday.
        assert fridays.not_before(date.max) == date.max
        assert WorkingDays(weekend=frozenset({0})).not_after(date.min) == date.min
        with pytest.raises(OverflowError):
            fridays.add(date.max - timedelta(days=1), 1)

    def test_a_day_that_is_free_is_called_what_it_is(self) -> None:
        week = WorkingDays(free=frozenset({date(2025, 12, 24)}), holidays=GERMAN.holidays)
        assert week.why_free(date(2025, 12, 23)) == ""
        assert week.why_free(date(2025, 12, 24)) == "free day"
        assert week.why_free(CHRISTMAS) == "public holiday"
        assert week.why_free(date(2025, 12, 27)) == "Saturday"

    def test_the_configured_days_are_the_working_days(self) -> None:
        week = WorkingWeek(("friday", "saturday"), Holidays("DE", "BE"), (date(2025, 12, 24),))
        free = working_days_of(Config(working_days=week))
        assert not free.is_working(date(2025, 12, 24))
        assert not free.is_working(CHRISTMAS)
        assert not free.is_working(date(2025, 12, 19))
        assert free.is_working(date(2025, 12, 21))
        assert working_days_of(Config()) == WorkingDays()


class TestPublicHolidays:
    def test_christmas_is_one_in_germany_and_none_without_a_country(self) -> None:
        assert not GERMAN.is_working(CHRISTMAS)
        assert WorkingDays().is_working(CHRISTMAS)

    def test_a_region_has_its_own(self) -> None:
        women, epiphany = date(2024, 3, 8), date(2025, 1, 6)
        assert women in public_holidays(Holidays("DE", "BE"))
        assert women not in public_holidays(Holidays("DE"))
        assert epiphany in public_holidays(Holidays("DE", "BY"))
        assert epiphany not in public_holidays(Holidays("DE", "Berlin"))

    def test_business_days_leave_them_out(self) -> None:
        assert GERMAN.add(date(2025, 12, 23), 2) == date(2025, 12, 29)
        assert WorkingDays().add(date(2025, 12, 23), 2) == CHRISTMAS

    @pytest.mark.parametrize("year", [1, 1583, 9999])
    def test_no_year_is_too_far(self, year: int) -> None:
        assert GERMAN.not_before(date(year, 12, 24)) >= date(year, 12, 24)

    @pytest.mark.parametrize(("country", "region"), [("XX", None), ("DE", "ZZ")])
    def test_what_is_not_known_is_told_and_not_taken_for_a_country_without_any(
        self, country: str, region: str | None
    ) -> None:
        assert why_unknown(Holidays(country, region)) is not None
        with pytest.raises(LookupError):
            public_holidays(Holidays(country, region))


class TestLengths:
    @given(st.integers(0, 999), st.sampled_from(UNITS))
    def test_a_length_is_read_as_it_is_written(self, count: int, unit: Unit) -> None:
        length = Length(count, unit)
        assert parse_length(str(length)) == length

    @pytest.mark.parametrize(
        "text", ["", "2", "weeks", "2 fortnights", "-1 day", "2  weeks", "² day"]
    )
    def test_what_is_no_length_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a length"):
            parse_length(text)

    @pytest.mark.parametrize(
        ("start", "text", "end"),
        [
            (date(2025, 12, 19), "3 days", date(2025, 12, 22)),
            (date(2025, 12, 19), "1 business day", date(2025, 12, 22)),
            (date(2025, 12, 20), "0 business days", date(2025, 12, 20)),
            (date(2025, 12, 31), "2 weeks", date(2026, 1, 14)),
            (date(2025, 11, 30), "1 quarter", date(2026, 2, 28)),
            (date(2024, 2, 29), "12 months", date(2025, 2, 28)),
            (date(9999, 12, 30), "1 day", date.max),
        ],
    )
    def test_a_length_is_counted_from_a_day(self, start: date, text: str, end: date) -> None:
        assert parse_length(text).after(start, WorkingDays()) == end

    @pytest.mark.parametrize("unit", UNITS)
    def test_no_length_leads_beyond_the_calendar(self, unit: Unit) -> None:
        with pytest.raises(OverflowError):
            Length(1, unit).after(date.max, WorkingDays())


AUCKLAND, HONOLULU = Team(time_zone="Pacific/Auckland"), Team(time_zone="Pacific/Honolulu")
TEAMS = {
    "South": AUCKLAND,
    "Islands": Team(lead="@kai", members=("@Lani",), time_zone="Pacific/Honolulu"),
    "Here": Team(members=("@ana",)),
}


class TestToday:
    @pytest.mark.parametrize(
        ("owner", "today"),
        [
            ("South", date(2025, 12, 22)),
            ("Islands", date(2025, 12, 20)),
            ("@lani", date(2025, 12, 20)),
            ("@kai", date(2025, 12, 20)),
            ("Here", date(2025, 12, 21)),
            ("@ana", date(2025, 12, 21)),
            ("@nobody-knows", date(2025, 12, 21)),
            (None, date(2025, 12, 21)),
        ],
    )
    def test_it_is_the_day_where_the_items_team_is(self, owner: str | None, today: date) -> None:
        config = Config(time_zone="Europe/Berlin", teams=TEAMS)
        # At 09:30 UTC it is late in the evening on Honolulu's day before.
        now = datetime(2025, 12, 21, 9, 30, tzinfo=UTC)
        now = now if today != date(2025, 12, 22) else now + timedelta(hours=2)
        assert today_of(now, config, item("A1", owner=owner)) == today

    def test_due_today_in_auckland_is_not_overdue_in_honolulu(self) -> None:
        config = Config(teams=TEAMS)
        due = date(2025, 12, 21)
        now = datetime(2025, 12, 21, 11, 0, tzinfo=UTC)  # Midnight in Auckland.
        south, islands = (item("A1", owner=name, due=due) for name in ("South", "Islands"))
        assert today_of(now - timedelta(seconds=1), config, south) == due
        assert today_of(now, config, south) > due
        assert today_of(now, config, islands) == due
        assert today_of(now + timedelta(hours=23), config, islands) == due + timedelta(days=1)
        assert today_of(now + timedelta(hours=22, minutes=59), config, islands) == due

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            # Berlin sets its clocks forward on 2026-03-29 at 02:00, and back on 2026-10-25.
            ("2026-03-28T22:59:59+00:00", "2026-03-28T23:00:00+00:00"),
            ("2026-03-29T21:59:59+00:00", "2026-03-29T22:00:00+00:00"),
            ("2026-10-24T21:59:59+00:00", "2026-10-24T22:00:00+00:00"),
            ("2026-10-25T22:59:59+00:00", "2026-10-25T23:00:00+00:00"),
            ("2025-12-31T22:59:59+00:00", "2025-12-31T23:00:00+00:00"),
        ],
    )
    def test_a_day_ends_at_midnight_on_the_clock_on_the_wall(self, before: str, after: str) -> None:
        config = Config(time_zone="Europe/Berlin")
        last, first = (today_of(datetime.fromisoformat(at), config) for at in (before, after))
        assert first == last + timedelta(days=1)

    def test_the_zone_in_which_the_moment_is_given_does_not_matter(self) -> None:
        now = datetime(2025, 12, 21, 23, 30, tzinfo=UTC)
        elsewhere = now.astimezone(ZoneInfo("Pacific/Auckland"))
        assert today_of(now, Config()) == today_of(elsewhere, Config()) == date(2025, 12, 21)
