"""Rules on how far apart times lie compare only what is certain."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_checks import check, only, rules_in

from pmaction.findings import Finding
from pmaction.moment import parse_moment
from pmaction.rules.spans import certainly_between


@pytest.mark.parametrize(
    ("earlier", "later", "hours"),
    [
        ("2025-12-14T10:00+03:00", "2025-12-14T10:00Z", 3),
        ("2025-12-14T10:00Z", "2025-12-16", 24 + 0),
        ("2025-12-14", "2025-12-16T12:00Z", 24),
        ("2025-12-14", "2025-12-16", -2),
        ("about 2025-12-14", "2025-12-16", None),
        ("2025-12-14", "unknown", None),
        ("2025-12-14", None, None),
    ],
)
def test_the_least_time_between_two_moments(
    earlier: str, later: str | None, hours: int | None
) -> None:
    length = certainly_between(parse_moment(earlier), parse_moment(later) if later else None)
    assert (length.total_seconds() / 3600 if length is not None else None) == hours


@pytest.mark.parametrize("edge", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_trouble(edge: str) -> None:
    assert check(f"timeline: [{{at: {edge}, event: x}}]\nstatus: draft\n") is not None
    assert check(f"times: {{started: {edge}, detected: {edge}, resolved: {edge}}}\n") is not None


class TestTimelineOutsideIncident:
    def found(self, *moments: str, config: str = "", times: str = "") -> list[Finding]:
        entries = "".join(f'  - {{at: "{moment}", event: x}}\n' for moment in moments)
        return check(f"status: reviewed\n{times}timeline:\n{entries}", config=config)

    @pytest.mark.parametrize(
        "moment",
        [
            "2025-12-13T10:00:00+03:00",
            "2025-12-13",
            "2025-12-17T10:12:00+03:00",
            "2025-12-17",
            "about 2025-11-01",
            "unknown",
        ],
    )
    def test_close_to_the_incident_is_near_enough(self, moment: str) -> None:
        assert self.found(moment) == []

    @pytest.mark.parametrize(
        ("moment", "side"),
        [
            ("2025-12-13T09:59:59+03:00", "before `started` (2025-12-14T10:00:00+03:00)"),
            ("2025-12-11", "before `started`"),
            ("2025-12-17T10:12:01+03:00", "after `resolved` (2025-12-14T10:12:00+03:00)"),
            ("2025-12-19", "after `resolved`"),
        ],
    )
    def test_what_is_certainly_farther_away_is_told(self, moment: str, side: str) -> None:
        finding = only(self.found(moment))
        assert (finding.rule, finding.pointer) == ("timeline-outside-incident", "/timeline/0/at")
        assert f"entry 1 ({moment}) lies far {side}" in finding.message

    def test_neighbours_on_one_side_are_one_mistake(self) -> None:
        early = [f"2025-11-14T10:0{minute}:00+03:00" for minute in range(4)]
        finding = only(self.found(*early, "2025-12-14T10:05:00+03:00"))
        assert finding.message.endswith(", and so do the 3 after it")

    def test_an_entry_that_steps_back_is_one_mistake(self) -> None:
        found = self.found("2025-12-14T10:05:00+03:00", "2025-11-14T10:06:00+03:00")
        assert rules_in(found) == ["timeline-order"]

    def test_an_entry_in_the_future_is_one_mistake(self) -> None:
        assert rules_in(self.found("2026-12-14T10:05:00+03:00")) == ["future-time"]

    def test_an_incident_without_certain_ends_has_no_outside(self) -> None:
        times = 'times: {started: "about 2025-12-14T10:00Z", resolved: unknown}\n'
        assert self.found("2025-11-01", "2026-01-01", times=times) == []

    def test_the_end_may_be_the_restoration(self) -> None:
        times = 'times: {started: "2025-12-14T10:00Z", restored: "2025-12-14T11:00Z"}\n'
        assert "after `restored`" in only(self.found("2025-12-25", times=times)).message

    def test_how_far_is_too_far_can_be_set(self) -> None:
        config = "rules: {timeline-outside-incident: {hours_before: 0, hours_after: 300}}\n"
        assert self.found("2025-12-25", config=config) == []
        assert len(self.found("2025-12-14T09:59:00+03:00", config=config)) == 1


class TestImplausibleTimes:
    PATH = "postmortems/2024/2024-12-14-mail.yaml"

    def found(self, times: str, config: str = "") -> list[Finding]:
        return check(f"times: {{{times}}}\n", path=self.PATH, config=config)

    def test_a_year_between_two_times_is_told(self) -> None:
        finding = only(self.found("started: 2024-12-14, detected: 2025-12-14"))
        assert (finding.rule, finding.pointer) == ("implausible-times", "/times/detected")

    def test_a_long_way_in_many_steps_is_possible(self) -> None:
        steps = "started: 2024-12-14, detected: 2025-02-20, restored: 2025-05-01"
        assert self.found(steps) == []

    def test_only_certain_times_are_compared(self) -> None:
        assert self.found("started: 2024-12-14, detected: about 2025-12-14") == []
        finding = only(self.found("started: 2024-12-14, detected: unknown, resolved: 2025-12-14"))
        assert "`resolved` (2025-12-14) is " in finding.message
        assert "after `started`" in finding.message

    def test_one_wrong_time_is_one_finding(self) -> None:
        found = self.found("started: 2024-12-14, detected: 2023-12-14")
        assert rules_in(found) == ["time-order"]
        assert rules_in(self.found("started: 2024-12-14, detected: 2030-12-14")) == ["future-time"]

    def test_how_long_is_too_long_can_be_set(self) -> None:
        times = "started: 2024-12-14, detected: 2025-12-14"
        assert self.found(times, "rules: {implausible-times: {days: 400}}\n") == []


class TestUnderivableTimes:
    def found(self, times: str) -> list[Finding]:
        found = check(f"status: published\ntimes: {{{times}}}\n")
        return [finding for finding in found if finding.rule == "underivable-times"]

    @pytest.mark.parametrize(
        ("times", "said"),
        [
            ("started: 2025-12-14, resolved: 2025-12-14", "`times.detected` is missing"),
            ("started: 2025-12-14, restored: 2025-12-14", "`times.detected` and `times.resolved`"),
            (
                "started: 2025-12-14, detected: unknown, restored: 2025-12-14",
                "`times.resolved` is missing, so that no time to resolve",
            ),
        ],
    )
    def test_what_is_missing_is_told_in_one_finding(self, times: str, said: str) -> None:
        finding = only(self.found(times))
        assert finding.pointer == "/times"
        assert said in finding.message

    @pytest.mark.parametrize(
        "times",
        [
            "started: unknown, detected: unknown, resolved: unknown",
            "started: 2025-12-14, detected: about 2025-12-14, resolved: about 2025-12-14",
            "started: 2025-12-14, detected: unknown, restored: unknown",
            "",
        ],
    )
    def test_unknown_and_about_are_answers(self, times: str) -> None:
        assert self.found(times) == []


class TestTimelineOrder:
    def found(self, *times: str) -> list[str]:
        entries = "".join(f'  - {{at: "{at}", event: x}}\n' for at in times)
        found = check(f"timeline:\n{entries}", config="rules: {timeline-outside-incident: off}\n")
        return [f"{one.pointer} {one.message}" for one in found if one.rule == "timeline-order"]

    @pytest.mark.parametrize("between", ["2025-12-14", "about 2025-12-14T09:00:00Z", "unknown"])
    def test_a_time_that_says_no_hour_hides_no_step_back(self, between: str) -> None:
        (told,) = self.found("2025-12-14T10:06:00Z", between, "2025-12-14T10:03:00Z")
        assert told == (
            "/timeline/2/at entry 3 (2025-12-14T10:03:00Z) is before entry 1 (2025-12-14T10:06:00Z)"
        )

    def test_a_step_back_is_one_mistake_however_long_the_order_is_told_from_there(self) -> None:
        told = self.found(
            *("2025-12-14T10:06:00Z", "2025-12-14T10:03:00Z", "2025-12-14", "2025-12-14T10:04:00Z"),
            "2025-12-14T10:05:00Z",
        )
        assert [one.split()[0] for one in told] == ["/timeline/0/at"]

    def test_a_day_that_certainly_lies_before_is_a_step_back(self) -> None:
        (told,) = self.found("2025-12-13T10:00:00Z", "2025-12-14T10:06:00Z", "2025-12-11")
        assert told.startswith("/timeline/2/at entry 3 (2025-12-11) is before the one above it")

    def clock(self, *minutes: int) -> tuple[str, ...]:
        return tuple(f"2025-12-14T10:{minute:02}:00Z" for minute in minutes)

    @pytest.mark.parametrize(
        ("minutes", "wrong", "relation"),
        [
            ((0, 40, 20, 30), 2, "after the one below it"),
            ((0, 10, 20, 5), 4, "before the one above it"),
            ((0, 50, 10, 20, 30), 2, "after the one below it"),
            ((10, 20, 30, 0, 40), 4, "before the one above it"),
            ((30, 10, 20), 1, "after the one below it"),
        ],
    )
    def test_the_entry_without_which_the_others_are_in_order_is_the_wrong_one(
        self, minutes: tuple[int, ...], wrong: int, relation: str
    ) -> None:
        told = self.found(*self.clock(*minutes))
        assert [one.split()[0] for one in told] == [f"/timeline/{wrong - 1}/at"]
        assert relation in told[0]

    def test_where_nothing_tells_the_wrong_one_it_is_the_lower_one(self) -> None:
        (told,) = self.found(*self.clock(10, 0))
        assert told.startswith("/timeline/1/at entry 2")
        (told,) = self.found(*self.clock(0, 10, 5, 20))
        assert told.startswith("/timeline/2/at entry 3")

    def test_a_block_in_another_zone_is_one_mistake(self) -> None:
        told = self.found(*self.clock(0, 31, 32, 33, 2, 3, 4))
        assert len(told) == 1

    @given(st.lists(st.integers(0, 59), min_size=3, max_size=9, unique=True), st.data())
    def test_one_entry_in_a_wrong_place_is_one_finding_that_names_it_or_its_neighbour(
        self, minutes: list[int], data: st.DataObject
    ) -> None:
        minutes = sorted(minutes)
        source = data.draw(st.integers(0, len(minutes) - 1))
        target = data.draw(st.integers(0, len(minutes) - 1))
        moved = minutes[:source] + minutes[source + 1 :]
        moved.insert(target, minutes[source])
        told = self.found(*self.clock(*moved))
        assert len(told) == (source != target)
        if abs(source - target) > 1:
            assert told[0].startswith(f"/timeline/{target}/at ")

    def future(self, *times: str, config: str = "") -> list[tuple[str, str]]:
        entries = "".join(f'  - {{at: "{at}", event: x}}\n' for at in times)
        found = check(f"timeline:\n{entries}", config=config)
        return [(one.rule, one.pointer) for one in found]

    def test_a_slip_into_the_future_is_told_as_what_it_is(self) -> None:
        first, _, *rest = self.clock(0, 10, 20, 30)
        slip = "2026-12-14T10:10:00Z"
        assert self.future(first, slip, *rest) == [("future-time", "/timeline/1/at")]
        assert self.future(slip, *rest) == [("future-time", "/timeline/0/at")]
        assert self.future(first, slip, rest[0]) == [("future-time", "/timeline/1/at")]

    def test_a_slip_into_the_future_is_told_where_the_future_is_allowed(self) -> None:
        first, _, *rest = self.clock(0, 10, 20, 30)
        off = "rules: {future-time: off, timeline-outside-incident: off}\n"
        told = self.future(first, "2026-12-14T10:10:00Z", *rest, config=off)
        assert told == [("timeline-order", "/timeline/1/at")]

    def test_two_slips_are_two_findings(self) -> None:
        first, *rest = self.clock(0, 20, 30, 40, 50)
        slip = "2026-12-14T10:10:00Z"
        told = self.future(first, slip, *rest[:2], slip, *rest[2:])
        assert told == [("future-time", "/timeline/1/at"), ("future-time", "/timeline/4/at")]

    def test_a_timeline_in_reverse_takes_no_longer_than_one_in_order(self) -> None:
        minutes = [f"2025-12-{28 - n // 24:02}T{23 - n % 24:02}:00Z" for n in range(500)]
        started = process_time()
        self.found(*minutes)
        assert process_time() - started < 2
