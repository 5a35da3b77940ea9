"""What keeps pmaction from its work in a repository on GitHub, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pmaction.config import Config
from pmaction.doctor.check import Check, Verdict
from pmaction.doctor.facts import Facts
from pmaction.doctor.people import label_checks, owner_checks
from pmaction.doctor.rights import job_checks, needed_by, token_checks
from pmaction.doctor.schedule import schedule_checks
from pmaction.doctor.schedule_time import schedule_time_checks
from pmaction.doctor.surroundings import quota_check, repository_checks, tracker_checks
from pmaction.doctor.workflow_files import WorkflowFile
from pmaction.model import ActionItem


def examine(
    facts: Facts,
    items: Mapping[str, ActionItem],
    workflows: Sequence[WorkflowFile],
    config: Config,
    now: datetime,
) -> tuple[Check, ...]:
    """Hold what is known of a repository against what the commands and the files ask of it.

    `items` are the open action items by key, `workflows` those that run pmaction.
    """
    return (
        *repository_checks(facts),
        quota_check(facts, now),
        *token_checks(facts, workflows, needed_by(config)),
        *job_checks(facts, workflows, needed_by(config)),
        *label_checks(facts, items, config),
        *owner_checks(facts, items, config),
        *tracker_checks(facts, config),
        *schedule_checks(facts, now),
        *schedule_time_checks(facts, config, now),
    )


def without_quota(facts: Facts, now: datetime) -> tuple[Check, ...]:
    """Say only how the quota stands, where it does not suffice to look at anything else."""
    rest = Check(
        "the rest",
        Verdict.UNKNOWN,
        "too few requests are left to look at anything else",
        "Run `pmaction doctor` again then.",
    )
    return quota_check(facts, now), rest
