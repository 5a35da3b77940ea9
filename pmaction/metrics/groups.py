"""Action items by team, priority, category and age; incidents by service, cause and month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from pmaction.facts import IncidentFact, ItemFact
from pmaction.metrics.lengths import spans_of
from pmaction.metrics.periods import Extent, is_in_time, share
from pmaction.metrics.standing import Standing
from pmaction.metrics.values import Bucket, Group, Month, Tally, Window

_MONTHS = 12
_AGES = ((0, 7), (8, 30), (31, 90), (91, None))
_LATE = ((1, 7), (8, 30), (31, None))


def group(name: str | None, items: Sequence[ItemFact], found: Extent) -> Group:
    """Count some items, as they stand at the window's end."""
    standing = found.standing
    states = Counter(map(standing.state, items))
    known = [one for one in items if standing.state(one) is not None]
    happened = {one.id for one in found.incidents}
    return Group(
        name=name,
        total=len(known),
        open=states["open"],
        overdue=sum(map(standing.is_overdue, known)),
        due_this_week=sum(_is_due_this_week(one, standing) for one in known),
        done=states["done"],
        wont_do=states["wont_do"],
        slips=sum(one.slips for one in known),
        in_time=share(is_in_time(one, found) for one in items),
        incidents=len({one.postmortem for one in items} & happened),
    )


def groups(
    found: Extent, name_of: Callable[[ItemFact], str | None], first: Sequence[str] = ()
) -> tuple[Group, ...]:
    """Count all items by a name: in the order of `first`, then by name, and those without last."""
    by_name: dict[str | None, list[ItemFact]] = {}
    for item in found.facts.items:
        by_name.setdefault(name_of(item), []).append(item)
    place = {name: n for n, name in enumerate(first)}
    names = sorted(by_name, key=lambda n: (n is None, place.get(n or "", len(place)), n or ""))
    return tuple(group(name, by_name[name], found) for name in names)


def _is_due_this_week(item: ItemFact, standing: Standing) -> bool:
    """Say whether an item is open and due from this day on to the Sunday after it."""
    due = standing.due(item)
    if due is None or not standing.is_open(item) or standing.is_overdue(item):
        return False
    return (due - standing.day).days <= 6 - standing.day.weekday()


def ages(found: Extent) -> tuple[Bucket, ...]:
    """Count the open items by how many days ago they were opened, as far as that is known."""
    standing = found.standing
    still = [one for one in found.facts.items if standing.is_open(one)]
    return _buckets(_AGES, [(found.as_of - one.opened).days for one in still if one.opened])


def lateness(found: Extent) -> tuple[Bucket, ...]:
    """Count the overdue items by how many days they are late."""
    return _buckets(_LATE, [found.standing.days_late(one) for one in found.facts.items])


def _buckets(bounds: Iterable[tuple[int, int | None]], days: Sequence[int]) -> tuple[Bucket, ...]:
    return tuple(
        Bucket(a, b, sum(a <= day and (b is None or day <= b) for day in days)) for a, b in bounds
    )


def series(found: Extent) -> tuple[Month, ...]:
    """Count month by month: those of the window, and as many before that it is a year at least.

    Nothing stands before the first month in which something happened.
    """
    spans = _months(found)
    incidents: dict[Window, list[IncidentFact]] = {span: [] for span in spans}
    by_month = {(span.since.year, span.since.month): span for span in spans}
    for incident in found.facts.incidents:
        day = incident.day
        span = by_month.get((day.year, day.month)) if day is not None else None
        if span is not None and day in span:
            incidents[span].append(incident)
    return tuple(_month(span, incidents[span], found) for span in spans)


def _months(found: Extent) -> tuple[Window, ...]:
    facts, until = found.facts, found.as_of
    begun = [one.day for one in facts.incidents if one.day is not None]
    begun += [one.opened for one in facts.items if one.opened is not None]
    begun = [day for day in begun if day <= until]
    if not begun:
        return ()
    year, month = divmod(max(until.year * 12 + until.month - _MONTHS, 12), 12)
    first = min(found.window.since, date(year, month + 1, 1))
    return tuple(Window(max(first, min(begun)), until).months())


def _month(span: Window, incidents: Sequence[IncidentFact], found: Extent) -> Month:
    items = found.facts.items
    standing = Standing(span.until, found.facts.today)
    return Month(
        month=span,
        incidents=len(incidents),
        opened=sum(one.opened in span for one in items),
        ended=sum(one.ended in span for one in items),
        open=sum(map(standing.is_open, items)),
        overdue=sum(map(standing.is_overdue, items)),
        restore=spans_of(one.restore for one in incidents),
    )


def tallies(
    found: Extent,
    before: Extent,
    months: Sequence[Month],
    names_of: Callable[[IncidentFact], Sequence[str]],
) -> tuple[Tally, ...]:
    """Count incidents by name, the most frequent first and those without a name last.

    An incident with several names counts for each of them. Named is what happened in the window
    or before; the months tell of no others.
    """

    def count(incidents: Iterable[IncidentFact]) -> Counter[str | None]:
        return Counter(name for one in incidents for name in _names(one, names_of))

    now, earlier = count(found.incidents), count(before.incidents)
    by_month = [
        count(one for one in found.facts.incidents if one.day in span.month) for span in months
    ]
    concerned = {one.id: _names(one, names_of) for one in found.facts.incidents}
    still = Counter(
        name
        for item in found.facts.items
        if found.standing.is_open(item)
        for name in concerned.get(item.postmortem, ())
    )
    names = sorted({*now, *earlier}, key=lambda n: (n is None, -now[n], -earlier[n], n or ""))
    return tuple(
        Tally(
            name=name,
            incidents=now[name],
            before=earlier[name],
            months=tuple(counts[name] for counts in by_month),
            open=still[name],
        )
        for name in names
    )


def _names(
    incident: IncidentFact, names_of: Callable[[IncidentFact], Sequence[str]]
) -> tuple[str | None, ...]:
    return tuple(dict.fromkeys(names_of(incident))) or (None,)
