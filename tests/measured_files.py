"""Metrics of whole files and their issues, as the commands work them out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pmaction.config import Config
from pmaction.desired import SourcedPostmortem
from pmaction.issue import Listing
from pmaction.likeness import suspected
from pmaction.metrics.gathering import gather
from pmaction.metrics.measuring import last_days, measure
from pmaction.metrics.values import Metrics, Window


def measured(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    today: date,
    window: Window | None = None,
    *,
    team: str | None = None,
    service: str | None = None,
) -> Metrics:
    """Measure a window of whole files, by default the last 90 days."""
    window = window or last_days(today)
    facts = gather(postmortems, listing, config, today)
    ids = {one.id for one in facts.incidents if one.day in window}
    alike = suspected([one.postmortem for one in postmortems], ids)
    return measure(facts, config, window, alike, team=team, service=service)
