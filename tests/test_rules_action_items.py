"""Action items: told vague from clear, and held against owners, dates, priorities and capacity."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from rule_checks import check, items, only, rules_in

from pmaction.codeowners import code_owners
from pmaction.findings import Finding
from pmaction.rules.base import Repository
from pmaction.rules.done_wording import why_unmeasurable
from pmaction.rules.item_wording import why_unmeasured, why_vague
from pmaction.rules.placeholders import left_to_fill_in
from pmaction.rules.title_hints import AGREE, DEED, HINT_FOR, OUTCOME, REWORK, SYSTEM

CASES = Path(__file__).parent / "language_cases"
REVIEWED = "status: reviewed\n"
OWNED = 'priority: P2, owner: "@ana-petrova"'


def cases(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


class TestVagueTitles:
    @pytest.mark.parametrize("title", cases("vague_titles.txt"))
    def test_a_title_that_tells_nobody_what_to_do_is_vague(self, title: str) -> None:
        assert why_vague(title).why
        assert why_vague(title).hint

    @pytest.mark.parametrize("title", cases("clear_titles.txt"))
    def test_a_title_with_a_deed_and_a_thing_is_clear(self, title: str) -> None:
        assert why_vague(title) == ("", "")

    @pytest.mark.parametrize(
        ("title", "example"),
        [
            ("Improve monitoring", "Alert on connection pool usage above 80 %"),
            ("Add alerts", "Alert on connection pool usage above 80 %"),
            ("Add tests", "Test that checkout answers while the payment API is down"),
            ("Increase test coverage", "Test that checkout answers while the payment API is down"),
            ("Update documentation", "Write into the mail runbook how to raise"),
            ("Improve communication", "Agree with the provider on a status page"),
            ("Talk to the team", "Agree with the provider on a status page"),
            ("Refactor the code", "Move retries out of the checkout client"),
            ("Investigate the root cause", "Decide from a load test whether"),
            ("Be more careful", "Ask for the host name before a table is dropped"),
            ("Fix the bug", "Raise the connection pool from 10 to 50 connections"),
        ],
    )
    def test_the_hint_is_about_what_the_title_speaks_of(self, title: str, example: str) -> None:
        assert example in why_vague(title).hint

    @pytest.mark.parametrize("title", cases("clear_titles.txt"))
    def test_a_clear_title_is_measured_enough(self, title: str) -> None:
        assert why_unmeasured(title) == ("", "")

    @pytest.mark.parametrize(
        "title",
        [
            "Improve checkout monitoring",
            "Enhance payment observability",
            "Increase mobile app reliability",
        ],
    )
    def test_a_direction_needs_a_measure_or_an_end(self, title: str) -> None:
        entry = f'{{id: A1, title: {title}, priority: P2, owner: "@ana-petrova"'
        finding = only(check(f"status: reviewed\naction_items: [{entry}}}]\n"))
        assert finding.rule == "vague-action-item"
        assert "is left open" in finding.message
        assert "`done_when`" in finding.hint
        for told in ("done_when: An alert fires in staging.", "description: See the plan."):
            assert check(f"status: reviewed\naction_items: [{entry}, {told}}}]\n") == []

    def test_no_example_of_a_hint_is_vague_itself(self) -> None:
        for hint in (DEED, *HINT_FOR.values(), OUTCOME, REWORK, AGREE, SYSTEM):
            example = hint.partition("“")[2].partition("”")[0]
            assert example
            assert why_vague(example).why == ""

    def test_the_reason_is_said(self) -> None:
        finding = only(check(REVIEWED + items(f"id: A1, title: Improve monitoring, {OWNED}")))
        assert (finding.rule, finding.pointer) == ("vague-action-item", "/action_items/0/title")
        assert finding.message == (
            "A1, “Improve monitoring”, is vague: `improve` can mean anything, and no particular "
            "thing or measure follows"
        )

    @pytest.mark.parametrize("status", ["wont_do, reason: Too dear.", "done, done_at: unknown"])
    def test_an_item_that_is_no_longer_open_may_be_vague(self, status: str) -> None:
        found = check(
            REVIEWED
            + "no_action_needed: Nothing.\n" * status.startswith("w")
            + items(f"id: A1, title: Improve monitoring, evidence: x, status: {status}")
        )
        assert found == []

    def test_a_draft_may_be_vague(self) -> None:
        assert check(items("id: A1, title: Improve monitoring, done_when: TBD")) == []


class TestPlaceholders:
    @pytest.mark.parametrize(
        "entry",
        [
            "title: TBD, priority: P2, owner: '@ana-petrova'",
            "title: Raise the pool, priority: P2, owner: '@ana-petrova', done_when: TBD",
            "title: Raise the pool, priority: P2, owner: TBD",
            "title: Raise the pool, priority: P0, owner: TBD",
            "title: 'FIXME: improve monitoring', priority: P2, owner: '@ana-petrova'",
        ],
    )
    def test_what_is_left_to_be_filled_in_is_one_mistake(self, entry: str) -> None:
        found = check(REVIEWED + items(f"id: A1, {entry}"))
        assert [finding.rule for finding in found] == ["placeholder-text"]

    @pytest.mark.parametrize("title", ["N/A", "Follow-ups", "None"])
    def test_what_says_nothing_and_is_no_placeholder_is_vague(self, title: str) -> None:
        assert why_vague(title).why == "it only holds a place"

    @pytest.mark.parametrize(
        "text",
        [
            "XXX.example.com was unreachable",
            "See the “TBD” in the template",
            "the branch release/TBD-2",
        ],
    )
    def test_a_piece_of_a_name_and_a_quotation_hold_no_place(self, text: str) -> None:
        assert left_to_fill_in(text) == ""

    @pytest.mark.parametrize("text", ["TBD", "The size is TBD.", "XXXX", "???", "[your text]"])
    def test_a_placeholder_is_given_as_it_stands(self, text: str) -> None:
        assert left_to_fill_in(text) in text
        assert left_to_fill_in(text)


class TestDoneWhen:
    @pytest.mark.parametrize("done_when", cases("unmeasurable.txt"))
    def test_an_end_that_nobody_can_see_is_not_measurable(self, done_when: str) -> None:
        assert why_unmeasurable(done_when)

    @pytest.mark.parametrize("done_when", cases("measurable.txt"))
    def test_what_can_be_seen_or_counted_is_measurable(self, done_when: str) -> None:
        assert why_unmeasurable(done_when) == ""

    def test_it_is_reported_where_it_stands(self) -> None:
        entry = f"id: A1, title: Raise the pool, {OWNED}, done_when: Performance is better"
        finding = only(check(REVIEWED + items(entry)))
        assert (finding.rule, finding.pointer) == (
            "measurable-done-when",
            "/action_items/0/done_when",
        )

    def test_it_can_be_required_of_urgent_items(self) -> None:
        entries = items(
            'id: A1, title: One, priority: P1, owner: "@ana-petrova"',
            f"id: A2, title: Two, {OWNED}",
        )
        config = "rules: {measurable-done-when: {required: true}}\n"
        assert check(REVIEWED + entries) == []
        finding = only(check(REVIEWED + entries, config=config))
        assert finding.message == "A1 is P1, but does not say when it is done"


@pytest.mark.parametrize(
    "text",
    [
        "improve " * 2_500,
        "all done " * 2_000,
        "when all is " * 1_600,
        "[your " * 3_000,
        "a" * 20_000,
        "- " * 10_000,
        "(" * 20_000,
        "( a" * 6_000,
        "more " * 4_000,
    ],
)
def test_time_grows_with_the_length_of_a_text_and_no_faster(text: str) -> None:
    started = process_time()
    why_vague(text)
    why_unmeasurable(text)
    assert process_time() - started < 1


class TestPriorities:
    @pytest.mark.parametrize(
        ("impact", "effort", "fitting"),
        [
            ("high", "S", "P0"),
            ("high", "M", "P0 P1"),
            ("high", "L", "P0 P1"),
            ("medium", "S", "P1"),
            ("medium", "M", "P1 P2"),
            ("medium", "L", "P2"),
            ("low", "S", "P2"),
            ("low", "M", "P3"),
            ("low", "L", "P3"),
        ],
    )
    def test_a_priority_follows_from_impact_and_effort(
        self, impact: str, effort: str, fitting: str
    ) -> None:
        for priority in ("P0", "P1", "P2", "P3"):
            entry = f"id: A1, title: One, impact: {impact}, effort: {effort}, priority: {priority}"
            found = rules_in(check(items(entry)))
            assert found == ([] if priority in fitting.split() else ["priority-mismatch"])

    @pytest.mark.parametrize("missing", ["impact: low", "effort: L", "impact: low, effort: L"])
    def test_without_all_three_nothing_can_disagree(self, missing: str) -> None:
        priority = "" if "," in missing else ", priority: P0"
        assert check(items(f"id: A1, title: One, {missing}{priority}")) == []

    def test_the_message_says_what_it_would_be(self) -> None:
        finding = only(check(items("id: A1, title: One, impact: high, effort: L, priority: P3")))
        assert finding.message == (
            "A1 is P3, but with high impact and effort L it would be P0 or P1"
        )


class TestCapacity:
    def found(self, capacity: str, *priorities: str, config: str = "") -> list[Finding]:
        entries = [
            f'id: A{n}, title: Item {n}, priority: {priority}, owner: "@ana-petrova"'
            for n, priority in enumerate(priorities, start=1)
        ]
        plan = f"planning: {{capacity: {capacity}}}\n"
        return check(REVIEWED + plan + items(*entries), config=config)

    def test_low_capacity_has_room_for_three_urgent_items(self) -> None:
        assert self.found("low", "P0", "P0", "P0") == []
        finding = only(self.found("low", *["P0"] * 4))
        assert (finding.rule, finding.pointer) == ("capacity-exceeded", "/planning/capacity")
        assert finding.message == (
            "low capacity has room for 3 action items, all of them P0, but 4 are open"
        )
        assert finding.hint.startswith("Leave 1 of them to a later plan (")

    def test_low_capacity_is_for_the_most_urgent_alone(self) -> None:
        finding = only(self.found("low", "P0", "P1", "P2"))
        assert finding.message == (
            "low capacity has room for 3 action items, all of them P0, but A2, A3 are less urgent"
        )
        assert finding.hint.startswith("Leave A2, A3 to a later plan (")

    def test_what_has_to_go_is_told_and_how_much_more(self) -> None:
        finding = only(self.found("low", "P0", "P1", *["P0"] * 4))
        assert finding.message.endswith("but 6 are open and A2 is less urgent")
        assert finding.hint.startswith("Leave A2 and 2 of the others to a later plan (")
        finding = only(self.found("medium", *["P1"] * 8))
        assert finding.message == (
            "medium capacity has room for 7 action items, none of them P3, but 8 are open"
        )

    def test_what_is_done_or_dropped_takes_no_room(self) -> None:
        done = "status: done, done_at: 2026-01-09, evidence: It is merged."
        entries = [
            *(f'id: A{n}, title: Item {n}, priority: P0, owner: "@ana"' for n in range(1, 4)),
            f'id: A4, title: Item 4, priority: P2, owner: "@ana", {done}',
            'id: A5, title: Item 5, priority: P2, owner: "@ana", status: wont_do, reason: Costly.',
        ]
        found = check(REVIEWED + "planning: {capacity: low}\n" + items(*entries))
        assert "capacity-exceeded" not in rules_in(found)

    def test_medium_capacity_has_room_for_seven(self) -> None:
        assert self.found("medium", "P0", "P0", "P0", "P1", "P1", "P1", "P2") == []
        assert len(self.found("medium", *["P1"] * 8)) == 1
        assert len(self.found("medium", "P3")) == 1

    @pytest.mark.parametrize("capacity", ["high"])
    def test_high_capacity_has_no_limit(self, capacity: str) -> None:
        assert self.found(capacity, *["P3"] * 30) == []

    def test_the_limits_can_be_set(self) -> None:
        config = "rules: {capacity-exceeded: {low: 5, medium: 9}}\n"
        assert self.found("low", *["P0"] * 5, config=config) == []
        assert self.found("medium", *["P1"] * 9, config=config) == []


class TestCategories:
    def found(self, *categories: str, severity: str = "P0", config: str = "") -> list[Finding]:
        entries = [
            f"id: A{n}, title: Item {n}, {category and f'category: {category}, '}{OWNED}"
            for n, category in enumerate(categories, start=1)
        ]
        written = "".join(f"  - {{{entry}}}\n" for entry in entries)
        fragment = f"{REVIEWED}severity: {severity}\naction_items:\n{written}"
        found = check(fragment, config=config)
        return [finding for finding in found if finding.rule == "unconsidered-category"]

    @pytest.mark.parametrize(
        "categories",
        [
            ("prevention", "detection", "response"),
            ("reliability", "detection"),
            ("security", "detection", "response"),
            ("process", "detection", "response"),
        ],
    )
    def test_a_grave_incident_has_all_three_questions_answered(
        self, categories: tuple[str, ...]
    ) -> None:
        assert self.found(*categories) == []

    def test_what_is_missing_is_named_once(self) -> None:
        finding = only(self.found("detection"))
        assert (finding.rule, finding.pointer) == ("unconsidered-category", "/action_items")
        assert finding.message == (
            "no action item is for prevention (what keeps it from coming back) and for response "
            "(what ends it sooner next time)"
        )

    def test_an_item_without_category_may_be_the_missing_one(self) -> None:
        assert self.found("detection", "") == []

    def test_a_p0_of_which_no_item_says_its_category_is_told_once(self) -> None:
        finding = only(self.found("", "", "", severity="P0"))
        assert finding.pointer == "/action_items"
        assert finding.message.startswith("no action item says its category")
        assert self.found("", "", "", severity="P1") == []
        assert self.found("", severity="P0") == []

    def test_less_grave_incidents_are_asked_nothing(self) -> None:
        aliases = "severity_aliases: {SEV1: P0, SEV3: P2}\n"
        assert self.found("detection", severity="P2") == []
        assert self.found("detection", severity="SEV3", config=aliases) == []
        assert len(self.found("detection", severity="SEV1", config=aliases)) == 1


class TestKnownOwners:
    TEAM = 'teams: {Backend: {lead: "@mei-tanaka", members: ["@ana-petrova"]}}\n'

    @pytest.mark.parametrize("owner", ["@ana-petrova", "@Ana-Petrova", "@mei-tanaka"])
    def test_members_and_leads_are_known_however_they_are_capitalised(self, owner: str) -> None:
        entry = f'id: A1, title: One, priority: P2, owner: "{owner}"'
        assert check(REVIEWED + items(entry), config=self.TEAM) == []

    def test_a_team_that_is_written_as_a_handle_is_offered_as_it_is_called(self) -> None:
        config = "teams: {Data team: {members: ['@ana-petrova']}}"
        entry = 'id: A1, title: One, priority: P2, owner: "@data-team"'
        assert only(check(REVIEWED + items(entry), config=config)).message.endswith(
            "CODEOWNERS. Did you mean `Data team`?"
        )

    def test_an_unknown_owner_is_reported_once_with_the_name_that_was_meant(self) -> None:
        entries = [
            f'id: A{n}, title: Item {n}, priority: P2, owner: "@ana-petrvoa"' for n in (1, 2, 3)
        ]
        finding = only(check(REVIEWED + items(*entries), config=self.TEAM))
        assert (finding.rule, finding.pointer) == ("unknown-owner", "/action_items/0/owner")
        assert finding.message == (
            "`@ana-petrvoa` is known neither from the teams in .pmaction.yml nor from CODEOWNERS. "
            "Did you mean `@ana-petrova`? (it also stands in A2, A3)"
        )

    @pytest.mark.parametrize(
        ("role", "place"),
        [
            ('backup: "@meii"', "backup"),
            ('collaborators: ["@ana-petrova", "@jonsa"]', "collaborators/1"),
        ],
    )
    def test_those_who_help_have_to_be_known_too(self, role: str, place: str) -> None:
        entry = f'id: A1, title: One, priority: P2, owner: "@ana-petrova", {role}'
        finding = only(check(REVIEWED + items(entry), config=self.TEAM))
        pointer = f"/action_items/0/{place}"
        assert (finding.rule, finding.pointer) == ("unknown-owner", pointer)

    @pytest.mark.parametrize("config", ["", 'teams: {Backend: {lead: "@mei-tanaka"}}\n'])
    def test_where_nobody_lists_persons_everybody_is_welcome(self, config: str) -> None:
        entry = 'id: A1, title: One, priority: P2, owner: "@somebody"'
        assert check(REVIEWED + items(entry), config=config) == []

    def test_code_owners_are_known_as_well(self) -> None:
        owners = code_owners("* @jonas-weber\n/docs/ @example-org/writers\n")
        for owner, known in [
            ("@jonas-weber", True),
            ("@jonas-webr", False),
            ("@example-org/writers", True),
            ("@example-org/readers", False),
        ]:
            entry = f'id: A1, title: One, priority: P2, owner: "{owner}"'
            assert (check(REVIEWED + items(entry), repository=Repository(owners)) == []) is known

    def test_code_owners_are_read_line_by_line(self) -> None:
        text = (
            "# @nobody owns this line\n*  @a-b @example-org/team.x dev@example.com # @later\n"
            "/empty/\n*.js @a-b @c\n"
        )
        assert code_owners(text) == ("@a-b", "@example-org/team.x", "@c")


class TestSkippedDays:
    def found(self, *entries: str, config: str = "", year: int = 2026) -> list[Finding]:
        now = datetime(year, 1, 10, 9, 0, tzinfo=UTC)
        return check(REVIEWED + items(*entries), config=config, now=now)

    def test_a_day_on_the_weekend_is_reported_once_with_the_days_around_it(self) -> None:
        finding = only(
            self.found(
                f"id: A1, title: One, {OWNED}, due: 2026-01-18",
                f"id: A2, title: Two, {OWNED}, due: 2026-01-18",
                f"id: A3, title: Three, {OWNED}, due: 2026-01-19",
            )
        )
        assert (finding.rule, finding.pointer) == ("due-on-skipped-day", "/action_items/0/due")
        assert finding.message == "A1 is due on a Sunday, when nobody is reminded (and so is A2)"
        assert finding.hint.startswith("Take 2026-01-16 or 2026-01-19,")

    def test_the_date_in_force_counts(self) -> None:
        extended = "extensions: [{due: 2026-01-24, reason: x, approver: y}]"
        finding = only(self.found(f"id: A1, title: One, {OWNED}, due: 2026-01-16, {extended}"))
        assert finding.pointer == "/action_items/0/extensions/0/due"
        weekday = "extensions: [{due: 2026-01-23, reason: x, approver: y}]"
        assert self.found(f"id: A1, title: One, {OWNED}, due: 2026-01-17, {weekday}") == []

    def test_what_has_passed_is_left_alone(self) -> None:
        assert self.found(f"id: A1, title: One, {OWNED}, due: 2026-01-04") == []
        assert len(self.found(f"id: A1, title: One, {OWNED}, due: 2026-01-10")) == 1

    def test_where_weekends_are_not_skipped_every_day_is_a_day(self) -> None:
        config = "reminders: {skip_weekends: false}\n"
        assert self.found(f"id: A1, title: One, {OWNED}, due: 2026-01-18", config=config) == []

    def test_the_configured_working_days_count(self) -> None:
        config = "working_days: {holidays: {country: DE}, free: [2026-04-02]}\n"
        friday = only(self.found(f"id: A1, title: One, {OWNED}, due: 2026-04-03", config=config))
        assert friday.message == "A1 is due on a public holiday, when nobody is reminded"
        assert friday.hint.startswith("Take 2026-04-01 or 2026-04-07,")
        free = only(self.found(f"id: A1, title: One, {OWNED}, due: 2026-04-02", config=config))
        assert free.message == "A1 is due on a free day, when nobody is reminded"
        weekend = "working_days: {weekend: [friday]}\n"
        assert self.found(f"id: A1, title: One, {OWNED}, due: 2026-01-18", config=weekend) == []
        assert self.found(f"id: A1, title: One, {OWNED}, due: 2026-01-16", config=weekend) != []

    @pytest.mark.parametrize(
        ("due", "weekend", "hint"),
        [
            ("9999-12-31", "friday", "Take 9999-12-30, or set"),
            ("9999-12-26", "sunday", "Take 9999-12-25 or 9999-12-27, or set"),
        ],
    )
    def test_the_ends_of_the_calendar_have_their_days(
        self, due: str, weekend: str, hint: str
    ) -> None:
        config = f"working_days: {{weekend: [{weekend}]}}\nrules: {{due-far-off: 'off'}}\n"
        entry = f"id: A1, title: One, {OWNED}, due: {due}"
        assert only(self.found(entry, config=config, year=9999)).hint.startswith(hint)
        assert self.found(entry, config=config) == []
