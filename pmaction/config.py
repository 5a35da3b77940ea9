"""The configuration as values. Field by field it mirrors `schemas/config.v1.schema.json`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct, field

from pmaction.model import DuePolicy, PostmortemStatus, Priority

DEFAULT_PATH = ".pmaction.yml"
RuleSeverity = Literal["off", "warning", "error"]


class Team(Struct, frozen=True):
    """A team that can own action items: who leads it and who is in it, as `@user`."""

    lead: str | None = None
    members: tuple[str, ...] = ()
    description: str | None = None


class Tracking(Struct, frozen=True):
    """Where issues live; `folder` is for the local tracking system, relative to the repository.

    Without a `system` it is GitHub in a workflow there, and local anywhere else.
    `seconds_between_writes` is for GitHub, which asks for one.
    """

    system: Literal["local", "github"] | None = None
    folder: str = "issues"
    seconds_between_writes: float = 1.0


class Reminders(Struct, frozen=True):
    """When reminders are due, in days before and after the due date."""

    before: tuple[int, ...] = (3,)
    after: tuple[int, ...] = (1, 7, 14, 30)
    skip_weekends: bool = True


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
    reminders: Reminders = field(default_factory=Reminders)
    tracker_file: str = "TRACKER.md"
    tracker_fallback: Literal["branch", "output"] = "branch"
    tracker_branch: str = "pmaction/tracker"
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
