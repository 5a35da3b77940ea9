"""Findings, plans and reports as a person at a terminal reads them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmaction.change import ApplyReport, Change, Kind, Note, Outcome, Plan, Result
from pmaction.findings import Finding, Severity
from pmaction.issue import IssueFields
from pmaction.render.text import (
    MAX_EXCERPT,
    findings_text,
    plan_text,
    printable,
    report_text,
    result_text,
)

PATH = "pm.yaml"


def finding(line: int, column: int, message: str = "it is wrong", **fields: object) -> Finding:
    values: dict[str, object] = {
        "path": PATH,
        "rule": "some-rule",
        "severity": Severity.ERROR,
        "hint": "",
        "pointer": "",
    }
    return Finding(line=line, column=column, message=message, **(values | fields))  # type: ignore[arg-type]


def excerpt(text: str, line: int, column: int) -> list[str]:
    """The lines between a finding's first line and the counts."""
    written = findings_text([finding(line, column)], {PATH: text}, 1)
    return written.split("\n\n")[0].split("\n")[1:]


def marked(text: str, role: str) -> str:
    """A style that shows which role a text has."""
    return f"<{role}>{text}</{role}>"


class TestFindings:
    @pytest.mark.parametrize("value", ["xK9" + "mQ2vT7", "  xK9" + "mQ2vT7 and more"])
    def test_a_secret_that_the_line_above_names_is_not_shown(self, value: str) -> None:
        shown = excerpt(f"notes: >\n  The password:\n  {value}\n", 3, 3)
        assert "xK9" not in "".join(shown)
        assert "*" * 9 in shown[0]

    def test_a_finding_shows_its_line_with_a_caret_and_what_to_do(self) -> None:
        text = "id: PM-2025-001\ntitle: Mail\nstatus: review\n"
        found = [
            finding(
                3,
                9,
                "`review` is not a value of `status`. Did you mean `reviewed`?",
                rule="not-allowed",
                hint="Allowed: draft, reviewed, published.",
            ),
            finding(1, 1, "no owner", severity=Severity.WARNING, rule="owner-required"),
        ]
        assert findings_text(found, {PATH: text}, 2) == (
            "pm.yaml:3:9: error: `review` is not a value of `status`. Did you mean `reviewed`? "
            "[not-allowed]\n"
            "    3 | status: review\n"
            "                ^\n"
            "  hint: Allowed: draft, reviewed, published.\n"
            "\n"
            "pm.yaml:1:1: warning: no owner [owner-required]\n"
            "    1 | id: PM-2025-001\n"
            "        ^\n"
            "\n"
            "2 files checked, 1 error, 1 warning"
        )

    def test_without_findings_there_is_only_the_count(self) -> None:
        assert findings_text([], {}, 1) == "1 file checked, no findings"
        assert findings_text([], {}, 0) == "0 files checked, no findings"

    def test_a_file_without_text_is_shown_without_its_line(self) -> None:
        assert findings_text([finding(7, 3)], {}, 1) == (
            "pm.yaml:7:3: error: it is wrong [some-rule]\n\n1 file checked, 1 error"
        )

    @pytest.mark.parametrize(
        ("text", "line", "column", "shown"),
        [
            # The caret stands under its character for the eye, whatever came before it.
            ("a: ü: b", 1, 7, ["    1 | a: ü: b", "              ^"]),
            ("日本: x", 1, 5, ["    1 | 日本: x", "              ^"]),
            ("e\u0301: x", 1, 4, ["    1 | e\u0301: x", "          ^"]),
            ("🔥: x", 1, 4, ["    1 | 🔥: x", "            ^"]),
            ("a:\t\tx", 1, 5, ["    1 | a:  x", "            ^"]),
            ("a: 1\r\nb: 2\r\n", 2, 4, ["    2 | b: 2", "           ^"]),
            ("a: x\u2028y\nb: 2\n", 2, 4, ["    2 | b: 2", "           ^"]),
            ("a: x\x0cy\x85z\nb: 2\n", 2, 1, ["    2 | b: 2", "        ^"]),
            ("a: \x1b[31mx", 1, 4, ["    1 | a: ?[31mx", "           ^"]),
            ("a: \u202ex", 1, 5, ["    1 | a: ?x", "            ^"]),
            ("a:   ", 1, 4, ["    1 | a:", "          ^"]),
            ("a: 1\n", 2, 1, []),
            ("   \nb", 1, 2, []),
        ],
    )
    def test_the_caret_points_at_the_column(
        self, text: str, line: int, column: int, shown: list[str]
    ) -> None:
        assert excerpt(text, line, column) == shown

    def test_of_a_long_line_the_part_around_the_column_is_shown(self) -> None:
        long = "title: " + "abcdefghij" * 50
        line, caret = excerpt(long, 1, 308)
        assert len(line) == len("    1 | ") + MAX_EXCERPT
        assert line[caret.index("^") :] == long[307 : 307 + MAX_EXCERPT // 2]
        assert excerpt(long, 1, 1) == ["    1 | " + long[:MAX_EXCERPT], "        ^"]

    def test_line_numbers_are_aligned(self) -> None:
        text = "\n" * 1233 + "x: 1"
        assert excerpt(text, 1234, 4) == [" 1234 | x: 1", "           ^"]

    def test_each_part_has_the_look_of_its_role(self) -> None:
        found = [finding(1, 1, severity=Severity.WARNING, hint="Do this.")]
        assert findings_text(found, {PATH: "a"}, 1, marked) == (
            "<strong>pm.yaml:1:1:</strong> <warning>warning:</warning> it is wrong "
            "<dim>[some-rule]</dim>\n"
            "<dim>    1 | </dim>a\n"
            "        <warning>^</warning>\n"
            "  <good>hint:</good> Do this.\n\n"
            "1 file checked, <warning>1 warning</warning>"
        )

    def test_no_control_character_of_a_file_reaches_the_terminal(self) -> None:
        found = [finding(1, 1, "`\x1b]0;x\x07`", hint="\x9b31m")]
        assert "\x1b" not in findings_text(found, {PATH: "\x1b[2J"}, 1)
        assert printable("a\x1b\x00\u202eb\tc") == "a???b\tc"

    @given(st.text(max_size=40))
    def test_no_text_of_a_file_begins_a_line_of_its_own(self, text: str) -> None:
        assert len(printable(f"why: {text}").splitlines()) == 1
        assert printable("x\n::error::y\r\n##[z]") == "x ::error::y ## [z]"

    @given(st.text(max_size=80), st.integers(1, 9), st.integers(1, 90))
    def test_any_text_and_place_can_be_shown(self, text: str, line: int, column: int) -> None:
        assert findings_text([finding(line, column)], {PATH: text}, 1).endswith("1 error")

    def test_many_findings_in_a_long_file_are_written_quickly(self) -> None:
        text = "- x\n" * 20_000
        found = [finding(line, 3) for line in range(1, 20_001)]
        started = time.perf_counter()
        findings_text(found, {PATH: text}, 1)
        assert time.perf_counter() - started < 5


def change(kind: Kind, item: str, why: str = "because", **fields: object) -> Change:
    values: dict[str, object] = {"title": f"Title of {item}", "after": IssueFields()}
    return Change(kind=kind, item=item, why=why, **(values | fields))  # type: ignore[arg-type]


PM, A1, A2, A10 = (f"PM-2025-001{item}" for item in ("", "/A1", "/A2", "/A10"))


class TestPlans:
    def test_a_plan_says_by_postmortem_what_would_change_and_why(self) -> None:
        plan = Plan(
            (
                change(Kind.CREATE, PM, "the postmortem is reviewed"),
                change(Kind.CREATE, A1, "no issue yet"),
                change(Kind.CREATE, "PM-2024-009/A1", "no issue yet"),
                change(
                    Kind.UPDATE,
                    A2,
                    "the title changed in the file",
                    before=IssueFields(title="Old", labels=frozenset({"P2", "x"})),
                    after=IssueFields(title="New", labels=frozenset({"P1", "x"})),
                ),
                change(
                    Kind.LABEL,
                    A10,
                    "the owner changed in the file",
                    before=IssueFields(assignees=frozenset({"@bob"})),
                    after=IssueFields(assignees=frozenset({"@ana", "@bo"})),
                ),
                change(
                    Kind.CLOSE,
                    A10,
                    "the file says won't do",
                    after=IssueFields(state="closed", reason="not_planned"),
                ),
                change(Kind.LINK, A1, after=IssueFields(parent=PM)),
                change(Kind.LINK, A2, "it lacks its parent", after=IssueFields(parent=PM)),
                change(
                    Kind.LINK,
                    A1,
                    "the file says what it depends on",
                    after=IssueFields(blocked_by=frozenset({A2, A10})),
                ),
                change(Kind.COMMENT, A2, "due tomorrow", after=IssueFields(comment="Soon.")),
            ),
            (
                Note(A1, "its file was renamed", "Nothing to do"),
                Note("", "2 files could not be read"),
            ),
        )
        assert plan_text(plan) == (
            "PM-2024-009\n"
            "  + create  PM-2024-009/A1  Title of PM-2024-009/A1\n"
            "            why: no issue yet\n"
            "\n"
            "PM-2025-001\n"
            "  + create  PM-2025-001  Title of PM-2025-001\n"
            "            why: the postmortem is reviewed\n"
            "  + create  PM-2025-001/A1  Title of PM-2025-001/A1\n"
            "            why: no issue yet\n"
            "  → link    PM-2025-001/A1  Title of PM-2025-001/A1\n"
            "            why: the file says what it depends on\n"
            "            blocked by: PM-2025-001/A10, PM-2025-001/A2\n"
            "  ~ update  PM-2025-001/A2  Title of PM-2025-001/A2\n"
            "            why: the title changed in the file\n"
            "            title: Old → New\n"
            "            labels: +P1 -P2\n"
            "  → link    PM-2025-001/A2  Title of PM-2025-001/A2\n"
            "            why: it lacks its parent\n"
            "            parent: PM-2025-001\n"
            "  » comment PM-2025-001/A2  Title of PM-2025-001/A2\n"
            "            why: due tomorrow\n"
            "  ~ label   PM-2025-001/A10  Title of PM-2025-001/A10\n"
            "            why: the owner changed in the file\n"
            "            assignees: +@ana +@bo -@bob\n"
            "  - close   PM-2025-001/A10  Title of PM-2025-001/A10\n"
            "            why: the file says won't do\n"
            "            reason: not planned\n"
            "\n"
            "note: PM-2025-001/A1 its file was renamed.\n"
            "      Nothing to do\n"
            "note: 2 files could not be read.\n"
            "\n"
            "Plan: 3 to create, 1 to comment, 1 to update, 1 to label, 1 to close, 3 to link."
        )

    def test_a_plan_without_changes_has_nothing_to_do(self) -> None:
        assert plan_text(Plan()) == "Plan: nothing to do."

    def test_a_closing_stands_out(self) -> None:
        text = plan_text(Plan((change(Kind.CLOSE, A1),)), marked)
        assert "<warning>- close  </warning> PM-2025-001/A1" in text

    def test_no_control_character_of_a_file_reaches_the_terminal(self) -> None:
        hostile = change(
            Kind.UPDATE,
            A1,
            "\x1b[2J",
            title="\x1b[31m",
            before=IssueFields(title="\x07"),
            after=IssueFields(title="\x9b", labels=frozenset({"\x1b"})),
        )
        text = plan_text(Plan((hostile,), (Note(A1, "\x1b", "\x1b"),)))
        assert not any(character in text for character in "\x1b\x07\x9b")

    def test_taking_all_blockers_away_says_so(self) -> None:
        gone = change(Kind.LINK, A1, after=IssueFields(blocked_by=frozenset()))
        assert "            blocked by: nothing\n" in plan_text(Plan((gone,)))


class TestReports:
    @pytest.mark.parametrize(
        ("result", "line"),
        [
            (
                Result(change(Kind.CREATE, A1), Outcome.DONE, 7),
                "done     create  PM-2025-001/A1  Title of PM-2025-001/A1",
            ),
            (
                Result(change(Kind.COMMENT, A1), Outcome.SKIPPED, 7, "the comment is there"),
                "skipped  comment PM-2025-001/A1  Title of PM-2025-001/A1: the comment is there",
            ),
            (
                Result(
                    change(Kind.LINK, A1, after=IssueFields(parent=PM)),
                    Outcome.DEFERRED,
                    None,
                    "its issue is not there yet",
                ),
                "deferred link    PM-2025-001/A1  parent: PM-2025-001: its issue is not there yet",
            ),
            (
                Result(change(Kind.CLOSE, A1), Outcome.FAILED, 7, "the\x1b disk is full"),
                "failed   close   PM-2025-001/A1  Title of PM-2025-001/A1: the? disk is full",
            ),
        ],
    )
    def test_each_result_is_one_line(self, result: Result, line: str) -> None:
        assert result_text(result) == line

    def test_a_report_counts_what_became_of_the_plan(self) -> None:
        outcomes = (Outcome.DONE, Outcome.FAILED, Outcome.DONE, Outcome.DEFERRED, Outcome.SKIPPED)
        results = tuple(Result(change(Kind.CREATE, A1), outcome) for outcome in outcomes)
        report = ApplyReport(results, (Note(A2, "was closed by a person", "Update the file."),))
        assert report_text(report) == (
            "note: PM-2025-001/A2 was closed by a person.\n"
            "      Update the file.\n"
            "\n"
            "Applied: 2 done, 1 skipped, 1 deferred, 1 failed."
        )
        assert "<error>1 failed</error>" in report_text(report, marked)

    def test_a_report_of_nothing_says_so(self) -> None:
        assert report_text(ApplyReport()) == "Applied: nothing to do."
