"""Checks of a repository, for a person, for a machine, and for the summary of a step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pmaction.doctor.check import Check, Verdict, verdicts_in
from pmaction.render.as_json import VERSION
from pmaction.render.github import ANNOTATIONS_OF_A_KIND, escaped_data
from pmaction.render.inert import inert_line, table_cell, with_hidden_escaped
from pmaction.render.text import Style, count, plain, printable

_ROLES = {"ok": "good", "warning": "warning", "error": "error", "unknown": "dim"}
_WIDTH = max(map(len, Verdict))
_HEAD = "| Verdict | About | What is | What to do |\n| --- | --- | --- | --- |"


def checks_text(checks: Sequence[Check], style: Style = plain) -> str:
    """Write a line for each check, below it what to do, and last how many of a kind there are."""
    width = max((len(check.about) for check in checks), default=0)
    lines = []
    for check in checks:
        verdict = style(f"{check.verdict.value:<{_WIDTH}}", _ROLES[check.verdict.value])
        about = style(f"{printable(check.about):<{width}}", "strong")
        lines.append(f"{verdict}  {about}  {printable(check.message)}")
        if check.hint:
            blank = " " * (_WIDTH + width + 4)
            lines.append(f"{blank}{style('hint:', 'good')} {printable(check.hint)}")
    return "\n".join([*lines, "", _counts(checks)])


def checks_json(checks: Sequence[Check]) -> str:
    """Write the checks, and a count by verdict."""
    data = {
        "version": VERSION,
        "checks": [
            {
                "about": check.about,
                "verdict": check.verdict.value,
                "message": check.message,
                "hint": check.hint,
            }
            for check in checks
        ],
        "summary": verdicts_in(checks),
    }
    return with_hidden_escaped(json.dumps(data, indent=2, ensure_ascii=False))


def checks_markdown(checks: Sequence[Check]) -> str:
    """Write the checks as a table, with the counts first."""
    rows = [
        f"| {_loud(check.verdict)} | {table_cell(check.about)} "
        f"| {table_cell(printable(check.message))} | {table_cell(printable(check.hint))} |"
        for check in checks
    ]
    return "\n".join(["## pmaction doctor", "", inert_line(_counts(checks)), "", _HEAD, *rows])


def check_commands(checks: Iterable[Check]) -> list[str]:
    """Write workflow commands for errors and warnings, as many as GitHub shows."""
    lines: list[str] = []
    found = list(checks)
    for verdict in (Verdict.ERROR, Verdict.WARNING):
        of_a_kind = [check for check in found if check.verdict is verdict]
        for check in of_a_kind[:ANNOTATIONS_OF_A_KIND]:
            said = printable(f"{check.about}: {check.message}")
            hint = f"\n{printable(check.hint)}" if check.hint else ""
            lines.append(f"::{verdict.value} title=pmaction::{escaped_data(said + hint)}")
    return lines


def _loud(verdict: Verdict) -> str:
    return f"**{verdict.value}**" if verdict is Verdict.ERROR else verdict.value


def _counts(checks: Sequence[Check]) -> str:
    found = verdicts_in(checks)
    said = [f"{found['ok']} ok"]
    said += [count(found[name], name) for name in ("error", "warning") if found[name]]
    said += [f"{found['unknown']} unknown"] if found["unknown"] else []
    return f"{count(len(checks), 'check')}: {', '.join(said)}"
