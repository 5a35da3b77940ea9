"""Moments and the time between them: what is not known is never made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmaction.incident import Times
from pmaction.moment import Duration, Precision, between, parse_moment

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=ZONES).map(
    lambda instant: instant.replace(microsecond=0)
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
TEXTS = (
    st.just("unknown")
    | DAYS.map(str)
    | DAYS.map("about {}".format)
    | INSTANTS.map(datetime.isoformat)
    | INSTANTS.map(lambda instant: f"about {instant.isoformat()}")
)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "precision", "instant", "day"),
        [
            ("unknown", Precision.UNKNOWN, None, None),
            ("2025-12-14", Precision.DATE, None, date(2025, 12, 14)),
            ("about 2025-12-14", Precision.ABOUT, None, date(2025, 12, 14)),
            (
                "2025-12-14T10:00:00+03:00",
                Precision.EXACT,
                datetime(2025, 12, 14, 7, tzinfo=UTC),
                date(2025, 12, 14),
            ),
            (
                "about 2025-12-14T10:00Z",
                Precision.ABOUT,
                datetime(2025, 12, 14, 10, tzinfo=UTC),
                date(2025, 12, 14),
            ),
            (
                "2025-12-14 07:02:15.250Z",
                Precision.EXACT,
                datetime(2025, 12, 14, 7, 2, 15, 250_000, tzinfo=UTC),
                date(2025, 12, 14),
            ),
            (
                "2025-12-14t07:02:15.123456789z",
                Precision.EXACT,
                datetime(2025, 12, 14, 7, 2, 15, 123_456, tzinfo=UTC),
                date(2025, 12, 14),
            ),
            (
                "2025-12-14 10:00:00 +03:00",
                Precision.EXACT,
                datetime(2025, 12, 14, 7, tzinfo=UTC),
                date(2025, 12, 14),
            ),
        ],
    )
    def test_a_moment_is_read_as_precisely_as_it_was_written(
        self, text: str, precision: Precision, instant: datetime | None, day: date | None
    ) -> None:
        moment = parse_moment(text)
        assert (moment.precision, moment.instant, moment.day) == (precision, instant, day)
        assert moment.text == text

    def test_the_day_is_the_one_that_was_written_wherever_it_is_read(self) -> None:
        assert parse_moment("2025-12-15T00:30:00+03:00").day == date(2025, 12, 15)
        assert parse_moment("2025-12-14T23:30:00-08:00").day == date(2025, 12, 14)

    @pytest.mark.parametrize(
        "text",
        [
            "2025-02-30",
            "2025-13-01",
            "0000-01-01",
            "about 2025-02-30",
            "2025-12-14T25:00:00Z",
            "2025-12-14T24:00:00Z",
            "2025-12-14T10:60:00Z",
            "2025-12-14T10:00:00+24:00",
            "2025-12-14T10:00:00",
            "2025-12-14T10Z",
            "2025-12-14T10:00:00 MSK",
            "10:00",
            "14.12.2025",
            "about unknown",
            "about about 2025-12-14",
            "Unknown",
            "yesterday",
            "2025-12-14\n",
            "٢٠٢٥-12-14",
            "",
        ],
    )
    def test_what_is_no_moment_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            parse_moment(text)

    def test_moments_are_equal_when_they_are_written_alike(self) -> None:
        moment = parse_moment("2025-12-14")
        assert moment == parse_moment("2025-12-14")
        assert len({moment, parse_moment("2025-12-14")}) == 1
        assert moment != parse_moment("about 2025-12-14")
        assert moment != "2025-12-14"
        assert repr(moment) == "Moment('2025-12-14')"

    @given(st.text(max_size=40) | TEXTS)
    def test_any_text_is_a_moment_or_refused(self, text: str) -> None:
        try:
            moment = parse_moment(text)
        except ValueError:
            return
        assert moment.text == text
        assert (moment.day is None) == (moment.precision is Precision.UNKNOWN)
        assert moment.instant is None or moment.instant.tzinfo is not None


class TestOrder:
    @pytest.mark.parametrize(
        ("later", "earlier", "certain"),
        [
            ("2025-12-14T10:00:01Z", "2025-12-14T10:00:00Z", True),
            ("2025-12-14T10:00:00+03:00", "2025-12-14T08:00:00Z", False),
            ("2025-12-15", "2025-12-14", True),
            ("2025-12-14", "2025-12-14", False),
            ("2025-12-14", "2025-12-14T00:00:00Z", False),
            # A day's time zone is not known: one day apart may be the same moment.
            ("2025-12-15", "2025-12-14T23:00:00-08:00", False),
            ("2025-12-16", "2025-12-14T23:00:00-08:00", True),
            ("about 2025-12-20", "2025-12-14", False),
            ("2025-12-20", "about 2025-12-14T10:00:00Z", False),
            ("unknown", "2025-12-14", False),
            ("2025-12-14", "unknown", False),
        ],
    )
    def test_a_moment_is_later_only_where_that_is_certain(
        self, later: str, earlier: str, certain: bool
    ) -> None:
        assert parse_moment(later).is_after(parse_moment(earlier)) is certain

    @given(TEXTS, TEXTS)
    def test_two_moments_are_never_later_than_each_other(self, one: str, other: str) -> None:
        a, b = parse_moment(one), parse_moment(other)
        assert not (a.is_after(b) and b.is_after(a))


class TestDurations:
    @pytest.mark.parametrize(
        ("start", "end", "length", "approximate"),
        [
            ("2025-12-14T10:00:00+03:00", "2025-12-14T07:02:15Z", (0, 2, 15), False),
            ("about 2025-12-14T10:00Z", "2025-12-14T11:00Z", (1, 0, 0), True),
            ("2025-12-14T10:00Z", "about 2025-12-14T11:00Z", (1, 0, 0), True),
            ("2025-12-14T10:00Z", "2025-12-14T10:00Z", (0, 0, 0), False),
        ],
    )
    def test_the_time_between_is_as_sure_as_its_ends(
        self, start: str, end: str, length: tuple[int, int, int], approximate: bool
    ) -> None:
        hours, minutes, seconds = length
        expected = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        got = between(parse_moment(start), parse_moment(end))
        assert got == Duration(expected, approximate)

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ("2025-12-14", "2025-12-15"),
            ("2025-12-14", "2025-12-14T10:00:00Z"),
            ("unknown", "2025-12-14T10:00:00Z"),
            ("2025-12-14T10:00:00Z", "2025-12-14T09:59:59Z"),
            ("2025-12-14T10:00:00Z", "2025-12-14T10:00:00+03:00"),
        ],
    )
    def test_what_cannot_be_computed_is_unknown_and_never_zero(self, start: str, end: str) -> None:
        assert between(parse_moment(start), parse_moment(end)) is None

    def test_a_missing_end_makes_the_time_unknown(self) -> None:
        assert between(None, parse_moment("unknown")) is None
        assert between(parse_moment("2025-12-14T10:00:00Z"), None) is None

    @given(TEXTS, TEXTS)
    def test_the_time_between_is_never_negative(self, start: str, end: str) -> None:
        duration = between(parse_moment(start), parse_moment(end))
        assert duration is None or duration.length >= timedelta(0)

    @pytest.mark.parametrize(
        ("seconds", "said", "minutes"),
        [
            (0, "0 s", 0),
            (135, "2 min 15 s", 2),
            (585, "9 min 45 s", 10),
            (720, "12 min", 12),
            (7_500, "2 h 5 min", 125),
            (7_505, "2 h 5 min", 125),
            (86_400 + 300, "1 d 5 min", 1_445),
            (90 * 86_400 + 3_600, "90 d 1 h", 129_660),
        ],
    )
    def test_a_duration_is_written_as_people_say_it(
        self, seconds: int, said: str, minutes: int
    ) -> None:
        duration = Duration(timedelta(seconds=seconds), approximate=False)
        assert str(duration) == said
        assert duration.minutes == minutes
        assert str(Duration(duration.length, approximate=True)) == f"about {said}"


class TestTimesOfAnIncident:
    # The example of the post-mortem template: started 10:00:00, alert 10:02:15, resolved 10:12:00.
    EXAMPLE = Times(
        started=parse_moment("2025-12-14T10:00:00+03:00"),
        detected=parse_moment("2025-12-14T10:02:15+03:00"),
        acknowledged=parse_moment("2025-12-14T10:03:00+03:00"),
        restored=parse_moment("2025-12-14T10:09:00+03:00"),
        resolved=parse_moment("2025-12-14T10:12:00+03:00"),
    )

    def test_the_figures_of_the_known_example_come_out(self) -> None:
        assert str(self.EXAMPLE.time_to_detect) == "2 min 15 s"
        assert str(self.EXAMPLE.time_to_resolve) == "9 min 45 s"
        assert str(self.EXAMPLE.time_to_restore) == "9 min"
        assert str(self.EXAMPLE.duration) == "12 min"

    def test_each_figure_falls_back_on_the_other_end_of_the_incident(self) -> None:
        only_resolved = Times(started=self.EXAMPLE.started, resolved=self.EXAMPLE.resolved)
        only_restored = Times(started=self.EXAMPLE.started, restored=self.EXAMPLE.restored)
        assert str(only_resolved.time_to_restore) == "12 min"
        assert str(only_restored.duration) == "9 min"

    def test_without_times_every_figure_is_unknown(self) -> None:
        nothing = Times()
        assert nothing.time_to_detect is None
        assert nothing.time_to_resolve is None
        assert nothing.time_to_restore is None
        assert nothing.duration is None
        assert nothing.first_known is None

    def test_the_incident_begins_with_the_first_moment_that_has_a_day(self) -> None:
        times = Times(
            started=parse_moment("unknown"),
            detected=parse_moment("about 2025-12-14"),
            resolved=parse_moment("2025-12-15"),
        )
        assert times.first_known == parse_moment("about 2025-12-14")
