"""DORA's four metrics with the bands of high, mid and low performers.

The bands: deployments several times a day, weekly to monthly, less than monthly; lead times of
hours, days, weeks to months; change failure rates under 15 %, up to 30 %, above; service restored
in under an hour, under a day, or later. Between several times a day and weekly is mid as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pmaction.config import Dora as Baseline
from pmaction.metrics.results import Band, Dora
from pmaction.metrics.values import Spans

_ONCE_A_DAY = 7.0
_MONTHLY = 12 / 52
_HOURS_A_DAY, _HOURS_A_WEEK = 24.0, 168.0


def dora_metrics(baseline: Baseline, restore: Spans) -> tuple[Dora, ...]:
    """Give those that are declared, and the time to restore service, which is measured."""
    return tuple(_metrics(baseline, restore))


def _metrics(baseline: Baseline, restore: Spans) -> Iterator[Dora]:
    if (count := baseline.deployments_a_week) is not None:
        yield Dora(
            id="deployment-frequency",
            value=count,
            band="high" if count > _ONCE_A_DAY else "mid" if count >= _MONTHLY else "low",
        )
    if (hours := baseline.lead_time_hours) is not None:
        yield Dora(
            id="lead-time-for-changes",
            value=hours,
            band="high" if hours < _HOURS_A_DAY else "mid" if hours < _HOURS_A_WEEK else "low",
        )
    if (percent := baseline.change_failure_percent) is not None:
        yield Dora(
            id="change-failure-rate",
            value=percent,
            band="high" if percent < 15 else "mid" if percent <= 30 else "low",
        )
    yield Dora(id="time-to-restore", restore=restore, band=_restore_band(restore))


def _restore_band(restore: Spans) -> Band | None:
    if restore.median is None:
        return None
    length = restore.median.length
    if length < timedelta(hours=1):
        return "high"
    return "mid" if length < timedelta(days=1) else "low"
