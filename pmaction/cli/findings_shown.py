"""How findings are shown: to a person, to a machine, to code scanning, to a workflow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from pmaction.cli.session import Session, style
from pmaction.errors import UsageError
from pmaction.findings import Finding, errors_in
from pmaction.reading import PostmortemFile
from pmaction.render.as_json import findings_json
from pmaction.render.text import count, findings_text, printable

if TYPE_CHECKING:  # What one format alone needs is imported where it is asked for.
    from pmaction.git import Checkout


class Found(Struct, frozen=True):
    """What was found in the files that were looked at.

    `first` are findings on lines that a change touches, `secret` paths of which nothing is quoted;
    `notes` are what a person should know besides.
    """

    looked_at: Sequence[PostmortemFile]
    findings: tuple[Finding, ...]
    first: frozenset[Finding]
    secret: frozenset[str]
    notes: tuple[str, ...]


def print_findings(
    session: Session,
    form: str,
    found: Found,
    checkout: Checkout | None,
    sarif_file: Path | None = None,
) -> None:
    """Print findings in their form, and write them as SARIF; a workflow gets its outputs too."""
    findings, files = found.findings, len(found.looked_at)
    folder = checkout.folder if checkout is not None else ""
    if form == "github":
        _annotate(session, found, folder, _source(session, checkout))
    elif form == "sarif":
        click.echo(_sarif(findings, folder))
    elif form == "json":
        click.echo(findings_json(findings, files))
    else:
        quoted = [finding for finding in findings if finding.path not in found.secret]
        click.echo(findings_text(findings, session.texts(quoted), files, style))
        if told := _not_yet_checked(found):
            click.echo(told)
    for note in found.notes:
        session.talk.say(note)
    if not files and form in ("text", "github"):
        patterns = ", ".join(session.config.postmortems)
        session.talk.say(f"No file matches {patterns}. Start with `pmaction new`.")
    if sarif_file is not None:
        _write(sarif_file, _sarif(findings, folder))
    if form == "github":
        _leave(session, findings, files, sarif_file)


def _not_yet_checked(found: Found) -> str:
    """Say of how many files only the form was checked: no rule can look at what has no form."""
    shown = {finding.path for finding in found.findings}
    files = [one for one in found.looked_at if one.postmortem is None and one.path in shown]
    if not files:
        return ""
    verb, whose = ("has", "it") if len(files) == 1 else ("have", "them")
    return (
        f"{count(len(files), 'file')} {verb} errors of form: apart from secrets, the rest of "
        f"{whose} is checked once these are mended"
    )


def _annotate(session: Session, found: Found, folder: str, source: str) -> None:
    """Print annotations, and add the whole to the step's summary where there is one."""
    from pmaction.render.github import annotation_commands, findings_summary, notice_command

    findings, files = found.findings, len(found.looked_at)
    for note in found.notes:
        click.echo(notice_command(note))
    if findings:
        click.echo(annotation_commands(findings, folder, first=found.first))
    errors = errors_in(findings)
    warnings = count(len(findings) - errors, "warning")
    click.echo(f"{count(files, 'file')} checked, {count(errors, 'error')}, {warnings}")
    session.step.summarize(findings_summary(findings, files, folder, source, found.notes))


def _sarif(findings: Sequence[Finding], folder: str) -> str:
    from pmaction.render.sarif import findings_sarif

    return findings_sarif(findings, folder)


def _leave(
    session: Session, findings: Sequence[Finding], files: int, sarif_file: Path | None
) -> None:
    errors = errors_in(findings)
    session.step.output(
        {
            "findings": str(len(findings)),
            "errors": str(errors),
            "warnings": str(len(findings) - errors),
            "sarif-file": str(sarif_file) if sarif_file is not None else "",
        },
        report=findings_json(findings, files),
    )


def _source(session: Session, checkout: Checkout | None) -> str:
    """Give the address under which the repository's files are shown as they are here."""
    environment = session.step.environment
    if checkout is None or not environment.repository or not environment.server_url:
        return ""
    return f"{environment.server_url}/{environment.repository}/blob/{checkout.commit}/"


def _write(path: Path, text: str) -> None:
    # It may lie outside the repository, as a runner's temporary folder does.
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{printable(str(path))} cannot be written: {error.strerror or error}",
            "Check that the folder is there and that you may write to it.",
        ) from error
