"""The rule about former keys: an item that was renamed takes no issue away from another one."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.enumeration import listed
from pmaction.identity import absolute_key, item_key, postmortem_of
from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings


def former_key_in_use(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """A former key is that of no other action item, and only one item names it.

    Why: an item that names its former key takes over the issue of that key. Where another item
    still has the key, or names it too, nobody can say whose issue it is, and so nobody gets it.

    Fix: take the item out of the place that it moved away from, in the same change. Where a
    copied entry brought the line along, delete the line. Two items that change their ids with one
    another keep the ids that they have.

    Failing:
        # other: PM-2025-002/A3 at postmortems/2025/2025-03-02-search-slow.yaml
        action_items:
          - id: A1
            title: Alert on connection pool usage above 80 %
            previously: PM-2025-002/A3

    Passing:
        # other: PM-2025-002/A4 at postmortems/2025/2025-03-02-search-slow.yaml
        action_items:
          - id: A1
            title: Alert on connection pool usage above 80 %
            previously: PM-2025-002/A3
    """
    for index, item in enumerate(postmortem.action_items):
        if item.previously is None:
            continue
        own = item_key(postmortem.id, item.id)
        former = absolute_key(postmortem.id, item.previously)
        rivals = [key for key in surroundings.former_keys.get(former, ()) if key != own]
        path = ("action_items", index, "previously")
        if former == own:
            yield Problem(path, f"{own} is the key that it has now", "Take `previously` out.")
        elif former in surroundings.item_keys:
            paths = surroundings.paths_by_id.get(postmortem_of(former), ())
            yield Problem(
                path,
                f"{former} is still an action item of its own"
                + (f" in {listed(paths)}" if paths and paths != (surroundings.path,) else ""),
                f"Take {former} out there if it is {own} now; else take `previously` out.",
            )
        elif rivals:
            yield Problem(
                path,
                f"{former} is also the former key of {listed(sorted(rivals))}",
                f"Leave `previously` to the one that {former} has become.",
            )
