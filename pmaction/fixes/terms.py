"""Terms that the schema lists, written as it lists them: `p1` is P1, `Short term` is short-term."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pmaction.fixes.changes import Change
from pmaction.positions import Path
from pmaction.quoting import cut

OF_ITEMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "category": (
            *("prevention", "detection", "response", "process", "reliability", "security"),
        ),
        "priority": ("P0", "P1", "P2", "P3"),
        "impact": ("high", "medium", "low"),
        "effort": ("S", "M", "L"),
        "horizon": ("immediate", "short-term", "long-term"),
        "dora_metric": (
            *("deployment-frequency", "lead-time-for-changes"),
            *("change-failure-rate", "time-to-restore-service"),
        ),
        "status": ("open", "done", "wont_do"),
    }
)
OF_DOCUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "status": ("draft", "reviewed", "published"),
        "scope": ("service", "team", "org"),
    }
)


def term_spelling(data: Any, severity_aliases: Iterable[str] = ()) -> tuple[Change, ...]:
    """Give the terms that differ from a listed one in capitals, blanks and hyphens only."""
    return tuple(_changes(data, ("P0", "P1", "P2", "P3", *severity_aliases)))


def _changes(data: Any, severities: tuple[str, ...]) -> Iterator[Change]:
    if not isinstance(data, dict):
        return
    yield from _in_mapping(data, (), {**OF_DOCUMENTS, "severity": severities})
    items = data.get("action_items")
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield from _in_mapping(item, ("action_items", index), OF_ITEMS)


def _in_mapping(
    mapping: Mapping[str, Any], path: Path, terms: Mapping[str, tuple[str, ...]]
) -> Iterator[Change]:
    for key, listed in terms.items():
        given = mapping.get(key)
        if not isinstance(given, str) or given.strip() in listed:
            continue
        meant = [term for term in listed if _bare(term) == _bare(given)]
        if len(meant) == 1:
            said = f"writes the {key} `{cut(given)}` as {meant[0]}"
            yield Change((*path, key), meant[0], said)


def _bare(term: str) -> str:
    return re.sub(r"[\s_'’-]", "", term.casefold())
