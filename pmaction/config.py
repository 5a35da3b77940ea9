"""The configuration as values. Field by field it mirrors `schemas/config.v1.schema.json`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct, field

from pmaction.model import DuePolicy, PostmortemStatus, Priority

DEFAULT_PATH = ".pmaction.yml"
RuleSeverity = Literal["off", "warning", "error"]
CountFrom = Literal["started", "resolved", "published"]


class Team(Struct, frozen=True):
    """A team that can own action items: who leads it and who is in it, as `@user`."""

    lead: str | None = None
    members: tuple[str, ...] = ()
    description: str | None = None
    manager: str | None = None
    time_zone: str | None = None


class Tracking(Struct, frozen=True):
    """Where issues live; `folder` is for the local tracking system, relative to the repository.

    Without a `system` it is GitHub in a workflow there, and local anywhere else.
    `seconds_between_writes` is for GitHub, which asks for one.
    """

    system: Literal["local", "github"] | None = None
    folder: str = "issues"
    seconds_between_writes: float = 1.0


class PolicyRule(Struct, frozen=True):
    """How long some of the action items may take; an empty condition holds for all of them.

    `due` is a named policy, a length such as `2 weeks`, or a length by priority; None for what the
    rule leaves out.
    """

    name: str | None = None
    priorities: tuple[Priority, ...] = ()
    severities: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    horizons: tuple[str, ...] = ()
    due: str | Mapping[Priority, str] | None = None
    count_from: CountFrom | None = None
    owner_within: str | None = None


class Policy(Struct, frozen=True):
    """How long action items may take: the first rule that fits, and what holds without one."""

    due: str | Mapping[Priority, str] | None = None
    count_from: CountFrom = "started"
    owner_within: str | None = None
    rules: tuple[PolicyRule, ...] = ()


class Holidays(Struct, frozen=True):
    """Whose public holidays are free: a country's ISO code, and a region's where it has some."""

    country: str
    region: str | None = None


class WorkingWeek(Struct, frozen=True):
    """The days on which people work, as the file says them."""

    weekend: tuple[str, ...] = ("saturday", "sunday")
    holidays: Holidays | None = None
    free: tuple[date, ...] = ()


class Escalation(Struct, frozen=True):
    """How many days after the due date others hear of an action item; None for never."""

    backup: int | None = None
    lead: int | None = None
    manager: int | None = None


class Reminders(Struct, frozen=True):
    """When reminders are due, in days before and after the due date.

    `quiet` are days, or spans of them such as `2025-12-22/2026-01-02`.
    """

    before: tuple[int, ...] = (3,)
    after: tuple[int, ...] = (1, 7, 14, 30)
    skip_weekends: bool = True
    repeat: int = 0
    escalate: Escalation = field(default_factory=Escalation)
    quiet: tuple[str, ...] = ()
    digest_from: int = 4
    longest_snooze: int = 30


class Gates(Struct, frozen=True):
    """What is owed before action items are; `postmortem_within` has lengths by severity."""

    incident_label: str | None = None
    postmortem_within: Mapping[str, str] = field(default_factory=dict)
    publish: bool = True
    action_items: tuple[str, ...] = ("P0",)


class Targets(Struct, frozen=True):
    """What report and tracker file measure by; shares are in percent."""

    p0_published: float = 100
    published_within_hours: int = 48
    items_done_in_time: float = 90
    recurrence: float = 10
    days_past_due: int = 30
    minutes_to_detect: int | None = None


class Dora(Struct, frozen=True):
    """The baseline of those of DORA's metrics that postmortems do not tell."""

    deployments_a_week: float | None = None
    lead_time_hours: float | None = None
    change_failure_percent: float | None = None


class RuleSetting(Struct, frozen=True):
    """What is said of one rule; what is None stays as the rule has it.

    `options` is an instance of the class that the rule declares for its options.
    """

    severity: RuleSeverity | None = None
    asks_from: PostmortemStatus | None = None
    options: object = None


class Config(Struct, frozen=True):
    """What `.pmaction.yml` says; every field has a default, so that no file is needed."""

    postmortems: tuple[str, ...] = ("postmortems/**/*.yaml",)
    open_from: Literal["reviewed", "published"] = "reviewed"
    track_since: date | None = None
    time_zone: str = "UTC"
    severity_aliases: Mapping[str, Priority] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    tracking: Tracking = field(default_factory=Tracking)
    labels: tuple[str, ...] = ()
    allow_creates: int = 50
    allow_closes: int = 20
    removed_items: Literal["comment", "close"] = "comment"
    require_evidence: bool = False
    issue_type: str | None = None
    due_policy: DuePolicy = "realistic"
    policy: Policy = field(default_factory=Policy)
    working_days: WorkingWeek = field(default_factory=WorkingWeek)
    reminders: Reminders = field(default_factory=Reminders)
    gates: Gates = field(default_factory=Gates)
    targets: Targets = field(default_factory=Targets)
    dora: Dora = field(default_factory=Dora)
    tracker_file: str = "TRACKER.md"
    tracker_mode: Literal["commit", "pull_request", "branch", "output"] = "commit"
    tracker_branch: str = "pmaction/tracker"
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
