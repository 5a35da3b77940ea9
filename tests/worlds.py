"""Builders for tests: postmortems as values, and one run of plan and apply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pmaction.apply import apply_plan
from pmaction.change import ApplyReport, Kind, Plan
from pmaction.config import Config
from pmaction.days import today_of
from pmaction.desired import Source, SourcedPostmortem
from pmaction.former_keys import former_keys
from pmaction.gates import owed
from pmaction.incident import Times
from pmaction.issue import Listing
from pmaction.model import ActionItem, Postmortem
from pmaction.moment import parse_moment
from pmaction.planning import plan_with_owners
from pmaction.policy import working_days_of
from pmaction.positions import Span
from pmaction.reminding.fired import Terms
from pmaction.reminding.matter import Links
from pmaction.reminding.matters import item_matters
from pmaction.reminding.rounds import Round, plan_round
from pmaction.reminding.writing import carry_out
from pmaction.removals import Removals
from pmaction.tracking.base import TrackingSystem

STARTED = "2025-12-01T10:00:00Z"


def item(item_id: str, title: str = "", **fields: Any) -> ActionItem:
    """An action item that is open, owned by @alice and of priority P1 unless told otherwise."""
    values: dict[str, Any] = {"priority": "P1", "owner": "@alice", "due": date(2025, 12, 21)}
    return ActionItem(item_id, title or f"Do {item_id}", **(values | fields))


def postmortem(*items: ActionItem, pm_id: str = "PM-2025-001", **fields: Any) -> Postmortem:
    """A reviewed postmortem of 2025-12-01."""
    values: dict[str, Any] = {
        "title": "Mail was down",
        "status": "reviewed",
        "times": Times(started=parse_moment(STARTED)),
    }
    return Postmortem(id=pm_id, action_items=items, **(values | fields))


def sourced(postmortem: Postmortem, path: str = "") -> SourcedPostmortem:
    """A postmortem with made-up places in its file."""
    path = path or f"postmortems/2025/{postmortem.id}.yaml"
    places = {
        one.id: lines(path, 10 * n, 10 * n + 5) for n, one in enumerate(postmortem.action_items, 1)
    }
    return SourcedPostmortem(postmortem, lines(path, 1, 100), places)


def lines(path: str, first: int, last: int) -> Source:
    """Lines of a file."""
    return Source(path, lambda: Span(first, 1, last))


def link(source: Source) -> str:
    """A link as plain text."""
    return f"{source.path}, lines {source.first_line}–{source.last_line}"


@dataclass
class World:
    """Files, a configuration and a tracking system, and what is done with them."""

    tracking: TrackingSystem
    files: Sequence[Postmortem] = ()
    config: Config = field(default_factory=Config)
    removals: Removals | None = None
    editor: Callable[[Source], str] | None = None

    def plan(self) -> Plan:
        """Plan from what the tracking system holds now."""
        return self._plan(self._listing())

    def _plan(self, listing: Listing) -> Plan:
        removals = self.removals or Removals(policy=self.config.removed_items)
        files = [sourced(one) for one in self.files]
        return plan_with_owners(files, self.config, link, self.tracking, listing, removals)

    def _listing(self) -> Listing:
        former = former_keys(self.files)
        return self.tracking.list_issues().renamed(former.certain)

    def apply(self) -> ApplyReport:
        """Plan and carry it out."""
        listing = self._listing()
        return apply_plan(self._plan(listing), self.tracking, listing)

    def remind(self, today: date) -> ApplyReport:
        """Plan the reminders of a day, at noon in the configured time zone, and carry them out."""
        return carry_out(self.plan_reminders(today), self.tracking)

    def plan_reminders(self, today: date) -> Round:
        """Plan the reminders of a day, at noon in the configured time zone."""
        zone = ZoneInfo(self.config.time_zone)
        return self.plan_reminders_at(datetime.combine(today, time(12), zone))

    def plan_reminders_at(self, now: datetime) -> Round:
        """Plan the reminders of a moment."""
        listing, config = self._listing(), self.config
        files = [sourced(one) for one in self.files]
        today = today_of(now, config)
        terms = Terms(config.reminders, working_days_of(config), ZoneInfo(config.time_zone), today)
        links = Links(link, self.editor)
        matters = [
            *item_matters(files, listing, config, now, links),
            *owed(files, listing, config, now, links),
        ]
        return plan_round(matters, terms, self.tracking, listing)


def kinds(plan: Plan) -> list[tuple[Kind, str]]:
    """What a plan does to which key, in order."""
    return [(change.kind, change.item) for change in plan.changes]
