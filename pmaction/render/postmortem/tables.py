"""Action items as two tables: what each team does soon, and what it works towards."""

from __future__ import annotations

from collections.abc import Sequence

from pmaction.model import Postmortem
from pmaction.policy import Terms
from pmaction.render.postmortem.escaping import line
from pmaction.render.postmortem.items import STATES, Shown, shown
from pmaction.render.postmortem.parts import UNKNOWN, headed, joined, quote, section, table, written

SOON = ("immediate", "short-term")


def tables_markdown(postmortem: Postmortem, terms: Terms) -> str:
    """Write the tables by horizon, and the story that closes them."""
    items = shown(postmortem, terms)
    soon = [one for one in items if one.item.horizon in SOON]
    later = [one for one in items if one.item.horizon == "long-term"]
    unplaced = [one for one in items if one.item.horizon is None]
    return written(
        joined(
            [f"# Postmortem actions: {line(postmortem.title)}"],
            section("## Short term", _what(soon), always=True),
            section("## Long term", _focus(later), always=True),
            section("## No horizon set", _what(unplaced)),
            section("## Closing narrative", quote(postmortem.summary.narrative), always=True),
        )
    )


def _what(items: Sequence[Shown]) -> list[str]:
    rows = [[one.owner, _title(one), one.item.id] for one in items]
    return table(["Team", "What", "ID"], rows)


def _focus(items: Sequence[Shown]) -> list[str]:
    rows = [
        [
            one.owner,
            _title(one),
            headed(one.item.dora_metric) if one.item.dora_metric else UNKNOWN,
            one.item.id,
        ]
        for one in items
    ]
    return table(["Team", "Focus", "DORA metric", "ID"], rows)


def _title(one: Shown) -> str:
    title = line(one.item.title)
    return title if one.item.status == "open" else f"{title} ({STATES[one.item.status]})"
