"""Postmortems and issues → the two texts of the tracker file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from pmaction.config import Config
from pmaction.desired import SourcedPostmortem
from pmaction.issue import Listing
from pmaction.metrics.gathering import gather
from pmaction.metrics.measuring import last_days, measure
from pmaction.tracker.as_of import as_of
from pmaction.tracker.data import tracker_data
from pmaction.tracker.names import way_to_root
from pmaction.tracker.overview import Overview, overview
from pmaction.tracker.page import tracker_page

# Where nothing has a date, nothing depends on the day either, and any one will do.
_ANY_DAY = date(2000, 1, 1)


class TrackerTexts(Struct, frozen=True):
    """The page for people and the data for machines; both tell the same."""

    told: Overview
    config: Config

    @property
    def page(self) -> str:
        """The page, as it stands in the repository."""
        return tracker_page(self.told, self.config, way_to_root(self.config.tracker_file))

    def page_elsewhere(self, base: str) -> str:
        """Give the page with its links led from elsewhere; `base` is the repository's address."""
        return tracker_page(self.told, self.config, base)

    @property
    def data(self) -> str:
        """The data."""
        return tracker_data(self.told)


def tracker_texts(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    today: date,
    left_out: Sequence[str] = (),
    now: datetime | None = None,
) -> TrackerTexts:
    """Say what there is to tell; `today` is a day in the configured time zone.

    `left_out` names the files that could not be read, so that the page does not hide them. With
    the moment `now`, what is due today is overdue only once the day is over where its team is.
    """
    facts = gather(postmortems, listing, config, today, now)
    snoozed = listing.standing.record.snoozed if listing.standing is not None else {}
    day = as_of(facts, config, snoozed.values())
    counted = day or _ANY_DAY
    if counted != today:
        facts = gather(postmortems, listing, config, counted)
    metrics = measure(facts, config, last_days(counted))
    told = overview(postmortems, config, facts, metrics, day, left_out, snoozed)
    return TrackerTexts(told, config)
