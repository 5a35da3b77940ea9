"""The file that `report --output` names: a new one, or an earlier report."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pmaction.cli.output_file import output_file
from pmaction.cli.session import Session
from pmaction.errors import PmactionError, UsageError
from pmaction.render.report.opening import TITLE
from pmaction.render.text import printable

_ENOUGH = 4000
_HTML = "<!doctype html>"
_BEGINNINGS = (TITLE, f"# {TITLE}", '{\n "version": 1,\n "window": {\n  "since": ')


def report_file(session: Session, named: str | None, read: Iterable[Path]) -> Path | None:
    """Give the file to write, None for stdout.

    Raises UsageError where anything but an earlier report would be lost.
    """
    target = output_file(session, named, read)
    if target is None or not target.is_file() or _may_go(target):
        return target
    shown = printable(session.workspace.shown(target))
    raise UsageError(
        f"--output would overwrite {shown}, which is no report",
        "Name a file of its own, such as report.html, or take that one away if it may go.",
    )


def _may_go(path: Path) -> bool:
    """Say whether a file is empty, or a report in whatever form."""
    try:
        with path.open("rb") as file:
            begin = file.read(_ENOUGH).decode(errors="replace").replace("\r\n", "\n")
    except OSError as error:
        raise PmactionError(
            f"{printable(path.name)} cannot be read: {error.strerror or error}",
            "Check that you may read it, or name another file.",
        ) from None
    is_page = begin.startswith(_HTML) and f"<title>{TITLE}" in begin
    return is_page or not begin or begin.startswith(_BEGINNINGS)
