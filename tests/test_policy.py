"""The policy: which rule an action item falls under, and what date follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from worlds import item, postmortem

from pmaction.config import Config, Holidays, Policy, PolicyRule, Team, WorkingWeek
from pmaction.due import Due, due_date, due_dates, owner_deadline
from pmaction.incident import Times
from pmaction.model import ActionItem, Extension, Planning, Postmortem
from pmaction.moment import parse_moment
from pmaction.policy import Terms, terms_of
from pmaction.redaction import redacted

STARTED, ENDED, PUBLISHED = "2025-12-12", "2025-12-15", "2025-12-17"


def incident(**fields: Any) -> Postmortem:
    """A P1 incident of payments from a Friday to a Monday, published on the Wednesday after it."""
    times = Times(started=parse_moment(STARTED), resolved=parse_moment(ENDED))
    values = {"times": times, "published_at": parse_moment(PUBLISHED), "severity": "SEV2"}
    items = fields.pop("action_items", ())
    return postmortem(*items, **(values | {"services": ("Payments",)} | fields))


def todo(**fields: Any) -> ActionItem:
    """An action item of priority P1 without a date of its own."""
    return item("A1", **({"due": None, "owner": "@ana"} | fields))


def terms(*rules: PolicyRule, **fields: Any) -> Terms:
    """The terms of a policy with these rules."""
    return terms_of(
        Config(
            policy=Policy(rules=rules, **fields),
            teams={"Platform": Team(lead="@mei", members=("@ana",))},
            severity_aliases={"SEV1": "P0", "SEV2": "P1", "HIGH": "P1"},
        )
    )


def on(due: Due | None) -> date | None:
    return due.on if due is not None else None


WEEK = PolicyRule(due="1 week")
IN_A_WEEK, IN_A_MONTH = date(2025, 12, 19), date(2026, 1, 12)


class TestRules:
    @pytest.mark.parametrize(
        ("condition", "fits"),
        [
            ({}, True),
            ({"priorities": ("P0", "P1")}, True),
            ({"priorities": ("P0",)}, False),
            ({"severities": ("P1",)}, True),
            ({"severities": ("P0",)}, False),
            ({"severities": ("SEV2",)}, True),
            ({"severities": ("SEV1",)}, False),
            ({"severities": ("HIGH",)}, False),
            ({"services": ("mail", "payments")}, True),
            ({"services": ("pay",)}, False),
            ({"teams": ("Platform",)}, True),
            ({"teams": ("Data",)}, False),
            ({"horizons": ("immediate",)}, False),
            ({"priorities": ("P1",), "severities": ("P0",)}, False),
            ({"priorities": ("P1",), "services": ("payments",)}, True),
        ],
    )
    def test_a_rule_holds_where_all_its_conditions_do(
        self, condition: dict[str, Any], fits: bool
    ) -> None:
        due = due_date(incident(), todo(), terms(PolicyRule(due="1 week", **condition)))
        assert on(due) == (IN_A_WEEK if fits else IN_A_MONTH)

    def test_an_own_name_of_a_severity_stands_for_its_priority_as_well(self) -> None:
        terms_of_sev2 = terms(PolicyRule(due="1 week", severities=("SEV2",)))
        for severity, day in (("P1", IN_A_WEEK), ("P0", IN_A_MONTH), (None, IN_A_MONTH)):
            assert on(due_date(incident(severity=severity), todo(), terms_of_sev2)) == day

    @pytest.mark.parametrize(
        ("owner", "fits"),
        [("Platform", True), ("@Ana", True), ("@mei", True), ("@bo", False), (None, False)],
    )
    def test_an_item_is_a_teams_by_its_owner(self, owner: str | None, fits: bool) -> None:
        rule = PolicyRule(due="1 week", teams=("Platform",))
        due = due_date(incident(), todo(owner=owner), terms(rule))
        assert on(due) == (IN_A_WEEK if fits else IN_A_MONTH)

    def test_the_first_rule_that_fits_counts_and_is_named(self) -> None:
        rules = (
            PolicyRule(due="1 day", priorities=("P0",)),
            PolicyRule(due="1 week", name="payments at once", services=("payments",)),
            PolicyRule(due="2 days"),
        )
        due = due_date(incident(), todo(), terms(*rules))
        assert due == Due(
            IN_A_WEEK,
            "rule “payments at once”: within 1 week of 2025-12-12",
            came_from="rule “payments at once”",
        )
        due = due_date(incident(services=()), todo(), terms(*rules))
        assert due is not None
        assert due.came_from == "rule 3"

    def test_a_rule_may_name_a_policy_or_a_length_for_each_priority(self) -> None:
        due = due_date(incident(), todo(), terms(PolicyRule(due="aggressive")))
        assert due is not None
        assert due.why == "rule 1, policy aggressive: P1 within 2 weeks of 2025-12-12"
        due = due_date(incident(), todo(), terms(PolicyRule(due={"P1": "3 days"})))
        assert due is not None
        assert due.why == "rule 1: P1 within 3 days of 2025-12-12"

    def test_what_a_rule_leaves_out_is_taken_from_above(self) -> None:
        rules = terms(PolicyRule(due={"P0": "1 week"}, count_from="resolved"))
        due = due_date(incident(), todo(), rules)
        assert due is not None
        assert (due.on, due.came_from) == (date(2026, 1, 15), "policy")
        assert "1 month of the incident's end on 2025-12-15" in due.why

    def test_a_rule_may_say_that_there_is_no_date(self) -> None:
        none = terms(PolicyRule(due="none"))
        assert due_date(incident(), todo(horizon="immediate"), none) is None

    def test_own_lengths_take_the_place_of_the_named_policies(self) -> None:
        own = terms(due={"P1": "5 business days"})
        due = due_date(incident(), todo(), own)
        assert due == Due(
            date(2025, 12, 19),
            "policy: P1 within 5 business days of 2025-12-12",
            came_from="policy",
        )
        assert due_date(incident(), todo(priority="P0"), own) is None
        assert on(due_date(incident(), todo(priority=None), terms(due="1 week"))) == IN_A_WEEK

    def test_business_days_leave_weekends_and_holidays_out(self) -> None:
        week = WorkingWeek(holidays=Holidays("DE"), free=(date(2025, 12, 24),))
        config = Config(policy=Policy(due="9 business days"), working_days=week)
        # 15-19 and 22-23 are seven; 24 is free, 25 and 26 are holidays, then comes a weekend.
        assert on(due_date(incident(), todo(), terms_of(config))) == date(2025, 12, 30)


class TestWhatCounts:
    def test_all_that_sets_a_date_in_the_order_in_which_it_counts(self) -> None:
        one = todo(
            due=date(2025, 12, 20),
            horizon="immediate",
            extensions=(Extension(date(2025, 12, 30), "Exporter first.", "@mei"),),
        )
        found = due_dates(
            incident(planning=Planning(due_policy="aggressive")),
            one,
            terms(PolicyRule(due="3 weeks"), due="2 months"),
        )
        assert [(due.came_from, str(due.on)) for due in found] == [
            ("extension", "2025-12-30"),
            ("file", "2025-12-20"),
            ("postmortem", "2025-12-26"),
            ("rule 1", "2026-01-02"),
            ("policy", "2026-02-12"),
            ("horizon", "2025-12-19"),
        ]

    @pytest.mark.parametrize(
        ("horizon", "due"),
        [
            ("immediate", date(2025, 12, 19)),
            ("short-term", date(2026, 1, 12)),
            ("long-term", date(2026, 3, 12)),
            (None, None),
        ],
    )
    @pytest.mark.parametrize("priority", [None, "P3"])
    def test_a_horizon_gives_the_date_that_the_priority_does_not(
        self, priority: str | None, horizon: str | None, due: date | None
    ) -> None:
        assert on(due_date(incident(), todo(priority=priority, horizon=horizon), terms())) == due

    def test_the_priority_comes_before_the_horizon(self) -> None:
        assert on(due_date(incident(), todo(horizon="immediate"), terms())) == IN_A_MONTH

    @pytest.mark.parametrize("planning", ["none", None])
    def test_where_no_dates_are_wanted_no_horizon_gives_one(self, planning: Any) -> None:
        mine = incident(planning=Planning(due_policy=planning))
        policy = terms(due="none" if planning is None else "realistic")
        assert due_date(mine, todo(priority=None, horizon="immediate"), policy) is None


class TestCounting:
    @pytest.mark.parametrize(
        ("count_from", "due", "of"),
        [
            ("started", "2025-12-19", "2025-12-12"),
            ("resolved", "2025-12-22", "the incident's end on 2025-12-15"),
            ("published", "2025-12-24", "the publication on 2025-12-17"),
        ],
    )
    def test_the_time_counts_from_the_moment_that_is_named(
        self, count_from: Any, due: str, of: str
    ) -> None:
        found = due_date(incident(), todo(), terms(WEEK, count_from=count_from))
        assert found is not None
        assert (str(found.on), found.why) == (due, f"rule 1: within 1 week of {of}")

    @pytest.mark.parametrize(
        ("count_from", "said"),
        [
            ("started", ""),
            ("resolved", ", as the incident's end is not known"),
            ("published", ", as nothing is published yet"),
        ],
    )
    def test_what_is_not_known_yet_falls_back_to_the_first_known_day_and_says_so(
        self, count_from: Any, said: str
    ) -> None:
        times = Times(
            started=parse_moment("unknown"),
            detected=parse_moment("about 2025-12-12"),
            resolved=parse_moment("unknown"),
        )
        mine = incident(times=times, published_at=None)
        found = due_date(mine, todo(), terms(WEEK, count_from=count_from))
        assert found is not None
        assert (found.on, found.why) == (IN_A_WEEK, f"rule 1: within 1 week of 2025-12-12{said}")

    def test_an_incident_ends_with_its_restoration_if_nothing_says_more(self) -> None:
        times = Times(
            started=parse_moment("2025-12-12"),
            restored=parse_moment("2025-12-13"),
            resolved=parse_moment("unknown"),
        )
        found = due_date(incident(times=times), todo(), terms(WEEK, count_from="resolved"))
        assert on(found) == date(2025, 12, 20)

    def test_a_rules_own_moment_comes_first(self) -> None:
        rule = PolicyRule(due="1 week", count_from="published")
        assert on(due_date(incident(), todo(), terms(rule, count_from="resolved"))) == date(
            2025, 12, 24
        )

    def test_beyond_the_calendar_there_is_no_date(self) -> None:
        late = incident(times=Times(started=parse_moment("9999-12-31")))
        for length in ("1 day", "1 business day", "1 week", "1 month", "1 quarter"):
            assert due_date(late, todo(), terms(PolicyRule(due=length))) is None


class TestOwners:
    def test_an_owner_is_wanted_by_a_day(self) -> None:
        policy = terms(owner_within="2 business days", count_from="resolved")
        why = "policy: an owner within 2 business days of the incident's end on 2025-12-15"
        expected = Due(date(2025, 12, 17), why, came_from="policy")
        assert owner_deadline(incident(), todo(owner=None), policy) == expected
        assert owner_deadline(incident(), todo(), policy) == expected

    def test_a_rules_length_comes_first(self) -> None:
        policy = terms(PolicyRule(priorities=("P1",), owner_within="1 day"), owner_within="1 week")
        first = owner_deadline(incident(), todo(), policy)
        assert first is not None
        assert (first.on, first.came_from) == (date(2025, 12, 13), "rule 1")
        assert on(owner_deadline(incident(), todo(priority="P2"), policy)) == IN_A_WEEK

    def test_nobody_is_wanted_where_nothing_says_by_when(self) -> None:
        assert owner_deadline(incident(), todo(owner=None), terms()) is None
        policy = terms(owner_within="2 days")
        assert owner_deadline(incident(times=Times()), todo(owner=None), policy) is None


def test_a_confidential_postmortem_keeps_the_dates_of_a_rule_about_services_but_not_its_name() -> (
    None
):
    rules = (
        PolicyRule(due="5 days", name="the payments", services=("payments",)),
        PolicyRule(due="1 day", priorities=("P0",)),
    )
    config = Config(policy=Policy(rules=rules))
    items = (todo(), item("A2", due=date(2026, 1, 5)), item("A3", status="done"))
    secret = incident(confidential=True, action_items=items)
    told = redacted(secret, config)
    for before, after in zip(secret.action_items, told.action_items, strict=True):
        due = due_date(told, after, terms_of(config))
        assert on(due) == on(due_date(secret, before, terms_of(config)))
        assert due is not None
        assert "payments" not in due.why + due.came_from
    assert redacted(told, config) == told
    assert told.services == ()
