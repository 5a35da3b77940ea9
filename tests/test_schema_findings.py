"""Findings of the schema: one for each mistake, in words that help, on the value itself."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pmaction.document import Document, read_document
from pmaction.findings import Finding, in_reading_order
from pmaction.schema import check_schema
from pmaction.suggest import suggest

PM = "id: PM-2025-001\ntitle: Mail was down\nstatus: draft\n"


def findings(text: str, schema: str = "postmortem.v1") -> tuple[Finding, ...]:
    document = read_document("pm.yaml", text.encode())
    assert isinstance(document, Document), document
    return in_reading_order(check_schema(document, schema))


def only(text: str, schema: str = "postmortem.v1") -> Finding:
    found = findings(text, schema)
    assert len(found) == 1, found
    return found[0]


def item(fields: str) -> str:
    return f"{PM}action_items:\n  - {{id: A1, title: Add an alert, {fields}}}\n"


DATE = "Expected a date such as 2025-12-14."
TIME = (
    "Expected a time with its zone such as 2025-12-14T10:00:00+03:00, a date, either after "
    "'about', or unknown."
)
LEAVE_OUT = "Give it a value. What is not known yet may be left out, unless it is required."
QUOTE = "Put it in quotes if it is meant as text."
INDENT = "Write its properties on lines of their own, indented, as `name: value`."


@pytest.mark.parametrize(
    ("text", "rule", "message", "hint"),
    [
        (PM.replace("Mail was down", "12"), "wrong-type",
         "`title` must be text, not the number 12", QUOTE),
        (PM.replace("Mail was down", "true"), "wrong-type",
         "`title` must be text, not `true`", QUOTE),
        (PM.replace("Mail was down", "[a, b]"), "wrong-type",
         "`title` must be text, not a list", "Write one text; long text goes below a `|`."),
        (PM + "services: email\n", "wrong-type",
         "`services` must be a list, not the text `email`",
         "Write it in brackets: `[email]`."),
        (PM + "services: {name: email}\n", "wrong-type",
         "`services` must be a list, not a group of properties",
         "Write each entry on a line of its own, after `- `."),
        (PM + "times: 2025-12-14\n", "wrong-type",
         "`times` must be a group of properties, not the text `2025-12-14`", INDENT),
        (PM + "impact: {users: {count: about 500}}\n", "wrong-type",
         "`count` must be a whole number, not the text `about 500`",
         "Write digits only, without a unit or other words."),
        (PM + "confidential: yes\n", "wrong-type",
         "`confidential` must be true or false, not the text `yes`",
         "Write `true` or `false`, without quotes."),
        (item("issue: 1.5"), "wrong-type",
         "`issue` of A1 must be a whole number or text, not the number 1.5", QUOTE),
        (PM + "services:\n  - a\n  - 2\n", "wrong-type",
         "the 2nd entry of `services` must be text, not the number 2", QUOTE),
        ("- a\n", "wrong-type", "the document must be a group of properties, not a list", INDENT),
        ("just text\n", "wrong-type",
         "the document must be a group of properties, not the text `just text`", INDENT),
        (PM.replace("draft", "review"), "not-allowed",
         "`review` is not a value of `status`. Did you mean `reviewed`?",
         "Allowed: draft, reviewed, published."),
        (item("priority: high"), "not-allowed",
         "`high` is not a value of `priority` of A1. Did you mean `P1`?",
         "Allowed: P0, P1, P2, P3."),
        (item("priority: p1"), "not-allowed",
         "`p1` is not a value of `priority` of A1. Did you mean `P1`?", "Allowed: P0, P1, P2, P3."),
        (PM.replace("PM-2025-001", "pm-2025-001"), "bad-format",
         "`id` cannot be `pm-2025-001`. Did you mean `PM-2025-001`?",
         "Expected a postmortem id such as PM-2025-001."),
        (item("addresses: [f1]"), "bad-format",
         "the 1st entry of `addresses` cannot be `f1`. Did you mean `F1`?",
         "Expected a failure mode id such as F1."),
        (PM.replace("PM-2025-001", "pm-1"), "bad-format",
         "`id` cannot be `pm-1`", "Expected a postmortem id such as PM-2025-001."),
        (item('owner: "ana@example.com"'), "bad-format",
         "`owner` of A1 cannot be `ana@example.com`",
         "Expected @user, @org/team, or the name of a team in .pmaction.yml."),
        (item("due: soon"), "bad-format", "`due` of A1 cannot be `soon`", DATE),
        (item("due: 2025-2-3"), "bad-format", "`due` of A1 cannot be `2025-2-3`", DATE),
        (item("due: 2025-02-30"), "impossible-date",
         "`due` of A1 is `2025-02-30`, which is on no calendar or clock", DATE),
        (PM + "times: {started: 2025-12-14T10:00:00}\n", "bad-format",
         "`started` cannot be `2025-12-14T10:00:00`", TIME),
        (PM + "times: {started: 2025-12-14T25:00:00Z}\n", "impossible-date",
         "`started` is `2025-12-14T25:00:00Z`, which is on no calendar or clock", TIME),
        (PM + "timeline: [{at: about 2025-13-01, event: x}]\n", "impossible-date",
         "`at` of the 1st entry of `timeline` is `about 2025-13-01`, which is on no calendar or "
         "clock", TIME),
        (item("due: "), "empty-value", "`due` of A1 is empty", LEAVE_OUT),
        (PM + "times:\n", "empty-value", "`times` is empty", LEAVE_OUT),
        (PM + "services:\n  - a\n  -\n", "empty-value",
         "the 2nd entry of `services` is empty", LEAVE_OUT),
        (item('done_when: ""'), "empty-value",
         "`done_when` of A1 is empty", "Give it a value, or leave it out."),
        (item('done_when: "  "'), "empty-value",
         "`done_when` of A1 is empty", "Give it a value, or leave it out."),
        (PM.replace("Mail was down", "x" * 1201), "too-long",
         "`title` has 1,201 characters; at most 200 are allowed",
         "Shorten it."),
        (PM + "notes: " + "x" * 20_001, "too-long",
         "`notes` has 20,001 characters; at most 20,000 are allowed",
         "Shorten it, and link the long form under `references`."),
        (PM + f"services: [{', '.join(['a'] * 501)}]\n", "too-long",
         "`services` has 501 entries; at most 500 are allowed",
         "Split the document, or link the long form under `references`."),
        (PM + "impact: {users: {share_percent: 101}}\n", "out-of-range",
         "`share_percent` is 101, above 100", "At most 100."),
        (item("previously: A2"), "bad-format",
         "`previously` of A1 cannot be `A2`. Did you mean `PM-2025-001/A2`?",
         "Expected an item key such as PM-2025-001/A1."),
        (item("previously: the 2nd"), "bad-format",
         "`previously` of A1 cannot be `the 2nd`",
         "Expected an item key such as PM-2025-001/A1."),
        (item("issue: 0"), "out-of-range", "`issue` of A1 is 0, below 1", "At least 1."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_was_expected(
    text: str, rule: str, message: str, hint: str
) -> None:
    finding = only(text)
    assert (finding.rule, finding.message, finding.hint) == (rule, message, hint)


@pytest.mark.parametrize(
    ("text", "message", "pointer"),
    [
        (PM.replace("title: Mail was down\n", ""), "the document has no `title`", ""),
        (PM + "action_items:\n  - id: A7\n", "A7 has no `title`", "/action_items/0"),
        (PM + "action_items:\n  - {id: A1, title: x}\n  - title: x\n",
         "the 2nd entry of `action_items` has no `id`", "/action_items/1"),
        (PM + "timeline: [{at: 2025-12-14}]\n",
         "the 1st entry of `timeline` has no `event`", "/timeline/0"),
        (item("extensions: [{due: 2026-01-01, reason: x}]"),
         "the 1st entry of `extensions` has no `approver`", "/action_items/0/extensions/0"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_where_it_is_missing(text: str, message: str, pointer: str) -> None:
    finding = only(text)
    assert (finding.rule, finding.message) == ("missing-property", message)
    assert finding.pointer == pointer
    assert finding.hint.endswith(".")


@pytest.mark.parametrize(
    ("number", "ordinal"),
    [(1, "1st"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"), (42, "42nd")],
)
def test_entries_are_counted_as_people_count_them(number: int, ordinal: str) -> None:
    services = "".join("  - a\n" for _ in range(number - 1))
    finding = only(f"{PM}services:\n{services}  - 5\n")
    assert finding.message.startswith(f"the {ordinal} entry of `services` must")
    assert finding.line == 4 + number


@pytest.mark.parametrize(
    ("text", "name", "message", "hint"),
    [
        (PM + "titel: x\n", "titel", "`titel` is not a property of a postmortem. Did you mean "
         "`title`?", "Correct the name, or delete the property."),
        (item("due_date: 2025-12-21"), "due_date",
         "`due_date` is not a property of A1. Did you mean `due`?",
         "Correct the name, or delete the property."),
        (PM + "lessons: {colour: red}\n", "colour", "`colour` is not a property of `lessons`",
         "Known here: lucky, surprising, went_poorly, went_well."),
        (PM + "related_incidents: [{externl: x, url: 'https://x.example'}]\n", "externl",
         "`externl` is not a property of the 1st entry of `related_incidents`. "
         "Did you mean `external`?", "Correct the name, or delete the property."),
    ],
)  # fmt: skip
def test_an_unknown_property_is_told_once_at_its_name(
    text: str, name: str, message: str, hint: str
) -> None:
    finding = only(text)
    assert (finding.rule, finding.message, finding.hint) == ("unknown-property", message, hint)
    line = text.splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].startswith(name)


def test_a_mistyped_name_is_not_also_told_as_missing() -> None:
    assert only(PM.replace("title:", "titel:")).rule == "unknown-property"


@pytest.mark.parametrize(
    ("more", "pointer", "message", "hint"),
    [
        (
            "root_cause: {five_whys: [{why: A, answer: B}]}\n",
            "/root_cause/five_whys/0/why",
            "`why` is not a property of the 1st entry of `five_whys`, which has no `question`",
            "Call it `question` if that is meant; else delete it, and add `question:`.",
        ),
        (
            "action_items: [{id: A1, name: X, ownr: '@ana'}]\n",
            "/action_items/0/name",
            "`name` is not a property of A1, which has no `title`",
            "Call it `title` if that is meant; else delete it, and add `title:`.",
        ),
    ],
)
def test_what_is_required_and_stands_under_another_name_is_one_mistake(
    more: str, pointer: str, message: str, hint: str
) -> None:
    told = [f for f in findings(PM + more) if "ownr" not in f.message]
    assert [(f.rule, f.pointer, f.message, f.hint) for f in told] == [
        ("unknown-property", pointer, message, hint)
    ]


def test_which_of_several_names_stands_for_which_is_not_guessed() -> None:
    text = f"{PM}action_items: [{{id: A1, name: X, number: 1}}]\n"
    rules = [finding.rule for finding in findings(text)]
    assert rules == ["missing-property", "unknown-property", "unknown-property"]
    text = f"{PM}root_cause: {{five_whys: [{{why: A}}]}}\n"
    rules = [finding.rule for finding in findings(text)]
    assert rules == ["missing-property", "missing-property", "unknown-property"]


def test_several_mistakes_are_all_told_in_the_order_of_their_lines() -> None:
    text = (
        "id: pm-1\n"
        "status: final\n"
        "colour: red\n"
        "services: [1, '']\n"
        "action_items:\n"
        "  - due: 2025-02-30\n"
        "    ownr: '@ana'\n"
        "    priority:\n"
    )
    assert [(f.line, f.rule, f.pointer) for f in findings(text)] == [
        (1, "bad-format", "/id"),
        (2, "not-allowed", "/status"),
        (3, "unknown-property", "/colour"),
        (4, "wrong-type", "/services/0"),
        (4, "empty-value", "/services/1"),
        (6, "missing-property", "/action_items/0"),
        (6, "missing-property", "/action_items/0"),
        (6, "impossible-date", "/action_items/0/due"),
        (7, "unknown-property", "/action_items/0/ownr"),
        (8, "empty-value", "/action_items/0/priority"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        PM.replace("PM-2025-001", "''"),
        PM.replace("PM-2025-001", "x" * 100),
        PM.replace("PM-2025-001", "|\n  pm"),
        PM.replace("PM-2025-001", "12"),
        item("due: 2025-02-30 "),
        item("due: ''"),
        item("due: 20250230-and-so-on"),
        item("owner: ' '"),
    ],
)
def test_one_mistake_is_told_once_however_many_limits_it_breaks(text: str) -> None:
    assert only(text)


def test_a_finding_stands_on_its_value_and_an_alias_on_itself() -> None:
    finding = only(PM + "services: &s [a, 1]\n")
    assert (finding.line, finding.column) == (4, 18)
    through = findings(PM + "services: &s [a, 1]\ndistribution: *s\n")
    assert [(f.line, f.column) for f in through] == [(4, 18), (5, 15)]


def test_a_message_quotes_one_short_line_of_a_value() -> None:
    finding = only(PM.replace("draft", "|\n  " + "é!\n  " * 300))
    assert len(finding.message) < 120
    assert "\n" not in finding.message
    assert "…" in finding.message


def test_an_external_incident_needs_its_url_and_any_other_an_id() -> None:
    one = only(PM + "related_incidents: [{external: P0-012}]\n")
    assert one.message == "the 1st entry of `related_incidents` has no `url`"
    assert one.hint == "Expected an external incident with its url."
    other = only(PM + "related_incidents: [{note: x}]\n")
    assert other.message == "the 1st entry of `related_incidents` has no `id`"


def test_comparing_names_stops_before_it_takes_long() -> None:
    found = findings(PM + "".join(f"titl{n}: x\n" for n in range(2_000)))
    assert len(found) == 101
    assert "Did you mean" in found[0].message
    assert "Did you mean" not in found[99].message


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("rules: {Bad_Name: off}\n", "`Bad_Name` cannot be a name in `rules`",
         "Expected the id of a rule such as owner-required."),
        ("teams: {'@x': {}}\n", "`@x` cannot be a name in `teams`",
         "Expected a team name such as Backend team."),
        ("teams: {'': {}}\n", "an empty text cannot be a name in `teams`",
         "Expected a team name such as Backend team."),
        ("severity_aliases: {1st: P0}\n", "`1st` cannot be a name in `severity_aliases`",
         "Expected a severity name such as SEV1."),
        (f"rules: {{{'x' * 150}_: off}}\n", f"`{'x' * 59}…` cannot be a name in `rules`",
         "Expected the id of a rule such as owner-required."),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_one_is_told_at_the_name(text: str, message: str, hint: str) -> None:
    finding = only(text, "config.v1")
    assert (finding.rule, finding.message, finding.hint) == ("bad-format", message, hint)
    assert finding.column == text.index("{") + 2


def test_every_bad_name_of_a_map_is_told() -> None:
    found = findings("rules:\n  Bad_Name: off\n  good-name: off\n  Other_Bad: of\n", "config.v1")
    assert [(f.line, f.rule, f.pointer) for f in found] == [
        (2, "bad-format", "/rules/Bad_Name"),
        (4, "bad-format", "/rules/Other_Bad"),
        (4, "not-allowed", "/rules/Other_Bad"),
    ]


def test_too_many_names_are_told_with_their_number() -> None:
    teams = "".join(f"  t{n}: {{}}\n" for n in range(501))
    finding = only(f"teams:\n{teams}", "config.v1")
    assert (finding.rule, finding.pointer) == ("too-long", "/teams")
    assert finding.message == "`teams` has 501 names; at most 500 are allowed"


def test_of_very_many_findings_the_first_are_listed_and_the_rest_counted() -> None:
    names = "".join(f"unknown{number}: 1\n" for number in range(150))
    found = findings(PM.replace("draft", "review") + names)
    assert len(found) == 101
    assert [finding.line for finding in found[:100]] == list(range(3, 103))
    last = found[-1]
    assert (last.rule, last.line) == ("too-many-findings", 153)
    assert last.message == "51 more mistakes are not listed; the last of them is here"


def test_a_hundred_findings_are_all_listed() -> None:
    found = findings(PM + "".join(f"unknown{number}: 1\n" for number in range(100)))
    assert {finding.rule for finding in found} == {"unknown-property"}
    assert len(found) == 100


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"k{number}: 1\n" for number in range(3_000)),
        PM
        + "action_items:\n"
        + "".join(
            "- {" + ", ".join(f"titel{item}x{name}: 1" for name in range(20)) + "}\n"
            for item in range(150)
        ),
    ],
    ids=["at the root", "in every entry"],
)
def test_names_are_compared_only_so_often(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def counted(name: str, known: Iterable[str]) -> str:
        nonlocal compared
        compared += 1
        return suggest(name, known)

    monkeypatch.setattr("pmaction.property_names.suggest", counted)
    assert len(findings(text)) == 101
    assert compared <= 1_000
