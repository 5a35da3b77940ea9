"""Rules on root cause, detection, regression tests and what was left to be filled in."""

from __future__ import annotations

import pytest
from rule_checks import check, items, only, rules_in

from pmaction.findings import Finding

WHYS = ["The connections were used up.", "The pool allowed ten.", "Nobody was asked to look at it."]


def caused(*answers: str, more: str = "", severity: str = "P0") -> list[Finding]:
    """Check a reviewed postmortem with these answers to its whys."""
    whys = "".join(f'    - {{question: Why?, answer: "{answer}"}}\n' for answer in answers)
    return check(
        f"status: reviewed\nseverity: {severity}\n"
        "root_cause:\n  description: The pool was too small.\n"
        "  contributing_factors: [Twice the usual traffic.]\n"
        + (f"  five_whys:\n{whys}" if whys else "")
        + more
    )


class TestFiveWhys:
    def test_three_answers_are_enough(self) -> None:
        assert caused(*WHYS) == []

    @pytest.mark.parametrize("severity", ["P0", "P1"])
    def test_a_grave_incident_needs_whys(self, severity: str) -> None:
        finding = only(caused(severity=severity))
        assert (finding.rule, finding.pointer) == ("five-whys", "/root_cause")
        assert finding.message.startswith(f"a {severity} needs the five whys")

    def test_others_may_do_without(self) -> None:
        assert caused(severity="P2") == []
        assert caused(WHYS[0], severity="P3") == []

    def test_failure_modes_are_another_way_to_take_it_apart(self) -> None:
        modes = "  failure_modes: [{id: F1, description: x, waived: y}]\n"
        assert caused(more=modes) == []

    def test_without_any_root_cause_that_is_the_one_thing_missing(self) -> None:
        assert check("status: reviewed\nroot_cause: {}\n") == []
        found = check("status: published\nroot_cause: {}\n")
        assert rules_in(found) == ["published-incomplete"]

    def test_a_chain_that_ends_early_is_told_at_its_end(self) -> None:
        finding = only(caused(*WHYS[:2]))
        assert finding.pointer == "/root_cause/five_whys/1"
        assert "end after 2 of 3 or more answers" in finding.message

    @pytest.mark.parametrize(
        "last", ["unknown", "Not known yet.", "N/A", "We don't know why.", "Nobody knows"]
    )
    @pytest.mark.parametrize("severity", ["P0", "P3"])
    def test_a_chain_must_not_end_without_an_answer(self, last: str, severity: str) -> None:
        finding = only(caused(WHYS[0], WHYS[1], last, severity=severity))
        assert (finding.rule, finding.pointer) == ("five-whys", "/root_cause/five_whys/2/answer")
        assert last in finding.message

    def test_question_marks_for_an_answer_are_one_mistake(self) -> None:
        assert rules_in(caused(WHYS[0], WHYS[1], "???")) == ["placeholder-text"]

    def test_an_answer_that_only_begins_so_is_an_answer(self) -> None:
        assert caused(*WHYS[:2], "Unknown clients were not limited.") == []

    def test_a_circle_is_told_where_it_closes(self) -> None:
        finding = only(caused(WHYS[0], WHYS[1], "The  connections were USED up."))
        assert finding.pointer == "/root_cause/five_whys/2/answer"
        assert finding.message.startswith("answer 3 is answer 1 again")

    def test_whom_it_asks_and_for_how_much_can_be_set(self) -> None:
        fragment = "status: reviewed\nseverity: P2\nroot_cause: {description: A pool.}\n"
        asked = "rules: {five-whys: {severities: [P2]}}\n"
        assert rules_in(check(fragment, config=asked)) == ["five-whys"]
        deeper = "rules: {five-whys: {at_least: 5}}\n"
        assert "3 of 5 or more" in only(check("status: reviewed\n", config=deeper)).message

    def test_aliases_of_a_severity_count_as_it(self) -> None:
        fragment = "status: reviewed\nseverity: SEV1\nroot_cause: {contributing_factors: [x]}\n"
        findings = check(fragment, config="severity_aliases: {SEV1: P0}\n")
        assert only(findings).message.startswith("a P0 needs the five whys")

    def test_drafts_are_asked_nothing(self) -> None:
        assert check("root_cause: {five_whys: [{question: a, answer: unknown}]}\n") == []


class TestContributingFactors:
    def test_a_root_cause_without_factors_is_told(self) -> None:
        modes = "failure_modes: [{id: F1, description: x, waived: y}]"
        fragment = f"status: reviewed\nroot_cause: {{description: A pool., {modes}}}\n"
        finding = only(check(fragment))
        assert (finding.rule, finding.pointer) == ("contributing-factors", "/root_cause")
        assert check(f"{fragment}severity: P2\n") == []

    def test_whom_it_asks_can_be_set(self) -> None:
        fragment = "status: reviewed\nseverity: P3\nroot_cause: {description: A pool.}\n"
        config = "rules: {contributing-factors: {severities: [P3]}}\n"
        assert rules_in(check(fragment, config=config)) == ["contributing-factors"]


class TestDetection:
    def found(self, method: str, more: str = "", config: str = "") -> list[Finding]:
        fragment = f"status: reviewed\ndetection:\n  method: {method}\n{more}"
        return check(fragment, config=config)

    ALERT = "  alert: {name: Down, volume: One., quality: Good., purpose: To act.}\n"

    @pytest.mark.parametrize("method", ["customer-report", "manual-discovery", "audit"])
    def test_where_no_alert_was_first_a_gap_is_named(self, method: str) -> None:
        finding = only(self.found(method))
        assert (finding.rule, finding.pointer) == ("detection-gap", "/detection/method")

    @pytest.mark.parametrize("method", ["automated-alert", "unknown"])
    def test_where_an_alert_was_first_or_nobody_knows_nothing_is_asked(self, method: str) -> None:
        assert self.found(method) == []

    def test_an_alert_that_came_after_the_customer_is_a_gap_too(self) -> None:
        assert rules_in(self.found("customer-report", self.ALERT)) == ["detection-gap"]
        assert self.found("manual-discovery", self.ALERT) == []

    def test_slow_detection_is_a_gap_where_a_target_is_set(self) -> None:
        assert self.found("automated-alert", config="rules: {detection-gap: warning}\n") == []
        config = "rules: {detection-gap: {target_minutes: 2}}\n"
        finding = only(self.found("automated-alert", config=config))
        assert finding.message.startswith("detection took 2 min 15 s instead of 2 min")
        about = 'times: {started: "about 2025-12-14T10:00Z", detected: "2025-12-14T11:00Z"}\n'
        assert check(f"status: reviewed\n{about}", config=config) == []

    def test_the_unanswered_questions_are_told_in_one_finding(self) -> None:
        finding = only(self.found("automated-alert", "  alert: {name: Down, quality: Good.}\n"))
        assert (finding.rule, finding.pointer) == ("monitoring-questions", "/detection/alert")
        assert finding.message == "the alert Down is named without its `volume`, `purpose`"
        assert "quality" not in finding.hint

    def test_an_alert_without_a_name_did_not_fire(self) -> None:
        assert self.found("automated-alert", "  alert: {volume: None at all.}\n") == []


class TestRegressionTests:
    OWNED = 'priority: P2, owner: "@ana-petrova"'

    def found(self, fragment: str, title: str = "Raise the pool to 50") -> list[Finding]:
        fix = items(f"id: A1, title: {title}, {self.OWNED}")
        return check(f"status: reviewed\nseverity: P2\n{fragment}{fix}")

    def test_a_bug_needs_a_test(self) -> None:
        finding = only(self.found("cause_kind: code\n"))
        assert (finding.rule, finding.pointer) == ("regression-test", "/cause_kind")

    def test_what_calls_itself_a_bug_is_one(self) -> None:
        finding = only(self.found("root_cause: {category: A bug in the retry loop}\n"))
        assert (finding.rule, finding.pointer) == ("regression-test", "/root_cause")
        assert self.found("root_cause: {category: The debugger was on}\n") == []

    def test_a_resolution_is_where_the_test_is_missing(self) -> None:
        finding = only(self.found("cause_kind: code\nresolution: {immediate_fix: A revert.}\n"))
        assert finding.pointer == "/resolution"

    @pytest.mark.parametrize("title", ["Write a test of the retry loop", "Add regression tests"])
    def test_a_planned_test_is_enough(self, title: str) -> None:
        assert self.found("cause_kind: code\n", title) == []

    def test_a_test_that_will_not_be_written_is_none(self) -> None:
        dropped = f"id: A1, title: Write a test, {self.OWNED}, status: wont_do, reason: Too dear."
        findings = check("status: reviewed\nseverity: P2\ncause_kind: code\n" + items(dropped))
        assert rules_in(findings) == ["regression-test"]

    def test_other_causes_need_none(self) -> None:
        assert self.found("cause_kind: capacity\n") == []


class TestPlaceholders:
    def found(self, text: str, where: str = "resolution: {immediate_fix: %s}") -> list[Finding]:
        return check("status: reviewed\n" + where % f'"{text}"' + "\n")

    @pytest.mark.parametrize(
        "text",
        [
            "TBD", "TODO", "TODO: ask them", "We restarted it. TODO", "see P0-XXX", "???", "...",
            "…", "-", "Lorem ipsum dolor", "[Your Name]", "[1-2 sentence description]",
            "<describe the fix>", "[YYYY-MM-DD HH:MM:SS]", "The cause is to be determined.",
            "[X minutes from start to alert]",
        ],
    )  # fmt: skip
    def test_what_was_left_to_be_filled_in_is_told(self, text: str) -> None:
        finding = only(self.found(text))
        assert (finding.rule, finding.pointer) == ("placeholder-text", "/resolution/immediate_fix")
        assert "in `immediate_fix`" in finding.message

    @pytest.mark.parametrize(
        "text",
        [
            "We had a TODO list for it.", "Raised the pool [see A1].", "Set it to <50.",
            "`XXX` is what the parser printed.", "The [description](https://example.com) helped.",
            "Waited for your answer...", "Why did it fail?", "your", "i < x and y > 3",
        ],
    )  # fmt: skip
    def test_ordinary_text_is_left_alone(self, text: str) -> None:
        assert self.found(text) == []

    def test_notes_keep_what_came_from_elsewhere(self) -> None:
        assert self.found("TBD", "notes: %s") == []

    def test_a_draft_may_be_full_of_them(self) -> None:
        assert check('resolution: {immediate_fix: "TBD"}\n') == []
