"""What is held against a limit or a scale: the targets, and DORA's metrics with their bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pmaction.metrics.numbers import Share, Spans

Band = Literal["high", "mid", "low"]
Trend = Literal["better", "worse", "same"]
DoraId = Literal[
    "deployment-frequency", "lead-time-for-changes", "change-failure-rate", "time-to-restore"
]
TargetId = Literal[
    "p0-published",
    "published-in-time",
    "items-done-in-time",
    "recurrence",
    "long-overdue",
    "time-to-detect",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One target, with what came of it in the window and before.

    `met` is None where nothing can be said. `limit` is in percent, hours, minutes or days, as its
    `id` says, and what has no target has no limit. `names` are the ids and item keys that are to
    blame where it is missed. `metrics/target_words.py` says it all in plain words.
    """

    id: TargetId
    limit: float | None
    met: bool | None
    share: Share | None = None
    spans: Spans | None = None
    count: int | None = None
    share_before: Share | None = None
    spans_before: Spans | None = None
    count_before: int | None = None
    trend: Trend | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dora:
    """One of DORA's four metrics with its band.

    `value` is deployments a week, hours, or percent, as the configuration declares it; `restore`
    the time to restore service, measured.
    """

    id: DoraId
    band: Band | None
    value: float | None = None
    restore: Spans | None = None
