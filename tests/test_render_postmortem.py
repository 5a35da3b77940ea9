"""Rendered postmortems: the exact documents of examples, and what holds for every one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from any_postmortem import TEXT, brief_postmortems, postmortems
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields, replace
from worlds import item, postmortem

from pmaction.cli import main
from pmaction.incident import (
    FailureMode,
    Impact,
    RequestImpact,
    RevenueImpact,
    Summary,
    TimelineEntry,
    Times,
    UserImpact,
)
from pmaction.model import (
    ActionItem,
    DetectionCoverage,
    Extension,
    Planning,
    Postmortem,
    SignalCoverage,
    Validation,
)
from pmaction.moment import Moment, parse_moment
from pmaction.policy import Terms
from pmaction.render.postmortem import plan_markdown, postmortem_markdown, tables_markdown
from pmaction.render.postmortem.escaping import (
    block,
    block_back,
    inline,
    inline_back,
    line,
    line_back,
    name,
    name_back,
)
from pmaction.render.postmortem.reading_back import read_back

EXAMPLES = Path(__file__).parent.parent / "examples"
GOLDEN = Path(__file__).parent / "rendered"
NOW = "2026-01-05T09:00:00Z"
POOL = "postmortems/2025/2025-12-14-email-connection-pool.yaml"
ORDERS = "postmortems/2025/2025-01-15-orders-api-timeout.yaml"
PURGE = "postmortems/2024/2024-01-01-silent-purge-job.yaml"
TFPLAN = "postmortems/2025/2025-12-02-tfplan-leak.yaml"
# A whole postmortem is too large to be made smaller step by step when it fails.
LARGE = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)

    def running(*arguments: str) -> tuple[int, str, str]:
        code = main(["render", *arguments, "--now", NOW])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return running


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def document(one: Postmortem) -> str:
    return postmortem_markdown(one, Terms())


def plan(one: Postmortem) -> str:
    return plan_markdown(one, Terms())


def tables(one: Postmortem) -> str:
    return tables_markdown(one, Terms())


# The documents of examples


@pytest.mark.parametrize(
    ("golden", "arguments"),
    [
        ("email-connection-pool.md", (POOL,)),
        ("tfplan-leak.md", (TFPLAN,)),
        ("orders-api-timeout.plan.md", (ORDERS, "--plan")),
        ("silent-purge-job.tables.md", (PURGE, "--tables")),
    ],
)
def test_an_example_is_rendered_exactly_so(
    golden: str, arguments: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES)
    expected = (GOLDEN / golden).read_text(encoding="utf-8")
    assert run(*arguments) == (0, expected, "")


def test_ttd_and_mttr_are_computed() -> None:
    text = (GOLDEN / "email-connection-pool.md").read_text(encoding="utf-8")
    assert (
        "- **Time to detect (TTD):** 2 min 15 s\n- **Time to resolve (MTTR):** 9 min 45 s" in text
    )


def test_what_cannot_be_computed_is_unknown_and_never_0() -> None:
    text = document(postmortem(item("A1"), times=Times(started=parse_moment("2025-12-01"))))
    for label in ("Duration", "Time to detect (TTD)", "Time to resolve (MTTR)", "Revenue impact"):
        assert f"- **{label}:** unknown\n" in text
    assert " 0 " not in text


def test_a_draft_has_all_main_sections_and_says_which_are_empty() -> None:
    text = document(Postmortem("PM-2025-001", "Mail was down", "draft"))
    headings = re.findall("^## (.*)$", text, re.MULTILINE)
    assert headings == [
        *("Executive summary", "Incident details", "Timeline", "Root cause analysis"),
        *("Impact assessment", "Resolution", "Action items", "Lessons learned", "Prevention"),
        *("References", "Review and sign-off"),
    ]
    assert "## Timeline\n\n_Nothing is written here yet._\n" in text
    assert "## Action items\n\n_Nothing is written here yet._\n" in text


def test_why_nothing_needs_to_be_done_stands_with_the_action_items() -> None:
    text = document(postmortem(no_action_needed="It was switched off."))
    assert "## Action items\n\n- **No action is needed:** It was switched off.\n" in text


def test_times_stay_as_they_were_written() -> None:
    times = Times(
        started=parse_moment("about 2025-12-14T10:04+03:00"),
        resolved=Moment("unknown", parse_moment("unknown").precision),
    )
    text = document(postmortem(times=times))
    assert "| Started | about 2025-12-14T10:04+03:00 |\n| Resolved | unknown |\n" in text


def test_a_date_from_the_policy_says_so_and_is_none_of_the_files() -> None:
    one = postmortem(item("A1", due=None))
    text = document(one)
    why = "policy realistic: P1 within 1 month of 2025-12-01"
    assert f"  - **Due:** 2026-01-01 (_{why}_)\n" in text
    read = read_back(text)
    assert read is not None
    assert "due" not in read["action_items"][0]


def test_done_items_are_ticked_and_items_that_will_not_be_done_are_not() -> None:
    text = document(postmortem(item("A1", status="done"), item("A2", status="wont_do")))
    assert "- [x] **A1:** Do A1\n" in text
    assert "- [ ] **A2:** Do A2\n" in text
    assert "  - **Status:** will not be done\n" in text


def test_items_stand_by_priority_and_the_order_of_the_file_is_said_if_it_differs() -> None:
    sorted_by_priority = postmortem(item("A1", priority="P1"), item("A2", priority="P2"))
    assert "In the order of the file" not in document(sorted_by_priority)
    text = document(postmortem(item("A1", priority="P2"), item("A2", priority="P0")))
    assert text.index("**A2:**") < text.index("**A1:**")
    assert "In the order of the file: A1, A2." in text


def test_impact_is_told_in_numbers_with_no_more_digits_than_there_are() -> None:
    impact = Impact(
        users=UserImpact(count=1500, share_percent=25.0),
        requests=RequestImpact(failed=1, total=3),
        revenue=RevenueImpact(amount=150.0, currency="USD"),
    )
    text = document(postmortem(impact=impact))
    assert "- **Customer impact:** 1,500 users (25 %); 1 of 3 requests failed\n" in text
    assert "- **Revenue impact:** 150 USD\n" in text


# The plan


def test_the_plan_counts_actions_by_priority() -> None:
    text = plan(postmortem(item("A1", priority="P0"), item("A2", priority="P0"), item("A3")))
    assert (
        "- **Total actions:** 3\n- **P0 (critical):** 2 actions\n- **P1 (high):** 1 action\n"
        "- **P2 (medium):** 0 actions\n" in text
    )


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    lines = text.partition(f"\n{heading}\n")[2].lstrip("\n").split("\n")
    table = []
    for one in lines:
        if not one.startswith("|"):
            break
        table.append([cell.strip() for cell in one.strip("|").split(" | ")])
    return table[2:]


def order(one: Postmortem) -> list[str]:
    return [cells[0] for cells in rows(plan(one), "## Action items")]


def test_the_plan_sorts_by_priority_and_puts_what_is_waited_for_first() -> None:
    items = (
        item("A1", priority="P2"),
        item("A2", priority="P0", depends_on=("A3",)),
        item("A3", priority="P1"),
        item("A4", priority="P0"),
    )
    assert order(postmortem(*items)) == ["A3", "A2", "A4", "A1"]


def test_the_plan_puts_quick_wins_first_where_effort_comes_first() -> None:
    items = (item("A1", priority="P0", effort="L"), item("A2", priority="P2", effort="S"))
    planning = Planning(prioritization="effort-first")
    assert order(postmortem(*items, planning=planning)) == ["A2", "A1"]


def test_items_that_wait_for_each_other_are_all_in_the_plan() -> None:
    items = (item("A1", depends_on=("A2",)), item("A2", depends_on=("A1",)))
    assert sorted(order(postmortem(*items))) == ["A1", "A2"]


def test_a_long_chain_of_items_is_planned_in_its_order() -> None:
    chain = [item(f"A{n}", depends_on=(f"A{n + 1}",)) for n in range(1, 500)]
    assert order(postmortem(*chain, item("A500"))) == [f"A{n}" for n in range(500, 0, -1)]


def test_failure_modes_that_nothing_addresses_are_shown_as_gaps() -> None:
    causes = postmortem(item("A1", addresses=("F1",)))
    modes = (
        FailureMode("F1", "The pool runs full."),
        FailureMode("F2", "Nobody sees it."),
        FailureMode("F3", "The client waits.", waived="It is replaced."),
    )
    one = replace(causes, root_cause=replace(causes.root_cause, failure_modes=modes))
    assert rows(plan(one), "### Failure modes and what addresses them") == [
        ["F1", "The pool runs full.", "A1", ""],
        ["F2", "Nobody sees it.", "_nothing yet_", ""],
        ["F3", "The client waits.", "", "It is replaced."],
    ]


def covered(alert: Any = None, dashboard: Any = None) -> SignalCoverage:
    return SignalCoverage(alert, dashboard)


def test_partial_coverage_counts_as_none_and_the_gain_is_in_percent() -> None:
    none, partial, full = covered("none", "none"), covered("partial", "partial"), covered("full")
    signals = (
        DetectionCoverage("Errors", before=full, after_p0=full, after_p1=full),
        DetectionCoverage("Latency", before=partial, after_p0=covered(dashboard="full")),
        DetectionCoverage("Disk", before=none, after_p0=partial, after_p1=full),
        DetectionCoverage("Queue", before=none, after_p0=none, after_p1=full),
    )
    text = plan(postmortem(detection_coverage=signals))
    assert "| Covered | 1 (25 %) | 2 (50 %) | 3 (75 %) | unknown |\n" in text
    assert (
        "Detection improvement: from 25 % (1 of 4 signals) to 75 % (3 of 4) after P1, "
        "+50 percentage points." in text
    )


def test_a_coverage_of_which_nothing_is_known_before_gives_no_gain() -> None:
    signals = (DetectionCoverage("Errors", after_p0=covered("full")),)
    assert "Detection improvement: unknown." in plan(postmortem(detection_coverage=signals))


def test_the_plan_tells_validations_with_steps_and_the_rollup_names_them() -> None:
    validation = Validation("Load", ("A1",), "Load test", ("Start it.",), "p95 is below 100 ms.")
    text = plan(postmortem(item("A1"), validation_plan=(validation,)))
    assert "### Validation: Load\n\n- **Action items:** A1\n- **Method:** Load test\n" in text
    assert "Steps:\n\n- Start it.\n" in text
    assert "### How we know that it works\n\n- p95 is below 100 ms.\n" in text


def test_the_rollup_says_how_far_each_priority_is() -> None:
    items = (
        item("A1", priority="P0", category="detection", status="done"),
        item("A2", priority="P0", category="process", due=date(2025, 12, 28)),
    )
    text = plan(postmortem(*items))
    said = "2 actions (detection, process), 1 done, the last one due 2025-12-28"
    assert f"- **P0 (critical):** {said}\n" in text


# The tables


def test_items_without_a_horizon_have_a_table_of_their_own() -> None:
    one = postmortem(item("A1", owner="SRE"), item("A2", horizon="immediate"))
    assert rows(tables(one), "## No horizon set") == [["SRE", "Do A1", "A1"]]
    assert rows(tables(one), "## Short term") == [["`@alice`", "Do A2", "A2"]]


def test_the_tables_end_in_the_narrative() -> None:
    summary = Summary(narrative="What else needs a patch?")
    text = tables(postmortem(summary=summary))
    assert text.endswith("## Closing narrative\n\n> What else needs a patch?\n")


# Text from the file is data


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", "a \\| b"),
        ("`a | b`", "`a \\| b`"),
        ("a \\| b", "a \\\\&#124; b"),
        ("[x](http://e.example)", "\\[x\\](http://e.example)"),
        ("<!-- x -->", "\\<!-- x -->"),
        ("one\ntwo", "one<br>two"),
        ("ask @ana", "ask @\u200bana"),
        ("git@github.com", "git@github.com"),
        ("`@ana`", "`@ana`"),
        ("a ` b", "a \\` b"),
        ("&copy; # 1", "&amp;copy; \\# 1"),
        ("a\u202eb\x07", "ab"),
    ],
)
def test_a_short_text_is_no_markdown_but_code(text: str, shown: str) -> None:
    assert line(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** [x](http://e.example)", "**bold** [x](http://e.example)"),
        ("a <!-- b", "a &lt;!-- b"),
        ("a < b, <https://e.example>", "a < b, <https://e.example>"),
        ("ask @ana", "ask @\u200bana"),
        ("```sh\ngit <x> @ana\n```\n<x>", "```sh\ngit <x> @ana\n```\n&lt;x>"),
        ("Run:\n\n    cat <x>\n\n<x>", "Run:\n\n    cat <x>\n\n&lt;x>"),
        ("- Run:\n\n    <x>", "- Run:\n\n    &lt;x>"),
        ("a `<x>` b", "a `<x>` b"),
        ("a ` b\nc ` <x> `", "a ` b\nc ` &lt;x> `"),
        ("---", "&#45;--"),
        ("[x] done", "&#91;x] done"),
    ],
)
def test_a_long_text_keeps_its_markdown_and_hides_nothing(text: str, shown: str) -> None:
    assert block(text) == shown.split("\n")


@given(TEXT)
@example("```\n<x>")
@example("`a\\|b` | c")
@example("- -\n\n    <b>")
def test_escaped_text_can_be_read_again(text: str) -> None:
    assert line_back(line(text)) == text
    assert name_back(name(text)) == text
    assert block_back(block(text)) == text
    one_line = text.replace("\n", " ")
    assert inline_back(inline(one_line)) == one_line


@given(st.text())
def test_any_text_can_be_escaped(text: str) -> None:
    for written in (line(text), name(text), inline(text)):
        assert "\n" not in written.replace("\n", "", text.count("\n"))
    assert not set("".join(block(text))) & {*map(chr, range(9)), "\x1b", "\u202e", "\r"}


def cells(row: str) -> tuple[int, int]:
    """The number of cells for both kinds of readers there are.

    For one a pipe is escaped by the character before it, for the other by an odd number of back
    slashes.
    """
    simple = len(re.findall(r"(?<!\\)\|", row)) - 1
    without_pairs = re.sub(r"\\\\", "", row)
    return simple, len(re.findall(r"(?<!\\)\|", without_pairs)) - 1


def tables_in(text: str) -> Iterator[list[str]]:
    table: list[str] = []
    for one in [*text.split("\n"), ""]:
        if one.startswith("|"):
            table.append(one)
        elif table:
            yield table
            table = []


@LARGE
@given(postmortems)
def test_no_postmortem_breaks_a_document_or_a_table(one: Postmortem) -> None:
    for text in (document(one), plan(one), tables(one)):
        assert text.endswith("\n")
        headings = re.findall("^## .*$", text, re.MULTILINE)
        assert len(headings) == len(set(headings))
        for table in tables_in(text):
            columns = cells(table[0])[0]
            assert table[1] == "| " + " | ".join(["---"] * columns) + " |"
            assert {cells(row) for row in table} == {(columns, columns)}


def facts_of(one: ActionItem) -> dict[str, Any]:
    """What a file says of an item, as far as it says something."""
    said = {field.name: getattr(one, field.name) for field in fields(one)}
    said["extensions"] = [
        {"due": str(each.due), "reason": each.reason, "approver": each.approver}
        for each in one.extensions
    ]
    said["due"] = str(one.due) if one.due else None
    said["done_at"] = one.done_at.text if one.done_at else None
    said["status"] = None if one.status == "open" else one.status
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in said.items()}
    return {key: value for key, value in plain.items() if value not in (None, [], False)}


def entry(one: TimelineEntry) -> dict[str, str]:
    said = {
        "at": one.at.text,
        "event": one.event,
        "actor": one.actor,
        "action_taken": one.action_taken,
    }
    return {key: value for key, value in said.items() if value}


@settings(deadline=None)
@given(brief_postmortems)
def test_a_rendered_document_gives_back_items_times_and_timeline(one: Postmortem) -> None:
    read = read_back(document(one))
    assert read is not None
    times = {
        field.name: at.text for field in fields(Times) if (at := getattr(one.times, field.name))
    }
    assert (read["id"], read["title"], read["status"]) == (one.id, one.title, one.status)
    assert read.get("times", {}) == times
    assert read.get("timeline", []) == [entry(each) for each in one.timeline]
    assert read.get("action_items", []) == [facts_of(each) for each in one.action_items]
    assert read.get("no_action_needed") == one.no_action_needed


def test_a_document_that_people_changed_is_not_read_back() -> None:
    text = document(postmortem(item("A1")))
    assert read_back(text) is not None
    assert read_back(text.replace("- **Owner:**", "- Who:")) is None
    assert read_back(text.replace("## Timeline", "## What happened when")) is None
    assert read_back("# Postmortem: by hand\n\nWe had an outage.\n") is None


def test_extensions_are_told_with_reason_and_approver() -> None:
    extension = Extension(date(2026, 2, 5), "The exporter\ncomes first.", "@mei-tanaka")
    text = document(postmortem(item("A1", extensions=(extension,))))
    assert (
        "  - **Extended to:** 2026-02-05\n"
        "    - **Approved by:** `@mei-tanaka`\n"
        "    - **Reason for this:**\n\n"
        "      The exporter\n"
        "      comes first.\n" in text
    )


# The command


def test_output_writes_the_file_and_prints_nothing(run: Run, repo: Path) -> None:
    source = repo / "postmortems" / "mail.yaml"
    source.parent.mkdir()
    source.write_text("id: PM-2025-001\ntitle: Mail was down\nstatus: draft\n", encoding="utf-8")
    code, printed, _ = run(str(source))
    assert run(str(source), "--output", "docs/mail.md") == (0, "", "docs/mail.md written\n")
    assert code == 0
    assert (repo / "docs/mail.md").read_text(encoding="utf-8") == printed
    again = run(str(source), "--output", "docs/mail.md")
    assert again == (0, "", "docs/mail.md is as it should be already\n")


def test_output_never_overwrites_the_postmortem_itself(run: Run, repo: Path) -> None:
    text = "id: PM-2025-001\ntitle: Mail was down\nstatus: draft\n"
    (repo / "mail.yaml").write_text(text, encoding="utf-8")
    (repo / "link.md").symlink_to("mail.yaml")
    for output in ("mail.yaml", "./mail.yaml", "link.md"):
        code, _, err = run("mail.yaml", "--output", output)
        assert (code, "would overwrite" in err) == (2, True)
    assert (repo / "mail.yaml").read_text(encoding="utf-8") == text


def test_output_to_a_folder_is_refused(run: Run, repo: Path) -> None:
    (repo / "mail.yaml").write_text("id: PM-2025-001\ntitle: T\nstatus: draft\n", encoding="utf-8")
    code, _, err = run("mail.yaml", "--output", ".")
    assert (code, ". is not a file" in err) == (2, True)


def test_a_file_that_is_no_postmortem_is_told_of_with_its_mistakes(run: Run, repo: Path) -> None:
    (repo / "mail.yaml").write_text("id: PM-2025-001\nstatus: draft\n", encoding="utf-8")
    code, out, err = run("mail.yaml")
    assert (code, out) == (1, "")
    assert "mail.yaml:1:1: error:" in err


def test_one_file_is_rendered_at_a_time(run: Run, repo: Path) -> None:
    for name_ in ("a.yaml", "b.yaml"):
        (repo / name_).write_text("id: PM-2025-001\n", encoding="utf-8")
    assert run(".")[0] == 2
    assert run("a.yaml", "--plan", "--tables")[0] == 2
    assert run("missing.yaml")[0] == 2


CONFIDENTIAL = "id: PM-2025-001\ntitle: Secret\nstatus: draft\nconfidential: true\n"


def test_a_confidential_postmortem_is_rendered_with_a_warning(run: Run, repo: Path) -> None:
    (repo / "mail.yaml").write_text(CONFIDENTIAL, encoding="utf-8")
    code, out, err = run("mail.yaml")
    assert code == 0
    assert "- **Confidential:** yes; do not pass this document on\n" in out
    assert err.startswith("confidential: PM-2025-001 is not meant for everyone")


def test_a_confidential_postmortem_never_gets_into_the_log_of_a_workflow(
    run: Run, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(repo / "outputs"))
    (repo / "mail.yaml").write_text(CONFIDENTIAL, encoding="utf-8")
    code, out, err = run("mail.yaml")
    assert (code, out) == (2, "")
    assert "Secret" not in err
    assert run("mail.yaml", "--output", "mail.md")[0] == 0
