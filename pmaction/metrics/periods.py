"""What happened in one window, and how things stood when it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pmaction.facts import Facts, IncidentFact, ItemFact
from pmaction.metrics.lengths import spans_of
from pmaction.metrics.standing import Standing
from pmaction.metrics.values import Period, Share, Window


@dataclass(frozen=True, slots=True)
class Extent:
    """What of the facts is looked at: a window, with the incidents that happened in it."""

    facts: Facts
    window: Window
    incidents: tuple[IncidentFact, ...]

    @property
    def as_of(self) -> date:
        """Give the day by which things are open or late: the last one, or today if sooner."""
        return min(self.window.until, self.facts.today)

    @property
    def standing(self) -> Standing:
        """Say how items stand at the window's end."""
        return Standing(self.as_of, self.facts.today)


def extent(facts: Facts, window: Window) -> Extent:
    """Pick the incidents of a window, the newest first."""
    found = [one for one in facts.incidents if one.day in window]
    found.sort(key=lambda one: (one.day or date.min, one.id), reverse=True)
    return Extent(facts, window, tuple(found))


def period(found: Extent, days_past_due: int) -> Period:
    """Count a window; `days_past_due` is from when on an item is long overdue."""
    window, items, incidents = found.window, found.facts.items, found.incidents
    standing = found.standing
    ended = Counter(one.state for one in items if one.ended in window)
    late = [days for one in items if (days := standing.days_late(one))]
    return Period(
        window=window,
        incidents=len(incidents),
        severities=_severities(incidents),
        detect=spans_of(one.detect for one in incidents),
        acknowledge=spans_of(one.acknowledge for one in incidents),
        mitigate=spans_of(one.mitigate for one in incidents),
        restore=spans_of(one.restore for one in incidents),
        resolve=spans_of(one.resolve for one in incidents),
        publish=spans_of(one.publish for one in incidents if one.is_published),
        published=published(incidents),
        p0_published=published([one for one in incidents if one.severity == "P0"]),
        published_in_time=share(one.is_published_in_time for one in incidents),
        recurrences=share(bool(one.recurrence_of) for one in incidents),
        alerted=share(map(is_alerted, incidents)),
        opened=sum(one.opened in window for one in items),
        done=ended["done"],
        wont_do=ended["wont_do"],
        closed=share(is_closed(one, found) for one in items),
        in_time=share(is_in_time(one, found) for one in items),
        moved=share(one.slips > 0 for one in items if is_due(one, found)),
        open=sum(map(standing.is_open, items)),
        overdue=len(late),
        long_overdue=sum(days > days_past_due for days in late),
    )


def share(answers: Iterable[bool | None]) -> Share:
    """Count the ones that are true among those that are true or false; None is unknown."""
    known = [one for one in answers if one is not None]
    return Share(sum(known), len(known))


def published(incidents: Sequence[IncidentFact]) -> Share:
    """Count the published ones of those that must be; the others, once their time is over."""
    return share(
        one.is_published
        for one in incidents
        if one.publish_by is not None and (one.is_published or one.is_missing)
    )


def is_alerted(incident: IncidentFact) -> bool | None:
    """Say whether an alert told of the incident; None where nobody says how it was noticed."""
    if incident.method is not None:
        return incident.method == "automated-alert"
    return True if incident.alert is not None else None


def is_due(item: ItemFact, found: Extent) -> bool:
    """Say whether an item was due in the window and before it is measured."""
    return item.due in found.window and item.due is not None and item.due <= found.as_of


def is_in_time(item: ItemFact, found: Extent) -> bool | None:
    """Say of an item that was due in the window whether it was done by then.

    None for all others: it is not to be done any more, it ended on an unknown day, or it is open
    and its last day is not over.
    """
    if not is_due(item, found) or item.due is None:
        return None
    if item.state == "open":
        return None if item.due >= item.day_there(found.facts.today) else False
    return item.is_in_time


def is_closed(item: ItemFact, found: Extent) -> bool | None:
    """Say of an item that was open at some time in the window whether it ended in it."""
    if item.opened is None or item.opened > found.as_of:
        return None
    if item.ended is None:
        return False if item.state == "open" else None
    if item.ended < found.window.since:
        return None
    return item.ended <= found.window.until


def _severities(incidents: Sequence[IncidentFact]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(one.severity or "unknown" for one in incidents).items()))
