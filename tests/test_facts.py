"""What counts as done, by which day, and for whom: the facts of postmortems and their issues."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from worlds import item, postmortem, sourced

from pmaction.config import Config, RuleSetting, Targets, Team
from pmaction.facts import Facts, IncidentFact, ItemFact
from pmaction.incident import Alert, Detection, RootCause, Summary, Times
from pmaction.issue import OUR_LABEL, Issue, Listing
from pmaction.metrics.gathering import gather
from pmaction.metrics.standing import Standing
from pmaction.model import DetectionCoverage, Extension, Postmortem, SignalCoverage
from pmaction.moment import parse_moment
from pmaction.rules.publication_hours import Deadlines
from pmaction.teams import NO_TEAM

TODAY = date(2026, 1, 10)


def issue(key: str = "PM-2025-001/A1", **fields: Any) -> Issue:
    values: dict[str, Any] = {"number": 1, "title": "", "state": "open"}
    return Issue(key=key, labels=frozenset({OUR_LABEL}), **(values | fields))


def facts(one: Postmortem, *issues: Issue, config: Config | None = None) -> Facts:
    return gather([sourced(one)], Listing(issues), config or Config(), TODAY)


def item_fact(one: Any, *issues: Issue, config: Config | None = None, **fields: Any) -> ItemFact:
    (found,) = facts(postmortem(one, **fields), *issues, config=config).items
    return found


def incident_fact(config: Config | None = None, **fields: Any) -> IncidentFact:
    (found,) = facts(postmortem(**fields), config=config).incidents
    return found


def times(**texts: str) -> Times:
    return Times(**{name: parse_moment(text) for name, text in texts.items()})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("reason", "file_status", "state"),
    [
        ("completed", "open", "done"),
        (None, "open", "done"),
        ("completed", "wont_do", "done"),
        ("not_planned", "open", "wont_do"),
        ("duplicate", "open", "wont_do"),
        ("not_planned", "done", "done"),
        ("not_planned", "wont_do", "wont_do"),
    ],
)
def test_a_closed_issue_says_what_became_of_its_item(
    reason: Any, file_status: str, state: str
) -> None:
    closed = issue(state="closed", reason=reason)
    assert item_fact(item("A1", status=file_status), closed).state == state


@pytest.mark.parametrize("file_status", ["open", "done", "wont_do"])
def test_an_open_issue_is_open_whatever_the_file_says(file_status: str) -> None:
    found = item_fact(item("A1", status=file_status, done_at=parse_moment("2025-12-05")), issue())
    assert (found.state, found.ended) == ("open", None)


@pytest.mark.parametrize("file_status", ["open", "done", "wont_do"])
def test_without_an_issue_the_file_says_it(file_status: str) -> None:
    assert item_fact(item("A1", status=file_status)).state == file_status


def test_it_ended_when_its_issue_was_closed_and_else_when_the_file_says() -> None:
    done = item("A1", status="done", done_at=parse_moment("2025-12-08"))
    closed = issue(state="closed", closed_at=at("2025-12-09T10:00:00+00:00"))
    assert item_fact(done, closed).ended == date(2025, 12, 9)
    assert item_fact(done, issue(state="closed")).ended == date(2025, 12, 8)
    assert item_fact(done).ended == date(2025, 12, 8)
    assert item_fact(item("A1"), issue(state="closed")).ended is None


def test_days_are_those_of_the_configured_zone_on_both_sides_of_daylight_saving() -> None:
    def ended(moment: str, zone: str) -> date | None:
        closed = issue(state="closed", closed_at=at(moment))
        return item_fact(item("A1"), closed, config=Config(time_zone=zone)).ended

    # Berlin leaves winter on 2025-03-30 at 1:00 UTC, and is two hours ahead from then on.
    assert ended("2025-03-29T22:59:59+00:00", "Europe/Berlin") == date(2025, 3, 29)
    assert ended("2025-03-29T23:00:00+00:00", "Europe/Berlin") == date(2025, 3, 30)
    assert ended("2025-03-30T22:00:00+00:00", "Europe/Berlin") == date(2025, 3, 31)
    assert ended("2025-12-21T11:30:00+00:00", "Pacific/Auckland") == date(2025, 12, 22)
    assert ended("2025-12-21T11:30:00+00:00", "Pacific/Honolulu") == date(2025, 12, 21)


def test_the_day_of_an_incident_is_the_one_from_which_its_items_dates_count() -> None:
    began = times(started="2025-12-14T23:30:00Z")
    for zone, day in (("UTC", 14), ("Pacific/Auckland", 15), ("America/Los_Angeles", 14)):
        config = Config(time_zone=zone, due_policy="aggressive")
        assert incident_fact(config, times=began).day == date(2025, 12, day)
        one = item_fact(item("A1", due=None, priority="P0"), config=config, times=began)
        assert one.due == date(2025, 12, day + 7)


def test_it_was_opened_with_its_issue_or_the_publication_or_else_the_incident() -> None:
    opened = issue(opened_at=at("2025-12-05T10:00:00+00:00"))
    assert item_fact(item("A1"), opened).opened == date(2025, 12, 5)
    assert item_fact(item("A1")).opened == date(2025, 12, 1)
    out = {"status": "published", "published_at": parse_moment("2025-12-03")}
    assert item_fact(item("A1"), **out).opened == date(2025, 12, 3)
    assert item_fact(item("A1"), times=Times()).opened is None


def test_it_was_never_opened_after_its_end() -> None:
    done = item("A1", status="done", done_at=parse_moment("2025-11-30"))
    assert item_fact(done).opened == date(2025, 11, 30)


def test_a_date_in_the_future_is_unknown_until_its_day_comes() -> None:
    typo = {"status": "published", "published_at": parse_moment("2027-12-03T10:00:00Z")}
    assert item_fact(item("A1"), **typo).opened == date(2025, 12, 1)  # The incident's, then.
    ahead = times(started="2026-01-11T10:00:00Z")
    assert item_fact(item("A1"), times=ahead).opened is None
    late_issue = issue(opened_at=at("2026-01-11T10:00:00+00:00"))
    assert item_fact(item("A1"), late_issue).opened is None
    done = item_fact(item("A1", status="done", done_at=parse_moment("2026-01-11")))
    assert (done.state, done.ended, done.done_on) == ("done", None, None)
    closed = issue(state="closed", closed_at=at("2026-01-11T10:00:00+00:00"))
    assert item_fact(item("A1"), closed).ended is None
    published = incident_fact(times=times(**END), **typo)
    assert (published.published, published.publish) == (None, None)
    assert (published.is_published, published.is_published_in_time) == (True, None)


def test_done_in_time_goes_by_the_earlier_one_of_the_file_and_the_issue() -> None:
    closed = issue(state="closed", closed_at=at("2025-12-12T06:00:00+00:00"))

    def is_in_time(*issues: Issue, **fields: Any) -> bool | None:
        return item_fact(item("A1", due=date(2025, 12, 10), **fields), *issues).is_in_time

    before = {"status": "done", "done_at": parse_moment("2025-12-05")}
    after = {"status": "done", "done_at": parse_moment("2025-12-11")}
    assert is_in_time(closed, **before) is True
    assert is_in_time(closed, **after) is False
    assert is_in_time(closed) is False
    assert is_in_time(closed, status="open", done_at=parse_moment("2025-12-05")) is False
    early = issue(state="closed", closed_at=at("2025-12-09T06:00:00+00:00"))
    assert is_in_time(early, **after) is True
    assert item_fact(item("A1", **before), closed).ended == date(2025, 12, 12)


HAWAII = Config(
    time_zone="Pacific/Auckland",
    teams={
        "Hawaii": Team(members=("@kai",), time_zone="Pacific/Honolulu"),
        "Kiribati": Team(members=("@io",), time_zone="Pacific/Kiritimati"),
    },
)


def days_late(owner: str, due: date, now: str) -> int:
    """How late an item is in a repository of Auckland."""
    moment = at(now)
    today = (moment + timedelta(hours=13)).date()
    one = sourced(postmortem(item("A1", owner=owner, due=due)))
    (found,) = gather([one], Listing(), HAWAII, today, moment).items
    return Standing(today, today).days_late(found)


def test_what_is_due_today_where_its_team_is_is_not_overdue() -> None:
    due = date(2025, 12, 20)
    # The 20th ends at 11:00 UTC in Auckland, at 10:00 in Kiribati, and a day later in Hawaii.
    assert days_late("@kai", due, "2025-12-20T20:00:00+00:00") == 0
    assert days_late("@bob", due, "2025-12-20T20:00:00+00:00") == 1
    assert days_late("@kai", due, "2025-12-21T09:59:59+00:00") == 0
    assert days_late("@kai", due, "2025-12-21T10:00:00+00:00") == 1
    assert days_late("@io", due, "2025-12-20T09:59:59+00:00") == 0
    assert days_late("@io", due, "2025-12-20T10:00:00+00:00") == 1
    assert days_late("@bob", due, "2025-12-20T10:00:00+00:00") == 0


def test_what_ends_on_its_last_day_where_its_team_is_is_in_time() -> None:
    closed = issue(state="closed", closed_at=at("2025-12-20T21:00:00+00:00"))
    in_hawaii = item_fact(item("A1", owner="@kai", due=date(2025, 12, 20)), closed, config=HAWAII)
    here = item_fact(item("A1", owner="@bob", due=date(2025, 12, 20)), closed, config=HAWAII)
    assert (in_hawaii.is_in_time, here.is_in_time) == (True, False)
    assert in_hawaii.ended == here.ended == date(2025, 12, 21)


def test_a_service_is_one_in_any_case_and_spelled_as_most_do() -> None:
    found = gather(
        [
            sourced(postmortem(item("A1"), pm_id="PM-2025-001", services=("Mail", "mail", "MAIL"))),
            sourced(postmortem(pm_id="PM-2025-002", services=("mail", "DNS"))),
            sourced(postmortem(pm_id="PM-2025-003", services=("dns",))),
        ],
        Listing(),
        Config(),
        TODAY,
    )
    assert [one.services for one in found.incidents] == [("mail",), ("mail", "DNS"), ("DNS",)]
    assert found.items[0].services == ("mail",)


def test_a_confidential_spelling_is_no_ones() -> None:
    secret = postmortem(pm_id="PM-2025-001", services=("ACME",), confidential=True)
    open_one = postmortem(pm_id="PM-2025-002", services=("acme",))
    found = gather([sourced(secret), sourced(open_one)], Listing(), Config(), TODAY)
    assert [one.services for one in found.incidents] == [(), ("acme",)]


def test_items_count_once_they_open_issues_or_have_one() -> None:
    draft = postmortem(item("A1"), item("A2"), status="draft")
    assert [one.key for one in facts(draft, issue()).items] == ["PM-2025-001/A1"]
    assert facts(draft, issue()).quiet_items == 1
    old = postmortem(item("A1"))
    assert facts(old, config=Config(track_since=date(2025, 12, 2))).quiet_items == 1
    assert facts(old, config=Config(track_since=date(2025, 12, 1))).quiet_items == 0


def test_an_item_belongs_to_the_team_that_owns_it_or_that_its_owner_is_in() -> None:
    teams = {
        "red": Team(lead="@ann", members=("@bob",)),
        "blue": Team(lead="@bob", members=("@cy",)),
    }
    config = Config(teams=teams)
    of = {
        owner: item_fact(item("A1", owner=owner), config=config).team
        for owner in ("red", "@ann", "@bob", "@CY", "@dan", "@org/red", "green", None)
    }
    assert of == {
        "red": "red",
        "@ann": "red",
        "@bob": "red",  # A member of the one before the lead of the other.
        "@CY": "blue",
        "@dan": NO_TEAM,
        "@org/red": NO_TEAM,
        "green": NO_TEAM,
        None: NO_TEAM,
    }


def test_an_incident_concerns_the_teams_of_its_items_and_authors() -> None:
    config = Config(teams={"red": Team(lead="@ann"), "blue": Team(members=("@cy",))})
    one = postmortem(item("A1", owner="red"), item("A2", owner="@zoe"), authors=("@cy", "Dan"))
    assert facts(one, config=config).incidents[0].teams == {"red", "blue"}
    assert facts(postmortem(), config=config).incidents[0].teams == {NO_TEAM}


def test_a_confidential_postmortem_counts_and_says_nothing() -> None:
    secret = postmortem(
        item("A1", title="Rotate the leaked key", category="security"),
        confidential=True,
        title="The key of acme leaked",
        severity="P0",
        services=("vault",),
        cause_kind="security",
        summary=Summary(root_cause="A key in the log"),
        root_cause=RootCause(detection_gaps=("nobody reads the log",)),
        detection=Detection(method="audit", alert=Alert(name="LeakAlert")),
        status="published",
        published_at=parse_moment("2025-12-02"),
    )
    found = facts(secret)
    (incident,), (one,) = found.incidents, found.items
    assert (incident.severity, incident.published) == ("P0", date(2025, 12, 2))
    assert (one.state, one.due) == ("open", date(2025, 12, 21))
    for word in ("acme", "leaked", "vault", "the log", "security", "LeakAlert"):
        assert word not in repr(found)


def test_the_due_date_in_force_then_is_told_by_the_days_of_approval() -> None:
    moved = item(
        "A1",
        due=date(2025, 12, 10),
        extensions=(
            Extension(date(2025, 12, 20), "x", "@x", date(2025, 12, 9)),
            Extension(date(2026, 1, 5), "x", "@x", date(2025, 12, 19)),
        ),
    )
    found = item_fact(moved)
    assert [str(found.due_on(date(2025, 12, day))) for day in (1, 8, 9, 18, 19, 31)] == [
        *("2025-12-10", "2025-12-10", "2025-12-20", "2025-12-20"),
        *("2026-01-05", "2026-01-05"),
    ]
    assert (found.due, found.slips) == (date(2026, 1, 5), 2)


def test_before_an_extension_that_says_no_day_the_date_in_force_is_todays() -> None:
    unknown = Extension(date(2026, 1, 5), "x", "@x")
    told = Extension(date(2025, 12, 20), "x", "@x", date(2025, 12, 9))
    for extensions in ((unknown,), (told, unknown)):
        moved = item_fact(item("A1", extensions=extensions))
        assert moved.due_on(date(2025, 12, 1)) == date(2026, 1, 5)
    first = item_fact(item("A1", extensions=(unknown, told)))
    assert first.due_on(date(2025, 12, 1)) == date(2026, 1, 5)
    assert first.due_on(date(2025, 12, 9)) == date(2025, 12, 20)


def test_how_it_stood_is_known_for_today_and_of_what_has_its_days_for_the_past() -> None:
    then, now = Standing(date(2025, 12, 31), TODAY), Standing(TODAY, TODAY)
    some = {"key": "PM-2025-001/A1", "postmortem": "PM-2025-001", "title": "x"}
    opened = date(2025, 12, 1)
    told = ItemFact(**some, opened=opened, ended=date(2026, 1, 5), state="done")
    assert (then.state(told), now.state(told)) == ("open", "done")
    unended = ItemFact(**some, opened=opened, state="done")
    assert (then.state(unended), now.state(unended)) == (None, "done")
    unopened = ItemFact(**some)
    assert (then.state(unopened), now.state(unopened)) == (None, "open")
    late = ItemFact(**some, opened=date(2026, 1, 1))
    assert (then.state(late), now.state(late)) == (None, "open")


def test_what_is_due_today_is_not_overdue() -> None:
    one = item_fact(item("A1", due=TODAY))
    assert Standing(TODAY, TODAY).days_late(one) == 0
    assert Standing(date(2026, 1, 11), date(2026, 1, 11)).days_late(one) == 1


def test_how_long_each_part_of_an_incident_took() -> None:
    found = incident_fact(
        times=times(
            started="2025-12-01T10:00:00Z",
            detected="2025-12-01T10:05:00Z",
            acknowledged="2025-12-01T10:07:00Z",
            mitigated="about 2025-12-01T10:30:00Z",
            restored="2025-12-01T10:40:00Z",
            resolved="2025-12-01T11:05:00Z",
        )
    )
    lengths = (found.detect, found.acknowledge, found.mitigate, found.restore, found.resolve)
    assert [str(one) for one in lengths] == ["5 min", "2 min", "about 30 min", "40 min", "1 h"]


def test_unknown_times_give_no_lengths() -> None:
    found = incident_fact(times=times(started="2025-12-01", detected="unknown"))
    assert (found.detect, found.acknowledge, found.mitigate, found.restore) == (None,) * 4
    assert found.publish is None


END = {"started": "2025-12-01T10:00:00Z", "resolved": "2025-12-01T12:00:00Z"}


@pytest.mark.parametrize(
    ("published", "took", "is_in_time"),
    [
        ("2025-12-03T12:00:00Z", "2 d", True),
        ("2025-12-03T12:00:01Z", "2 d 1 s", False),
        ("2025-12-03", "about 2 d", True),
        ("2025-12-04", "about 3 d", False),
        ("2025-12-01", "about 12 h", True),
        ("unknown", "None", None),
    ],
)
def test_a_publication_is_in_time_to_the_second_or_to_the_day(
    published: str, took: str, is_in_time: bool | None
) -> None:
    found = incident_fact(
        status="published",
        severity="P0",
        published_at=parse_moment(published),
        times=times(**END),
    )
    assert (str(found.publish), found.is_published_in_time) == (took, is_in_time)
    assert found.publish_by == date(2025, 12, 3)


def test_the_last_day_for_the_publication_is_one_in_the_configured_zone() -> None:
    late = times(started="2025-12-01T10:00:00Z", resolved="2025-12-01T22:30:00Z")
    for zone, day in (("UTC", 3), ("Asia/Tokyo", 4)):
        found = incident_fact(Config(time_zone=zone), severity="P0", times=late)
        assert found.publish_by == date(2025, 12, day)


def test_what_is_not_published_is_late_only_once_its_last_day_is_over() -> None:
    def is_in_time(hours: int, **fields: Any) -> bool | None:
        config = Config(targets=Targets(published_within_hours=hours))
        return incident_fact(config, severity="P0", **fields).is_published_in_time

    # From 2025-12-01 12:00 to 2026-01-10 12:00 it is 40 days.
    assert is_in_time(40 * 24, times=times(**END)) is None
    assert is_in_time(39 * 24, times=times(**END)) is False
    assert is_in_time(1, times=Times()) is None
    # Its end is not known.
    found = incident_fact(severity="P0", times=times(started="2025-12-01"))
    assert found.publish_by == date(2025, 12, 3)
    assert found.published is None


MINUTES_30 = {"started": "2025-12-01T10:00:00Z", "resolved": "2025-12-01T10:30:00Z"}


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({"severity": "P0", "times": times(**END)}, True),
        ({"severity": "P1", "times": times(**END)}, True),
        ({"severity": "P1", "times": times(**MINUTES_30)}, False),
        ({"severity": "P1", "times": times(**MINUTES_30), "recurrence_of": "PM-2024-001"}, True),
        ({"severity": "P1", "times": times(started="2025-12-01")}, False),  # Nobody knows.
        ({"severity": "P2", "times": times(**END)}, False),
        ({"severity": None, "times": times(**END)}, False),
    ],
)
def test_of_p0_and_of_long_or_repeated_p1_the_postmortem_can_be_late_and_of_no_other(
    fields: dict[str, Any], is_asked: bool
) -> None:
    missing = incident_fact(**fields)
    assert (missing.publish_by is not None, missing.is_missing) == (is_asked, is_asked)
    fields |= {"status": "published", "published_at": parse_moment("2025-12-20")}
    assert incident_fact(**fields).is_published_in_time is (False if is_asked else None)


@pytest.mark.parametrize(
    ("setting", "is_asked"),
    [
        ({}, True),
        ({"severity": "off"}, False),
        ({"asks_from": "published"}, False),
    ],
)
def test_what_the_rule_gives_hours_to_must_be_published_in_them_if_it_asks_of_drafts(
    setting: dict[str, Any], is_asked: bool
) -> None:
    rule = RuleSetting(options=Deadlines(P2=120), **setting)
    config = Config(rules={"late-publication": rule})
    due = {
        severity: incident_fact(config, severity=severity, times=times(**END)).publish_by
        for severity in ("P0", "P2", "P3")
    }
    five_days = date(2025, 12, 6) if is_asked else None
    assert due == {"P0": date(2025, 12, 3), "P2": five_days, "P3": None}


@pytest.mark.parametrize("setting", [{}, {"severity": "off"}, {"asks_from": "published"}])
@pytest.mark.parametrize(
    ("deadlines", "due"),
    [
        (Deadlines(), (3, 3)),
        (Deadlines(P0=24), (2, 2)),
        (Deadlines(P1=120), (3, 6)),
        (Deadlines(P1="off"), (3, None)),
        (Deadlines(P0="off"), (None, None)),
    ],
)
def test_p0_and_long_p1_have_the_hours_of_the_rule_even_if_it_is_silent(
    setting: dict[str, Any], deadlines: Deadlines, due: tuple[int | None, int | None]
) -> None:
    rule = RuleSetting(options=deadlines, **setting)
    config = Config(rules={"late-publication": rule})
    for severity, day in zip(("P0", "P1"), due, strict=True):
        found = incident_fact(config, severity=severity, times=times(**END))
        assert found.publish_by == (date(2025, 12, day) if day else None)


def test_nothing_is_owed_of_incidents_before_tracking_began() -> None:
    began = Config(track_since=date(2025, 12, 2))
    found = incident_fact(began, severity="P0", times=times(**END))
    assert (found.publish_by, found.is_published_in_time) == (None, None)
    night = times(started="2025-12-01T23:30:00Z", resolved="2025-12-02T03:30:00Z")
    for zone, is_owed in (("UTC", False), ("Pacific/Auckland", True)):
        config = Config(track_since=date(2025, 12, 2), time_zone=zone)
        found = incident_fact(config, severity="P0", times=night)
        assert (found.publish_by is not None) is is_owed


def test_at_the_end_of_the_calendar_nothing_is_due() -> None:
    found = incident_fact(times=times(started="9999-12-31T10:00:00Z", resolved="9999-12-31"))
    assert (found.publish_by, found.day) == (None, date(9999, 12, 31))
    closed = issue(state="closed", closed_at=datetime(9999, 12, 31, 12, tzinfo=UTC))
    assert item_fact(item("A1"), closed).ended is None


@pytest.mark.parametrize(
    ("named", "counts"),
    [("PM-2025-001", False), ("PM-2025-002", True), ("PM-2025-003", False), ("PM-2024-001", True)],
)
def test_what_names_itself_or_a_later_incident_is_no_recurrence(named: str, counts: bool) -> None:
    again = postmortem(recurrence_of=named, severity="P1", times=times(**MINUTES_30))
    earlier = postmortem(pm_id="PM-2025-002", times=times(started="2025-11-30"))
    later = postmortem(pm_id="PM-2025-003", times=times(started="2025-12-03"))
    every = [sourced(one) for one in (again, earlier, later)]
    found = gather(every, Listing(), Config(), TODAY).incidents[0]
    assert found.recurrence_of == (named if counts else None)
    assert (found.publish_by is not None) is counts


def test_a_signal_is_watched_by_an_alert_or_a_dashboard_in_full() -> None:
    def watched(coverage: SignalCoverage | None) -> bool | None:
        rows = (DetectionCoverage("errors", before=coverage),)
        return incident_fact(detection_coverage=rows).signals[0].before

    assert watched(SignalCoverage(alert="full")) is True
    assert watched(SignalCoverage(alert="none", dashboard="full")) is True
    assert watched(SignalCoverage(alert="partial", dashboard="partial")) is False
    assert watched(None) is None


def test_after_is_the_last_round_that_the_map_tells_of() -> None:
    row = DetectionCoverage(
        "errors", after_p0=SignalCoverage(alert="full"), after_p1=SignalCoverage(alert="none")
    )
    assert incident_fact(detection_coverage=(row,)).signals[0].after is False
