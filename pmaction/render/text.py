"""Findings, plans and reports for a person at a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pmaction.findings import Finding, Severity, errors_in
from pmaction.identity import postmortem_of, reading_order
from pmaction.secret_forms import without_secrets
from pmaction.secret_source import source_without_secrets

if TYPE_CHECKING:  # `validate` shows findings alone, and starts sooner without plans.
    from pmaction.change import ApplyReport, Change, Note, Plan, Result

Style = Callable[[str, str], str]
"""Gives a text the look of a role: error, warning, good, dim, strong, or none at all."""

MAX_EXCERPT = 110

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SIGNS = {
    "create": "+",
    "update": "~",
    "label": "~",
    "close": "-",
    "reopen": "+",
    "link": "→",
    "comment": "»",
}
_ROLES = {
    "done": "good",
    "skipped": "dim",
    "deferred": "warning",
    "failed": "error",
}


def plain(text: str, _role: str) -> str:
    """Give text without any look."""
    return text


def printable(text: str) -> str:
    """Make text from a file safe for a terminal: one line without secrets, `?` for what controls.

    A line of its own, `::` at its beginning, or `##[` anywhere in it, could be taken for a command
    by the runner of a workflow.
    """
    shown = " ".join(without_secrets(text).splitlines())
    line = _UNPRINTABLE.sub("?", shown).replace("##[", "## [")
    return line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line


def findings_text(
    findings: Iterable[Finding], texts: Mapping[str, str], files: int, style: Style = plain
) -> str:
    """Write findings with the line each stands on and a caret under its column.

    `texts` gives the text of each path; a path without one is shown without its line.
    """
    found = tuple(findings)
    told = {finding.path for finding in found}
    # As positions are counted: only a line feed ends a line.
    lines = {
        path: source_without_secrets(text).split("\n")
        for path, text in texts.items()
        if path in told
    }
    blocks = [_finding(finding, lines.get(finding.path, ()), style) for finding in found]
    return "\n\n".join([*blocks, _verdict(found, files, style)])


def _finding(finding: Finding, lines: Sequence[str], style: Style) -> str:
    role = "error" if finding.severity is Severity.ERROR else "warning"
    place = style(f"{printable(finding.path)}:{finding.line}:{finding.column}:", "strong")
    severity = style(f"{finding.severity.value}:", role)
    rule = style(f"[{finding.rule}]", "dim")
    written = [f"{place} {severity} {printable(finding.message)} {rule}"]
    if finding.line <= len(lines) and (line := lines[finding.line - 1].rstrip()):
        written += _excerpt(finding, line, style, role)
    if finding.hint:
        written.append(f"  {style('hint:', 'good')} {printable(finding.hint)}")
    return "\n".join(written)


def _excerpt(finding: Finding, line: str, style: Style, role: str) -> list[str]:
    start = max(0, finding.column - 1 - MAX_EXCERPT // 2) if len(line) > MAX_EXCERPT else 0
    shown = printable(line[start : start + MAX_EXCERPT].replace("\t", " "))
    number = f"{finding.line:>5} | "
    before = sum(map(_width, shown[: finding.column - 1 - start]))
    caret = " " * (len(number) + before) + style("^", role)
    return [style(number, "dim") + shown.rstrip(), caret]


def _width(character: str) -> int:
    """Say how many columns of a terminal a character takes."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _verdict(findings: tuple[Finding, ...], files: int, style: Style) -> str:
    errors = errors_in(findings)
    checked = f"{count(files, 'file')} checked"
    if not findings:
        return f"{checked}, {style('no findings', 'good')}"
    parts = [
        style(count(number, noun), role)
        for number, noun, role in (
            (errors, "error", "error"),
            (len(findings) - errors, "warning", "warning"),
        )
        if number
    ]
    return f"{checked}, {', '.join(parts)}"


def plan_text(plan: Plan, style: Style = plain) -> str:
    """Write a plan by postmortem: each change with its why, then the notes, then the counts.

    The links of new issues to their parents are counted, but not written out.
    """
    written: list[str] = []
    for postmortem_id, changes in by_postmortem(plan.changes).items():
        written.append(style(postmortem_id, "strong"))
        written += [line for change in folded(changes) for line in _change(change, style)]
        written.append("")
    written += _notes(plan.notes, style)
    counts = ", ".join(f"{number} to {kind}" for kind, number in plan.summary().items())
    written.append(f"{style('Plan:', 'strong')} {counts or 'nothing to do'}.")
    return "\n".join(written)


def report_text(report: ApplyReport, style: Style = plain) -> str:
    """Write the notes of an apply and its counts; its results were shown as they came."""
    written = _notes(report.notes, style)
    counts = ", ".join(
        style(f"{number} {outcome}", _ROLES[outcome])
        for outcome, number in report.summary().items()
    )
    written.append(f"{style('Applied:', 'strong')} {counts or 'nothing to do'}.")
    return "\n".join(written)


def result_text(result: Result, style: Style = plain) -> str:
    """Write one change and what became of it on one line."""
    change = result.change
    outcome = style(f"{result.outcome.value:<8}", _ROLES[result.outcome])
    what = change.title
    if change.kind == "link":
        what = "; ".join(details(change))
    detail = f": {result.detail}" if result.detail else ""
    return f"{outcome} {change.kind.value:<7} {change.item}  {printable(what + detail)}"


def count(number: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def by_postmortem(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Give the changes of each postmortem, in its order."""
    grouped: dict[str, list[Change]] = {}
    for change in sorted(changes, key=lambda change: postmortem_of(change.item)):
        grouped.setdefault(postmortem_of(change.item), []).append(change)
    return grouped


def folded(changes: Sequence[Change]) -> list[Change]:
    """Leave out what a person takes for granted: a new issue's link to its postmortem's."""
    created = {change.item for change in changes if change.kind == "create"}
    return [
        change
        for change in sorted(changes, key=lambda change: reading_order(change.item))
        if not goes_without_saying(change, created)
    ]


def goes_without_saying(change: Change, created: Container[str]) -> bool:
    """Say whether this links a new issue to its postmortem's; `created` are the new ones' keys."""
    return change.after.parent is not None and change.item in created


def _change(change: Change, style: Style) -> list[str]:
    sign = _SIGNS[change.kind]
    role = "warning" if change.kind == "close" else "good"
    head = f"  {style(f'{sign} {change.kind.value:<7}', role)} {change.item}"
    lines = [f"{head}  {printable(change.title)}"]
    lines.append(f"            {style('why: ' + printable(change.why), 'dim')}")
    lines += [f"            {printable(detail)}" for detail in details(change)]
    return lines


def details(change: Change) -> list[str]:
    """Say what the values become, where that is more than the change's kind already says."""
    before, after = change.before, change.after
    found: list[str] = []
    if change.kind == "link":
        if after.parent is not None:
            found.append(f"parent: {after.parent}")
        if after.blocked_by is not None:
            found.append(f"blocked by: {', '.join(sorted(after.blocked_by)) or 'nothing'}")
    elif change.kind != "create":
        if after.title is not None:
            found.append(f"title: {before.title if before else None} → {after.title}")
        for name, old, new in (
            ("labels", before and before.labels, after.labels),
            ("assignees", before and before.assignees, after.assignees),
        ):
            if new is not None:
                found.append(f"{name}: {_moved(old or frozenset(), new)}")
        if after.reason is not None:
            found.append(f"reason: {after.reason.replace('_', ' ')}")
    return found


def _moved(old: frozenset[str], new: frozenset[str]) -> str:
    moved = [f"+{name}" for name in sorted(new - old)] + [f"-{name}" for name in sorted(old - new)]
    return " ".join(moved)


def _notes(notes: Iterable[Note], style: Style) -> list[str]:
    lines: list[str] = []
    for note in notes:
        item = f"{note.item} " if note.item else ""
        lines.append(f"{style('note:', 'warning')} {item}{printable(note.message)}.")
        if note.hint:
            lines.append(f"      {printable(note.hint)}")
    return [*lines, ""] if lines else []
