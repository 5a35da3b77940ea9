"""The targets in plain words, the same ones on every page: ids, item keys and numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from pmaction.enumeration import listed
from pmaction.metrics import words
from pmaction.metrics.results import Target, TargetId
from pmaction.metrics.values import Share, Spans

_DECIMALS = 3

_TARGETS = MappingProxyType[TargetId, str](
    {
        "p0-published": "Postmortems of P0 incidents published",
        "published-in-time": "Postmortems published in time",
        "items-done-in-time": "Action items done in time",
        "recurrence": "Incidents that are recurrences",
        "long-overdue": "Action items open long past their due date",
        "time-to-detect": "Time to detect",
    }
)
_AIMS = MappingProxyType[TargetId, str](
    {
        "p0-published": "publish the postmortems of P0 incidents",
        "published-in-time": "publish postmortems in time",
        "items-done-in-time": "finish action items in time",
        "recurrence": "keep recurrences rare",
        "long-overdue": "leave nothing open long past its due date",
        "time-to-detect": "detect incidents soon",
    }
)
_IN_PERCENT: tuple[TargetId, ...] = ("p0-published", "items-done-in-time", "recurrence")


def target_name(target: Target) -> str:
    """Name a target: `Action items done in time`."""
    return _TARGETS[target.id]


def target_limit(target: Target) -> str:
    """Say what a target asks: `over 90 %`."""
    if target.limit is None:
        return "none set"
    limit = f"{target.limit:g}"
    match target.id:
        case "p0-published":
            return f"{limit} %"
        case "items-done-in-time":
            return f"over {limit} %" if target.limit < 100 else "100 %"
        case "recurrence":
            return f"under {limit} %" if target.limit > 0 else "none"
        case "published-in-time":
            return f"within {limit} h"
        case "time-to-detect":
            return f"within {limit} min"
        case "long-overdue":
            return f"none over {words.counted(target.limit, 'day')} late"


def target_now(target: Target) -> str:
    """Say what came of a target in the window."""
    return _value(target, target.share, target.spans, target.count)


def target_before(target: Target) -> str:
    """Say what came of a target in the period before."""
    return _value(target, target.share_before, target.spans_before, target.count_before)


def verdict(target: Target) -> str:
    """Say whether a target is met: `met`, `missed: PM-2025-007`, or that nobody can say."""
    if target.limit is None:
        return "no target"
    if target.met is None:
        return "nothing to measure" if _is_nothing(target) else words.UNKNOWN
    if target.met:
        return "met"
    return f"missed: {listed(target.names)}" if target.names else "missed"


def sentence(target: Target) -> str:
    """Say all of a target in a few words, first what came of it, and last what missed it.

    `Action items done in time: 9 of 13; before: 4 of 4. Target: over 90 %. Missed by: …`
    """
    now, before = target_now(target), target_before(target)
    if target.id == "published-in-time" and target.share and target.share_before:
        # How long it took stands in the tables.
        now, before = words.share(target.share), words.share(target.share_before)
    earlier = f"; before: {before}" if before != words.NOTHING else ""
    said = f"{target_name(target)}: {now}{earlier}."
    if target.limit is None:
        return said
    said = f"{said} Target: {target_limit(target)}"
    if target.met is False and target.names:
        return f"{said}. Missed by: {listed(target.names)}."
    return f"{said}, {verdict(target)}."


def missed(targets: Sequence[Target]) -> str:
    """Say what the missed targets ask for, for a page's first lines; nothing if none is."""
    return _aims(one for one in targets if one.met is False)


def met(targets: Sequence[Target]) -> str:
    """Say what the targets that are met ask for; nothing if none is."""
    return _aims(one for one in targets if one.met)


def _aims(targets: Iterable[Target]) -> str:
    return ", ".join(_AIMS[one.id] for one in targets)


def _value(target: Target, part: Share | None, lengths: Spans | None, count: int | None) -> str:
    if target.id == "published-in-time" and part is not None and lengths is not None:
        said = words.share(part)
        return f"{said}, {words.spans(lengths)}" if lengths.median is not None else said
    if part is not None:
        return words.share(part, _decimals(target, part))
    if lengths is not None:
        return words.spans(lengths)
    return str(count) if count is not None else words.UNKNOWN


def _decimals(target: Target, part: Share) -> int:
    """Give how many decimals it takes so that a share looks like the limit only if it is that."""
    exact = part.percent
    if target.id not in _IN_PERCENT or exact is None:
        return 0
    is_limit = exact == target.limit
    for n in range(_DECIMALS):
        if (math.floor(exact * 10**n) / 10**n == target.limit) == is_limit:
            return n
    return _DECIMALS


def _is_nothing(target: Target) -> bool:
    if target.share is not None:
        return not target.share.of
    return target.spans is None or not (target.spans.of or target.spans.unknown)
