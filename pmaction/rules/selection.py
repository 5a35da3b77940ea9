"""Which postmortems and action items a rule asks something of."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.model import ActionItem, Postmortem


def is_reviewed(postmortem: Postmortem) -> bool:
    """Say whether the postmortem has left the draft stage, in which much may stay open."""
    return postmortem.status != "draft"


def open_items(postmortem: Postmortem) -> Iterator[tuple[int, ActionItem]]:
    """Give the open action items, each with its index in `action_items`."""
    for index, item in enumerate(postmortem.action_items):
        if item.status == "open":
            yield index, item
