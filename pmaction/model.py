"""The postmortem as values, with `incident.py` field by field as the schema `postmortem.v1`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct, field

from pmaction.identity import item_key
from pmaction.incident import (
    Detection,
    Impact,
    Lessons,
    Resolution,
    RootCause,
    Summary,
    TimelineEntry,
    Times,
)
from pmaction.moment import Moment

Priority = Literal["P0", "P1", "P2", "P3"]
PostmortemStatus = Literal["draft", "reviewed", "published"]
ItemStatus = Literal["open", "done", "wont_do"]
Coverage = Literal["none", "partial", "full"]
DuePolicy = Literal["aggressive", "realistic", "none"]


class Reviewer(Struct, frozen=True):
    """Who reviews the postmortem, and when they signed it off."""

    name: str
    role: str | None = None
    signed_off_on: date | None = None


class Extension(Struct, frozen=True):
    """A later due date, with the reason, who approved it, and when if that is said."""

    due: date
    reason: str
    approver: str
    approved_on: date | None = None


class ActionItem(Struct, frozen=True):
    """One entry of `action_items`: who does what by when."""

    id: str
    title: str
    description: str | None = None
    category: str | None = None
    priority: Priority | None = None
    impact: str | None = None
    effort: str | None = None
    horizon: str | None = None
    owner: str | None = None
    backup: str | None = None
    coordinator: str | None = None
    collaborators: tuple[str, ...] = ()
    sponsor: str | None = None
    due: date | None = None
    done_when: str | None = None
    rationale: str | None = None
    verification: str | None = None
    addresses: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    dora_metric: str | None = None
    status: ItemStatus = "open"
    done_at: Moment | None = None
    evidence: str | None = None
    reason: str | None = None
    extensions: tuple[Extension, ...] = ()
    issue: int | str | None = None
    previously: str | None = None
    recreate: bool = False


class SignalCoverage(Struct, frozen=True):
    """Whether one signal has an alert and a dashboard."""

    alert: Coverage | None = None
    dashboard: Coverage | None = None


class DetectionCoverage(Struct, frozen=True):
    """One row of the detection coverage map."""

    signal: str
    before: SignalCoverage | None = None
    after_p0: SignalCoverage | None = None
    after_p1: SignalCoverage | None = None
    after_p2: SignalCoverage | None = None
    note: str | None = None


class Validation(Struct, frozen=True):
    """How it is checked that action items prevent a recurrence."""

    name: str
    items: tuple[str, ...] = ()
    method: str | None = None
    steps: tuple[str, ...] = ()
    success_criteria: str | None = None


class FollowUp(Struct, frozen=True):
    """A meeting that looks at what became of the action items."""

    on: date
    topic: str
    attendees: tuple[str, ...] = ()


class Reference(Struct, frozen=True):
    """A link, with what it leads to."""

    type: str
    url: str
    title: str | None = None


class RelatedIncident(Struct, frozen=True):
    """An incident that has to do with this one: ours by `id`, others by name and URL."""

    id: str | None = None
    external: str | None = None
    url: str | None = None
    note: str | None = None


class Planning(Struct, frozen=True):
    """What the action plan was made from."""

    prioritization: str | None = None
    capacity: str | None = None
    ownership_model: str | None = None
    due_policy: DuePolicy | None = None
    tracking_system: str | None = None
    epic: str | None = None


class Postmortem(Struct, frozen=True):
    """One postmortem, identified by its `id` and never by its path."""

    id: str
    title: str
    status: PostmortemStatus
    incident_id: str | None = None
    published_at: Moment | None = None
    severity: str | None = None
    cause_kind: str | None = None
    services: tuple[str, ...] = ()
    scope: str | None = None
    authors: tuple[str, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    distribution: tuple[str, ...] = ()
    confidential: bool = False
    recreate: bool = False
    summary: Summary = field(default_factory=Summary)
    times: Times = field(default_factory=Times)
    detection: Detection = field(default_factory=Detection)
    timeline: tuple[TimelineEntry, ...] = ()
    root_cause: RootCause = field(default_factory=RootCause)
    impact: Impact = field(default_factory=Impact)
    resolution: Resolution = field(default_factory=Resolution)
    action_items: tuple[ActionItem, ...] = ()
    no_action_needed: str | None = None
    lessons: Lessons = field(default_factory=Lessons)
    detection_coverage: tuple[DetectionCoverage, ...] = ()
    validation_plan: tuple[Validation, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    references: tuple[Reference, ...] = ()
    related_incidents: tuple[RelatedIncident, ...] = ()
    recurrence_of: str | None = None
    planning: Planning = field(default_factory=Planning)
    notes: str | None = None

    def keyed_items(self) -> Iterator[tuple[str, ActionItem]]:
        """Give each action item with its item key."""
        for item in self.action_items:
            yield item_key(self.id, item.id), item
