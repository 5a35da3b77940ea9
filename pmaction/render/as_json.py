"""Findings, plans and reports for machines; the shape is versioned and kept stable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from pmaction.findings import Finding, errors_in
from pmaction.render.inert import with_hidden_escaped

if TYPE_CHECKING:  # `validate` shows findings alone, and starts sooner without plans.
    from pmaction.change import ApplyReport, Change, Note, Plan

VERSION = 1


def findings_json(findings: Iterable[Finding], files: int) -> str:
    """Write findings and a summary of how many files, errors and warnings there were."""
    found = tuple(findings)
    errors = errors_in(found)
    return _dump(
        {
            "version": VERSION,
            "findings": [asdict(finding) for finding in found],
            "summary": {"files": files, "errors": errors, "warnings": len(found) - errors},
        }
    )


def plan_json(plan: Plan) -> str:
    """Write a plan: its changes in order, a count by kind, and the notes beside them."""
    return _dump(
        {
            "version": VERSION,
            "changes": [_change(change) for change in plan.changes],
            "summary": plan.summary(),
            "notes": [_note(note) for note in plan.notes],
        }
    )


def report_json(report: ApplyReport) -> str:
    """Write a report: each change with its outcome, a count by kind, and one by outcome."""
    from pmaction.change import Plan

    return _dump(
        {
            "version": VERSION,
            "changes": [
                {
                    **_change(result.change),
                    "issue": result.issue,
                    "outcome": result.outcome.value,
                    "detail": result.detail,
                }
                for result in report.results
            ],
            "summary": Plan(tuple(result.change for result in report.results)).summary(),
            "outcomes": report.summary(),
            "notes": [_note(note) for note in report.notes],
        }
    )


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "item": change.item,
        "issue": change.issue,
        "title": change.title,
        "why": change.why,
        "before": change.before.to_json() if change.before is not None else None,
        "after": change.after.to_json(),
        **({"pull": change.pull} if change.pull is not None else {}),
    }


def _note(note: Note) -> dict[str, str]:
    return {"item": note.item, "message": note.message, "hint": note.hint}


def _dump(data: Any) -> str:
    return with_hidden_escaped(json.dumps(data, indent=2, ensure_ascii=False))
