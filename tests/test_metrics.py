"""Windows, rates, targets, bands and trends, and what they are called in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured_files import measured
from metrics_world import lasting, some_metrics, spans

from pmaction.config import Config, Dora, Targets
from pmaction.facts import Facts, IncidentFact, ItemFact
from pmaction.issue import Listing
from pmaction.likeness import Alike
from pmaction.metrics import target_words, words
from pmaction.metrics.bands import dora_metrics
from pmaction.metrics.comparison import incident_lines, item_lines
from pmaction.metrics.lengths import spans_of
from pmaction.metrics.measuring import last_days, measure
from pmaction.metrics.results import Target, TargetId
from pmaction.metrics.values import Bucket, LeftOut, Metrics, Share, Window
from pmaction.teams import NO_TEAM

TODAY = date(2025, 12, 24)  # A Wednesday.
WINDOW = last_days(TODAY)


def incident(number: int = 1, **fields: Any) -> IncidentFact:
    values: dict[str, Any] = {"day": date(2025, 12, 1), "title": "x"}
    return IncidentFact(id=f"PM-2025-{number:03}", **(values | fields))


def task(number: int = 1, **fields: Any) -> ItemFact:
    values: dict[str, Any] = {
        "opened": date(2025, 12, 1),
        "title": "x",
        "postmortem": "PM-2025-001",
    }
    values |= {"key": f"PM-2025-001/A{number}"}
    return ItemFact(**(values | fields))


def done(number: int, ended: date, due: date | None) -> ItemFact:
    return task(number, state="done", ended=ended, due=due)


def metrics(
    *found: IncidentFact | ItemFact, config: Config | None = None, window: Window = WINDOW
) -> Metrics:
    facts = Facts(
        today=TODAY,
        incidents=tuple(one for one in found if isinstance(one, IncidentFact)),
        items=tuple(one for one in found if isinstance(one, ItemFact)),
    )
    return measure(facts, config or Config(), window)


def target(name: TargetId, *found: IncidentFact | ItemFact, **fields: Any) -> Target:
    config = Config(targets=Targets(**fields))
    return next(one for one in metrics(*found, config=config).targets if one.id == name)


def day(number: int) -> date:
    return date(2025, 12, number)


def test_a_window_has_both_its_ends_and_the_one_before_is_as_long() -> None:
    assert last_days(TODAY).days == 90
    assert (WINDOW.since, WINDOW.until) == (date(2025, 9, 26), TODAY)
    assert WINDOW.before == Window(date(2025, 6, 28), date(2025, 9, 25))
    assert date(2025, 9, 26) in WINDOW
    assert TODAY in WINDOW
    assert date(2025, 9, 25) not in WINDOW
    assert None not in WINDOW


@given(st.sampled_from([date(1, 1, 1), date(2019, 12, 1), date(9997, 1, 1)]), st.data())
def test_months_cover_a_window_without_gaps(start: date, data: st.DataObject) -> None:
    near = st.integers(0, 1094).map(lambda count: start + timedelta(days=count))
    since, until = data.draw(near), data.draw(near)
    months = list(Window(since, until).months())
    assert bool(months) == (since.replace(day=1) <= until)
    for month, following in pairwise(months):
        assert following.since - month.until == timedelta(days=1)
    if months:
        assert (months[0].since, months[-1].until) == (since.replace(day=1), until)


@given(st.dates(), st.integers(1, 800))
def test_the_period_before_ends_the_day_before_and_stays_in_the_calendar(
    until: date, length: int
) -> None:
    window = last_days(until, length)
    if window.since > date.min + timedelta(days=length):
        assert window.before.until == window.since - timedelta(days=1)
        assert window.before.days == window.days == length
    assert window.before.since >= date.min


def test_before_the_first_day_of_all_there_is_no_period() -> None:
    before = Window(date.min, date(2025, 12, 22)).before
    assert (before.days, date.min in before, date(1, 1, 2) in before) == (0, False, False)
    assert Window(date(1, 1, 3), date(2025, 1, 1)).before == Window(date.min, date(1, 1, 2))


def test_nothing_known_is_nothing_and_not_zero() -> None:
    nothing = measured((), Listing(), Config(), TODAY)
    assert {one.id: one.met for one in nothing.targets} == {
        "p0-published": None,
        "published-in-time": None,
        "items-done-in-time": None,
        "recurrence": None,
        "long-overdue": None,  # Nothing was ever due.
        "time-to-detect": None,
    }
    assert [target_words.verdict(one) for one in nothing.targets] == [
        *("nothing to measure",) * 5,
        "no target",
    ]
    assert nothing.now.restore.median is None
    assert nothing.now.published.percent is None
    assert (nothing.months, nothing.teams, nothing.services, nothing.open_items) == ((),) * 4
    assert [one.now for one in incident_lines(nothing)] == ["0", *(words.NOTHING,) * 10]
    assert [words.dora(one) for one in nothing.dora] == [words.NOTHING]


def test_a_window_that_ends_before_it_begins_is_empty() -> None:
    found = metrics(incident(), task(due=day(2)), window=Window(TODAY, day(1)))
    assert (found.now.incidents, found.now.in_time, found.now.opened) == (0, Share(), 0)


def test_a_window_that_goes_on_counts_up_to_today() -> None:
    later = Window(day(1), date(2026, 3, 31))
    found = metrics(task(1, due=date(2026, 1, 5)), done(2, day(20), date(2026, 1, 5)), window=later)
    assert found.as_of == TODAY
    assert found.now.in_time == Share()  # Neither is due yet.
    assert found.months[-1].month.until == TODAY


def test_done_in_time_is_of_what_was_due_and_is_done_or_overdue() -> None:
    found = metrics(
        done(1, day(10), day(10)),
        done(2, day(11), day(10)),
        task(3, due=day(23)),  # Open, and a day late.
        task(4, due=TODAY),  # Its last day is not over.
        task(5, due=day(10), state="wont_do", ended=day(9)),
        task(6, due=day(10), state="done"),  # Nobody knows when.
        task(7),  # Without a due date.
        done(8, day(1), date(2025, 9, 25)),  # Due before the window.
        done(9, day(1), date(2026, 1, 5)),  # Due after it.
    )
    assert found.now.in_time == Share(1, 3)
    assert found.left_out == LeftOut(no_due=1, no_end=1)


def test_what_was_late_stays_late_for_the_window_in_which_it_was_due() -> None:
    late = done(1, TODAY, date(2025, 9, 1))
    assert metrics(late).before.in_time == Share(0, 1)
    assert metrics(late).now.in_time == Share()


def test_closed_is_of_what_was_open_at_any_time_in_the_window() -> None:
    found = metrics(
        task(1),
        done(2, day(5), None),
        task(3, state="wont_do", ended=day(6)),
        task(4, opened=date(2025, 1, 1), state="done", ended=date(2025, 9, 25)),  # Closed before.
        task(5, opened=date(2025, 1, 1)),
        task(6, state="done"),  # Nobody knows when.
    )
    assert found.now.closed == Share(2, 4)


def test_an_item_that_was_closed_on_the_first_or_last_day_was_closed_in_the_window() -> None:
    first, last = done(1, WINDOW.since, None), done(2, WINDOW.until, None)
    long_open = replace(first, opened=date(2025, 1, 1)), last
    assert metrics(*long_open).now.closed == Share(2, 2)
    assert metrics(*long_open).now.done == 2
    assert metrics(*long_open).before.closed == Share(0, 1)


@pytest.mark.parametrize(
    ("in_time", "late", "met"), [(9, 1, False), (10, 1, True), (1, 0, True), (0, 1, False)]
)
def test_over_ninety_percent_is_more_than_ninety(in_time: int, late: int, met: bool) -> None:
    items = [done(n, day(5), day(5)) for n in range(in_time)]
    items += [done(100 + n, day(6), day(5)) for n in range(late)]
    assert target("items-done-in-time", *items).met is met


@pytest.mark.parametrize(("again", "first", "met"), [(1, 9, False), (1, 10, True), (0, 1, True)])
def test_under_ten_percent_is_fewer_than_ten(again: int, first: int, met: bool) -> None:
    found = [incident(n, recurrence_of="PM-2024-001") for n in range(again)]
    found += [incident(100 + n) for n in range(first)]
    assert target("recurrence", *found).met is met


def test_a_target_that_nobody_can_pass_is_met_when_it_is_reached() -> None:
    assert target("items-done-in-time", done(1, day(5), day(5)), items_done_in_time=100).met is True
    assert target("recurrence", incident(), recurrence=0).met is True


def test_no_item_is_open_for_more_days_than_the_target_has() -> None:
    thirty = task(1, due=date(2025, 11, 24))
    assert target("long-overdue", thirty).met is True
    more = target("long-overdue", thirty, task(2, due=date(2025, 11, 23)))
    assert (more.met, more.count, more.names) == (False, 1, ("PM-2025-001/A2",))


def test_each_p0_is_to_be_published_and_what_still_has_time_is_not_counted() -> None:
    by = date(2025, 12, 3)
    out = incident(1, severity="P0", status="published", publish_by=by, is_published_in_time=True)
    late = incident(2, severity="P0", publish_by=by, is_published_in_time=False)
    fresh = incident(3, severity="P0", publish_by=by)
    lesser = incident(4, severity="P1", publish_by=by, is_published_in_time=False)
    found = target("p0-published", out, late, fresh, lesser)
    assert (found.met, found.share, found.names) == (False, Share(1, 2), ("PM-2025-002",))
    assert target("p0-published", out, fresh).met is True
    assert target("p0-published", fresh).met is None


def test_published_in_time_asks_of_what_must_be_published_and_is_or_is_missing() -> None:
    found = target(
        "published-in-time",
        incident(1, is_published_in_time=False),
        incident(2),  # Nothing asks for it.
        incident(6, publish_by=date(2025, 12, 20)),  # There still is time.
        incident(3, status="published", is_published_in_time=False, publish=lasting(3_000)),
        incident(4, status="published", is_published_in_time=True, publish=lasting(60)),
        incident(5, status="published"),  # Nobody knows when.
    )
    assert (found.met, found.share) == (False, Share(1, 3))
    assert found.names == ("PM-2025-001", "PM-2025-003")
    assert target_words.target_now(found) == "1 of 3, median 1 h, longest 2 d 2 h (2 of 3 known)"


def test_detection_has_a_target_only_if_one_is_set() -> None:
    slow = incident(1, detect=lasting(15.1))
    assert target("time-to-detect", slow).met is None
    missed = target("time-to-detect", slow, minutes_to_detect=15)
    assert (missed.met, target_words.verdict(missed)) == (False, "missed: PM-2025-001")
    assert target("time-to-detect", incident(detect=lasting(15)), minutes_to_detect=15).met is True
    unknown = target("time-to-detect", incident(), minutes_to_detect=15)
    assert (unknown.met, target_words.verdict(unknown)) == (None, words.UNKNOWN)


def test_a_detection_gap_is_slow_or_without_alert_or_named() -> None:
    config = Config(targets=Targets(minutes_to_detect=15))
    found = metrics(
        incident(1, detect=lasting(16), method="automated-alert"),
        incident(2, detect=lasting(14), method="automated-alert"),
        incident(3, method="customer-report"),
        incident(4, detection_gaps=("no alert on the queue",), alert="Down"),
        incident(5),
        config=config,
    )
    gaps = {one.id[-1]: one.is_slow for one in found.detection_gaps}
    assert gaps == {"1": True, "3": None, "4": None}
    assert found.now.alerted == Share(3, 4)


def test_a_suspected_recurrence_is_named_but_does_not_count_as_declared() -> None:
    older = incident(1, day=day(1))
    alike = Alike(
        later="PM-2025-002",
        earlier="PM-2025-001",
        likeness=0.5,
        services=("mail", "queue"),
        cause_kind="capacity",
        words=("pool", "connections"),
    )
    facts = Facts(today=TODAY, incidents=(older, incident(2, day=day(2))), items=(task(1),))
    found = measure(facts, Config(), WINDOW, [alike])
    assert found.now.recurrences == Share(0, 2)
    (one,) = found.recurrences
    assert (one.kind, one.open_items) == ("suspected", ("PM-2025-001/A1",))
    assert words.recurrence(one) == (
        "PM-2025-002 looks like PM-2025-001: same services mail, queue, same kind of cause "
        "(capacity); both speak of pool, connections"
    )


def test_a_declared_recurrence_is_not_suspected_once_more() -> None:
    again = incident(2, recurrence_of="https://status.example.com/7")
    alike = Alike(later="PM-2025-002", earlier="PM-2025-001", likeness=1)
    facts = Facts(today=TODAY, incidents=(again,))
    (one,) = measure(facts, Config(), WINDOW, [alike]).recurrences
    assert (one.kind, one.earlier) == ("declared", "https://status.example.com/7")


def test_this_week_ends_on_sunday() -> None:
    # It is Wednesday, 24 December.
    items = [task(n, due=day(n)) for n in (22, 23, 24, 28, 29)]
    total = metrics(*items, done(1, day(2), day(25))).total
    assert (total.overdue, total.due_this_week) == (2, 2)


def test_ages_and_lateness_begin_and_end_where_they_say() -> None:
    def opened(n: int, days: int) -> ItemFact:
        at = TODAY - timedelta(days=days)
        return task(n, opened=at, due=at)

    found = metrics(*(opened(n, age) for n, age in enumerate((0, 1, 7, 8, 30, 31, 90, 91, 400))))
    assert [one.count for one in found.ages] == [3, 2, 2, 2]
    assert [one.count for one in found.lateness] == [2, 2, 4]  # The one of today is not late.


def test_services_come_by_how_many_incidents_they_had_and_unnamed_ones_last() -> None:
    found = metrics(
        incident(1, services=("mail", "shop", "mail")),
        incident(2, services=("shop",)),
        incident(3),
        incident(4, services=("old",), day=date(2025, 8, 1)),
        incident(5, services=("older",), day=date(2024, 1, 1)),
    )
    assert [(one.name, one.incidents, one.before) for one in found.services] == [
        ("shop", 2, 0),
        ("mail", 1, 0),
        ("old", 0, 1),
        (None, 1, 0),
    ]


def test_the_series_is_of_a_year_and_of_longer_windows_whole() -> None:
    old = incident(day=date(2020, 5, 5))
    assert [one.name for one in metrics(old).months][::11] == ["2025-01", "2025-12"]
    assert metrics(old, window=Window(date(2023, 2, 3), TODAY)).months[0].name == "2023-02"
    assert metrics(incident(day=day(3))).months[0].name == "2025-12"


@pytest.mark.parametrize(
    ("name", "value", "band"),
    [
        ("deployments_a_week", 7.1, "high"),
        ("deployments_a_week", 7, "mid"),
        ("deployments_a_week", 0.25, "mid"),
        ("deployments_a_week", 0.2, "low"),
        ("lead_time_hours", 23.9, "high"),
        ("lead_time_hours", 24, "mid"),
        ("lead_time_hours", 168, "low"),
        ("change_failure_percent", 14.9, "high"),
        ("change_failure_percent", 15, "mid"),
        ("change_failure_percent", 30, "mid"),
        ("change_failure_percent", 30.1, "low"),
    ],
)
def test_what_is_declared_has_its_band(name: str, value: float, band: str) -> None:
    first, restore = dora_metrics(Dora(**{name: value}), spans())
    assert (first.value, first.band, restore.band) == (value, band, None)


@pytest.mark.parametrize(
    ("minutes", "band"), [(59.9, "high"), (60, "mid"), (1439, "mid"), (1440, "low")]
)
def test_the_time_to_restore_has_its_band(minutes: float, band: str) -> None:
    assert dora_metrics(Dora(), spans(minutes))[0].band == band


def test_median_and_percentile_are_lengths_that_there_were() -> None:
    found = spans_of([lasting(4), None, lasting(1), lasting(3), lasting(2, approximate=True)])
    assert (str(found.median), str(found.p90)) == ("about 2 min", "4 min")
    assert (found.of, found.unknown, found.approximate) == (4, 1, 1)
    ten = spans_of([lasting(n) for n in range(1, 11)])
    assert (str(ten.median), str(ten.p90)) == ("5 min", "9 min")
    assert words.spans(ten) == "median 5 min, 90th percentile 9 min (of 10)"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(9, 13), "9 of 13"),
        (Share(19, 19), "19 of 19"),
        (Share(20, 20), "100 % (20 of 20)"),
        (Share(199, 200), "99 % (199 of 200)"),
        (Share(0, 0), "–"),
    ],
)
def test_small_shares_are_counts_and_no_percentage_is_rounded_up(share: Share, said: str) -> None:
    assert words.share(share) == said


@pytest.mark.parametrize(
    ("share", "limit", "said"),
    [
        (Share(181, 200), 90, "90.5 % (181 of 200)"),
        (Share(180, 200), 90, "90 % (180 of 200)"),
        (Share(9001, 10_000), 90, "90.01 % (9001 of 10000)"),
        (Share(183, 200), 90, "91 % (183 of 200)"),
        (Share(179, 200), 90, "89 % (179 of 200)"),
        (Share(181, 200), 90.5, "90.5 % (181 of 200)"),
    ],
)
def test_a_share_just_past_its_target_has_the_decimals_that_show_it(
    share: Share, limit: float, said: str
) -> None:
    target = Target(id="items-done-in-time", limit=limit, met=True, share=share, share_before=share)
    assert (target_words.target_now(target), target_words.target_before(target)) == (said, said)


def test_the_targets_in_plain_words() -> None:
    said = [target_words.sentence(one) for one in some_metrics().targets]
    assert said == [
        "Postmortems of P0 incidents published: 1 of 2. Target: 100 %. Missed by: PM-2025-007.",
        "Postmortems published in time: 1 of 2; before: 1 of 1. Target: within 48 h. "
        "Missed by: PM-2025-007.",
        "Action items done in time: 9 of 13; before: 4 of 4. Target: over 90 %. "
        "Missed by: PM-2025-006/A2, PM-2025-008/A1, PM-2025-008/A2 and 1 more.",
        "Incidents that are recurrences: 1 of 4; before: 0 of 1. Target: under 10 %. "
        "Missed by: PM-2025-008.",
        "Action items open long past their due date: 1; before: 0. "
        "Target: none over 30 days late. Missed by: PM-2025-006/A2.",
        "Time to detect: median 2 min 15 s, longest 45 min (3 of 4 known); before: 20 min. "
        "Target: within 15 min, met.",
    ]
    assert target_words.missed(some_metrics().targets[3:]) == (
        "keep recurrences rare, leave nothing open long past its due date"
    )


def test_beside_a_median_stands_how_many_are_unknown() -> None:
    one = spans_of([lasting(1), *(None,) * 13])
    assert (words.spans(one), words.median(one)) == ("1 min (1 of 14 known)",) * 2
    two = spans_of([lasting(1), lasting(2), None])
    assert words.spans(two) == "median 1 min, longest 2 min (2 of 3 known)"
    assert words.median(two) == "1 min (2 of 3 known)"
    known = spans_of([lasting(1)])
    assert (words.spans(known), words.median(known)) == ("1 min",) * 2
    nothing = spans_of([None])
    assert (words.spans(nothing), words.median(nothing)) == (words.UNKNOWN,) * 2
    assert words.median(spans_of([])) == words.NOTHING


def test_an_incident_of_a_day_to_come_is_in_no_period_and_that_is_said() -> None:
    ahead = incident(1, day=TODAY + timedelta(days=1))
    found = metrics(ahead, incident(2, day=TODAY))
    assert (found.now.incidents, found.left_out) == (1, LeftOut(ahead=1))
    reached = metrics(ahead, window=Window(day(1), date(2026, 1, 31)))
    assert (reached.now.incidents, reached.left_out) == (1, LeftOut())


def test_what_was_left_out_in_plain_words() -> None:
    some = LeftOut(undated=1, ahead=2, no_due=2, no_end=2, no_start=1, quiet=1)
    assert words.left_out(some) == (
        "1 incident has no date, and is in no period.",
        "2 incidents have a date in the future, and are in no period yet.",
        "2 open action items have no due date, and are neither in time nor late.",
        "2 action items ended on a day that is unknown or in the future, and are counted as of "
        "today only.",
        "1 action item was opened on a day that is unknown or in the future, and is counted as of "
        "today only.",
        "1 action item is not counted, since no issues are opened for such postmortems.",
    )
    assert words.left_out(LeftOut()) == ()


def test_ages_in_plain_words() -> None:
    said = [
        words.bucket(one, "old") for one in (Bucket(0, 7, 1), Bucket(91, None, 1), Bucket(1, 1, 1))
    ]
    assert said == ["0 to 7 days old", "91 days old and more", "1 day old"]


def test_each_line_says_whether_it_got_better() -> None:
    trends = {
        one.name: one.trend
        for one in (*incident_lines(some_metrics()), *item_lines(some_metrics()))
    }
    assert trends["Incidents"] == "worse"
    assert trends["Time to detect"] == "better"
    assert trends["Recurrences"] == "worse"
    assert trends["Moved, of those due"] == "worse"
    assert trends["Done in time, of those due"] == "worse"
    assert trends["Closed, of those that were open"] == "better"
    assert trends["Done"] is None  # More of it is neither good nor bad.
    assert trends["Time to acknowledge"] is None  # Of the time before nothing is known.


def test_nobody_is_named() -> None:
    facts = Facts(today=TODAY, items=(task(1),))
    assert [one.name for one in measure(facts, Config(), WINDOW).teams] == [NO_TEAM]
    assert "@" not in repr(some_metrics())


def test_the_same_facts_give_the_same_metrics_in_any_order() -> None:
    incidents = tuple(incident(n, services=("a", "b"), cause_kind="code") for n in range(5))
    items = tuple(task(n, due=day(2 + n % 3), team=("x", "y")[n % 2]) for n in range(9))
    one = measure(Facts(today=TODAY, incidents=incidents, items=items), Config(), WINDOW)
    other = Facts(today=TODAY, incidents=incidents[::-1], items=items[::-1])
    assert measure(other, Config(), WINDOW) == one
