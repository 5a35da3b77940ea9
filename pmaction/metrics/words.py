"""The metrics in plain words, the same ones on every page.

The texts are plain: no Markdown, no HTML, and no colour. Apart from what `recurrence` says, they
hold ids, item keys and numbers, and nothing that people wrote.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from pmaction.metrics.values import (
    Bucket,
    Dora,
    DoraId,
    LeftOut,
    Recurrence,
    Share,
    Spans,
    Target,
    TargetId,
    Trend,
)

NOTHING = "–"
"""Stands where there is nothing to say: nothing happened that could be measured."""

UNKNOWN = "unknown"

_NAMED = 3

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
_DORA = MappingProxyType[DoraId, str](
    {
        "deployment-frequency": "Deployment frequency",
        "lead-time-for-changes": "Lead time for changes",
        "change-failure-rate": "Change failure rate",
        "time-to-restore": "Time to restore service",
    }
)
_TRENDS = MappingProxyType[Trend, str](
    {"better": "better than before", "worse": "worse than before", "same": "as before"}
)


def share(value: Share) -> str:
    """Say a share: `9 of 13`, and from 20 on `92 % (184 of 200)`; rounded down."""
    if not value.of:
        return NOTHING
    count = f"{value.count} of {value.of}"
    return count if value.is_small else f"{math.floor(100 * value.count / value.of)} % ({count})"


def spans(value: Spans) -> str:
    """Say lengths of time: `median 12 min, longest 45 min (of 3)`, or `(3 of 14 known)`."""
    if value.median is None or value.p90 is None or value.of == 1:
        return median(value)
    longest = "longest" if value.is_few else "90th percentile"
    of = _known(value) if value.unknown else f" (of {value.of})"
    return f"median {value.median}, {longest} {value.p90}{of}"


def median(value: Spans) -> str:
    """Say the median alone, and how many it is of where not all are known."""
    if value.median is None:
        return UNKNOWN if value.unknown else NOTHING
    return f"{value.median}{_known(value)}"


def _known(value: Spans) -> str:
    return f" ({value.of} of {value.of + value.unknown} known)" if value.unknown else ""


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
            return f"none over {_count(target.limit, 'day')} late"


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
        return "nothing to measure" if _is_nothing(target) else UNKNOWN
    if target.met:
        return "met"
    return f"missed: {listed(target.names)}" if target.names else "missed"


def sentence(target: Target) -> str:
    """Say all of a target in one sentence."""
    parts = [f"{target_name(target)}: {target_now(target)}"]
    if target.limit is not None:
        parts.append(f"target {target_limit(target)}, {verdict(target)}")
    parts.append(f"before: {target_before(target)}")
    return "; ".join(parts) + "."


def missed(targets: Sequence[Target]) -> str:
    """Say what the missed targets ask for, for a page's first lines; nothing if none is."""
    return _aims(one for one in targets if one.met is False)


def met(targets: Sequence[Target]) -> str:
    """Say what the targets that are met ask for; nothing if none is."""
    return _aims(one for one in targets if one.met)


def _aims(targets: Iterable[Target]) -> str:
    return ", ".join(_AIMS[one.id] for one in targets)


def trend(value: Trend | None) -> str:
    """Say how something compares with the period before; nothing where that cannot be said."""
    return _TRENDS[value] if value is not None else ""


def dora_name(metric: Dora) -> str:
    """Name one of DORA's metrics."""
    return _DORA[metric.id]


def dora(metric: Dora) -> str:
    """Say one of DORA's metrics with its band: `median 12 min (of 3): high`."""
    if metric.restore is not None:
        said = spans(metric.restore)
    elif metric.value is None:
        said = UNKNOWN
    elif metric.id == "deployment-frequency":
        said = f"{metric.value:g} a week"
    elif metric.id == "lead-time-for-changes":
        said = f"{metric.value:g} h"
    else:
        said = f"{metric.value:g} %"
    return f"{said}: {metric.band}" if metric.band else said


def bucket(value: Bucket, what: str) -> str:
    """Name an age: `8 to 30 days old`, where `what` is `old`."""
    if value.last is None:
        return f"{value.first} days {what} and more"
    if value.first == value.last:
        return f"{_count(value.first, 'day')} {what}"
    return f"{value.first} to {value.last} days {what}"


def recurrence(value: Recurrence) -> str:
    """Say of an incident that it happened before."""
    how = "happened again after" if value.kind == "declared" else "looks like"
    return f"{value.later} {how} {value.earlier}: {value.why}"


def left_out(value: LeftOut) -> tuple[str, ...]:
    """Say what could not be counted, or not everywhere: one sentence each."""
    said = (
        (value.undated, "incident has no date, and is", "incidents have no date, and are",
         "in no period"),
        (value.ahead, "incident has a date in the future, and is",
         "incidents have a date in the future, and are", "in no period yet"),
        (value.no_due, "open action item has no due date, and is",
         "open action items have no due date, and are", "neither in time nor late"),
        (value.no_end, "action item ended on a day that is unknown or in the future, and is",
         "action items ended on a day that is unknown or in the future, and are",
         "counted as of today only"),
        (value.no_start, "action item was opened on a day that is unknown or in the future, and is",
         "action items were opened on a day that is unknown or in the future, and are",
         "counted as of today only"),
        (value.quiet, "action item is", "action items are",
         "not counted, since no issues are opened for such postmortems"),
    )  # fmt: skip
    return tuple(f"{n} {one if n == 1 else more} {rest}." for n, one, more, rest in said if n)


def listed(names: Sequence[str]) -> str:
    """List names, of many the first ones: `PM-2025-001, PM-2025-002, PM-2025-003 and 2 more`."""
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _value(target: Target, part: Share | None, lengths: Spans | None, count: int | None) -> str:
    if target.id == "published-in-time" and part is not None and lengths is not None:
        said = share(part)
        return f"{said}, {spans(lengths)}" if lengths.median is not None else said
    if part is not None:
        return share(part)
    if lengths is not None:
        return spans(lengths)
    return str(count) if count is not None else UNKNOWN


def _is_nothing(target: Target) -> bool:
    if target.share is not None:
        return not target.share.of
    return target.spans is None or not (target.spans.of or target.spans.unknown)


def _count(number: float, noun: str) -> str:
    return f"{number:g} {noun}{'' if number == 1 else 's'}"
