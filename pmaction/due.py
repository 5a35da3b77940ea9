"""When an action item is due, and where that date comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from pmaction.config import CountFrom
from pmaction.days import day_of
from pmaction.lengths import Length, parse_length
from pmaction.model import ActionItem, Postmortem
from pmaction.policy import HORIZONS, NAMED, Terms, count_from, length_for, rule_in_force


class Due(Struct, frozen=True):
    """A due date with its why; `slips` counts the extensions that led to it.

    `came_from` is what set it, in a word or two: `extension`, `file`, `rule 2`, `policy`, ...
    """

    on: date
    why: str
    slips: int = 0
    came_from: str = ""


class Allowance(Struct, frozen=True):
    """How long an item may take, and who says so; `said` is that for people to read."""

    came_from: str
    said: str
    length: Length


def due_date(postmortem: Postmortem, item: ActionItem, terms: Terms) -> Due | None:
    """Give the due date in force: the last extension's, the item's own, or the policy's.

    None means that the item has no date: nothing limits it, the day of the incident is unknown, or
    the date would lie beyond the year 9999.
    """
    return next(due_dates(postmortem, item, terms), None)


def due_dates(postmortem: Postmortem, item: ActionItem, terms: Terms) -> Iterator[Due]:
    """Give all dates that something sets for an item, the one in force first.

    What comes after it would set the date if that were not there.
    """
    if item.extensions:
        last = item.extensions[-1]
        why = f"extended, approved by {last.approver}: {last.reason}"
        yield Due(last.due, why, len(item.extensions), "extension")
    if item.due is not None:
        yield Due(item.due, "set in the file", came_from="file")
    start = _start(postmortem, item, terms)
    if start is None:
        return
    for one in allowances(postmortem, item, terms):
        why = f"{one.said} within {one.length} of {start.said}"
        if (on := _after(start, one.length, terms)) is not None:
            yield Due(on, why, came_from=one.came_from)


def allowances(postmortem: Postmortem, item: ActionItem, terms: Terms) -> Iterator[Allowance]:
    """Give how long an item may take, by all that says so; what counts comes first.

    That is the postmortem's own due policy, the first rule that fits, the configured policy, and
    the item's horizon. The policy `none` says that nothing after it gives a date.
    """
    fitting = rule_in_force(postmortem, item, terms)
    sources = (
        ("postmortem", postmortem.planning.due_policy),
        (fitting.name, fitting.rule.due),
        ("policy", terms.policy.due),
    )
    for name, due in sources:
        if due == "none":
            return
        length = length_for(due, item)
        if length is None:
            continue
        said = name if name == fitting.name else "policy"
        if isinstance(due, str) and due in NAMED:
            said = f"policy {due}" if said == "policy" else f"{said}, policy {due}"
        by_priority = not isinstance(due, str) or due in NAMED
        yield Allowance(name, f"{said}:{f' {item.priority}' if by_priority else ''}", length)
    if (promised := HORIZONS.get(item.horizon or "")) is not None:
        yield Allowance("horizon", f"horizon {item.horizon}:", promised)


def owner_deadline(postmortem: Postmortem, item: ActionItem, terms: Terms) -> Due | None:
    """Give the day by which an item must have an owner, whether it has one or not.

    None where the policy does not ask for it, or has no day to count from.
    """
    fitting = rule_in_force(postmortem, item, terms)
    text, name = fitting.rule.owner_within, fitting.name
    if text is None:
        text, name = terms.policy.owner_within, "policy"
    start = _start(postmortem, item, terms)
    if text is None or start is None:
        return None
    length = parse_length(text)
    on = _after(start, length, terms)
    why = f"{name}: an owner within {length} of {start.said}"
    return None if on is None else Due(on, why, came_from=name)


class _Start(Struct, frozen=True):
    """The day from which the time counts, and what it is for people to read."""

    day: date
    said: str


def _start(postmortem: Postmortem, item: ActionItem, terms: Terms) -> _Start | None:
    """Give the day to count from: the moment that the policy names, or the incident's first day.

    Days are those of the configured time zone, as everywhere.
    """
    times, zone = postmortem.times, terms.time_zone
    wanted: CountFrom = count_from(rule_in_force(postmortem, item, terms).rule, terms.policy)
    ends = (day_of(moment, zone) for moment in (times.resolved, times.restored))
    end = next(filter(None, ends), None)
    published = day_of(postmortem.published_at, zone)
    if wanted == "resolved" and end is not None:
        return _Start(end, f"the incident's end on {end}")
    if wanted == "published" and published is not None:
        return _Start(published, f"the publication on {published}")
    first = day_of(times.first_known, zone)
    if first is None:
        return None
    missing = {
        "started": "",
        "resolved": ", as the incident's end is not known",
        "published": ", as nothing is published yet",
    }
    return _Start(first, f"{first}{missing[wanted]}")


def _after(start: _Start, length: Length, terms: Terms) -> date | None:
    try:
        return length.after(start.day, terms.working_days)
    except OverflowError:
        return None
