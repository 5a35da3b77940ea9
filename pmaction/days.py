"""Which day it is: for the repository, and for whoever an action item belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pmaction.config import Config
from pmaction.model import ActionItem
from pmaction.moment import Moment
from pmaction.teams import teams_of


def today_of(now: datetime, config: Config, item: ActionItem | None = None) -> date:
    """Give the day that it is at a moment, in the configured time zone.

    For an action item it is the day where its team is, if that has a time zone of its own: what is
    due today is overdue only once the day has ended there. `now` is time-zone aware.
    """
    return _day_in(zone_of(config, item), now)


def zone_of(config: Config, item: ActionItem | None = None) -> str:
    """Give the configured time zone; for an action item its team's, if that has one of its own."""
    if item is not None and any(team.time_zone for team in config.teams.values()):
        theirs = (config.teams[name].time_zone for name in teams_of(item, config.teams))
        return next(filter(None, theirs), config.time_zone)
    return config.time_zone


def day_of(moment: Moment | None, zone: str) -> date | None:
    """Give the day of a moment in a time zone, or None where no day of it is known.

    Of what is only known by its day, that is the day as it was written.
    """
    if moment is None or moment.instant is None:
        return moment.day if moment is not None else None
    try:
        return _day_in(zone, moment.instant)
    except OverflowError:
        return moment.day


def _day_in(zone: str, instant: datetime) -> date:
    if zone == "UTC":
        return instant.astimezone(UTC).date()
    from zoneinfo import ZoneInfo  # Most repositories need none.

    return instant.astimezone(ZoneInfo(zone)).date()
