"""Which rights each command takes, held against the token at hand and the jobs of workflows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pmaction.config import Config
from pmaction.doctor.check import Check, Verdict
from pmaction.doctor.facts import Facts
from pmaction.doctor.workflow_files import Job, WorkflowFile
from pmaction.enumeration import joined
from pmaction.render.text import count

BEFORE, AFTER = "comment, before the merge", "comment, after the merge"
NEEDED: Mapping[str, Mapping[str, str]] = {
    "validate": {"contents": "read"},
    "plan": {"contents": "read", "issues": "read"},
    BEFORE: {"contents": "read", "issues": "read", "pull-requests": "write"},
    AFTER: {"contents": "read", "issues": "write", "pull-requests": "write"},
    "apply": {"contents": "read", "issues": "write", "pull-requests": "read"},
    "remind": {"contents": "read", "issues": "write"},
    "track": {"contents": "write", "issues": "read"},
    "report": {"contents": "read", "issues": "read"},
}
Needs = Mapping[str, Mapping[str, str]]
_LEVELS = {"none": 0, "read": 1, "write": 2}


def needed_by(config: Config) -> Needs:
    """Give the rights that each command takes as it is configured."""
    if config.tracker_mode != "pull_request":
        return NEEDED
    return {**NEEDED, "track": {**NEEDED["track"], "pull-requests": "write"}}


def token_checks(
    facts: Facts, workflows: Sequence[WorkflowFile], needs: Needs = NEEDED
) -> Iterator[Check]:
    """Say of each command whether the token at hand may do what it takes.

    What the job of a workflow may do with its own token is no error: this one may have to do less.
    """
    jobs = [(file, job) for file in workflows for job in file.jobs]
    for command, needed in needs.items():
        rights = _lines(needed)
        lacking = [right for right in rights if facts.may.get(right) is False]
        unseen = [right for right in rights if right not in facts.may]
        where = next((_where(f, j) for f, j in jobs if _may(facts, f, j, command, needed)), "")
        if lacking and where:
            message = f"this token lacks {_coded(lacking)}"
            hint = f"{where} may do this. To do it from here, give the token what it lacks."
            yield Check(command, Verdict.WARNING, message, hint[0].upper() + hint[1:])
        elif lacking:
            hint = (
                f"Give the token {_coded(lacking)}; in a workflow, under `permissions:` of the job."
            )
            yield Check(command, Verdict.ERROR, f"this token lacks {_coded(lacking)}", hint)
        elif unseen:
            message = f"it cannot be seen whether this token has {_coded(unseen)}"
            hint = "Put right what is said above, or wait a while, and run `pmaction doctor` again."
            yield Check(command, Verdict.UNKNOWN, message, hint)
        else:
            yield Check(command, Verdict.OK, f"this token has {_coded(rights)}")


def job_checks(
    facts: Facts, workflows: Sequence[WorkflowFile], needs: Needs = NEEDED
) -> Iterator[Check]:
    """Say which jobs of the workflows lack a right that their commands take."""
    jobs = [(file, job) for file in workflows for job in file.jobs]
    if not jobs:
        message = "no workflow in this checkout runs pmaction"
        yield Check("jobs", Verdict.WARNING, message, "`pmaction init` writes three of them.")
        return
    found = [check for file, job in jobs for check in _job_check(facts, file, job, needs)]
    if not found:
        said = f"{count(len(jobs), 'job')} in {count(len({f.path for f, _ in jobs}), 'workflow')}"
        rest = "has the rights that its" if len(jobs) == 1 else "have the rights that their"
        found = [Check("jobs", Verdict.OK, f"{said} {rest} commands take")]
    yield from found


def _job_check(facts: Facts, file: WorkflowFile, job: Job, needs: Needs) -> Iterator[Check]:
    needed: dict[str, str] = {}
    for command in job.commands:
        for name, level in needs[_row(file, command)].items():
            if _LEVELS[level] > _LEVELS[needed.get(name, "none")]:
                needed[name] = level
    rights = _rights(facts, job)
    if rights is None:
        yield Check(
            "jobs",
            Verdict.UNKNOWN,
            f"{_where(file, job)} says nothing of its rights: the repository's settings decide",
            f"Write {_coded(_lines(needed))} under its `permissions:`.",
        )
    elif lacking := _lacking(rights, needed):
        commands = joined([f"`{command}`" for command in job.commands], most=9)
        take = "takes" if len(job.commands) == 1 else "take"
        yield Check(
            "jobs",
            Verdict.ERROR,
            f"{_where(file, job)} lacks {_coded(_lines(lacking))}, which {commands} {take}",
            f"Write {_coded(_lines(lacking))} under its `permissions:`.",
        )


def _may(facts: Facts, file: WorkflowFile, job: Job, row: str, needed: Mapping[str, str]) -> bool:
    """Say whether a job runs a command and certainly has the rights for it."""
    rights = _rights(facts, job)
    runs = row in [_row(file, command) for command in job.commands]
    return runs and rights is not None and not _lacking(rights, needed)


def _row(file: WorkflowFile, command: str) -> str:
    if command != "comment":
        return command
    return BEFORE if any(name.startswith("pull_request") for name in file.triggers) else AFTER


def _rights(facts: Facts, job: Job) -> Mapping[str, str] | None:
    """Give a job's rights, those of the repository's settings if it says nothing."""
    if job.rights is None and facts.job_rights:
        return dict.fromkeys(("contents", "issues", "pull-requests"), facts.job_rights)
    return job.rights


def _lacking(rights: Mapping[str, str], needed: Mapping[str, str]) -> dict[str, str]:
    return {
        name: level
        for name, level in needed.items()
        if _LEVELS[level] > _LEVELS.get(rights.get(name, "none"), 0)
    }


def _where(file: WorkflowFile, job: Job) -> str:
    return f"the job `{job.name}` in {file.path}"


def _lines(rights: Mapping[str, str]) -> list[str]:
    return [f"{name}: {level}" for name, level in rights.items()]


def _coded(rights: Sequence[str]) -> str:
    return joined([f"`{right}`" for right in rights], most=9)
