"""Everything that can be counted of postmortems and action items, with one meaning each.

Every number of tracker file, report and pattern pages is counted from these values. Unknown is
None, and never 0. What a confidential postmortem says is not in here: its ids, dates, severity and
owners' teams are, so that it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pmaction.issue import IssueNumber
from pmaction.model import PostmortemStatus, Priority
from pmaction.moment import Duration
from pmaction.teams import NO_TEAM

ItemState = Literal["open", "done", "wont_do"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFact:
    """One action item.

    `team` is the configured team that owns it, or that its owner is a member or the lead of; else
    `NO_TEAM`. `other_teams` are further ones that its owner is in: counts know `team` alone.

    `opened` is the day on which its issue was opened, or else of the publication, or else of the
    incident; never later than `ended`. `ended` is the day on which its issue was
    closed, or else `done_at` of the file; None while it is open, and where nobody knows. No day
    is in the future: such a date counts as unknown. All days are days in the configured time zone,
    but `done_on`: the earlier one of closing and `done_at`, where the team is. `other_day` is today
    with the day that it is there, if that is another one. `due` is the date in force, `slips` how
    often it was moved, `dues` the former dates, each with the day from which it no longer counted,
    as far as the extensions say since when they are approved. `url` is the issue's.
    """

    key: str
    postmortem: str
    title: str
    team: str = NO_TEAM
    other_teams: frozenset[str] = frozenset()
    priority: Priority | None = None
    category: str | None = None
    services: tuple[str, ...] = ()
    state: ItemState = "open"
    opened: date | None = None
    ended: date | None = None
    done_on: date | None = None
    other_day: tuple[date, date] | None = None
    due: date | None = None
    due_why: str = ""
    slips: int = 0
    dues: tuple[tuple[date | None, date], ...] = ()
    issue: IssueNumber | None = None
    url: str = ""
    path: str = ""
    confidential: bool = False

    def due_on(self, day: date) -> date | None:
        """Give the due date that was in force on a day, as far as extensions say since when."""
        return next((due for due, until in self.dues if day < until), self.due)

    @property
    def is_in_time(self) -> bool | None:
        """Say whether it was done by its due date; None while it is open, and if unknown."""
        done = self.done_on or self.ended
        if self.state != "done" or self.due is None or done is None:
            return None
        return done <= self.due

    def day_there(self, day: date) -> date:
        """Give the day that counts for whether it is overdue: today it is that of its team."""
        return self.other_day[1] if self.other_day and self.other_day[0] == day else day


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalFact:
    """One signal of a detection coverage map: whether it is watched, before and after.

    It is if an alert or a dashboard covers it in full; partial does not count. `after` is of the
    last round of action items that the map tells of; None is what it does not tell.
    """

    signal: str
    before: bool | None
    after: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFact:
    """One incident, as its postmortem tells of it.

    `day` is the earliest day that it names, as written there. `teams` are those that own one of its
    action items, or that an author is in. `detect` runs from the start to the detection,
    `acknowledge` from there to the acknowledgement, `mitigate` and `restore` from the start,
    `resolve` from the detection to the resolution, `publish` from the end to the publication.
    `publish_by` is the last day on which the publication is in time, None where nothing asks for
    it; `is_published_in_time` is None then too, and if it is not decided yet or cannot be known:
    only what must be published can be late. `services` are spelled as most postmortems do.
    `root_cause` is what the postmortem's summary says of it, or else its description or category;
    `recurrence_of` an id of ours or an address. `path` is not told of a confidential one.
    """

    id: str
    title: str
    status: PostmortemStatus = "draft"
    day: date | None = None
    severity: Priority | None = None
    services: tuple[str, ...] = ()
    cause_kind: str | None = None
    teams: frozenset[str] = frozenset()
    detect: Duration | None = None
    acknowledge: Duration | None = None
    mitigate: Duration | None = None
    restore: Duration | None = None
    resolve: Duration | None = None
    publish: Duration | None = None
    published: date | None = None
    publish_by: date | None = None
    is_published_in_time: bool | None = None
    root_cause: str | None = None
    recurrence_of: str | None = None
    method: str | None = None
    alert: str | None = None
    detection_gaps: tuple[str, ...] = ()
    signals: tuple[SignalFact, ...] = ()
    path: str = ""
    confidential: bool = False

    @property
    def is_published(self) -> bool:
        """Say whether its postmortem is published."""
        return self.status == "published"

    @property
    def is_missing(self) -> bool:
        """Say whether its postmortem must be published by now, and is not."""
        return self.is_published_in_time is False and not self.is_published


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All incidents and all action items that count, as they stand on the day `today`.

    An action item counts once its postmortem's items open issues, or if it has an issue all the
    same; `quiet_items` is how many others there are: of drafts, and of incidents before
    `track_since`.
    """

    today: date
    incidents: tuple[IncidentFact, ...] = ()
    items: tuple[ItemFact, ...] = ()
    quiet_items: int = 0
