"""In which order action items are worked on: the plan's strategy, and what waits for what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmaction.identity import absolute_key, item_key
from pmaction.model import ActionItem
from pmaction.render.postmortem.items import Shown

_PRIORITIES = {"P0": 0, "P1": 1, "P2": 2, "P3": 3, None: 4}
_IMPACTS = {"high": 0, "medium": 1, "low": 2, None: 3}
_EFFORTS = {"S": 0, "M": 1, "L": 2, None: 3}
_Rank = Callable[[ActionItem], tuple[int, ...]]

# What comes first under each strategy; within one rank the order of the file decides.
_STRATEGIES: dict[str | None, _Rank] = {
    "impact-first": lambda item: (
        _PRIORITIES[item.priority],
        _IMPACTS.get(item.impact, 3),
        _EFFORTS.get(item.effort, 3),
    ),
    "effort-first": lambda item: (_EFFORTS.get(item.effort, 3), _PRIORITIES[item.priority]),
}


def _balanced(item: ActionItem) -> tuple[int, ...]:
    return (_PRIORITIES[item.priority],)


def in_sequence(items: Sequence[Shown], strategy: str | None) -> list[Shown]:
    """Sort action items by the strategy, each after those that it depends on.

    Items that wait for each other stay where the strategy puts them.
    """
    rank = _STRATEGIES.get(strategy, _balanced)
    ranked = sorted(items, key=lambda one: rank(one.item))
    by_key = {item_key(one.postmortem.id, one.item.id): one for one in ranked}
    given: list[Shown] = []
    entered: set[int] = set()
    for first in ranked:
        # A stack of our own: a chain of items may be longer than Python lets calls be nested.
        waiting = [(first, False)]
        while waiting:
            one, is_next = waiting.pop()
            if is_next:
                given.append(one)
            elif id(one) not in entered:
                entered.add(id(one))
                waiting.append((one, True))
                keys = (absolute_key(one.postmortem.id, key) for key in one.item.depends_on)
                before = [by_key[key] for key in keys if key in by_key]
                waiting += [(other, False) for other in reversed(before)]
    return given
