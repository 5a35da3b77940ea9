"""On which days an action item was opened and ended, here and where its team is.

What lies in the future has not happened: such a date is a slip of whoever wrote it, and counts as
unknown until its day has come.
"""

from __future__ import annotations

from datetime import date, datetime

from pmaction.config import Config
from pmaction.days import day_of, today_of, zone_of
from pmaction.facts import ItemState
from pmaction.issue import Issue
from pmaction.model import ActionItem, Postmortem


class ItemDays:
    """The days of action items, as seen on `today`; at the moment `now`, where that is known."""

    def __init__(self, config: Config, today: date, now: datetime | None) -> None:
        self._config = config
        self._today = today
        has_zones = any(team.time_zone for team in config.teams.values())
        self._now = now if has_zones else None

    def opened(
        self, postmortem: Postmortem, issue: Issue | None, ended: date | None
    ) -> date | None:
        """Give the day of its issue, or else of the publication, or else of the incident."""
        if issue is not None and issue.opened_at is not None:
            opened = self._happened(today_of(issue.opened_at, self._config))
        else:
            times = (postmortem.published_at, postmortem.times.first_known)
            days = (self._happened(day_of(moment, self._config.time_zone)) for moment in times)
            opened = next(filter(None, days), None)
        return min(opened, ended) if opened and ended else opened

    def ended(self, item: ActionItem, issue: Issue | None, state: ItemState) -> date | None:
        """Give the day on which its issue was closed, or else the one that the file says."""
        if state == "open":
            return None
        if issue is not None and (closed := self._closed(issue)) is not None:
            return self._happened(closed)
        return self._happened(day_of(item.done_at, self._config.time_zone))

    def done_on(self, item: ActionItem, issue: Issue | None, state: ItemState) -> date | None:
        """Give the earlier one of both days, where the team is, of what is done."""
        if state != "done":
            return None
        days: list[date | None] = []
        if issue is not None and (closed := self._closed(issue)) and self._happened(closed):
            days.append(self._closed(issue, item))
        if item.status == "done" and self._happened(day_of(item.done_at, self._config.time_zone)):
            days.append(day_of(item.done_at, zone_of(self._config, item)))
        return min(filter(None, days), default=None)

    def other_day(self, item: ActionItem) -> tuple[date, date] | None:
        """Give today and the day that it is where the team is, if that is another one."""
        if self._now is None:
            return None
        there = today_of(self._now, self._config, item)
        return (self._today, there) if there != self._today else None

    def _closed(self, issue: Issue, item: ActionItem | None = None) -> date | None:
        """Give the day on which an issue was closed, here or where an item's team is."""
        if issue.closed_at is None:
            return issue.closed_on
        return today_of(issue.closed_at, self._config, item)

    def _happened(self, day: date | None) -> date | None:
        return day if day is not None and day <= self._today else None
