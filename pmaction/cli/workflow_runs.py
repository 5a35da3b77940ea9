"""The workflows in a checkout, and whether the one that reminds still runs."""

from __future__ import annotations

from pathlib import Path

import click

from pmaction.cli.on_github import OnGitHub
from pmaction.cli.session import Session, style
from pmaction.doctor.check import Check
from pmaction.doctor.schedule import is_late, problem
from pmaction.doctor.workflow_files import WorkflowFile, read_workflow
from pmaction.document import Document, read_document
from pmaction.errors import TrackingError
from pmaction.git import read_checkout
from pmaction.render.github import escaped_data
from pmaction.render.inert import inert_line
from pmaction.render.text import printable
from pmaction.workflows import FOLDER
from pmaction.workspace import Workspace


def workflows_here(session: Session) -> tuple[WorkflowFile, ...]:
    """Read the workflows that run pmaction; GitHub has them at the repository's root alone.

    One that cannot be read is left out: GitHub says on its own what is wrong with it.
    """
    root = session.workspace.root
    checkout = read_checkout(root)
    for _ in Path(checkout.folder).parts if checkout is not None else ():
        root = root.parent
    workspace = Workspace(root)
    found = []
    for path in workspace.matching((f"{FOLDER}/*.yml", f"{FOLDER}/*.yaml")).paths:
        raw = workspace.read(path)
        shown = workspace.shown(path)
        document = read_document(shown, raw) if isinstance(raw, bytes) else ()
        if isinstance(document, Document):
            found.append(read_workflow(shown, document.data))
    return tuple(file for file in found if file.jobs)


def warn_of_schedule(session: Session, github: OnGitHub, form: str) -> None:
    """Warn where the schedule has not run for too long: nobody else would notice.

    It takes one request as long as all is well. What cannot be seen is passed over in silence: the
    workflow may come with this very pull request, or the token may lack `actions: read`.
    """
    for file in workflows_here(session):
        if not file.reminds_on_schedule:
            continue
        try:
            found = _problem(session, github, file)
        except TrackingError as error:
            session.talk.detail(f"the runs of {file.path} cannot be seen: {error.message}")
            continue
        if found is None:
            continue
        said = printable(f"{found.message} {found.hint}")
        if form == "github":
            click.echo(f"::warning title=pmaction::{escaped_data(said)}")
            session.step.summarize(f"**Warning:** {inert_line(said)}")
        else:
            session.talk.say(f"{style('warning:', 'warning')} {said}")


def _problem(session: Session, github: OnGitHub, file: WorkflowFile) -> Check | None:
    # Only where issues are on GitHub.
    from pmaction.tracking.github_schedules import Schedules

    schedules = Schedules(github.client, github.repository)
    good = schedules.last_good(file.path)
    if good is not None and not is_late(file.crons, good.at, session.now):
        return None
    return problem(schedules.read(file.path, file.crons), session.now)
