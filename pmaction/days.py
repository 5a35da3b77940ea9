"""Which day it is: for the repository, and for whoever an action item belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pmaction.config import Config
from pmaction.model import ActionItem
from pmaction.teams import teams_of


def today_of(now: datetime, config: Config, item: ActionItem | None = None) -> date:
    """Give the day that it is at a moment, in the configured time zone.

    For an action item it is the day where its team is, if that has a time zone of its own: what is
    due today is overdue only once the day has ended there. `now` is time-zone aware.
    """
    zone = config.time_zone
    if item is not None and any(team.time_zone for team in config.teams.values()):
        theirs = (config.teams[name].time_zone for name in teams_of(item, config.teams))
        zone = next(filter(None, theirs), zone)
    if zone == "UTC":
        return now.astimezone(UTC).date()
    from zoneinfo import ZoneInfo  # Most repositories need none.

    return now.astimezone(ZoneInfo(zone)).date()
