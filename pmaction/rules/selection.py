"""Which postmortems and action items a rule asks something of."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.config import Config
from pmaction.model import ActionItem, Postmortem, Priority


def is_reviewed(postmortem: Postmortem) -> bool:
    """Say whether the postmortem has left the draft stage, in which much may stay open."""
    return postmortem.status != "draft"


def open_items(postmortem: Postmortem) -> Iterator[tuple[int, ActionItem]]:
    """Give the open action items, each with its index in `action_items`."""
    for index, item in enumerate(postmortem.action_items):
        if item.status == "open":
            yield index, item


def priority_of(postmortem: Postmortem, config: Config) -> Priority | None:
    """Give how bad the incident was as P0 to P3, aliases translated; None where nobody said."""
    known: dict[str, Priority] = {"P0": "P0", "P1": "P1", "P2": "P2", "P3": "P3"}
    return (known | dict(config.severity_aliases)).get(postmortem.severity or "")
