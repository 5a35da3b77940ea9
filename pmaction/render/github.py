"""Findings as GitHub shows them: annotations on the lines, the rest in the step's summary.

Limits and escaping are those of GitHub's documentation of workflow commands: at most 10 errors
and 10 warnings of a step become annotations, and more vanish without a word.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from itertools import groupby

from pmaction.findings import Finding, Severity, errors_in, in_reading_order
from pmaction.render.inert import code_span, inert_line, table_cell
from pmaction.render.text import count, printable

ANNOTATIONS_OF_A_KIND = 10
MAX_SUMMARY_BYTES = 1_000_000
"""A little below GitHub's 1 MiB a step, beyond which the whole summary is lost."""

_HEAD = "| Line | Severity | Finding | What to do |\n| --- | --- | --- | --- |"
_OUTSIDE = re.compile(r"/|[A-Za-z]:/")
_UNSAFE = re.compile(r"[^A-Za-z0-9._~/-]+")


def annotation_commands(
    findings: Iterable[Finding], folder: str = "", *, first: Container[Finding] = ()
) -> str:
    """Write workflow commands, errors first, and say how many findings have no place among them.

    `folder` is the workspace's path in the repository, empty or ending in `/`; of findings that
    weigh the same, those in `first` come before the others.
    """
    lines: list[str] = []
    found = sorted(in_reading_order(findings), key=lambda finding: finding not in first)
    for severity in (Severity.ERROR, Severity.WARNING):
        of_a_kind = [finding for finding in found if finding.severity is severity]
        lines += [_annotation(finding, folder) for finding in of_a_kind[:ANNOTATIONS_OF_A_KIND]]
        if len(of_a_kind) > ANNOTATIONS_OF_A_KIND:
            rest = count(len(of_a_kind) - ANNOTATIONS_OF_A_KIND, f"further {severity.value}")
            lines.append(f"{rest}: GitHub shows no more on the lines; see the summary of this step")
    return "\n".join(lines)


def _annotation(finding: Finding, folder: str) -> str:
    hint = f"\n{printable(finding.hint)}" if finding.hint else ""
    properties = {
        "file": repository_path(finding.path, folder),
        "line": str(finding.line),
        "col": str(finding.column),
        "title": finding.rule,
    }
    written = ",".join(f"{name}={escaped_property(value)}" for name, value in properties.items())
    text = escaped_data(printable(finding.message) + hint)
    return f"::{finding.severity.value} {written}::{text}"


def notice_command(text: str) -> str:
    """Write a workflow command for what fails nothing, but must be seen."""
    return f"::notice title=pmaction::{escaped_data(printable(text))}"


def escaped_data(text: str) -> str:
    """Escape the text of a workflow command, so that it ends where it ends."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    """Escape a property of a workflow command, which commas and colons would end too."""
    return escaped_data(text).replace(":", "%3A").replace(",", "%2C")


def is_outside(path: str) -> bool:
    """Say whether a finding's path leads to a file outside the workspace, which a person named."""
    return _OUTSIDE.match(path) is not None


def repository_path(path: str, folder: str) -> str:
    """Give a finding's path in the repository; one that lies outside the workspace stays."""
    return path if is_outside(path) else folder + path


def uri_path(path: str) -> str:
    """Write a path as a URI: relative, or with `file:` where it lies outside the workspace."""
    written = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), path)
    if path.startswith("//"):
        return f"file:{written}"
    if path.startswith("/"):
        return f"file://{written}"
    return f"file:///{path[0]}:{written[4:]}" if is_outside(path) else written


def findings_summary(
    findings: Iterable[Finding],
    files: int,
    folder: str = "",
    source: str = "",
    notes: Iterable[str] = (),
) -> str:
    """Write all findings as Markdown for the step's summary, cut with a word where it must be.

    Each file has its table, files with errors first. `source` is where the repository's files can
    be looked at, ending in `/`; with it every line is a link. `notes` come before all findings;
    what stands in back ticks in them is code.
    """
    found = in_reading_order(findings)
    lines = ["## Postmortems", "", *_numbers(found, files)]
    for note in notes:
        lines += ["", inert_line(note)]
    size = sum(len(line.encode()) + 1 for line in lines)
    written = 0
    for path, group in _by_file(found):
        at = f"{source}{uri_path(folder + path)}" if source and not is_outside(path) else ""
        rows = [_row(finding, at) for finding in group]
        rows[0] = f"\n### {code_span(path)}\n\n{_HEAD}\n{rows[0]}"
        for row in rows:
            size += len(row.encode()) + 1
            if size > MAX_SUMMARY_BYTES:
                left = count(len(found) - written, "more finding")
                return "\n".join(
                    [*lines, "", f"… and {left}: run `pmaction validate` to see them all.", ""]
                )
            lines.append(row)
            written += 1
    return "\n".join([*lines, ""])


def _numbers(findings: Sequence[Finding], files: int) -> list[str]:
    checked = f"{count(files, 'file')} checked"
    if not findings:
        return [f"{checked}, no findings."]
    errors = errors_in(findings)
    warnings = len(findings) - errors
    lines = [f"{checked}: {count(errors, 'error')}, {count(warnings, 'warning')}."]
    if errors and warnings:
        lines.append("Errors fail the check, warnings do not.")
    if max(errors, warnings) > ANNOTATIONS_OF_A_KIND:
        lines.append(
            f"GitHub shows {ANNOTATIONS_OF_A_KIND} errors and {ANNOTATIONS_OF_A_KIND} warnings "
            "on the lines of the files; all are here."
        )
    return [*lines, "`pmaction rules ID` explains a rule."]


def _by_file(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    files = [(path, list(group)) for path, group in groupby(findings, lambda one: one.path)]
    return sorted(files, key=lambda file: errors_in(file[1]) == 0)


def _row(finding: Finding, at: str) -> str:
    place = f"{finding.line}:{finding.column}"
    place = f"[{place}]({at}#L{finding.line})" if at else place
    severity = finding.severity.value
    severity = f"**{severity}**" if finding.severity is Severity.ERROR else severity
    message = f"{table_cell(printable(finding.message))} (`{finding.rule}`)"
    return f"| {place} | {severity} | {message} | {table_cell(printable(finding.hint))} |"
