"""What tracker file, report and pattern pages show: counted already, and not yet put into words.

Small numbers are counts: `Share` says by `is_small` when it is not to be shown in percent. Unknown
is None or counted as unknown, and never 0. Nothing here is counted by person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pmaction.facts import IncidentFact, ItemFact
from pmaction.metrics.numbers import NO_SHARE, NO_SPANS
from pmaction.metrics.numbers import Share as Share
from pmaction.metrics.numbers import Spans as Spans
from pmaction.metrics.numbers import Window as Window
from pmaction.metrics.results import Dora, Target
from pmaction.moment import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What happened in a window, and how things stood when it ended.

    Incidents belong to the window in which they happened, items to those in which they were opened,
    ended or due. `published` and `published_in_time` are of the postmortems that must be published
    and are, or whose time for it is over; `recurrences` are those declared. `in_time` is of the
    items that were due in the window and are done, or are overdue: what is not to be done is in
    neither. `closed` is how many ended of those that were open at any time in the window. `moved`
    is how many items due in the window had been moved. `alerted` is how many incidents an alert
    told of, where that is known. `open`, `overdue` and `long_overdue` (by more days than the target
    has) are of the last day's end.
    """

    window: Window
    incidents: int = 0
    severities: tuple[tuple[str, int], ...] = ()
    detect: Spans = NO_SPANS
    acknowledge: Spans = NO_SPANS
    mitigate: Spans = NO_SPANS
    restore: Spans = NO_SPANS
    resolve: Spans = NO_SPANS
    publish: Spans = NO_SPANS
    published: Share = NO_SHARE
    p0_published: Share = NO_SHARE
    published_in_time: Share = NO_SHARE
    recurrences: Share = NO_SHARE
    alerted: Share = NO_SHARE
    opened: int = 0
    done: int = 0
    wont_do: int = 0
    closed: Share = NO_SHARE
    in_time: Share = NO_SHARE
    moved: Share = NO_SHARE
    open: int = 0
    overdue: int = 0
    long_overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of a series; `open` and `overdue` are of its end, or of the window's if sooner."""

    month: Window
    incidents: int = 0
    opened: int = 0
    ended: int = 0
    open: int = 0
    overdue: int = 0
    restore: Spans = NO_SPANS

    @property
    def name(self) -> str:
        """Give the month as `2025-12`."""
        return f"{self.month.since:%Y-%m}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The action items of one team, priority or category; `name` is None for those without.

    `total`, `done`, `wont_do`, `open` and the rest are of all times, up to the window's end;
    `in_time` is of the window. `incidents` is how many incidents of the window have such an item.
    """

    name: str | None
    total: int = 0
    open: int = 0
    overdue: int = 0
    due_this_week: int = 0
    done: int = 0
    wont_do: int = 0
    slips: int = 0
    in_time: Share = NO_SHARE
    incidents: int = 0


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many open items are of an age, or late, by `first` to `last` days; None: or more."""

    first: int
    last: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A service or a kind of cause: incidents in the window, before it, and month by month.

    `months` goes with `Metrics.months`; `name` is None for what names none. `open` is how many
    items of such incidents are open.
    """

    name: str | None
    incidents: int
    before: int
    months: tuple[int, ...] = ()
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """An incident of the window that happened before: declared in its file, or suspected.

    `earlier` is an id, or an address where it was declared by one. `why` says what they share, with
    names as people wrote them, so that a page has to escape it. `open_items` are the keys of the
    earlier one's items that are still open.
    """

    later: str
    earlier: str
    kind: Literal["declared", "suspected"]
    why: str
    open_items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionGap:
    """An incident of the window that was noticed late, or by somebody who should not have to.

    `is_slow` is None where no target is set or the time is unknown. `gaps` is what the postmortem
    says of it; nothing of a confidential one.
    """

    id: str
    detect: Duration | None
    method: str | None
    is_slow: bool | None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What could not be counted, so that a page can say so.

    `undated` are incidents without a day, which are in no window, and `ahead` those of a day that
    has not come yet and that the window does not reach; `no_due` open items without a
    due date; `no_end` items that ended on an unknown day, `no_start` items of which it is unknown
    since when they are open; `quiet` items that do not count, since nothing opens issues for them.
    """

    undated: int = 0
    ahead: int = 0
    no_due: int = 0
    no_end: int = 0
    no_start: int = 0
    quiet: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """All that is to be shown of a window, for everything or for one team or service.

    `as_of` is the day by which things are open, overdue or old: the window's last one, or today if
    that is sooner. `incidents` are those of the window, newest first; `open_items` those open as of
    that day, first due first, and those without a date last. `months` ends with the window's last
    one, and is at least a year where there is so much to tell. `signals_before` and `signals_after`
    are the signals that are watched, of those of which the coverage maps tell both.
    """

    as_of: date
    now: Period
    before: Period
    team: str | None = None
    service: str | None = None
    targets: tuple[Target, ...] = ()
    dora: tuple[Dora, ...] = ()
    months: tuple[Month, ...] = ()
    total: Group = Group(name=None)
    teams: tuple[Group, ...] = ()
    priorities: tuple[Group, ...] = ()
    categories: tuple[Group, ...] = ()
    ages: tuple[Bucket, ...] = ()
    lateness: tuple[Bucket, ...] = ()
    services: tuple[Tally, ...] = ()
    causes: tuple[Tally, ...] = ()
    recurrences: tuple[Recurrence, ...] = ()
    detection_gaps: tuple[DetectionGap, ...] = ()
    signals_before: Share = NO_SHARE
    signals_after: Share = NO_SHARE
    incidents: tuple[IncidentFact, ...] = ()
    open_items: tuple[ItemFact, ...] = ()
    left_out: LeftOut = LeftOut()

    @property
    def window(self) -> Window:
        """Give the window that this is about."""
        return self.now.window
