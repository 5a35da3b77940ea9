"""Annotations and step summary: each finding on its line, nothing lost, nothing injected."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pmaction.cli import main
from pmaction.findings import Finding, Severity
from pmaction.render.github import (
    MAX_SUMMARY_BYTES,
    annotation_commands,
    escaped_data,
    escaped_property,
    findings_summary,
)
from pmaction.render.text import printable

# On a busy machine a single example may take long, which says nothing about the code.
UNHURRIED = settings(deadline=None)


def finding(number: int = 1, severity: Severity = Severity.ERROR, **fields: str) -> Finding:
    values = {
        "path": "postmortems/2025/a.yaml",
        "rule": "owner-required",
        "message": f"A{number} has no owner",
        "hint": "Add one.",
    } | fields
    return Finding(
        values["path"],
        number,
        5,
        values["rule"],
        severity,
        values["message"],
        values["hint"],
        "/action_items/0",
    )


def test_a_finding_is_an_annotation_on_its_line_with_what_to_do() -> None:
    assert annotation_commands([finding(12)], "services/") == (
        "::error file=services/postmortems/2025/a.yaml,line=12,col=5,title=owner-required::"
        "A12 has no owner%0AAdd one."
    )


def test_errors_come_first_and_what_exceeds_the_limit_is_counted() -> None:
    warnings = [finding(n, Severity.WARNING) for n in range(1, 13)]
    errors = [finding(n) for n in range(20, 41)]
    lines = annotation_commands([*warnings, *errors]).split("\n")
    assert [line.split(" ")[0] for line in lines] == [
        *["::error"] * 10,
        "11",
        *["::warning"] * 10,
        "2",
    ]
    assert lines[10] == (
        "11 further errors: GitHub shows no more on the lines; see the summary of this step"
    )


def test_annotations_of_a_kind_come_file_by_file_and_downwards() -> None:
    mixed = [finding(7, path="b.yaml"), finding(9, path="a.yaml"), finding(2, path="b.yaml")]
    placed = [
        tuple(command_of_github(line)[1][name] for name in ("file", "line"))
        for line in annotation_commands(mixed).split("\n")
    ]
    assert placed == [("a.yaml", "9"), ("b.yaml", "2"), ("b.yaml", "7")]


def test_a_file_outside_the_workspace_is_named_as_it_was_given() -> None:
    outside = finding(path="/elsewhere/a.yaml")
    assert "file=/elsewhere/a.yaml," in annotation_commands([outside], "services/")


def command_of_github(line: str) -> tuple[str, dict[str, str], str]:
    """Read a line as GitHub's runner does: what begins with `::`, else `##[` anywhere in it."""
    text = line.lstrip()
    if text.startswith("::") and "::" in text[2:]:
        head, _, data = text[2:].partition("::")
        command, _, written = head.partition(" ")
        pairs = [pair.partition("=") for pair in written.strip().split(",") if "=" in pair]
        properties = {name: in_properties(value) for name, _, value in pairs}
        return command, properties, in_data(data)
    if "##[" in line and "]" in line.partition("##[")[2]:
        return line.partition("##[")[2].partition("]")[0], {}, ""
    return "", {}, ""


def in_data(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def in_properties(text: str) -> str:
    return in_data(text.replace("%3A", ":").replace("%2C", ","))


# What ends a line, a command or a property, in this runner or in the one for tests, and escapes.
WORDS = ["::", "##[", "]", "\n", "\r", "\r\n", ",", "=", ":", ";", "%", "%0A", "%3A", "%25", " "]
WORDS += ["::error::", "::stop-commands::x", "##[add-mask]x", "\x85", "\u2028", "\x0b", "\x1b[2K"]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=10).map("".join)


@UNHURRIED
@given(TEXTS, TEXTS, TEXTS.filter(bool))
def test_whatever_a_file_says_its_command_is_one_line_and_says_just_that(
    message: str, hint: str, path: str
) -> None:
    written = annotation_commands([finding(7, message=message, hint=hint, path=path)])
    assert not set("\r\n") & set(written)
    command, properties, data = command_of_github(written)
    assert command == "error"
    assert properties == {"file": path, "line": "7", "col": "5", "title": "owner-required"}
    assert data == printable(message) + (f"\n{printable(hint)}" if hint else "")
    # The runner for tests splits elsewhere, and must at least take the same command.
    as_act = re.fullmatch(r"::([^ ]+)( (.+))?::([^\r\n]*)", written)
    assert as_act is not None
    assert as_act[1] == "error"


@UNHURRIED
@given(st.lists(TEXTS, min_size=11, max_size=13))
def test_no_line_between_the_annotations_is_a_command(messages: list[str]) -> None:
    written = annotation_commands([finding(message=message) for message in messages])
    commands = [command_of_github(line)[0] for line in written.split("\n")]
    assert commands == ["error"] * 10 + [""]


def test_control_characters_do_not_reach_the_log() -> None:
    (line,) = annotation_commands([finding(message="a\x1b[2Kb", hint="c\x07")]).split("\n")
    assert line.endswith("::a?[2Kb%0Ac?")


@UNHURRIED
@given(st.text())
def test_escaped_text_stays_on_its_line_and_can_be_read_back(text: str) -> None:
    for escaped in (escaped_data(text), escaped_property(text)):
        assert "\n" not in escaped
        assert "\r" not in escaped
        back = escaped.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n")
        assert back.replace("%0D", "\r").replace("%25", "%") == text
    assert not set(":,") & set(escaped_property(text))


SOURCE = "https://github.example/acme/site/blob/c0ffee/"


def test_the_summary_has_a_table_for_each_file_with_links_to_the_lines() -> None:
    findings = [
        finding(3),
        finding(4, Severity.WARNING, message="a | b", hint="see | @alice"),
        finding(1, Severity.WARNING, path="a file.yaml", rule="file-name"),
    ]
    assert findings_summary(findings, 5, "x/", SOURCE) == (
        "## Postmortems\n\n5 files checked: 1 error, 2 warnings.\n"
        "Errors fail the check, warnings do not.\n`pmaction rules ID` explains a rule.\n\n"
        "### `postmortems/2025/a.yaml`\n\n"
        "| Line | Severity | Finding | What to do |\n| --- | --- | --- | --- |\n"
        f"| [3:5]({SOURCE}x/postmortems/2025/a.yaml#L3) | **error** "
        "| A3 has no owner (`owner-required`) | Add one. |\n"
        f"| [4:5]({SOURCE}x/postmortems/2025/a.yaml#L4) | warning "
        "| a \\| b (`owner-required`) | see \\| @\u200balice |\n\n"
        "### `a file.yaml`\n\n"
        "| Line | Severity | Finding | What to do |\n| --- | --- | --- | --- |\n"
        f"| [1:5]({SOURCE}x/a%20file.yaml#L1) | warning "
        "| A1 has no owner (`file-name`) | Add one. |\n"
    )


def test_a_summary_without_findings_says_so_in_one_line() -> None:
    assert findings_summary([], 1) == "## Postmortems\n\n1 file checked, no findings.\n"


def test_the_summary_links_nowhere_when_it_does_not_know_where_files_are_shown() -> None:
    assert "\n| 3:5 | **error** |" in findings_summary([finding(3)], 1)
    outside = replace(finding(3), path="/elsewhere/a.yaml")
    assert "\n| 3:5 | **error** |" in findings_summary([outside], 1, "x/", SOURCE)


def test_the_summary_says_when_the_lines_do_not_show_everything() -> None:
    said = "GitHub shows 10 errors and 10 warnings on the lines of the files; all are here.\n"
    ten = [finding(n) for n in range(1, 11)]
    assert said not in findings_summary(ten, 1)
    assert said in findings_summary([*ten, finding(11)], 1)


@UNHURRIED
@given(TEXTS, TEXTS, TEXTS.filter(bool))
def test_whatever_a_file_says_it_stays_in_its_row(message: str, hint: str, path: str) -> None:
    text = findings_summary([finding(7, message=message, hint=hint, path=path)], 1, "", SOURCE)
    head, _, rest = text.partition("\n### ")
    assert head == (
        "## Postmortems\n\n1 file checked: 1 error, 0 warnings.\n"
        "`pmaction rules ID` explains a rule.\n"
    )
    heading, blank, *table, row, end = rest.split("\n")
    assert heading.startswith("`")
    assert (blank, end, len(table)) == ("", "", 2)
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 5
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", row)


def test_a_summary_that_would_be_lost_is_cut_with_a_word() -> None:
    findings = [finding(n, message="x" * 5_000, path=f"{n}.yaml") for n in range(100, 500)]
    text = findings_summary(findings, 400)
    assert MAX_SUMMARY_BYTES - 6_000 < len(text.encode()) <= MAX_SUMMARY_BYTES + 100
    kept = text.count("| **error** |")
    assert text.endswith(
        f"\n\n… and {400 - kept} more findings: run `pmaction validate` to see them all.\n"
    )


def test_validate_annotates_and_writes_the_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "postmortems/a.yaml").write_text("id: PM-2025-001\ntitle: x\nstatus: done\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert main(["validate", "--format", "github", "--now", "2025-12-22T09:00:00Z"]) == 1
    out = capsys.readouterr().out
    assert "::error file=postmortems/a.yaml,line=3,col=9,title=not-allowed::" in out
    assert "not-allowed" in (tmp_path / "summary.md").read_text()


def test_validate_links_the_summary_to_the_commit_that_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    (site / "postmortems").mkdir(parents=True)
    (site / ".pmaction.yml").write_text("time_zone: UTC\n")
    (site / "postmortems/a.yaml").write_text("id: PM-2025-001\ntitle: x\nstatus: done\n")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Begin"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    monkeypatch.chdir(site)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/things")
    assert main(["validate", "--format", "github", "--now", "2025-12-22T09:00:00Z"]) == 1
    at = f"https://github.example/acme/things/blob/{commit.stdout.strip()}"
    assert f"| [3:9]({at}/site/postmortems/a.yaml#L3) | **error** |" in (
        tmp_path / "summary.md"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["github", "text"])
def test_that_there_is_no_file_to_check_is_told_apart_from_the_result(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".pmaction.yml").write_text("postmortems: [incidents/*.yaml]\n")
    monkeypatch.chdir(tmp_path)
    assert main(["validate", "--format", form, "--now", "2025-12-22T09:00:00Z"]) == 0
    said = "No file matches incidents/*.yaml. Start with `pmaction new`.\n"
    assert capsys.readouterr().err == said
