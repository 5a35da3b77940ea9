"""Priorities from impact and effort, where only one follows from the two."""

from __future__ import annotations

from typing import Any

from pmaction.fixes.changes import Change
from pmaction.prioritization import fitting_priorities


def missing_priorities(data: Any) -> tuple[Change, ...]:
    """Give a priority to each action item that has none, but has impact and effort."""
    items = data.get("action_items") if isinstance(data, dict) else None
    changes = []
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if not isinstance(item, dict) or item.get("priority") is not None:
            continue
        impact, effort = item.get("impact"), item.get("effort")
        if not isinstance(impact, str) or not isinstance(effort, str):
            continue
        fitting = fitting_priorities(impact.strip(), effort.strip())
        if len(fitting) == 1:
            priority = fitting[0]
            name = item.get("id") or "an action item"
            said = f"gives {name} the priority {priority}: {impact} impact, effort {effort}"
            changes.append(Change(("action_items", index, "priority"), priority, said))
    return tuple(changes)
