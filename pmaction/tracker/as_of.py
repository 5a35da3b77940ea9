"""The day as of which the tracker file is made: the last one on which something counted changed.

What is overdue, due this week or late depends on the day, and the bytes of the tracker file must
not. So all of it is told as of the last day that made a difference, whenever it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pmaction.config import Config
from pmaction.facts import Facts, IncidentFact, ItemFact


def as_of(facts: Facts, config: Config, snoozes: Iterable[date] = ()) -> date | None:
    """Give the last day, up to today, that made a difference; None where nothing has a date.

    `snoozes` are the days on which snoozes end.
    """
    days = [day for incident in facts.incidents for day in _of_incident(incident)]
    late = config.targets.days_past_due
    days += [day for item in facts.items for day in _of_item(item, late, facts.today)]
    days += snoozes
    return max((day for day in days if day <= facts.today), default=None)


def end_of_week(day: date) -> date:
    """Give the Sunday of a day's week."""
    return _after(day, 6 - day.weekday())


def _of_incident(incident: IncidentFact) -> Iterator[date]:
    if incident.day is not None:
        yield incident.day
    if incident.published is not None:
        yield incident.published
    elif incident.publish_by is not None:
        yield _after(incident.publish_by, 1)


def _of_item(item: ItemFact, late: int, today: date) -> Iterator[date]:
    if item.opened is not None:
        yield item.opened
    if item.ended is not None:
        yield item.ended
    if item.due is None:
        return
    yield item.due  # From this day on it counts among those that were due.
    if item.state == "open":
        yield _after(item.due, -item.due.weekday())
        # It is late once the day is over where its team is, be that sooner or later.
        there = item.day_there(today)
        for day in (_after(item.due, 1), _after(item.due, late + 1)):
            yield min(day, today) if day <= there else date.max


def _after(day: date, days: int) -> date:
    """Give a day so much later; the calendar's first or last day if it would be beyond that."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
