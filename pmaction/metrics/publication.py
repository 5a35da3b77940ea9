"""When a postmortem was published, by when it should have been, and how long that took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pmaction.config import Config
from pmaction.days import today_of
from pmaction.model import Postmortem
from pmaction.moment import Duration, Moment, between

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication of one postmortem.

    `by` is the last day that is in time: so many hours after the incident's end, or else after its
    first day; None for incidents before `track_since`. `took` runs from the end. Where one of the
    two is a date alone, it is counted in whole days, or half a day, and about right. `is_in_time`
    is None while there is time, and if it cannot be known; of a date alone the day counts.
    """

    day: date | None
    by: date | None
    took: Duration | None
    is_in_time: bool | None


def publication_of(postmortem: Postmortem, config: Config, today: date) -> Publication:
    """Say how it stands with a postmortem's publication."""
    by = _by(postmortem, config)
    if postmortem.status != "published":
        is_late = by is not None and today > by
        return Publication(None, by, None, False if is_late else None)
    published, end = postmortem.published_at, _end(postmortem)
    day = day_of(published, config)
    exact = between(end, published)
    if by is None or day is None:
        is_in_time = None
    elif exact is not None:
        is_in_time = exact.length <= timedelta(hours=config.targets.published_within_hours)
    else:
        is_in_time = day <= by
    return Publication(day, by, exact or _by_days(end, day, config), is_in_time)


def day_of(moment: Moment | None, config: Config) -> date | None:
    """Give the day of a moment: in the configured time zone, or as it is where it is all there is.

    None for no moment, and for one that is unknown.
    """
    if moment is None or moment.instant is None:
        return moment.day if moment is not None else None
    try:
        return today_of(moment.instant, config)
    except OverflowError:  # It is the first or the last day that there is.
        return moment.day


def _end(postmortem: Postmortem) -> Moment | None:
    times = postmortem.times
    return next((m for m in (times.resolved, times.restored) if m is not None and m.day), None)


def _by(postmortem: Postmortem, config: Config) -> date | None:
    first = postmortem.times.first_known
    since = config.track_since
    if since is not None and first is not None and first.day and first.day < since:
        return None
    hours = timedelta(hours=config.targets.published_within_hours)
    counted = _end(postmortem) or first
    try:
        if counted is None or counted.day is None:
            return None
        if counted.instant is not None:
            return today_of(counted.instant + hours, config)
        return counted.day + -(-hours // _A_DAY) * _A_DAY
    except OverflowError:
        return None


def _by_days(end: Moment | None, day: date | None, config: Config) -> Duration | None:
    ended = day_of(end, config)
    if ended is None or day is None or day < ended:
        return None
    return Duration(max(day - ended, _A_DAY / 2), approximate=True)
