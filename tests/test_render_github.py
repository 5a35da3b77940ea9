"""Annotations and step summary: each finding on its line, nothing lost, nothing injected."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmaction.cli import main
from pmaction.findings import Finding, Severity
from pmaction.render.github import (
    MAX_SUMMARY_BYTES,
    annotation_commands,
    escaped_data,
    escaped_property,
    findings_summary,
)


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
    assert lines[10].startswith("11 further errors: GitHub shows no more")


def test_what_a_file_says_is_no_workflow_command() -> None:
    evil = finding(message="x\n::set-output name=a::b\r\n::error::c", path="a,line=1::b\n.yaml")
    (line,) = annotation_commands([evil]).split("\n")
    assert line.count("::") == 2 + line.partition("title=owner-required::")[2].count("::")
    assert line.startswith("::error file=a%2Cline=1%3A%3Ab%0A.yaml,line=1,")


@given(st.text())
def test_escaped_text_stays_on_its_line_and_can_be_read_back(text: str) -> None:
    for escaped in (escaped_data(text), escaped_property(text)):
        assert "\n" not in escaped
        assert "\r" not in escaped
        back = escaped.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n")
        assert back.replace("%0D", "\r").replace("%25", "%") == text
    assert not set(":,") & set(escaped_property(text))


def test_the_summary_lists_everything_as_a_table() -> None:
    assert findings_summary([finding(3), finding(4, Severity.WARNING, message="a | b")], 2) == (
        "## Postmortems\n\n2 files checked: 1 error, 1 warning.\n\n"
        "| Place | Severity | Finding | What to do |\n| --- | --- | --- | --- |\n"
        "| `postmortems/2025/a.yaml:3:5` | error | A3 has no owner (owner-required) | Add one. |\n"
        "| `postmortems/2025/a.yaml:4:5` | warning | a \\| b (owner-required) | Add one. |\n"
    )


def test_a_summary_that_would_be_lost_is_cut_with_a_word() -> None:
    text = findings_summary([finding(n, message="x" * 5_000) for n in range(1, 400)], 399)
    assert len(text.encode()) <= MAX_SUMMARY_BYTES + 100
    assert "more findings: run `pmaction validate`" in text


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
