"""What both tracker files tell: postmortems and action items with everything shown of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from pmaction.config import Config
from pmaction.desired import Source, SourcedPostmortem
from pmaction.facts import Facts, IncidentFact, ItemFact
from pmaction.identity import absolute_key, reading_order
from pmaction.metrics.values import Metrics
from pmaction.model import ActionItem, Postmortem
from pmaction.redaction import redacted
from pmaction.tracker.as_of import end_of_week

Bucket = Literal["overdue", "due_this_week", "later", "no_due_date"]
BUCKETS: tuple[Bucket, ...] = ("overdue", "due_this_week", "later", "no_due_date")


class TrackedItem(Struct, frozen=True):
    """An action item that counts, without what is confidential.

    `bucket` is None once it is no longer open; `waits_for` are the keys of open items that it
    depends on, `snoozed_until` is the day on which reminders go on.
    """

    fact: ItemFact
    item: ActionItem
    source: Source
    bucket: Bucket | None
    waits_for: tuple[str, ...] = ()
    snoozed_until: date | None = None


class TrackedPostmortem(Struct, frozen=True):
    """A postmortem without what is confidential, and how many of its action items stand how."""

    postmortem: Postmortem
    fact: IncidentFact
    path: str
    open: int
    done: int
    wont_do: int

    @property
    def items(self) -> int:
        """How many action items it has."""
        return self.open + self.done + self.wont_do

    @property
    def percent_done(self) -> int | None:
        """How much of what is to be done is done, rounded down; None where nothing is to be done.

        What will not be done is in neither.
        """
        to_do = self.open + self.done
        return 100 * self.done // to_do if to_do else None


class Overview(Struct, frozen=True):
    """All that there is to tell, as of a day; None where nothing has a date.

    `postmortems` are newest first, `items` in the order in which they are due. `left_out` names
    the files that could not be used.
    """

    as_of: date | None
    postmortems: tuple[TrackedPostmortem, ...]
    items: tuple[TrackedItem, ...]
    metrics: Metrics
    left_out: tuple[str, ...] = ()

    @property
    def unpublished(self) -> int:
        """How many postmortems must be published by now, by their severity, and are not."""
        return sum(one.fact.is_missing for one in self.postmortems)

    def in_bucket(self, bucket: Bucket) -> tuple[TrackedItem, ...]:
        """Give the open action items of a bucket."""
        return tuple(one for one in self.items if one.bucket == bucket)


def overview(
    postmortems: Sequence[SourcedPostmortem],
    config: Config,
    facts: Facts,
    metrics: Metrics,
    day: date | None,
    left_out: Sequence[str] = (),
    snoozed: Mapping[str, date] = MappingProxyType({}),
) -> Overview:
    """Put together what there is to tell as of a day, from facts and metrics of that same day.

    `snoozed` has the day by key on which the reminders of an item go on.
    """
    incidents = {incident.id: incident for incident in facts.incidents}
    items = {item.key: item for item in facts.items}
    rows, tracked = [], []
    for sourced in postmortems:
        postmortem = redacted(sourced.postmortem, config)
        rows.append(_postmortem(postmortem, incidents[postmortem.id], sourced.source.path, items))
        tracked += [
            TrackedItem(
                items[key],
                item,
                sourced.item_sources[item.id],
                _bucket(items[key], day),
                _waits_for(postmortem, item, items),
                _still(snoozed.get(key), items[key], day),
            )
            for key, item in postmortem.keyed_items()
            if key in items
        ]
    return Overview(
        day,
        tuple(sorted(rows, key=_newest_first)),
        tuple(sorted(tracked, key=_first_due)),
        metrics,
        tuple(left_out),
    )


def _postmortem(
    postmortem: Postmortem, fact: IncidentFact, path: str, items: Mapping[str, ItemFact]
) -> TrackedPostmortem:
    # What opens no issues yet counts for nothing else; here it is what the file says.
    states = [
        items[key].state if key in items else item.status for key, item in postmortem.keyed_items()
    ]
    return TrackedPostmortem(
        postmortem, fact, path, *(states.count(state) for state in ("open", "done", "wont_do"))
    )


def _bucket(item: ItemFact, day: date | None) -> Bucket | None:
    if item.state != "open":
        return None
    if item.due is None or day is None:
        return "no_due_date" if item.due is None else "later"
    if item.due < item.day_there(day):
        return "overdue"
    return "due_this_week" if item.due <= end_of_week(day) else "later"


def _still(until: date | None, item: ItemFact, day: date | None) -> date | None:
    """Give the end of a snooze that still lasts."""
    lasts = until is not None and day is not None and until > day
    return until if lasts and item.state == "open" else None


def _waits_for(
    postmortem: Postmortem, item: ActionItem, items: Mapping[str, ItemFact]
) -> tuple[str, ...]:
    keys = (absolute_key(postmortem.id, key) for key in item.depends_on)
    return tuple(key for key in keys if key in items and items[key].state == "open")


def _newest_first(one: TrackedPostmortem) -> tuple[int, tuple[str, bool, str, int, str]]:
    day = one.fact.day
    return -(day.toordinal() if day else 0), reading_order(one.postmortem.id)


def _first_due(one: TrackedItem) -> tuple[date, tuple[str, bool, str, int, str]]:
    return one.fact.due or date.max, reading_order(one.fact.key)
