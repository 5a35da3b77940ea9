"""Findings as GitHub shows them: annotations on the lines, the rest in the step's summary.

Limits and escaping are those of GitHub's documentation of workflow commands: at most 10 errors
and 10 warnings of a step become annotations, and more vanish without a word.
"""

from __future__ import annotations

from collections.abc import Sequence

from pmaction.findings import Finding, Severity, errors_in
from pmaction.render.inert import code_span, table_cell
from pmaction.render.text import count, printable

ANNOTATIONS_OF_A_KIND = 10
MAX_SUMMARY_BYTES = 1_000_000
"""A little below GitHub's 1 MiB a step, beyond which the whole summary is lost."""


def annotation_commands(findings: Sequence[Finding], folder: str = "") -> str:
    """Write workflow commands, errors first, and say how many findings have no place among them.

    `folder` is the workspace's path in the repository, empty or ending in `/`.
    """
    lines: list[str] = []
    for severity in (Severity.ERROR, Severity.WARNING):
        of_a_kind = [finding for finding in findings if finding.severity is severity]
        lines += [_annotation(finding, folder) for finding in of_a_kind[:ANNOTATIONS_OF_A_KIND]]
        if len(of_a_kind) > ANNOTATIONS_OF_A_KIND:
            rest = count(len(of_a_kind) - ANNOTATIONS_OF_A_KIND, f"further {severity.value}")
            lines.append(f"{rest}: GitHub shows no more on the lines; see the summary of this step")
    return "\n".join(lines)


def _annotation(finding: Finding, folder: str) -> str:
    hint = f"\n{finding.hint}" if finding.hint else ""
    properties = {
        "file": folder + finding.path,
        "line": str(finding.line),
        "col": str(finding.column),
        "title": finding.rule,
    }
    written = ",".join(f"{name}={escaped_property(value)}" for name, value in properties.items())
    text = escaped_data(finding.message + hint)
    return f"::{finding.severity.value} {written}::{text}"


def escaped_data(text: str) -> str:
    """Escape the text of a workflow command, so that it ends where it ends."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    """Escape a property of a workflow command, which commas and colons would end too."""
    return escaped_data(text).replace(":", "%3A").replace(",", "%2C")


def findings_summary(findings: Sequence[Finding], files: int) -> str:
    """Write all findings as Markdown for the step's summary, cut with a word where it must be."""
    errors = errors_in(findings)
    head = [
        "## Postmortems",
        "",
        f"{count(files, 'file')} checked: {count(errors, 'error')}, "
        f"{count(len(findings) - errors, 'warning')}.",
        "",
    ]
    if not findings:
        return "\n".join(head)
    rows = ["| Place | Severity | Finding | What to do |", "| --- | --- | --- | --- |"]
    size = sum(len(line.encode()) + 1 for line in (*head, *rows))
    for number, finding in enumerate(findings):
        place = code_span(f"{finding.path}:{finding.line}:{finding.column}").replace("|", "\\|")
        message = f"{table_cell(printable(finding.message))} ({finding.rule})"
        row = f"| {place} | {finding.severity.value} | {message} | {table_cell(finding.hint)} |"
        size += len(row.encode()) + 1
        if size > MAX_SUMMARY_BYTES:
            left = count(len(findings) - number, "more finding")
            rows += ["", f"… and {left}: run `pmaction validate` to see them all."]
            break
        rows.append(row)
    return "\n".join([*head, *rows, ""])
