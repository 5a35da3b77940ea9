"""`pmaction fix`: what needs no judgement is put right, and every other byte stays."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from checkouts import git
from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pmaction.checking import check_files
from pmaction.cli import main
from pmaction.config import Config, Holidays, Policy, Reminders, RuleSetting, Team, WorkingWeek
from pmaction.document import Document, read_document
from pmaction.fixes import FixedFile, fix_file
from pmaction.fixes.edits import Edit, applied
from pmaction.fixes.terms import OF_DOCUMENTS, OF_ITEMS
from pmaction.reading import read_postmortem
from pmaction.render.diff import unified_diff
from pmaction.resources import json_schema

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("postmortems/**/*.yaml"))
TEMPLATE = Path(__file__).parent.parent / "pmaction/templates/postmortem.yaml"
NOW = "2025-12-22T09:00:00Z"
CONFIG = Config(
    teams={
        "SRE": Team(lead="@sre-lead", members=("@Ana-Petrova",)),
        "Data team": Team(members=("@jonas",)),
        "jonas": Team(),
    }
)
HEAD = """\
id: PM-2025-001
title: Mail was down
status: draft
times:
  started: 2025-12-14T10:00:00+03:00
"""
Run = Callable[..., tuple[int, str, str]]


def nobody(_: str) -> tuple[str, ...]:
    return ()


def fixed(text: str, config: Config = CONFIG, taken: tuple[str, ...] = ()) -> FixedFile:
    return fix_file("mail.yaml", text.encode(), config, lambda _: taken)


def after(items: str, head: str = HEAD, taken: tuple[str, ...] = ()) -> str:
    """The action items of a document after it was fixed; its head stays as it is."""
    result = fixed(f"{head}action_items:\n{items}", taken=taken)
    assert result.after.startswith(f"{head}action_items:\n")
    return result.after.removeprefix(f"{head}action_items:\n")


def data_of(text: str) -> Any:
    document = read_document("", text.encode())
    assert isinstance(document, Document)
    return document.data


# Ids


def test_an_item_without_an_id_gets_the_next_free_one_as_its_first_line() -> None:
    items = "  - id: A3\n    title: One\n  # next\n  - title: Two  # later\n    owner: SRE\n"
    assert after(items) == items.replace("- title: Two", "- id: A4\n    title: Two")


def test_the_first_id_of_a_document_is_a1() -> None:
    assert (
        after("- title: One\n- title: Two\n") == "- id: A1\n  title: One\n- id: A2\n  title: Two\n"
    )


@pytest.mark.parametrize(("there", "new"), [("AI-1", "AI-2"), ("A09", "A10"), ("B7", "B8")])
def test_a_new_id_is_written_like_the_ones_before(there: str, new: str) -> None:
    items = f"- id: {there}\n  title: One\n- title: Two\n"
    assert after(items) == f"- id: {there}\n  title: One\n- id: {new}\n  title: Two\n"


def test_an_id_that_anything_refers_to_is_never_given_to_another_item() -> None:
    items = "- title: One\n- {id: A1, title: Two, depends_on: [A3, PM-2025-001/A4]}\n"
    assert after(items).startswith("- id: A5\n")
    items = "- title: One\n- {id: A1, title: Two, previously: PM-2025-001/A8}\n"
    assert after(items).startswith("- id: A9\n")
    assert after("- title: One\n", taken=("A6",)) == "- id: A7\n  title: One\n"


@pytest.mark.parametrize(("given_id", "written"), [("7", "A7"), ("a7", "A7"), ('"7"', '"A7"')])
def test_a_mistyped_id_is_written_as_it_is_meant_and_so_is_what_refers_to_it(
    given_id: str, written: str
) -> None:
    items = f"- id: {given_id}\n  title: One\n- {{id: A1, title: Two, depends_on: [{given_id}]}}\n"
    assert after(items) == items.replace(given_id, written)


def test_a_number_whose_id_is_taken_already_is_left_to_a_person() -> None:
    items = "- id: 1\n  title: One\n- id: A1\n  title: Two\n"
    assert after(items) == items


def test_duplicate_ids_are_left_to_a_person() -> None:
    items = "- id: A1\n  title: One\n- id: A1\n  title: Two\n"
    assert after(items) == items


def test_an_empty_id_is_filled_in() -> None:
    assert after("- id:\n  title: One\n") == "- id: A1\n  title: One\n"
    assert after("- id: null  # soon\n  title: One\n") == "- id: A1  # soon\n  title: One\n"


# Priorities and due dates


@pytest.mark.parametrize(
    ("impact", "effort", "priority"),
    [
        ("high", "S", "P0"),
        ("medium", "S", "P1"),
        ("medium", "L", "P2"),
        ("low", "S", "P2"),
        ("low", "M", "P3"),
        ("low", "L", "P3"),
    ],
)
def test_a_priority_is_set_where_only_one_follows(impact: str, effort: str, priority: str) -> None:
    items = f"- id: A1\n  title: One\n  impact: {impact}\n  effort: {effort}\n  status: done\n"
    line = f"  priority: {priority}\n"
    assert after(items) == items.replace("  impact", f"{line}  impact")


@pytest.mark.parametrize(("impact", "effort"), [("high", "M"), ("high", "L"), ("medium", "M")])
def test_where_two_priorities_would_fit_a_person_chooses(impact: str, effort: str) -> None:
    items = f"- id: A1\n  title: One\n  impact: {impact}\n  effort: {effort}\n"
    assert after(items) == items


def test_a_priority_that_somebody_set_stays() -> None:
    items = "- id: A1\n  title: One\n  priority: P3\n  impact: high\n  effort: S\n"
    assert after(items) == items


def test_a_due_date_that_the_policy_sets_is_written_behind_the_owner() -> None:
    items = (
        "- id: A1\n  title: One\n  priority: P0\n  owner: SRE  # for now\n"
        "  done_when: >-\n    It is\n    done.\n"
    )
    assert after(items) == items.replace("now\n", "now\n  due: 2025-12-29\n")


def test_the_policy_of_the_document_comes_before_the_configured_one() -> None:
    items = "- id: A1\n  title: One\n  priority: P0\n"
    policy = "planning:\n  due_policy: {}\n"
    assert "due: 2025-12-22\n" in after(items, HEAD + policy.format("aggressive"))
    assert after(items, HEAD + policy.format("none")) == items


@pytest.mark.parametrize(
    "rest",
    [
        "due: 2026-03-01",
        "status: done",
        "status: wont_do",
        'extensions: [{due: 2026-03-01, reason: Late., approver: "@ana"}]',
    ],
)
def test_no_due_date_is_given_where_none_is_missing(rest: str) -> None:
    items = f"- id: A1\n  title: One\n  priority: P0\n  {rest}\n"
    assert after(items) == items


def test_no_due_date_is_counted_from_a_document_with_mistakes() -> None:
    items = "- id: A1\n  title: One\n  priority: P0\n  prio: P1\n"
    assert after(items) == items


def test_an_empty_due_date_is_filled_in() -> None:
    items = "- id: A1\n  title: One\n  priority: P0\n  due:   # by the policy\n"
    assert after(items) == items.replace("due:", "due: 2025-12-29")


@pytest.mark.parametrize(
    ("started", "due"),
    [
        ("2025-12-11", "2025-12-25"),
        ("2025-12-12", "2025-12-26"),
        ("2025-12-13", "2025-12-29"),
        ("2025-12-14", "2025-12-29"),
        ("2025-12-15", "2025-12-29"),
        ("9999-12-17", "9999-12-31"),
    ],
)
def test_no_due_date_is_on_a_weekend_on_which_nobody_is_reminded(started: str, due: str) -> None:
    text = (
        f"id: PM-2025-001\ntitle: Mail was down\nstatus: draft\ntimes: {{started: {started}}}\n"
        "action_items:\n  - id: A1\n    title: One\n    priority: P0\n"
    )
    assert fixed(text).after == f"{text}    due: {due}\n"


def test_no_due_date_is_on_a_public_holiday_on_which_nobody_is_reminded() -> None:
    config = Config(working_days=WorkingWeek(holidays=Holidays("DE")))
    head = HEAD.replace("2025-12-14", "2025-12-11")
    assert head != HEAD
    items = "- id: A1\n  title: One\n  priority: P0\n"
    # Two weeks after it is Christmas, then a second holiday, and a weekend.
    assert "due: 2025-12-29\n" in fixed(f"{head}action_items:\n{items}", config).after


def test_where_people_are_reminded_on_weekends_a_due_date_may_be_on_one() -> None:
    config = Config(reminders=Reminders(skip_weekends=False))
    text = f"{HEAD}action_items:\n  - id: A1\n    title: One\n    priority: P0\n"
    assert fixed(text, config).after == f"{text}    due: 2025-12-28\n"


CLEAN = """\
id: PM-2025-001
title: Mail was down
status: reviewed
severity: P2
services: [mail]
reviewers: [{name: "@mei", signed_off_on: 2025-12-16}]
summary:
  {incident: No email., impact: 500 users., root_cause: A pool., resolution: A larger pool.,
   prevention: An alert.}
root_cause:
  description: The pool was smaller than the peak needed.
  contributing_factors: [Twice the usual traffic.]
  five_whys:
    - {question: Why did it fail?, answer: The connections were used up.}
    - {question: Why were they?, answer: The pool allowed ten.}
    - {question: Why ten?, answer: The default was never looked at again.}
"""
TIMES = "times: {{started: {0}, resolved: {0}, detected: unknown}}\n"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_without_findings_has_none_after_it_was_fixed(data: st.DataObject) -> None:
    def some(*values: str) -> str:
        return data.draw(st.sampled_from(values))

    config = Config(
        teams={"SRE": Team(), "Data": Team(lead="@jonas")},
        due_policy=data.draw(st.sampled_from(("realistic", "aggressive", "none"))),
        policy=data.draw(
            st.sampled_from(
                (
                    Policy(),
                    Policy(count_from="resolved", due="10 business days"),
                    Policy(due="none"),
                )
            )
        ),
        working_days=data.draw(
            st.sampled_from((WorkingWeek(), WorkingWeek(("friday",), Holidays("DE"))))
        ),
        reminders=Reminders(skip_weekends=data.draw(st.booleans())),
    )
    day = data.draw(st.integers(1, 28))
    text = CLEAN + TIMES.format(f"2025-12-{day:02}")
    text += some("", "planning: {capacity: low}\n", "planning: {due_policy: aggressive}\n")
    text += "action_items:\n"
    for number in range(1, data.draw(st.integers(1, 4)) + 1):
        text += f"  - id: A{number}\n    title: Raise pool {number} to 50 connections\n"
        text += "    category: prevention\n"
        text += f"    owner: {some('SRE', 'Data', 'data', '@ana')}\n".replace("@ana", '"@ana"')
        text += some("", "    impact: high\n    effort: S\n", "    impact: low\n    effort: S\n")
        text += some("    priority: P2\n", "    due: 2026-03-02\n")
    now = datetime(2025, 12, 29, 9, tzinfo=UTC)

    def findings(raw: str) -> tuple[str, ...]:
        file = read_postmortem("postmortems/2025/2025-12-14-mail.yaml", raw.encode())
        config_of_test = replace(config, rules={"file-name": RuleSetting(severity="off")})
        return tuple(one.rule for one in check_files([file], config_of_test, now))

    result = fixed(text, config)
    before, after = findings(text), findings(result.after)
    event(f"clean: {not before}, changed: {bool(result.fixes)}")
    assert before or after == ()


def test_a_priority_that_a_rule_would_complain_of_is_not_written() -> None:
    config = Config(teams={"SRE": Team()})
    item = "  - id: A1\n    title: Raise the pool\n    owner: {}\n    impact: high\n    effort: S\n"
    item += "    due: 2026-03-02\n"
    head = f"{CLEAN}{TIMES.format('2025-12-12')}action_items:\n"
    team, person = (head + item.format(name) for name in ("SRE", '"@ana"'))
    assert fixed(team, config).fixes == ()
    assert [fix.what for fix in fixed(person, config).fixes] == [
        "gives A1 the priority P0: high impact, effort S"
    ]
    both = person + item.format("SRE").replace("A1", "A2").replace("pool", "limit")
    assert [fix.what.split(" the ")[0] for fix in fixed(both, config).fixes] == ["gives A1"]


def test_one_run_goes_from_terms_to_priority_to_due_date() -> None:
    items = "- title: One\n  impact: Medium\n  effort: s\n"
    assert after(items) == (
        "- id: A1\n  title: One\n  priority: P1\n  impact: medium\n  effort: S\n  due: 2026-01-14\n"
    )


# Owners and terms


@pytest.mark.parametrize(
    ("given_name", "written"),
    [
        ("sre", "SRE"),
        ("data  Team", "Data team"),
        ("Sre-Lead", '"@sre-lead"'),
        ("'sre-lead'", "'@sre-lead'"),
        ('"@ana-petrova"', '"@Ana-Petrova"'),
        ("mei", '"@mei"'),
    ],
)
def test_an_owner_is_written_as_the_configuration_or_the_file_knows_them(
    given_name: str, written: str
) -> None:
    head = f'{HEAD}authors: ["@mei", "@On-call", "@on-call"]\n'
    items = f"- id: A1\n  title: One\n  owner: {given_name}\n  collaborators: [{given_name}]\n"
    assert after(items, head) == items.replace(given_name, written)


@pytest.mark.parametrize("name", ["jonas", "Jonas", "on-call", "somebody", '"@sre"', "Data"])
def test_a_name_that_nobody_or_more_than_one_has_is_left_to_a_person(name: str) -> None:
    head = f'{HEAD}authors: ["@mei", "@On-call", "@on-call"]\n'
    items = f"- id: A1\n  title: One\n  owner: {name}\n"
    assert after(items, head) == items


def test_terms_are_written_as_the_schema_lists_them() -> None:
    items = (
        '- id: A1\n  title: One\n  category: "Detection"\n  horizon: Short term\n'
        "  status: won't do\n  dora_metric: Change failure rate\n"
    )
    assert after(items) == (
        '- id: A1\n  title: One\n  category: "detection"\n  horizon: short-term\n'
        "  status: wont_do\n  dora_metric: change-failure-rate\n"
    )
    assert fixed("id: PM-2025-001\nstatus: Draft\n").after == "id: PM-2025-001\nstatus: draft\n"


def test_a_severity_is_written_as_the_configuration_names_it() -> None:
    config = Config(severity_aliases={"SEV1": "P0", "Sev-2": "P1", "sev 2": "P2"})
    written = {
        given: fixed(f"id: PM-2025-001\nseverity: {given}\n", config).after.split()[-1]
        for given in ("sev1", "Sev 1", "p2", "SEV3", "sev2")
    }
    # Two of the names are alike but for a hyphen, so that nobody can say which is meant.
    assert written == {"sev1": "SEV1", "Sev 1": "SEV1", "p2": "P2", "SEV3": "SEV3", "sev2": "sev2"}


def test_the_listed_terms_are_those_of_the_schema() -> None:
    schema: Any = json_schema("postmortem.v1")
    item = schema["$defs"]["action_item"]["properties"]
    item["priority"] = schema["$defs"]["priority"]
    for properties, listed in ((item, OF_ITEMS), (schema["properties"], OF_DOCUMENTS)):
        for name, terms in listed.items():
            assert tuple(properties[name]["enum"]) == terms


# Handles


def test_bare_handles_get_quotes_and_words_in_a_text_do_not() -> None:
    text = (
        f"{HEAD}authors: [@mei, @org/team.a]\nnotes: |\n  owner: @mei\n  - @jonas\n"
        "action_items:\n- id: A1\n  title: One\n  owner: @mei   # the lead\n"
        "  collaborators:\n  - @mei\n"
    )
    result = fixed(text)
    assert result.after == (
        f'{HEAD}authors: ["@mei", "@org/team.a"]\nnotes: |\n  owner: @mei\n  - @jonas\n'
        'action_items:\n- id: A1\n  title: One\n  owner: "@mei"   # the lead\n'
        '  collaborators:\n  - "@mei"\n'
    )
    assert [fix.line for fix in result.fixes] == [6, 6, 13, 15]


@pytest.mark.parametrize("text", ["a: @\n", "a: @mei, @jonas\n", "a: [@mei\n", "a: @mei\nb: [\n"])
def test_a_file_that_quotes_alone_do_not_mend_is_left_alone_and_told_of(text: str) -> None:
    result = fixed(text)
    assert (result.fixes, result.before, result.after) == ((), "", "")
    assert result.findings[0].line == 1


# Every other byte stays


@pytest.mark.parametrize("path", [*EXAMPLES, TEMPLATE], ids=lambda path: path.name)
def test_a_file_without_anything_to_put_right_stays_byte_for_byte(path: Path) -> None:
    config = Config(due_policy="none")
    raw = path.read_bytes()
    result = fix_file(path.name, raw, config, nobody)
    assert result.fixes == ()
    if not result.findings:
        assert result.after.encode() == raw


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(end: str, mark: str) -> None:
    text = f"{mark}{HEAD}action_items:\n  - title: One\n    priority: P0".replace("\n", end)
    expected = f"{mark}{HEAD}action_items:\n  - id: A1\n    title: One\n    priority: P0"
    expected += "\n    due: 2025-12-29"
    assert fixed(text).after == expected.replace("\n", end)


def test_a_mapping_in_braces_stays_in_braces_and_json_stays_json() -> None:
    items = '  - {title: One, owner: SRE, priority: P0}\n  - {"title": "Two", "priority": "P1"}\n'
    assert after(items) == (
        "  - {id: A1, title: One, owner: SRE, due: 2025-12-29, priority: P0}\n"
        '  - {"id": "A2", "title": "Two", "due": "2026-01-14", "priority": "P1"}\n'
    )


def test_a_text_with_blank_lines_that_count_is_not_cut_short() -> None:
    items = "- id: A1\n  title: One\n  priority: P0\n  owner: SRE\n  done_when: |+\n    It is.\n\n"
    assert data_of(f"a:\n{after(items)}")["a"][0]["done_when"] == "It is.\n\n"


def test_what_an_alias_stands_for_is_left_to_a_person() -> None:
    text = f"{HEAD}action_items:\n- &one {{title: One}}\n- *one\n"
    assert fixed(text).after == text


def test_items_that_are_no_mappings_are_passed_over() -> None:
    for items in ("5", "[]", "[1, null, [x]]", "{a: b}", "[{}]", "- {id: [1], title: {}}"):
        text = f"id: PM-2025-001\naction_items: {items}\n"
        result = fixed(text)
        assert result.fixes == ()
        assert result.after in (text, "")
    assert fixed("- a\n- b\n").fixes == ()


def test_edits_that_overlap_are_refused() -> None:
    assert applied("abc", [Edit(0, 2, "x"), Edit(1, 3, "y")]) is None
    assert applied("abc", [Edit(2, 2, "y"), Edit(0, 1, "x")]) == "xbyc"


_LINES = (
    "id: A{n}",
    "title: Item {n} # with: a remark",
    "priority: P1",
    "impact: medium",
    "effort: s",
    "owner: 'sre'",
    "done_when: |\n      It holds\n\n      for a week",
    "# a remark of its own",
    "due:",
    "depends_on: [A1]",
    "status: Open",
    "collaborators:\n    - jonas\n    - sre",
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Documents of real shape with gaps and misspellings, in several layouts."""
    entries = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        chosen = [line for line in _LINES if draw(st.booleans())] or ["title: One"]
        if all(line.startswith("#") for line in chosen):
            chosen.append("title: One")
        while chosen[0].startswith("#"):
            chosen.append(chosen.pop(0))
        lines = "\n    ".join(chosen).format(n=number)
        entries.append(f"  - {lines}\n")
    text = f"# top\n{HEAD}action_items:\n{''.join(entries)}# end\nnotes: >\n  Some text.\n"
    return text.replace("\n", draw(st.sampled_from(("\n", "\r\n"))))


@settings(deadline=None)
@given(documents())
def test_a_second_run_changes_nothing_and_the_first_only_the_lines_it_names(text: str) -> None:
    first = fixed(text)
    second = fixed(first.after)
    assert (second.fixes, second.after) == ((), first.after)
    lines = first.after.split("\n")
    named = {fix.line for fix in first.fixes}
    kept = [line for number, line in enumerate(lines, 1) if number not in named]
    before = text.split("\n")
    # Lines that are not named stood there before, in this order. Only the hyphen of an item may
    # have gone to the line above, where its new id stands.
    rest = iter(line.strip().removeprefix("- ") for line in before)
    assert all(any(line.strip().removeprefix("- ") == other for other in rest) for line in kept)


@settings(deadline=None)
@given(documents())
def test_values_that_are_not_named_stay_as_they_were(text: str) -> None:
    before, now = data_of(text), data_of(fixed(text).after)
    for old, new in zip(before.pop("action_items"), now.pop("action_items"), strict=True):
        assert {key: new[key] for key in ("title", "done_when") if key in new} == {
            key: old[key] for key in ("title", "done_when") if key in old
        }
    assert before == now


# The command


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def run(repo: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*arguments: str) -> tuple[int, str, str]:
        code = main(["fix", *arguments, "--now", NOW])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return running


GAPS = f"{HEAD}action_items:\n  - title: One\n    priority: P0\n"
FIXED = f"{HEAD}action_items:\n  - id: A1\n    title: One\n    priority: P0\n    due: 2025-12-29\n"
PATH = "postmortems/2025/2025-12-14-mail.yaml"


def write(repo: Path, text: str, path: str = PATH) -> Path:
    target = repo / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode())
    return target


def test_fix_writes_the_file_and_says_what_it_did_and_where(run: Run, repo: Path) -> None:
    file = write(repo, GAPS)
    code, out, err = run()
    assert code == 0
    assert out == (
        f"{PATH}:7: gives the action item “One” the id A1\n"
        f"{PATH}:10: gives A1 the due date 2025-12-29: "
        "policy realistic: P0 within 2 weeks of 2025-12-14, and nobody is reminded on a Sunday\n"
    )
    assert err == "1 file looked at, 2 things put right in 1 file\n"
    assert file.read_text(encoding="utf-8") == FIXED
    assert run() == (0, "", "1 file looked at, nothing to put right\n")


def test_the_diff_can_be_applied_and_nothing_is_written(run: Run, repo: Path) -> None:
    file = write(repo, GAPS.removesuffix("\n"))
    code, out, err = run("--diff")
    assert (code, file.read_text(encoding="utf-8")) == (0, GAPS.removesuffix("\n"))
    assert err == "1 file looked at, 2 things to put right in 1 file; nothing was written\n"
    assert out.startswith(f"--- a/{PATH}\n+++ b/{PATH}\n@@ ")
    (repo / ".git").rmdir()
    subprocess.run(["git", "apply", "-"], input=out.encode(), check=True, cwd=repo)
    assert file.read_text(encoding="utf-8") == FIXED.removesuffix("\n")


def test_a_diff_keeps_carriage_returns_and_ends_lines_at_line_feeds_alone() -> None:
    diff = unified_diff("a b.yaml", "a\u2028b\r\nc\n", "a\u2028b\r\nd\n")
    assert diff == "--- a/a b.yaml\n+++ b/a b.yaml\n@@ -1,2 +1,2 @@\n a\u2028b\r\n-c\n+d\n"
    assert unified_diff("a", "x\n", "x\n") == ""


def test_check_fails_if_there_is_something_and_writes_nothing(run: Run, repo: Path) -> None:
    file = write(repo, GAPS)
    assert run("--check")[0] == 1
    assert file.read_text(encoding="utf-8") == GAPS
    write(repo, FIXED)
    assert run("--check") == (0, "", "1 file looked at, nothing to put right\n")


def test_a_file_that_cannot_be_read_is_told_of_and_the_others_are_fixed(
    run: Run, repo: Path
) -> None:
    bad = write(repo, "id: [\n", "postmortems/bad.yaml")
    file = write(repo, GAPS)
    code, out, err = run()
    assert code == 1
    assert "postmortems/bad.yaml:2:1: error:" in err
    assert f"{PATH}:7:" in out
    assert file.read_text(encoding="utf-8") == FIXED
    assert bad.read_text(encoding="utf-8") == "id: [\n"


def test_an_id_that_another_file_or_an_issue_names_is_taken(run: Run, repo: Path) -> None:
    file = write(repo, GAPS)
    moved = (
        "id: PM-2025-002\ntitle: T\nstatus: draft\naction_items:\n  - {{id: A1, title: T, {}}}\n"
    )
    write(repo, moved.format("previously: PM-2025-001/A4"), "postmortems/other.yaml")
    run(PATH)
    assert "  - id: A5\n" in file.read_text(encoding="utf-8")
    write(repo, GAPS)
    write(repo, "an issue", "issues/PM-2025-001/PM-2025-001-A7.md")
    run(PATH)
    assert "  - id: A8\n" in file.read_text(encoding="utf-8")


def commit(repo: Path) -> None:
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message", "x")


def test_the_id_of_an_item_that_was_deleted_is_never_given_to_another(run: Run, repo: Path) -> None:
    two = "  - {id: A1, title: One, due: 2025-12-29}\n  - {id: A2, title: Two}\n"
    (repo / ".git").rmdir()
    git(repo, "init", "--quiet", "--initial-branch", "main")
    write(repo, f"{HEAD}action_items:\n{two}")
    commit(repo)
    new = f"{HEAD}action_items:\n  - {{id: A1, title: One}}\n  - title: Other\n"
    file = write(repo, new)
    run()
    assert "  - id: A3\n    title: Other\n" in file.read_text(encoding="utf-8")

    git(repo, "checkout", "--quiet", "-b", "change")
    write(repo, new.replace("  - title: Other\n", ""))
    commit(repo)
    file = write(repo, new)
    run()
    assert "  - id: A3\n" in file.read_text(encoding="utf-8"), "main has A2"

    (repo / PATH).unlink()
    file = write(repo, new, "postmortems/2025/2025-12-14-post.yaml")
    run()
    assert "  - id: A3\n" in file.read_text(encoding="utf-8"), "the file was renamed"


def test_nothing_outside_the_repository_is_written(
    run: Run, repo: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "mail.yaml"
    outside.write_text(GAPS, encoding="utf-8")
    link = repo / "postmortems" / "link.yaml"
    link.parent.mkdir()
    link.symlink_to(outside)
    for named in (outside, link):
        code, _, err = run(str(named))
        assert (code, "is outside the repository" in err) == (2, True)
    assert run()[0] == 1
    assert outside.read_text(encoding="utf-8") == GAPS


def test_no_postmortem_at_all_is_no_mistake(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (0, "")
    assert err.startswith("No file matches postmortems/**/*.yaml.")


def test_what_is_fixed_validates_as_it_did_or_better(run: Run, repo: Path) -> None:
    file = write(repo, GAPS)
    assert read_postmortem("", file.read_bytes()).postmortem is None
    run()
    assert read_postmortem("", file.read_bytes()).postmortem is not None
