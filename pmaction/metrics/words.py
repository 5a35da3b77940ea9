"""The metrics in plain words, the same ones on every page.

The texts are plain: no Markdown, no HTML, and no colour. Apart from what `recurrence` says, they
hold ids, item keys and numbers, and nothing that people wrote.
"""

from __future__ import annotations

from types import MappingProxyType

from pmaction.metrics.results import Dora, DoraId, Trend
from pmaction.metrics.values import Bucket, LeftOut, Recurrence, Share, Spans

NOTHING = "–"
"""Stands where there is nothing to say: nothing happened that could be measured."""

UNKNOWN = "unknown"


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


def share(value: Share, decimals: int = 0) -> str:
    """Say a share: `9 of 13`, and from 20 on `92 % (184 of 200)`, rounded down; or `0 of 29`."""
    if not value.of:
        return NOTHING
    count = f"{value.count} of {value.of}"
    if value.is_small or not value.count:
        return count
    percent = 100 * value.count * 10**decimals // value.of / 10**decimals
    return f"{percent:g} % ({count})"


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
        return f"{counted(value.first, 'day')} {what}"
    return f"{value.first} to {value.last} days {what}"


def recurrence(value: Recurrence) -> str:
    """Say of an incident that it happened before."""
    how = "repeats" if value.kind == "declared" else "looks like"
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


def counted(number: float, noun: str) -> str:
    """Say how many: `1 day`, `30 days`."""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"
