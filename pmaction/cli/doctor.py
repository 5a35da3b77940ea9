"""`pmaction doctor`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pmaction.checking import usable_postmortems
from pmaction.cli.on_github import OnGitHub
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.cli.systems import max_wait_option, open_system
from pmaction.cli.workflow_runs import workflows_here
from pmaction.doctor import examine, without_quota
from pmaction.doctor.check import Check, Verdict
from pmaction.doctor.facts import Facts
from pmaction.doctor.people import items_in_use, persons_in_use
from pmaction.errors import ExitCode
from pmaction.render.doctor import check_commands, checks_json, checks_markdown, checks_text
from pmaction.render.text import count

REQUESTS = 40
"""So many requests looking takes at most, besides one for each owner."""


@click.command("doctor")
@max_wait_option
@format_option("text", "github", "json")
@common_options
def command(session: Session, form: str) -> int:
    """Find out what would keep pmaction from its work on GitHub, and what to do about it.

    Looks at the token, the workflows' rights and runs, branch rules, labels, owners and quota.
    Writes nothing: of rights to write it only asks for what GitHub must refuse. Exit code 1 if
    there is an error.
    """
    system = open_system(session)
    checks = _local(session) if system.github is None else _on_github(session, system.github)
    if form == "json":
        click.echo(checks_json(checks))
    else:
        click.echo(checks_text(checks, style))
    if form == "github":
        for line in check_commands(checks):
            click.echo(line)
        session.step.summarize(checks_markdown(checks))
        session.step.output({}, report=checks_json(checks))
    failed = any(check.verdict is Verdict.ERROR for check in checks)
    return ExitCode.FINDINGS if failed else ExitCode.OK


def _on_github(session: Session, github: OnGitHub) -> Sequence[Check]:
    # Not needed by whoever tracks issues in a folder.
    from pmaction.tracking.github_facts import Repository

    session.talk.say(f"Looking at {github.page}")
    usable = usable_postmortems(session.read_all())
    items = items_in_use(usable.postmortems, session.config)
    persons = persons_in_use(items, session.config)
    repository = Repository(github.client, github.repository)
    quota = repository.quota()
    if quota is not None and quota.remaining < REQUESTS + len(persons):
        facts = Facts(github.repository, "", private=False, quota=quota)
        return without_quota(facts, session.now)
    workflows = workflows_here(session)
    config = session.config
    beside = config.tracker_mode in ("pull_request", "branch")
    facts = repository.facts(quota, persons, workflows, config.tracker_branch, goes_beside=beside)
    checks = examine(facts, items, workflows, session.config, session.now)
    return (*checks, *_left_out(usable.left_out))


def _left_out(paths: Sequence[str]) -> tuple[Check, ...]:
    if not paths:
        return ()
    their = "its" if len(paths) == 1 else "their"
    message = f"{count(len(paths), 'file')} cannot be used, so {their} owners were not looked at"
    return (Check("postmortems", Verdict.WARNING, message, "`pmaction validate` says why."),)


def _local(session: Session) -> Sequence[Check]:
    folder = session.config.tracking.folder
    hint = ""
    if session.config.tracking.system is None:
        hint = (
            "In a workflow they are on GitHub. To look at that from here, set GITHUB_REPOSITORY "
            "and GITHUB_TOKEN, and `tracking: {system: github}` in the config."
        )
    message = f"issues are files in {folder}/: there is no token, branch or schedule to look at"
    return (Check("tracking", Verdict.OK, message, hint),)
