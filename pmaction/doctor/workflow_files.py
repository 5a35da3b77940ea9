"""What a workflow's file says: when it runs, and which jobs run commands with which rights."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

COMMANDS = ("validate", "plan", "comment", "apply", "remind", "track", "report")
_RUN = re.compile(rf"\bpmaction\s+({'|'.join(COMMANDS)})\b")
_LEVELS = {"read-all": "read", "write-all": "write"}
RIGHTS = ("contents", "issues", "pull-requests", "actions")


class Job(Struct, frozen=True):
    """A job that runs commands with its own token.

    `rights` are what its `permissions:` say, each of them named; None where nothing is said.
    """

    name: str
    commands: tuple[str, ...]
    rights: Mapping[str, str] | None


class WorkflowFile(Struct, frozen=True):
    """One file below `.github/workflows`, as far as it concerns pmaction."""

    path: str
    triggers: frozenset[str]
    crons: tuple[str, ...]
    jobs: tuple[Job, ...]

    @property
    def reminds_on_schedule(self) -> bool:
        """Say whether it is the one that finishes what is left undone and reminds."""
        return bool(self.crons) and any("remind" in job.commands for job in self.jobs)


def read_workflow(path: str, data: Any) -> WorkflowFile:
    """Read a workflow's data; what is not as GitHub wants it counts as not there."""
    whole = _table(data)
    on = whole.get("on")
    names = [on] if isinstance(on, str) else on if isinstance(on, list | dict) else []
    schedule = _table(on).get("schedule")
    crons = [_table(one).get("cron") for one in schedule] if isinstance(schedule, list) else []
    jobs = [
        _job(str(name), _table(job), whole.get("permissions"))
        for name, job in _table(whole.get("jobs")).items()
    ]
    return WorkflowFile(
        path,
        frozenset(name for name in names if isinstance(name, str)),
        tuple(cron for cron in crons if isinstance(cron, str)),
        tuple(job for job in jobs if job.commands),
    )


def _job(name: str, job: Mapping[str, Any], of_all: Any) -> Job:
    steps = job.get("steps")
    commands = [
        command
        for step in (steps if isinstance(steps, list) else [])
        for command in _commands(_table(step))
    ]
    return Job(name, tuple(dict.fromkeys(commands)), _rights(job.get("permissions", of_all)))


def _commands(step: Mapping[str, Any]) -> Iterator[str]:
    """Give the commands of a step; one with a token of its own is not the job's matter."""
    uses, inputs = step.get("uses"), _table(step.get("with"))
    if isinstance(uses, str) and ("pmaction" in uses or uses.startswith("./")):
        if inputs.get("command") in COMMANDS and "token" not in inputs:
            yield str(inputs["command"])
    elif isinstance(step.get("run"), str):
        yield from _RUN.findall(step["run"])


def _rights(said: Any) -> dict[str, str] | None:
    if isinstance(said, str):
        return dict.fromkeys(RIGHTS, _LEVELS.get(said, "none"))
    if not isinstance(said, dict):
        return None
    return {name: str(said.get(name, "none")) for name in RIGHTS}


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
