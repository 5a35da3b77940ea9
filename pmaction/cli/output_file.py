"""The file that a person names with `--output`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pmaction.cli.session import Session
from pmaction.errors import UsageError
from pmaction.render.text import printable


def output_file(session: Session, named: str | None, read: Iterable[Path]) -> Path | None:
    """Give the file to write, None for stdout.

    `read` are files that the command reads; raises UsageError where one of them would be lost, and
    for what is no file.
    """
    if named is None or named == "-":
        return None
    target = session.workspace.target(named)
    if target in {Path(os.path.realpath(path)) for path in (*read, session.config_path)}:
        raise UsageError(
            f"--output would overwrite {printable(named)}, which is read here",
            "Name a file of its own, such as postmortem.md.",
        )
    if os.path.lexists(target) and not target.is_file():
        raise UsageError(f"{printable(named)} is not a file", "Name a file to write to.")
    return target


def write_output(session: Session, target: Path, text: str) -> None:
    """Write the file, and say whether its bytes changed."""
    changed = session.workspace.write(target, text)
    shown = printable(session.workspace.shown(target))
    session.talk.say(f"{shown} {'written' if changed else 'is as it should be already'}")
