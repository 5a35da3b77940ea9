"""When a postmortem was published, by when it should have been, and how long that took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pmaction.config import Config
from pmaction.days import day_of, today_of
from pmaction.incident import Times
from pmaction.model import Postmortem
from pmaction.moment import Duration, Moment, between
from pmaction.rules.publication_hours import asked_hours, asks_before_publication

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication of one postmortem.

    `by` is the last day that is in time: so many hours after the incident's end, or else after its
    first day; None where nothing asks for it, as of incidents before `track_since`. `took` runs
    from the end. Where one of the two is a date alone, it is counted in whole days, or half a day,
    and about right. `is_in_time` is None while there is time, where nothing asks, and if it cannot
    be known; of a date alone the day counts. A day in the future is a slip, and so unknown.
    """

    day: date | None
    by: date | None
    took: Duration | None
    is_in_time: bool | None


def publication_of(
    postmortem: Postmortem, config: Config, today: date, times: Mapping[str, Times]
) -> Publication:
    """Say how it stands with a publication; `times` are those of all incidents, by their ids."""
    hours = _hours(postmortem, config, times)
    by = _by(postmortem, hours, config) if hours is not None else None
    if postmortem.status != "published":
        is_late = by is not None and today > by
        return Publication(None, by, None, False if is_late else None)
    published, end = postmortem.published_at, _end(postmortem)
    day = day_of(published, config.time_zone)
    if day is not None and day > today:
        return Publication(None, by, None, None)
    exact = between(end, published)
    if hours is None or by is None or day is None:
        is_in_time = None
    elif exact is not None:
        is_in_time = exact.length <= timedelta(hours=hours)
    else:
        is_in_time = day <= by
    return Publication(day, by, exact or _by_days(end, day, config), is_in_time)


def _hours(postmortem: Postmortem, config: Config, times: Mapping[str, Times]) -> int | None:
    """Give within how many hours of the incident's end it is to be published, if anything asks.

    Hours that the rule was given for others than P0 and bad P1 count where it asks before
    publication.
    """
    asked = asked_hours(postmortem, config, times)
    if asked is None or (asked.is_chosen and not asks_before_publication(config)):
        return None
    return asked.hours


def _end(postmortem: Postmortem) -> Moment | None:
    times = postmortem.times
    return next((m for m in (times.resolved, times.restored) if m is not None and m.day), None)


def _by(postmortem: Postmortem, hours: int, config: Config) -> date | None:
    first = postmortem.times.first_known
    first_day, since = day_of(first, config.time_zone), config.track_since
    if since is not None and first_day is not None and first_day < since:
        return None
    length = timedelta(hours=hours)
    counted = _end(postmortem) or first
    try:
        if counted is None or counted.day is None:
            return None
        if counted.instant is not None:
            return today_of(counted.instant + length, config)
        return counted.day + -(-length // _A_DAY) * _A_DAY
    except OverflowError:
        return None


def _by_days(end: Moment | None, day: date | None, config: Config) -> Duration | None:
    ended = day_of(end, config.time_zone)
    if ended is None or day is None or day < ended:
        return None
    return Duration(max(day - ended, _A_DAY / 2), approximate=True)
