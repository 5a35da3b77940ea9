"""`pmaction track`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pmaction.cli.session import Session, common_options
from pmaction.cli.tracked import look
from pmaction.errors import ConfigurationError, ExitCode, PmactionError
from pmaction.tracker_file import HEADER, tracker_file


@click.command("track")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the file is stale.")
@common_options
def command(session: Session, check: bool) -> int:
    """Write the tracker file: all postmortems, and what is open when.

    It is made anew from the postmortems and the issues; deleting it loses nothing.
    """
    path = session.workspace.inside(session.config.tracker_file)
    shown = session.workspace.shown(path)
    existing = _existing(path, shown)
    tracked = look(session, ())
    text = tracker_file(
        tracked.usable.postmortems,
        tracked.listing,
        session.config,
        session.today,
        tracked.usable.left_out,
    )
    left_out = ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK
    is_current = existing == text
    if check:
        click.echo(f"{shown} is {'up to date' if is_current else 'stale; run `pmaction track`'}")
        return left_out if is_current else ExitCode.FINDINGS
    if not is_current:
        session.workspace.write(path, text)
    click.echo(f"{shown} {'unchanged' if is_current else 'written'}")
    return left_out


def _existing(path: Path, shown: str) -> str | None:
    """Give the tracker file's text, its line ends aside; None where there is no such file yet.

    Raises PmactionError when something that is no file is there, and ConfigurationError when
    `track` did not write what is there.
    """
    if not os.path.lexists(path):
        return None
    try:
        if not path.is_file():
            raise OSError("it is not a file")
        raw = path.read_bytes()
    except OSError as error:
        raise PmactionError(
            f"{shown} cannot be read: {error.strerror or error}",
            "Move what is there away, or name another path as `tracker_file` in the config.",
        ) from None
    text = raw.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if not text.startswith(f"{HEADER}\n"):
        raise ConfigurationError(
            f"`tracker_file` is {shown}, which `pmaction track` did not write; it is left alone",
            "Name another path as `tracker_file` in the config, or delete the file if it may go.",
        )
    return text
