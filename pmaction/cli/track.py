"""`pmaction track`."""

from __future__ import annotations

import click

from pmaction.cli.session import Session, common_options
from pmaction.cli.tracked import look
from pmaction.errors import ExitCode
from pmaction.tracker_file import tracker_file


@click.command("track")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the file is stale.")
@common_options
def command(session: Session, check: bool) -> int:
    """Write the tracker file: all postmortems, and what is open when.

    It is made anew from the postmortems and the issues; deleting it loses nothing.
    """
    tracked = look(session, ())
    text = tracker_file(
        tracked.usable.postmortems,
        tracked.listing,
        session.config,
        session.today,
        tracked.usable.left_out,
    )
    path = session.workspace.inside(session.config.tracker_file)
    shown = session.workspace.shown(path)
    left_out = ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK
    if check:
        is_current = path.is_file() and path.read_bytes() == text.encode()
        click.echo(f"{shown} is {'up to date' if is_current else 'stale; run `pmaction track`'}")
        return left_out if is_current else ExitCode.FINDINGS
    changed = session.workspace.write(path, text)
    click.echo(f"{shown} {'written' if changed else 'unchanged'}")
    return left_out
