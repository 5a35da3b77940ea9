"""When a postmortem was published, by when it should have been, and how long that took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pmaction.config import Config
from pmaction.days import day_of, today_of
from pmaction.model import Postmortem, Priority
from pmaction.moment import Duration, Moment, between
from pmaction.rules.publication import Deadlines
from pmaction.rules.selection import priority_of

_A_DAY = timedelta(days=1)
_RULE = "late-publication"
_SHORT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication of one postmortem.

    `by` is the last day that is in time: so many hours after the incident's end, or else after its
    first day; None for incidents before `track_since`. `took` runs from the end. Where one of the
    two is a date alone, it is counted in whole days, or half a day, and about right. `is_in_time`
    is None while there is time, and if it cannot be known; of a date alone the day counts. A day
    in the future is a slip, and so unknown.
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
    day = day_of(published, config.time_zone)
    if day is not None and day > today:
        return Publication(None, by, None, None)
    exact = between(end, published)
    if by is None or day is None:
        is_in_time = None
    elif exact is not None:
        is_in_time = exact.length <= timedelta(hours=config.targets.published_within_hours)
    else:
        is_in_time = day <= by
    return Publication(day, by, exact or _by_days(end, day, config), is_in_time)


def must_be_published(postmortem: Postmortem, config: Config) -> bool:
    """Say whether it is missed once its time is over, even if it never is published.

    Those of P0 incidents are; of P1 incidents that lasted over 30 minutes or happened again; and
    those of any other severity that the rule `late-publication` gives hours to.
    """
    severity = priority_of(postmortem, config)
    if severity is None or severity == "P0":
        return severity == "P0"
    if severity == "P1":
        lasted = postmortem.times.duration
        if postmortem.recurrence_of is not None or (lasted and lasted.length > _SHORT):
            return True
    return _has_hours(severity, config)


def _has_hours(severity: Priority, config: Config) -> bool:
    setting = config.rules.get(_RULE)
    if setting is None:
        return getattr(Deadlines(), severity) is not None
    if setting.severity == "off" or setting.asks_from == "published":
        return False
    options = setting.options if isinstance(setting.options, Deadlines) else Deadlines()
    return getattr(options, severity) is not None


def _end(postmortem: Postmortem) -> Moment | None:
    times = postmortem.times
    return next((m for m in (times.resolved, times.restored) if m is not None and m.day), None)


def _by(postmortem: Postmortem, config: Config) -> date | None:
    first = postmortem.times.first_known
    first_day, since = day_of(first, config.time_zone), config.track_since
    if since is not None and first_day is not None and first_day < since:
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
    ended = day_of(end, config.time_zone)
    if ended is None or day is None or day < ended:
        return None
    return Duration(max(day - ended, _A_DAY / 2), approximate=True)
