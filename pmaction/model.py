"""The postmortem as values. Field by field it mirrors `schemas/postmortem.v1.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pmaction.identity import item_key
from pmaction.moment import Duration, Moment, between

Priority = Literal["P0", "P1", "P2", "P3"]
PostmortemStatus = Literal["draft", "reviewed", "published"]
ItemStatus = Literal["open", "done", "wont_do"]
Coverage = Literal["none", "partial", "full"]
DuePolicy = Literal["aggressive", "realistic", "none"]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviews the postmortem, and when they signed it off."""

    name: str
    role: str | None = None
    signed_off_on: date | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The incident in a few sentences each."""

    incident: str | None = None
    impact: str | None = None
    root_cause: str | None = None
    resolution: str | None = None
    prevention: str | None = None
    leverage_point: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of the incident, in the order in which they are expected."""

    started: Moment | None = None
    declared: Moment | None = None
    detected: Moment | None = None
    acknowledged: Moment | None = None
    mitigated: Moment | None = None
    restored: Moment | None = None
    resolved: Moment | None = None

    @property
    def time_to_detect(self) -> Duration | None:
        """TTD: from the start to the detection."""
        return between(self.started, self.detected)

    @property
    def time_to_resolve(self) -> Duration | None:
        """MTTR's part of one incident: from the detection to the resolution."""
        return between(self.detected, self.resolved)

    @property
    def time_to_restore(self) -> Duration | None:
        """DORA's time to restore service: from the start to the restoration (or resolution)."""
        return between(self.started, self.restored) or between(self.started, self.resolved)

    @property
    def duration(self) -> Duration | None:
        """The whole incident: from the start to the resolution (or restoration)."""
        return between(self.started, self.resolved) or between(self.started, self.restored)

    @property
    def first_known(self) -> Moment | None:
        """The earliest named moment that says at least a day: 'the incident' in due dates."""
        named = (self.started, self.declared, self.detected, self.acknowledged)
        later = (self.mitigated, self.restored, self.resolved)
        return next((m for m in (*named, *later) if m is not None and m.day is not None), None)


@dataclass(frozen=True, slots=True)
class Alert:
    """The alert that fired, if one did, with the three monitoring questions answered."""

    name: str | None = None
    volume: str | None = None
    quality: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """How the incident came to be noticed."""

    method: str | None = None
    description: str | None = None
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of the incident."""

    at: Moment
    event: str
    actor: str | None = None
    action_taken: str | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """One question and answer of the five whys."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class FailureMode:
    """One way in which the system failed; `waived` says why nothing is done about it."""

    id: str
    description: str
    waived: str | None = None


@dataclass(frozen=True, slots=True)
class RootCause:
    """Why it happened."""

    description: str | None = None
    category: str | None = None
    five_whys: tuple[Why, ...] = ()
    failure_modes: tuple[FailureMode, ...] = ()
    contributing_factors: tuple[str, ...] = ()
    detection_gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UserImpact:
    """Who was affected; `share_percent` is of all users."""

    count: int | None = None
    share_percent: float | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class RequestImpact:
    """How many requests failed, of how many."""

    failed: int | None = None
    total: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class RevenueImpact:
    """Money lost; `currency` is an ISO 4217 code."""

    amount: float | None = None
    currency: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class SlaImpact:
    """What became of the service level agreement, in percent."""

    breached: bool | None = None
    target_percent: float | None = None
    actual_percent: float | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorBudget:
    """The part of the budget that the incident used and what is left, in percent of the whole."""

    used_percent: float | None = None
    remaining_percent: float | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Complaints:
    """How many customers complained."""

    count: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """What the incident cost."""

    description: str | None = None
    users: UserImpact | None = None
    requests: RequestImpact | None = None
    revenue: RevenueImpact | None = None
    sla: SlaImpact | None = None
    error_budget: ErrorBudget | None = None
    complaints: Complaints | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """How it was put right, and how we know."""

    immediate_fix: str | None = None
    validation: str | None = None
    regression_test: str | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """A later due date, with the reason and who approved it."""

    due: date
    reason: str
    approver: str


@dataclass(frozen=True, slots=True)
class ActionItem:
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


@dataclass(frozen=True, slots=True)
class Lessons:
    """What was learned."""

    went_well: tuple[str, ...] = ()
    went_poorly: tuple[str, ...] = ()
    lucky: tuple[str, ...] = ()
    surprising: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignalCoverage:
    """Whether one signal has an alert and a dashboard."""

    alert: Coverage | None = None
    dashboard: Coverage | None = None


@dataclass(frozen=True, slots=True)
class DetectionCoverage:
    """One row of the detection coverage map."""

    signal: str
    before: SignalCoverage | None = None
    after_p0: SignalCoverage | None = None
    after_p1: SignalCoverage | None = None
    after_p2: SignalCoverage | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """How it is checked that action items prevent a recurrence."""

    name: str
    items: tuple[str, ...] = ()
    method: str | None = None
    steps: tuple[str, ...] = ()
    success_criteria: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A meeting that looks at what became of the action items."""

    on: date
    topic: str
    attendees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A link, with what it leads to."""

    type: str
    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class RelatedIncident:
    """An incident that has to do with this one: ours by `id`, others by name and URL."""

    id: str | None = None
    external: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Planning:
    """What the action plan was made from."""

    prioritization: str | None = None
    capacity: str | None = None
    ownership_model: str | None = None
    due_policy: DuePolicy | None = None
    tracking_system: str | None = None
    epic: str | None = None


@dataclass(frozen=True, slots=True)
class Postmortem:
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
