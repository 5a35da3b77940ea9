"""How an import went, for a person and for a machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pmaction.importing.markdown import Imported
from pmaction.render.text import count, printable

_LONGEST_LIST = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a document with its id and path, or the problem."""

    source: str
    imported: Imported | None = None
    id: str = ""
    path: str = ""
    problem: str = ""
    hint: str = ""


def problems_text(outcomes: Sequence[Outcome], style: Callable[[str, str], str]) -> str:
    """Say which files were left out, and why; empty if none was."""
    return "\n".join(
        f"{style('left out:', 'error')} {one.source}: {one.problem}\n  {one.hint}"
        for one in outcomes
        if one.imported is None
    )


def outcomes_text(outcomes: Sequence[Outcome], style: Callable[[str, str], str]) -> str:
    """Say of each document how much of it was placed, and what is in the notes."""
    done = [(one, one.imported) for one in outcomes if one.imported is not None]
    lines = [line for one, imported in done for line in _told(one, imported, style)]
    if done:
        drafts = count(len(done), "draft")
        lines += ["", f"Imported {drafts}. Compare each with its source before its review."]
    return "\n".join(lines)


def _told(outcome: Outcome, imported: Imported, style: Callable[[str, str], str]) -> list[str]:
    data = imported.data
    found = [
        count(len(data.get("action_items", [])), "action item"),
        _entries(len(data.get("timeline", []))),
        f"{percent(imported)} % of {count(imported.lines, 'line')} placed",
    ]
    lines = [f"{style(outcome.id, 'strong')} {outcome.source}: {', '.join(found)}"]
    if imported.leftovers:
        names = [f"{_short(one.heading)} ({one.lines})" for one in imported.leftovers]
        more = len(names) - _LONGEST_LIST
        names = [*names[:_LONGEST_LIST], f"and {more} more"] if more > 0 else names
        lines.append(f"  in `notes`, with lines: {', '.join(names)}")
    if imported.overflow:
        size = len(imported.overflow)
        lines.append(
            f"  `notes` is full: {size:,} characters are in comments at the end of the file"
        )
    lines += [f"  {style('check:', 'warning')} {printable(remark)}" for remark in imported.remarks]
    return lines


def _entries(number: int) -> str:
    return "1 timeline entry" if number == 1 else f"{number} timeline entries"


def percent(imported: Imported) -> int:
    """Give how much of the lines was placed; 100 only if all were."""
    return imported.placed * 100 // max(imported.lines, 1)


def _short(heading: str) -> str:
    text = printable(heading) or "before the first heading"
    return text if len(text) <= 50 else f"{text[:49]}…"


def outcomes_json(outcomes: Sequence[Outcome]) -> str:
    """Give the outcomes for a machine."""
    files = [_as_json(one) for one in outcomes]
    done = sum(1 for one in outcomes if one.imported is not None)
    summary = {"imported": done, "left_out": len(outcomes) - done}
    return json.dumps(
        {"version": 1, "files": files, "summary": summary}, indent=2, ensure_ascii=False
    )


def _as_json(outcome: Outcome) -> dict[str, Any]:
    imported = outcome.imported
    if imported is None:
        return {"source": outcome.source, "problem": outcome.problem, "hint": outcome.hint}
    return {
        "source": outcome.source,
        "id": outcome.id,
        "path": outcome.path,
        "lines": imported.lines,
        "lines_placed": imported.placed,
        "action_items": len(imported.data.get("action_items", [])),
        "timeline_entries": len(imported.data.get("timeline", [])),
        "in_notes": [{"heading": one.heading, "lines": one.lines} for one in imported.leftovers],
        "check": list(imported.remarks),
    }
