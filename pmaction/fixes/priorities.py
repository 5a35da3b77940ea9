"""Priorities from impact and effort, where only one follows from the two."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pmaction.fixes.changes import Change

# What is not here may have either of two priorities, which takes a person's judgement: high impact
# with more than a day's effort, and medium impact with medium effort.
ONLY_PRIORITY: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("high", "S"): "P0",
        ("medium", "S"): "P1",
        ("medium", "L"): "P2",
        ("low", "S"): "P2",
        ("low", "M"): "P3",
        ("low", "L"): "P3",
    }
)


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
        priority = ONLY_PRIORITY.get((impact.strip(), effort.strip()))
        if priority is not None:
            name = item.get("id") or "an action item"
            said = f"gives {name} the priority {priority}: {impact} impact, effort {effort}"
            changes.append(Change(("action_items", index, "priority"), priority, said))
    return tuple(changes)
