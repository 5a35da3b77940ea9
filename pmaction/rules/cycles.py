"""Rules against circles: work that waits for itself, incidents that repeat each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pmaction.identity import absolute_key, is_item, item_key, postmortem_of
from pmaction.model import Postmortem
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings

_NAMED_IN_CYCLE = 10


def dependency_cycle(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """No action items wait for each other in a circle.

    Why: in a circle nothing can begin, and every owner rightly points to the next one.

    Fix: remove the dependency that is not real. If both are, split one item into what comes
    before the other and what comes after it.

    Failing:
        action_items:
          - {id: A1, title: Export the pool's metrics, depends_on: [A2]}
          - {id: A2, title: Alert on connection pool usage, depends_on: [A1]}

    Passing:
        action_items:
          - {id: A1, title: Export the pool's metrics}
          - {id: A2, title: Alert on connection pool usage, depends_on: [A1]}
    """
    first: dict[str, int] = {}
    for index, item in enumerate(postmortem.action_items):
        first.setdefault(item.id, index)
    graph = {
        item_key(postmortem.id, item_id): [
            absolute_key(postmortem.id, reference)
            for reference in postmortem.action_items[index].depends_on
        ]
        for item_id, index in first.items()
    }
    for cycle in _cycles(_reachable(graph, surroundings.dependencies)):
        edge = _edge_of(postmortem.id, cycle)
        if edge is not None:
            start, target = edge
            index = first[start.partition("/")[2]]
            path: Path = ("action_items", index, "depends_on", graph[start].index(target))
            yield Problem(
                path,
                f"these action items wait for each other: {_arrows(postmortem.id, cycle)}",
                "Remove the dependency that is not real, or split one of the items.",
            )


def _reachable(
    own: Mapping[str, Sequence[str]], others: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """Give the part of the whole graph that the own items lead to."""
    graph: dict[str, Sequence[str]] = dict(own)
    ahead = [key for keys in own.values() for key in keys]
    while ahead:
        key = ahead.pop()
        if key not in graph and key in others:
            graph[key] = others[key]
            ahead += others[key]
    return graph


def _edge_of(postmortem_id: str, cycle: Sequence[str]) -> tuple[str, str] | None:
    """Give where in a postmortem a cycle is reported: the edge that closes it here.

    A circle through several postmortems is one mistake, and told in the latest of them.
    """
    if max(map(postmortem_of, cycle)) != postmortem_id:
        return None
    edges = [edge for edge in pairwise(cycle) if postmortem_of(edge[0]) == postmortem_id]
    outward = [edge for edge in edges if postmortem_of(edge[1]) != postmortem_id]
    return (outward or edges)[-1]


def _arrows(postmortem_id: str, cycle: Sequence[str]) -> str:
    """Write a cycle, long ones shortened; items of this postmortem by their ids alone."""
    local = all(is_item(key) and postmortem_of(key) == postmortem_id for key in cycle)
    named = [key.partition("/")[2] if local else key for key in cycle]
    if len(named) > _NAMED_IN_CYCLE:
        named = [*named[: _NAMED_IN_CYCLE - 2], "…", *named[-2:]]
    return " → ".join(named)


def _cycles(graph: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Give a cycle, first node repeated at the end, for each edge that closes one.

    Without these edges no cycle is left. A node that leads to itself is no cycle here:
    `unknown-reference` has reported it. The walk keeps its own stack, as chains may be long.
    """
    finished: set[str] = set()
    for start in graph:
        if start in finished:
            continue
        trail, ahead = {start: 0}, [iter(dict.fromkeys(graph[start]))]
        while ahead:
            at = next(reversed(trail))
            following = next(ahead[-1], None)
            if following is None:
                ahead.pop()
                trail.pop(at)
                finished.add(at)
            elif following in trail:
                if following != at:
                    yield (*[*trail][trail[following] :], following)
            elif following in graph and following not in finished:
                trail[following] = len(trail)
                ahead.append(iter(dict.fromkeys(graph[following])))


def recurrence_cycle(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """A recurrence names an earlier incident, and no two name each other in a circle.

    Why: the chain of `recurrence_of` leads back to where it happened first. In a circle there is
    no first time, and recurrences are counted wrongly. What names a later one counts as none.

    Fix: let `recurrence_of` name an earlier incident, and take it away from the first one. Two
    incidents that merely resemble each other are `related_incidents`.

    Failing:
        # recurs: PM-2024-007 of PM-2025-001
        # other: PM-2024-007 at postmortems/2024/2024-03-02-search-slow.yaml
        recurrence_of: PM-2024-007

    Passing:
        # other: PM-2024-007 at postmortems/2024/2024-03-02-search-slow.yaml
        recurrence_of: PM-2024-007
    """
    named = surroundings.times.get(postmortem.recurrence_of or "")
    if named is not None and named.began_after(postmortem.times):
        yield Problem(
            ("recurrence_of",),
            f"{postmortem.recurrence_of} began after this incident",
            "Name an earlier incident here; let the later one name this one.",
        )
    chain = [postmortem.id]
    following = postmortem.recurrence_of
    while following is not None and following not in chain:
        chain.append(following)
        following = surroundings.repeats.get(following)
    # One that names itself is reported by `unknown-reference`; a circle is told in the latest.
    if following == postmortem.id and len(chain) > 1 and max(chain) == postmortem.id:
        yield Problem(
            ("recurrence_of",),
            "these incidents are recurrences of each other: "
            f"{_arrows(postmortem.id, [*chain, postmortem.id])}",
            "Take `recurrence_of` away from the one that happened first.",
        )
