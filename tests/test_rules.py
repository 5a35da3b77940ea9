"""Every rule does what its manual page says, reports a mistake once, and asks little of drafts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from rule_checks import NOW, PATH, check, check_example, items, only, read, rules_in

from pmaction.authoring import Draft, file_paths
from pmaction.cli import main
from pmaction.config import Config
from pmaction.findings import Finding, Severity
from pmaction.reading import read_postmortem
from pmaction.rules import RULE_IDS, RULES, rule_by_id
from pmaction.rules.base import Rule, Surroundings
from pmaction.rules.check import check_rules
from pmaction.rules.manual import Example, parse_manual
from pmaction.suggest import suggest

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


class TestManualPages:
    @every_rule
    def test_the_failing_example_gives_one_finding_of_its_rule(self, rule: Rule) -> None:
        finding = only(check_example(parse_manual(rule.manual).failing))
        assert (finding.rule, finding.severity) == (rule.id, rule.severity)

    @every_rule
    def test_the_passing_example_gives_no_finding_at_all(self, rule: Rule) -> None:
        assert check_example(parse_manual(rule.manual).passing) == []

    @every_rule
    def test_a_finding_says_what_to_do_and_points_into_the_document(self, rule: Rule) -> None:
        example = parse_manual(rule.manual).failing
        finding = only(check_example(example))
        document, _ = read(example.text)
        known = {
            "".join(f"/{part}" for part in path) for path in (*document.values, *document.keys)
        }
        assert finding.pointer in known
        assert finding.hint.endswith(".")
        assert "\n" not in finding.message + finding.hint

    @every_rule
    def test_the_title_is_the_first_line(self, rule: Rule) -> None:
        assert parse_manual(rule.manual).summary == rule.title

    @pytest.mark.parametrize(
        ("page", "said"),
        [
            ("", "full stop"),
            ("No full stop", "full stop"),
            ("A.\n\nWhy: x\n\nFix: y", "the parts are"),
            ("A.\n\nFix: y\n\nWhy: x\n\nFailing:\n    a: 1\n\nPassing:\n    a: 2", "the parts"),
            ("A.\nB\n\nWhy: x", "before the first part"),
            ("A.\n\nWhy:\n\nFix: y\n\nFailing:\n    a: 1\n\nPassing:\n    a: 2", "paragraph"),
            ("A.\n\nWhy: x\n\nFix: y\n\nFailing:\n\nPassing:\n    a: 2", "empty"),
            ("A.\n\nWhy: x\n\nFix: y\n\nFailing:\na: 1\n\nPassing:\n    a: 2", "indented"),
            (
                "A.\n\nWhy: x\n\nFix: y\n\nFailing:\n    # other: PM-2025-002\n\n"
                "Passing:\n    a: 2",
                "what or where it is",
            ),
        ],
    )
    def test_a_malformed_page_is_refused(self, page: str, said: str) -> None:
        with pytest.raises(ValueError, match=said):
            parse_manual(page)

    def test_a_page_is_read_into_its_parts(self) -> None:
        page = (
            "All is well.\n\nWhy: one\ntwo.\n\nFix: three.\n\nSource: a book.\n\nFailing:\n"
            "    # file: a/b.yaml\n    # config: due_policy: none\n    # config: labels: [x]\n"
            "    # other: PM-2025-002/A1 at c.yaml\n    a: 1\n\n    b: 2\n\nPassing:\n    c: 3\n"
        )
        manual = parse_manual(page)
        assert (manual.why, manual.fix, manual.source) == ("one two.", "three.", "a book.")
        assert manual.failing.text.endswith("a: 1\n\nb: 2\n")
        assert manual.failing.file == "a/b.yaml"
        assert manual.failing.others == (("PM-2025-002/A1", "c.yaml"),)
        assert manual.failing.config == "due_policy: none\nlabels: [x]\n"
        assert manual.passing == Example("c: 3\n")


class TestRegistry:
    def test_ids_are_unique_and_in_kebab_case(self) -> None:
        assert len(RULE_IDS) == len(RULES)
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id) for rule in RULES)

    def test_a_rule_is_found_by_its_id(self) -> None:
        assert [rule_by_id(rule.id) for rule in RULES] == list(RULES)
        assert rule_by_id("no-such-rule") is None

    def test_a_check_is_called_as_its_rule(self) -> None:
        assert [rule.check.__name__ for rule in RULES] == [
            rule.id.replace("-", "_") for rule in RULES
        ]

    @every_rule
    def test_a_rule_can_be_turned_off(self, rule: Rule) -> None:
        example = parse_manual(rule.manual).failing
        assert check_example(example, config=f"rules: {{{rule.id}: off}}\n") == []

    @pytest.mark.parametrize(
        ("rule", "fragment"),
        [
            ("time-order", "times: {started: 2025-12-14, resolved: 2025-12-13}\n"),
            ("future-time", "published_at: 2062-01-01\n"),
        ],
    )
    @pytest.mark.parametrize("severity", list(Severity))
    def test_a_severity_can_be_changed(self, rule: str, fragment: str, severity: Severity) -> None:
        finding = only(check(fragment, config=f"rules: {{{rule}: {severity.value}}}\n"))
        assert (finding.rule, finding.severity) == (rule, severity)


class TestDrafts:
    def test_a_draft_with_almost_nothing_is_asked_nothing(self) -> None:
        raw = b"id: PM-2025-001\ntitle: Email service down\nstatus: draft\n"
        file = read_postmortem(PATH, raw)
        assert file.document is not None
        assert file.postmortem is not None
        around = Surroundings(PATH, Config(), NOW, {"PM-2025-001": (PATH,)}, frozenset())
        assert check_rules(file.postmortem, file.document, around) == []

    def test_a_draft_may_name_unknown_teams_and_leave_owner_and_date_open(self) -> None:
        fragment = items("id: A1, title: One, owner: Nobody", "id: A2, title: Two")
        assert check(fragment + "root_cause: {failure_modes: [{id: F1, description: x}]}\n") == []

    @pytest.mark.parametrize("status", ["reviewed", "published"])
    def test_the_complete_postmortem_has_no_finding_at_any_stage(self, status: str) -> None:
        assert check(f"status: {status}\n") == []


class TestIdentifiers:
    def test_the_other_documents_with_the_same_id_are_named(self) -> None:
        document, postmortem = read("")
        paths = (*(f"postmortems/2025/{n}.yaml" for n in range(5)), PATH)
        around = Surroundings(PATH, Config(), NOW, {"PM-2025-001": paths}, frozenset())
        finding = only(check_rules(postmortem, document, around))
        assert finding.pointer == "/id"
        assert "postmortems/2025/0.yaml" in finding.message
        assert finding.message.endswith("and 2 more")
        assert PATH not in finding.message

    def test_each_further_item_of_one_id_is_reported_with_the_first_ones_position(self) -> None:
        findings = check(
            items("id: A7, title: One", "id: AI-02, title: Two", "id: AI-02, title: Three")
        )
        finding = only(findings)
        assert finding.pointer == "/action_items/2/id"
        assert "item 2, “Two”" in finding.message
        assert "`AI-03`" in finding.hint

    def test_a_copied_item_is_one_mistake(self) -> None:
        findings = check(items("id: A1, title: One", "id: A1, title: One"))
        assert rules_in(findings) == ["duplicate-item-id"]

    def test_work_may_be_taken_up_again_under_its_old_title(self) -> None:
        dropped = "id: A1, title: One, status: wont_do, reason: Too dear."
        assert check(items(dropped, "id: A2, title: One")) == []


class TestTimes:
    @pytest.mark.parametrize(
        ("times", "later"),
        [
            ("started: 2025-12-14T10:00Z, detected: 2025-12-14T09:00Z", "detected"),
            # The hour is earlier, the instant is not: zones are honoured.
            ("detected: 2025-12-14T10:00Z, resolved: 2025-12-14T10:30+03:00", "resolved"),
            # One wrong time in the middle, whichever way it is wrong, is one finding.
            (
                "started: 2025-12-14T10:00Z, detected: 2025-12-14T23:00Z, "
                "acknowledged: 2025-12-14T10:02Z, mitigated: 2025-12-14T10:03Z, "
                "resolved: 2025-12-14T10:04Z",
                "acknowledged",
            ),
            ("started: 2025-12-14T10:00Z, declared: 2025-12-14T09:00Z", "declared"),
            (
                "started: 2025-12-14T12:00Z, declared: 2025-12-14T11:00Z, "
                "detected: 2025-12-14T11:00Z, resolved: 2025-12-14T11:30Z",
                "detected",
            ),
            # A date in between hides nothing.
            (
                "started: 2025-12-14T10:00Z, detected: 2025-12-14, resolved: 2025-12-14T09:00Z",
                "resolved",
            ),
        ],
    )
    def test_one_wrong_time_is_one_finding(self, times: str, later: str) -> None:
        quoted = re.sub(r": (2025[^,]+)", r': "\1"', times)
        finding = only(check(f"times: {{{quoted}}}\n"))
        assert (finding.rule, finding.pointer) == ("time-order", f"/times/{later}")

    @pytest.mark.parametrize(
        "times",
        [
            'started: "2025-12-14T10:00Z", detected: "about 2025-12-14T09:00Z"',
            "started: unknown, detected: 2025-12-14",
            'started: "2025-12-14T10:00Z", detected: "2025-12-14T10:00Z"',
            # Around the world the same hour has two dates.
            'started: "2025-12-14T01:00+03:00", detected: 2025-12-13',
            'started: "2025-12-14T10:00Z", declared: "2025-12-14T12:00Z", '
            'detected: "2025-12-14T10:01Z", restored: "2025-12-14T11:00Z"',
        ],
    )
    def test_what_is_not_certainly_wrong_is_right(self, times: str) -> None:
        assert check(f"times: {{{times}}}\n") == []

    def test_a_timeline_is_compared_neighbour_by_neighbour(self) -> None:
        hours = ["10:00", "10:05", "10:03", "10:04"]
        entries = "".join(f'  - {{at: "2025-12-14T{hour}Z", event: x}}\n' for hour in hours)
        finding = only(check("timeline:\n" + entries))
        assert finding.pointer == "/timeline/1/at"
        assert "the one below it (2025-12-14T10:03Z)" in finding.message

    def test_an_entry_without_a_certain_time_does_not_hide_a_step_back(self) -> None:
        moments = ["2025-12-14T10:05Z", "unknown", "about 2025-12-14", "2025-12-14T10:00Z"]
        entries = "".join(f'  - {{at: "{moment}", event: x}}\n' for moment in moments)
        finding = only(check("timeline:\n" + entries))
        assert finding.pointer == "/timeline/3/at"
        assert "is before entry 1 " in finding.message

    @pytest.mark.parametrize(
        ("fragment", "pointer"),
        [
            ('times: {started: 2025-12-14, resolved: "2026-01-10T08:00:01Z"}\n', "/times/resolved"),
            ("timeline: [{at: 2026-01-11, event: x}]\n", "/timeline/0/at"),
            ("timeline: [{at: about 2062-01-11, event: x}]\n", "/timeline/0/at"),
            (
                items("id: A1, title: One, status: done, done_at: 2027-01-01, evidence: x"),
                "/action_items/0/done_at",
            ),
        ],
    )
    def test_what_lies_in_the_future_is_a_warning(self, fragment: str, pointer: str) -> None:
        finding = only(check(fragment))
        assert (finding.rule, finding.pointer) == ("future-time", pointer)
        assert finding.severity is Severity.WARNING

    @pytest.mark.parametrize("moment", ["2026-01-10", "2026-01-10T10:00:00+02:00", "unknown"])
    def test_today_and_the_unknown_are_not_the_future(self, moment: str) -> None:
        assert check(f'published_at: "{moment}"\n') == []

    @pytest.mark.parametrize("now", [datetime.max, datetime.min])
    def test_any_time_may_be_now(self, now: datetime) -> None:
        fragment = (
            "published_at: 2026-01-11\n"
            'timeline: [{at: "about 2026-01-11T10:00:00-05:00", event: x}, {at: about 2026-01-11, '
            "event: y}]\n"
        )
        findings = check(fragment, now=now.replace(tzinfo=UTC))
        assert ("future-time" in rules_in(findings)) == (now == datetime.min)

    def test_a_mistyped_year_is_one_mistake(self) -> None:
        findings = check(
            "times: {started: 2025-12-14, detected: 2205-12-14, resolved: 2025-12-14}\n"
            "timeline:\n  - {at: 2205-12-14, event: x}\n  - {at: 2025-12-14, event: y}\n"
        )
        assert rules_in(findings) == ["time-order", "future-time"]


ELSEWHERE = {"PM-2025-002/A3": "postmortems/2025/2025-03-02-search-slow.yaml"}


class TestReferences:
    @pytest.mark.parametrize(
        "fragment",
        [
            "recurrence_of: PM-2025-007\n",
            "related_incidents: [{id: PM-2025-007}]\n",
            items("id: A1, title: One, depends_on: [PM-2025-007/A1]"),
            items("id: A1, title: One, depends_on: [A11]"),
            items("id: A1, title: One, depends_on: [PM-2025-001/A11]"),
        ],
    )
    def test_what_cannot_be_meant_is_not_offered(self, fragment: str) -> None:
        assert "Did you mean" not in only(check(fragment)).message
        others = check(fragment, others=ELSEWHERE)
        assert "`PM-2025-001`" not in only(others).message

    def test_another_one_that_is_near_is_offered(self) -> None:
        finding = only(check("recurrence_of: PM-2025-003\n", others=ELSEWHERE))
        assert finding.message.endswith("Did you mean `PM-2025-002`?")

    @pytest.mark.parametrize(
        ("fragment", "pointer", "said"),
        [
            (
                items("id: AI-1, title: One", "id: AI-2, title: Two, depends_on: [AI-1, AI1]"),
                "/action_items/1/depends_on/1",
                "Did you mean `AI-1`?",
            ),
            (
                items("id: A1, title: One, depends_on: [A1]"),
                "/action_items/0/depends_on/0",
                "A1 depends on itself",
            ),
            (
                items("id: A1, title: One, depends_on: [PM-2025-001/A1]"),
                "/action_items/0/depends_on/0",
                "A1 depends on itself",
            ),
            (
                items("id: A1, title: One, depends_on: [PM-2025-001/B5]"),
                "/action_items/0/depends_on/0",
                "there is no action item `B5` in this postmortem",
            ),
            (
                items("id: A1, title: One, depends_on: [PM-2025-002/A33]"),
                "/action_items/0/depends_on/0",
                "PM-2025-002 has no action item `A33`. Did you mean `PM-2025-002/A3`?",
            ),
            (
                items("id: A1, title: One, depends_on: [PM-2052-002/A3]"),
                "/action_items/0/depends_on/0",
                "there is no postmortem `PM-2052-002`. Did you mean `PM-2025-002`?",
            ),
            (
                items("id: A1, title: One, addresses: [F1]"),
                "/action_items/0/addresses/0",
                "there is no failure mode `F1`",
            ),
            (
                "validation_plan: [{name: Load test, items: [A1, B5]}]\n",
                "/validation_plan/0/items/1",
                "there is no action item `B5` in this postmortem",
            ),
            (
                "related_incidents: [{id: PM-2025-001}]\n",
                "/related_incidents/0/id",
                "`PM-2025-001` is this postmortem itself",
            ),
            (
                "recurrence_of: ABC-2019-777\n",
                "/recurrence_of",
                "there is no postmortem `ABC-2019-777`",
            ),
            (
                "recurrence_of: PM-2025-001\n",
                "/recurrence_of",
                "`PM-2025-001` is this postmortem itself",
            ),
        ],
    )
    def test_a_reference_that_leads_nowhere_is_reported_where_it_stands(
        self, fragment: str, pointer: str, said: str
    ) -> None:
        finding = only(check(fragment, others=ELSEWHERE))
        assert (finding.rule, finding.pointer) == ("unknown-reference", pointer)
        assert finding.message.endswith(said)

    def test_a_recurrence_may_be_named_by_its_address(self) -> None:
        assert check("recurrence_of: https://status.example.com/incidents/42\n") == []

    def test_every_circle_is_named_once(self) -> None:
        findings = check(
            items(
                "id: A1, title: One, depends_on: [A2, A3]",
                "id: A2, title: Two, depends_on: [PM-2025-001/A1]",
                "id: A3, title: Three, depends_on: [A4]",
                "id: A4, title: Four, depends_on: [A1]",
                "id: A5, title: Five, depends_on: [A1]",
            )
        )
        assert [(finding.pointer, finding.message.partition(": ")[2]) for finding in findings] == [
            ("/action_items/1/depends_on/0", "A1 → A2 → A1"),
            ("/action_items/3/depends_on/0", "A1 → A3 → A4 → A1"),
        ]
        assert set(rules_in(findings)) == {"dependency-cycle"}

    def test_circles_that_share_an_item_are_both_named(self) -> None:
        findings = check(
            items(
                "id: A1, title: One, depends_on: [A2]",
                "id: A2, title: Two, depends_on: [A3]",
                "id: A3, title: Three, depends_on: [A1, A2, A1]",
            )
        )
        assert [(finding.pointer, finding.message.partition(": ")[2]) for finding in findings] == [
            ("/action_items/2/depends_on/0", "A1 → A2 → A3 → A1"),
            ("/action_items/2/depends_on/1", "A2 → A3 → A2"),
        ]

    def test_items_that_share_a_dependency_are_no_circle(self) -> None:
        assert (
            check(
                items(
                    "id: A1, title: One, depends_on: [A2, A3]",
                    "id: A2, title: Two, depends_on: [A4]",
                    "id: A3, title: Three, depends_on: [A4]",
                    "id: A4, title: Four",
                )
            )
            == []
        )

    def test_a_long_circle_is_shortened_and_costs_little(self) -> None:
        entries = [
            f"id: A{n}, title: Item {n}, depends_on: [A{n % 500 + 1}]" for n in range(1, 501)
        ]
        message = only(check(items(*entries))).message
        assert message.endswith("A8 → … → A500 → A1")

    def test_likeness_is_sought_for_the_first_wrong_references_only(self) -> None:
        entries = [f"id: A{n}, title: Item {n}" for n in range(10, 100)]
        wrong = ", ".join(f"A{n}" for n in range(100, 500))
        findings = check(items(*entries, f"id: B1, title: Last, depends_on: [{wrong}]"))
        assert len(findings) == 400
        assert sum("Did you mean" in finding.message for finding in findings) == 20


class TestOwnership:
    TEAMS = (
        'teams: {Backend team: {lead: "@mei-tanaka"}, '
        'QA: {members: ["@jonas-weber", "@ana-petrova"]}}\n'
    )

    def found(self, *entries: str, config: str = TEAMS) -> list[Finding]:
        return check("status: reviewed\n" + items(*entries), config=config)

    def test_every_open_item_needs_an_owner(self) -> None:
        finding = only(self.found("id: A1, title: One, priority: P3"))
        assert (finding.rule, finding.pointer) == ("owner-required", "/action_items/0")

    @pytest.mark.parametrize("owner", ['"@example-org/backend"', "QA"])
    def test_urgent_items_need_a_person_who_answers(self, owner: str) -> None:
        finding = only(self.found(f"id: A1, title: One, priority: P1, owner: {owner}"))
        assert (finding.rule, finding.pointer) == ("owner-required", "/action_items/0/owner")
        assert self.found(f"id: A1, title: One, priority: P2, owner: {owner}") == []

    def test_items_that_are_no_longer_open_are_asked_nothing(self) -> None:
        done = "status: done, done_at: 2025-12-20, evidence: x"
        dropped = "status: wont_do, reason: x, owner: Former team"
        assert self.found(f"id: A1, title: One, {done}", f"id: A2, title: Two, {dropped}") == []

    def test_an_unknown_team_as_owner_of_a_p0_is_one_mistake(self) -> None:
        finding = only(self.found("id: A1, title: One, priority: P0, owner: backend Team"))
        assert finding.rule == "unknown-team"
        assert "Did you mean `Backend team`?" in finding.message

    def test_an_unknown_team_is_reported_once_with_its_other_places(self) -> None:
        finding = only(
            self.found(
                'id: A1, title: One, priority: P2, owner: "@ana-petrova", collaborators: [Ops]',
                "id: A2, title: Two, priority: P2, owner: Ops, backup: Ops",
                'id: A3, title: Three, priority: P2, owner: "@ana-petrova", sponsor: Ops',
            )
        )
        assert finding.pointer == "/action_items/0/collaborators/0"
        assert finding.message.endswith("(it also stands in A2, A3)")

    def test_without_any_team_the_hint_shows_how_to_define_one(self) -> None:
        finding = only(self.found("id: A1, title: One, priority: P2, owner: C++", config=""))
        assert "defines none" in finding.message
        assert 'teams: {"C++": {lead: "@user"}}' in finding.hint


class TestDueDates:
    def found(self, entry: str, rest: str = "", config: str = "") -> list[Finding]:
        owned = f'{entry}, owner: "@ana-petrova"'
        return check(f"status: reviewed\n{rest}" + items(owned), config=config)

    @pytest.mark.parametrize("priority", ["P0", "P1", "P2", "P3"])
    def test_a_priority_is_enough_where_the_incident_has_a_day(self, priority: str) -> None:
        assert self.found(f"id: A1, title: One, priority: {priority}") == []

    @pytest.mark.parametrize("priority", ["P0", "P1", "P2"])
    def test_the_policy_has_nothing_to_count_from_without_a_day(self, priority: str) -> None:
        entry = f"id: A1, title: One, priority: {priority}"
        finding = only(self.found(entry, "times: {started: unknown}\n"))
        assert (finding.rule, finding.pointer) == ("due-required", "/action_items/0")
        assert "no day of the incident is known" in finding.message
        assert self.found(f"{entry}, due: 2026-02-02", "times: {started: unknown}\n") == []

    def test_p3_needs_no_date_ever(self) -> None:
        assert self.found("id: A1, title: One, priority: P3", "times: {started: unknown}\n") == []

    def test_beyond_the_calendar_nobody_says_that_the_incident_has_no_day(self) -> None:
        found = self.found("id: A1, title: One, priority: P0", "times: {started: 9999-12-31}\n")
        assert "due-required" not in rules_in(found)

    def test_a_missing_start_is_one_mistake(self) -> None:
        findings = self.found("id: A1, title: One, priority: P0", "times: {}\n")
        assert rules_in(findings) == ["reviewed-incomplete"]

    def test_the_policy_none_asks_for_a_priority_only(self) -> None:
        unknown = "times: {started: unknown}\n"
        none = "due_policy: none\n"
        assert self.found("id: A1, title: One, priority: P0", unknown, none) == []
        finding = only(self.found("id: A1, title: One", config=none))
        assert finding.rule == "due-required"
        assert "policy" not in finding.hint

    def test_a_horizon_is_enough_where_the_incident_has_a_day(self) -> None:
        entry = "id: A1, title: One, horizon: immediate"
        assert self.found(entry) == []
        finding = only(self.found(entry, "times: {started: unknown}\n"))
        assert "no day of the incident is known" in finding.message

    def test_a_policy_of_ones_own_asks_only_where_it_has_a_limit(self) -> None:
        unknown = "times: {started: unknown}\n"
        own = "policy: {due: {P0: 1 week}}\n"
        assert self.found("id: A1, title: One, priority: P1", unknown, own) == []
        assert rules_in(self.found("id: A1, title: One, priority: P0", unknown, own)) == [
            "due-required"
        ]
        everything = "policy: {due: 2 weeks}\n"
        assert self.found("id: A1, title: One", config=everything) == []
        assert len(self.found("id: A1, title: One", unknown, everything)) == 1

    def test_the_postmortems_own_policy_comes_first(self) -> None:
        own = "times: {started: unknown}\nplanning: {due_policy: none}\n"
        assert self.found("id: A1, title: One, priority: P0", own) == []

    def test_nothing_is_due_before_the_incident(self) -> None:
        extension = 'extensions: [{due: 2024-12-20, reason: x, approver: "@mei-tanaka"}]'
        finding = only(check(items(f"id: A1, title: One, due: 2025-12-14, {extension}")))
        assert finding.rule == "due-before-incident"
        assert finding.pointer == "/action_items/0/extensions/0/due"

    def test_nothing_is_due_many_years_after_the_incident(self) -> None:
        finding = only(check(items("id: A1, title: One, due: 2062-12-15")))
        assert (finding.rule, finding.pointer) == ("due-far-off", "/action_items/0/due")
        assert "36 years after today" in finding.message or "37 years" in finding.message
        assert finding.severity is Severity.WARNING
        assert check(items("id: A1, title: One, due: 2030-12-16")) == []

    def test_an_extension_by_many_years_is_a_slip_too(self) -> None:
        extension = 'extensions: [{due: 2205-12-20, reason: x, approver: "@mei-tanaka"}]'
        finding = only(check(items(f"id: A1, title: One, due: 2026-01-15, {extension}")))
        assert finding.pointer == "/action_items/0/extensions/0/due"

    def test_what_is_done_may_have_been_due_in_any_year(self) -> None:
        done = "status: done, done_at: 2026-01-02, evidence: See the runbook."
        assert check(items(f"id: A1, title: One, due: 2062-01-15, {done}")) == []

    def test_about_a_day_is_not_certain_enough_to_be_before_it(self) -> None:
        about = "times: {started: about 2025-12-14}\n"
        assert check(about + items("id: A1, title: One, due: 2025-12-13")) == []

    def test_each_extension_is_compared_with_the_one_before(self) -> None:
        dates = ["2026-02-01", "2026-01-20", "2026-01-25"]
        entries = ", ".join(f"{{due: {day}, reason: x, approver: Lead}}" for day in dates)
        finding = only(check(items(f"id: A1, title: One, extensions: [{entries}]")))
        assert finding.rule == "extension-order"
        assert finding.pointer == "/action_items/0/extensions/1/due"
        assert finding.hint == "Correct the date, or list the extensions with the oldest first."

    def test_an_extension_to_the_date_that_stands_at_the_item_asks_for_the_old_one_there(
        self,
    ) -> None:
        extension = "extensions: [{due: 2026-02-16, reason: x, approver: Lead}]"
        finding = only(check(items(f"id: A1, title: One, due: 2026-02-16, {extension}")))
        assert finding.rule == "extension-order"
        assert finding.hint == (
            "Correct the date. If `due` was overwritten, put the old date back there: the "
            "extension alone moves it."
        )


class TestCompletion:
    def test_one_finding_names_all_that_a_done_item_lacks(self) -> None:
        finding = only(check(items("id: A1, title: One, status: done")))
        assert (finding.rule, finding.pointer) == ("done-needs-evidence", "/action_items/0/status")
        assert "`done_at` and `evidence` are missing" in finding.message

    def test_nothing_to_do_and_something_to_do_contradict_each_other(self) -> None:
        finding = only(check("no_action_needed: All is well.\n"))
        assert (finding.rule, finding.pointer) == ("no-action-items", "/no_action_needed")
        assert "A1" in finding.message

    def test_declined_items_may_stand_beside_the_reason_for_doing_nothing(self) -> None:
        declined = items("id: A1, title: One, status: wont_do, reason: Too dear.")
        assert check("status: reviewed\nno_action_needed: Too dear.\n" + declined) == []

    def test_a_declined_item_covers_no_failure_mode(self) -> None:
        finding = only(
            check(
                "status: reviewed\n"
                "severity: P2\nroot_cause: {failure_modes: [{id: F1, description: x}]}\n"
                + items("id: A1, title: One, addresses: [F1], status: wont_do, reason: Too dear.")
            )
        )
        assert finding.rule == "uncovered-failure-mode"
        assert finding.pointer == "/root_cause/failure_modes/0"

    def test_a_postmortem_without_items_is_one_mistake(self) -> None:
        modes = "root_cause: {failure_modes: [{id: F1, description: x}]}\n"
        findings = check("status: reviewed\nseverity: P2\naction_items: []\n" + modes)
        assert rules_in(findings) == ["no-action-items"]


class TestCompleteness:
    BARE = b"id: PM-2025-001\ntitle: Email service down\nno_action_needed: None.\n"

    def bare(self, status: str) -> list[Finding]:
        file = read_postmortem(PATH, self.BARE + f"status: {status}\n".encode())
        assert file.document is not None
        assert file.postmortem is not None
        around = Surroundings(PATH, Config(), NOW, {"PM-2025-001": (PATH,)}, frozenset())
        return check_rules(file.postmortem, file.document, around)

    def test_a_reviewed_postmortem_is_asked_for_each_missing_piece(self) -> None:
        findings = self.bare("reviewed")
        assert [finding.message.partition(" needs ")[2] for finding in findings] == [
            "`severity`",
            "`services`",
            "`summary.incident`",
            "`times.started`",
        ]
        assert {(finding.rule, finding.pointer, finding.line) for finding in findings} == {
            ("reviewed-incomplete", "/status", 4)
        }

    def test_a_published_one_is_asked_for_those_too_and_for_none_twice(self) -> None:
        findings = self.bare("published")
        assert rules_in(findings) == ["reviewed-incomplete"] * 4 + ["published-incomplete"] * 7
        assert len({finding.message for finding in findings}) == len(findings)

    def test_a_missing_piece_is_reported_at_its_group_where_there_is_one(self) -> None:
        fragment = (
            "status: published\n"
            "summary:\n  incident: x\n  impact: y\n  resolution: z\n  prevention: p\n"
            'reviewers:\n  - name: "@mei-tanaka"\n'
        )
        findings = check(fragment)
        assert [finding.pointer for finding in findings] == ["/reviewers", "/summary"]

    @pytest.mark.parametrize("last", ["restored: unknown", "resolved: about 2025-12-14"])
    def test_the_end_may_be_restored_or_resolved_and_unknown(self, last: str) -> None:
        assert (
            check(
                f"status: published\ntimes: {{started: unknown, detected: unknown, {last}}}\n"
                + items('id: A1, title: One, due: 2026-02-02, owner: "@ana-petrova"')
            )
            == []
        )

    @pytest.mark.parametrize("severity", ["P3", "SEV1"])
    def test_priorities_and_aliases_are_severities(self, severity: str) -> None:
        aliases = "severity_aliases: {SEV1: P0}\n"
        assert check(f"severity: {severity}\n", config=aliases) == []

    def test_an_unknown_severity_is_met_with_the_closest_one(self) -> None:
        finding = only(check("severity: Sev1\n", config="severity_aliases: {SEV1: P0}\n"))
        assert finding.message.endswith("Did you mean `SEV1`?")


class TestFileNames:
    @pytest.mark.parametrize(
        ("path", "said", "better"),
        [
            (
                "postmortems/2025/email.yaml",
                "`email.yaml` has not the form",
                "`postmortems/2025/2025-12-14-email-service-down.yaml`",
            ),
            (
                "email.yaml",
                "`email.yaml` has not the form",
                "`2025/2025-12-14-email-service-down.yaml`",
            ),
            (
                "pm/2024/2025-12-14-mail.yaml",
                "not in a folder `2025`",
                "`pm/2025/2025-12-14-mail.yaml`",
            ),
            (
                "pm/2024/2025-12-15-mail.yaml",
                "not in a folder `2025`",
                "`pm/2025/2025-12-15-mail.yaml`",
            ),
            (
                "pm/2025/2025-12-40-mail.yaml",
                "`2025-12-40` in the file's name is on no calendar",
                "`pm/2025/2025-12-14-mail.yaml`",
            ),
            (
                "pm/2025/2025-12-16-mail.yaml",
                "says 2025-12-16, the incident was on 2025-12-14",
                "`pm/2025/2025-12-14-mail.yaml`",
            ),
        ],
    )
    def test_a_better_path_is_proposed(self, path: str, said: str, better: str) -> None:
        finding = only(check("", path=path))
        assert (finding.rule, finding.pointer) == ("file-name", "")
        assert said in finding.message
        assert better in finding.hint

    def test_a_year_that_was_mistyped_is_one_finding_and_no_advice_to_rename(self) -> None:
        times = "times: {started: 2024-12-14T10:00:00Z, detected: 2025-12-14T10:02:00Z}\n"
        finding = only(check(times, path="pm/2025/2025-12-14-mail.yaml"))
        assert finding.rule == "implausible-times"

    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("Crème brûlée: down", "creme-brulee-down"),
            ("Почта недоступна", "postmortem-001"),
            ("word " * 30, "word-" * 11 + "word"),
        ],
    )
    def test_the_proposed_name_is_that_of_a_new_postmortem(self, title: str, slug: str) -> None:
        finding = only(check(f'title: "{title.strip()}"\n', path="postmortems/2025/x.yaml"))
        assert finding.hint == f"Rename it to `postmortems/2025/2025-12-14-{slug}.yaml`."
        draft = Draft(id="PM-2025-001", title=title.strip(), now=datetime(2025, 12, 14, tzinfo=UTC))
        new = next(file_paths(["postmortems/**/*.yaml"], draft))
        assert f"`{new}`" in finding.hint

    def test_the_proposed_name_of_a_confidential_one_tells_nothing_of_its_title(self) -> None:
        text = "title: Vendor leaked our keys\nconfidential: true\n"
        finding = only(check(text, path="postmortems/2025/x.yaml"))
        assert finding.hint == "Rename it to `postmortems/2025/2025-12-14-postmortem-001.yaml`."

    @pytest.mark.parametrize("day", ["2025-12-13", "2025-12-14", "2025-12-15"])
    def test_a_day_more_or_less_is_a_matter_of_zones(self, day: str) -> None:
        assert check("", path=f"postmortems/2025/{day}-email_outage.v2.yaml") == []

    def test_without_a_known_day_any_date_will_do(self) -> None:
        assert check("times: {started: unknown}\n", path="pm/2019/2019-02-28-mail.yml") == []

    def test_without_any_date_the_hint_says_what_is_needed(self) -> None:
        finding = only(check("times: {started: unknown}\n", path="pm/2019/mail.yaml"))
        assert finding.hint == "Begin the name with the day of the incident."


class TestSuggestions:
    def test_the_closest_name_is_offered_in_its_own_spelling(self) -> None:
        assert suggest("ownre", ["owner", "due"]) == ". Did you mean `owner`?"
        assert suggest("backend TEAM", {"Backend team"}) == ". Did you mean `Backend team`?"

    def test_nothing_is_offered_where_nothing_is_close(self) -> None:
        assert suggest("xyz", ["owner", "due"]) == ""
        assert suggest("o" * 10_000, ["owner"]) == ""

    def test_of_equally_close_names_always_the_same_is_offered(self) -> None:
        names = [f"A{n}" for n in range(10)]
        assert suggest("A", names) == suggest("A", set(names)) == suggest("A", reversed(names))


class TestPagesOfRules:
    def page(self, capsys: pytest.CaptureFixture[str], rule: str) -> str:
        assert main(["rules", rule]) == 0
        return capsys.readouterr().out

    @every_rule
    def test_each_rule_has_its_page(self, rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
        page = self.page(capsys, rule.id)
        assert page.startswith(f"{rule.id}\n\nSeverity: {rule.severity.value}.")
        positions = [page.index(part) for part in ("Why:", "Fix:", "Failing:", "Passing:")]
        assert positions == sorted(positions)

    def test_options_stand_between_explanation_and_examples(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        page = self.page(capsys, "detection-gap")
        between = page.partition("Fix:")[2].partition("Failing:")[0]
        assert "Options, under `rules: {detection-gap: ...}` in .pmaction.yml:" in between
        assert "`target_minutes`: The time to detect, in minutes," in between
        assert "Asks from the status `reviewed` on." in page

    def test_there_are_as_many_rules_as_were_asked_for(self) -> None:
        assert len(RULES) >= 35
