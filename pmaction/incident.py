"""What happened, as values: the parts of a postmortem that tell of the incident itself."""

from __future__ import annotations

from msgspec import Struct

from pmaction.moment import Duration, Moment, between


class Summary(Struct, frozen=True):
    """The incident in a few sentences each."""

    incident: str | None = None
    impact: str | None = None
    root_cause: str | None = None
    resolution: str | None = None
    prevention: str | None = None
    leverage_point: str | None = None
    narrative: str | None = None


class Times(Struct, frozen=True):
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
    def time_to_acknowledge(self) -> Duration | None:
        """TTA: from the detection until somebody took it on."""
        return between(self.detected, self.acknowledged)

    @property
    def time_to_mitigate(self) -> Duration | None:
        """From the start until the worst was over."""
        return between(self.started, self.mitigated)

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

    def began_after(self, other: Times) -> bool:
        """Say whether the incident certainly began after another one."""
        mine, theirs = self.first_known, other.first_known
        return mine is not None and theirs is not None and mine.is_after(theirs)

    @property
    def first_known(self) -> Moment | None:
        """The earliest named moment that says at least a day: 'the incident' in due dates."""
        named = (self.started, self.declared, self.detected, self.acknowledged)
        later = (self.mitigated, self.restored, self.resolved)
        return next((m for m in (*named, *later) if m is not None and m.day is not None), None)


class Alert(Struct, frozen=True):
    """The alert that fired, if one did, with the three monitoring questions answered."""

    name: str | None = None
    volume: str | None = None
    quality: str | None = None
    purpose: str | None = None


class Detection(Struct, frozen=True):
    """How the incident came to be noticed."""

    method: str | None = None
    description: str | None = None
    alert: Alert | None = None


class TimelineEntry(Struct, frozen=True):
    """One event of the incident."""

    at: Moment
    event: str
    actor: str | None = None
    action_taken: str | None = None


class Why(Struct, frozen=True):
    """One question and answer of the five whys."""

    question: str
    answer: str


class FailureMode(Struct, frozen=True):
    """One way in which the system failed; `waived` says why nothing is done about it."""

    id: str
    description: str
    waived: str | None = None


class RootCause(Struct, frozen=True):
    """Why it happened."""

    description: str | None = None
    category: str | None = None
    five_whys: tuple[Why, ...] = ()
    failure_modes: tuple[FailureMode, ...] = ()
    contributing_factors: tuple[str, ...] = ()
    detection_gaps: tuple[str, ...] = ()


class UserImpact(Struct, frozen=True):
    """Who was affected; `share_percent` is of all users."""

    count: int | None = None
    share_percent: float | None = None
    description: str | None = None


class RequestImpact(Struct, frozen=True):
    """How many requests failed, of how many."""

    failed: int | None = None
    total: int | None = None
    description: str | None = None


class RevenueImpact(Struct, frozen=True):
    """Money lost; `currency` is an ISO 4217 code."""

    amount: float | None = None
    currency: str | None = None
    description: str | None = None


class SlaImpact(Struct, frozen=True):
    """What became of the service level agreement, in percent."""

    breached: bool | None = None
    target_percent: float | None = None
    actual_percent: float | None = None
    description: str | None = None


class ErrorBudget(Struct, frozen=True):
    """The part of the budget that the incident used and what is left, in percent of the whole."""

    used_percent: float | None = None
    remaining_percent: float | None = None
    description: str | None = None


class Complaints(Struct, frozen=True):
    """How many customers complained."""

    count: int | None = None
    description: str | None = None


class Impact(Struct, frozen=True):
    """What the incident cost."""

    description: str | None = None
    users: UserImpact | None = None
    requests: RequestImpact | None = None
    revenue: RevenueImpact | None = None
    sla: SlaImpact | None = None
    error_budget: ErrorBudget | None = None
    complaints: Complaints | None = None


class Resolution(Struct, frozen=True):
    """How it was put right, and how we know."""

    immediate_fix: str | None = None
    validation: str | None = None
    regression_test: str | None = None


class Lessons(Struct, frozen=True):
    """What was learned."""

    went_well: tuple[str, ...] = ()
    went_poorly: tuple[str, ...] = ()
    lucky: tuple[str, ...] = ()
    surprising: tuple[str, ...] = ()
