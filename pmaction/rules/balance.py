"""Rules about all action items together: how many there are, and which kinds of work they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated

from msgspec import Meta, Struct

from pmaction.enumeration import listed
from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.options import Option
from pmaction.rules.selection import open_items, priority_of


class CapacityOptions(Struct, frozen=True):
    """Options of `capacity-exceeded`."""

    low: Annotated[
        int,
        Meta(ge=1, le=500),
        Option("How many items fit into a low capacity.", "a number from 1 to 500"),
    ] = 3
    medium: Annotated[
        int,
        Meta(ge=1, le=500),
        Option("How many items fit into a medium capacity.", "a number from 1 to 500"),
    ] = 7


def capacity_exceeded(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, no more action items are open than `planning.capacity` has room for.

    Why: a list of twelve items with time for three is done in the order of what is easy. What
    prevents the next incident must not compete with what would be nice.

    Fix: keep the P0 items. Give the others the status `wont_do` with a reason, leave them to a
    later plan, or correct the capacity. Low capacity has room for 3 items, all of them P0; medium
    for 7, none of them P3; high has no limit. What is done takes no room.

    Failing:
        status: reviewed
        planning: {capacity: low}
        action_items:
          - id: A1
            title: Raise the connection pool
            category: prevention
            priority: P0
            owner: "@ana-petrova"
          - {id: A2, title: Rename the dashboard, priority: P2, owner: "@ana-petrova"}

    Passing:
        status: reviewed
        planning: {capacity: medium}
        action_items:
          - id: A1
            title: Raise the connection pool
            category: prevention
            priority: P0
            owner: "@ana-petrova"
          - {id: A2, title: Alert on full connection pools, priority: P1, owner: "@ana-petrova"}
    """
    options = surroundings.options(CapacityOptions)
    capacity = postmortem.planning.capacity or ""
    room = {"low": options.low, "medium": options.medium}.get(capacity)
    if room is None:
        return
    planned = [item for _, item in open_items(postmortem)]
    fitting = (None, "P0") if capacity == "low" else (None, "P0", "P1", "P2")
    later = [item.id for item in planned if item.priority not in fitting]
    if len(planned) <= room and not later:
        return
    urgent = "all of them P0" if capacity == "low" else "none of them P3"
    too_many = f"{len(planned)} are open" if len(planned) > room else ""
    less = f"{listed(later)} {'is' if len(later) == 1 else 'are'} less urgent" if later else ""
    over = len(planned) - len(later) - room
    leave = f"{over} of the others" if later else f"{over} of them"
    leave = " and ".join(([listed(later)] if later else []) + ([leave] if over > 0 else []))
    yield Problem(
        ("planning", "capacity"),
        f"{capacity} capacity has room for {room} action items, {urgent}, but "
        f"{' and '.join(filter(None, (too_many, less)))}",
        f"Leave {leave} to a later plan (`wont_do` with a reason), or correct the capacity.",
    )


# Which categories answer which question: a timeout prevents the outage and limits it as well.
_ANSWERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "prevention": frozenset({"prevention", "reliability", "security", "process"}),
        "detection": frozenset({"detection"}),
        "response": frozenset({"response", "reliability"}),
    }
)
_QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "prevention": "what keeps it from coming back",
        "detection": "what notices it sooner next time",
        "response": "what ends it sooner next time",
    }
)


def unconsidered_category(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, a P0 or P1 incident has items for prevention, detection and response.

    Why: who only fixes the bug waits for the next one in the dark, and who only adds alerts will
    be paged for it. After a grave incident all three have to be thought of.

    Fix: add an item of the missing category. Items of `process` and `security` prevent too, and
    `reliability` counts as prevention and as response. If nothing is needed, say why:
    `# pmaction: ignore[unconsidered-category] reason` above `action_items`. Where none of several
    items of a P0 says its category, that is reported; while only some do, nothing is.

    Failing:
        status: reviewed
        severity: P1
        action_items:
          - id: A1
            title: Raise the connection pool
            category: prevention
            priority: P0
            owner: "@ana-petrova"
          - id: A2
            title: Write a runbook for full connection pools
            category: response
            priority: P1
            owner: "@ana-petrova"

    Passing:
        status: reviewed
        severity: P1
        action_items:
          - id: A1
            title: Raise the connection pool
            category: reliability
            priority: P0
            owner: "@ana-petrova"
          - id: A2
            title: Alert on full connection pools
            category: detection
            priority: P1
            owner: "@ana-petrova"
    """
    severity = priority_of(postmortem, surroundings.config)
    categories = [item.category for item in postmortem.action_items if item.status != "wont_do"]
    if severity not in ("P0", "P1") or not categories:
        return
    if None not in categories:
        yield from _unconsidered({*filter(None, categories)})
    elif severity == "P0" and len(categories) > 1 and not any(categories):
        yield Problem(
            ("action_items",),
            "no action item says its category, so that nobody can see what was thought of",
            "Add `category:` to each, such as prevention, detection or response.",
            at_key=True,
        )


def _unconsidered(had: set[str]) -> Iterator[Problem]:
    """Report what no item is for."""
    missing = [name for name, answers in _ANSWERS.items() if had.isdisjoint(answers)]
    if missing:
        asked = " and ".join(f"for {name} ({_QUESTIONS[name]})" for name in missing)
        yield Problem(
            ("action_items",),
            f"no action item is {asked}",
            "Add one, or say why none is needed: `# pmaction: ignore[unconsidered-category] "
            "reason` above.",
            at_key=True,
        )
