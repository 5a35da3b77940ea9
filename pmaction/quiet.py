"""Which postmortems' action items open no issues yet, and why."""

from __future__ import annotations

from datetime import date

from pmaction.config import Config
from pmaction.days import day_of
from pmaction.model import Postmortem

_STATUS_ORDER = ("draft", "reviewed", "published")


def opening_day(postmortem: Postmortem, config: Config) -> date | None:
    """Give the day that `track_since` is compared with: the incident's, or else publication's."""
    moment = postmortem.times.first_known or postmortem.published_at
    return day_of(moment, config.time_zone)


def why_quiet(postmortem: Postmortem, config: Config) -> str:
    """Say why a postmortem's action items open no issues yet, or nothing if they do."""
    if _STATUS_ORDER.index(postmortem.status) < _STATUS_ORDER.index(config.open_from):
        return f"status is {postmortem.status}, and issues open from `{config.open_from}`"
    if config.track_since is None:
        return ""
    day = opening_day(postmortem, config)
    if day is None:
        return f"no date is known, and incidents are tracked since {config.track_since}"
    if day < config.track_since:
        return f"the incident was before `track_since: {config.track_since}`"
    return ""
