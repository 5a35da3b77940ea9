"""`pmaction validate`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from pmaction.checking import check_files
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.errors import ExitCode, UsageError
from pmaction.findings import Finding, errors_in
from pmaction.git import Checkout, read_checkout
from pmaction.render.as_json import findings_json
from pmaction.render.github import annotation_commands, findings_summary
from pmaction.render.sarif import findings_sarif
from pmaction.render.text import count, findings_text, printable


@click.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option("text", "github", "json", "sarif")
@click.option(
    "--sarif-file",
    metavar="FILE",
    help="Write the findings as SARIF to this file too, whatever the format.",
)
@common_options
def command(session: Session, paths: tuple[str, ...], form: str, sarif_file: str | None) -> int:
    """Check postmortems against the schema and the rules.

    Without PATH, all postmortems that the config names. Exit code 1 if there is an error.
    """
    chosen = session.workspace.named([Path(path) for path in paths])
    named = session.read(chosen, trusted=True)
    names = {file.path for file in named}
    others = tuple(file for file in session.read_all() if file.path not in names)
    looked_at = named if paths else others
    wanted = {file.path for file in looked_at}
    target = _target(session, sarif_file, {*names, *(file.path for file in others)})
    # The others are read for what only shows across files: ids that are taken, references.
    findings = tuple(
        finding
        for finding in check_files((*named, *others), session.config, session.now)
        if finding.path in wanted
    )
    checkout = None
    if target is not None or form in ("github", "sarif"):
        checkout = read_checkout(session.workspace.root)
    folder = checkout.folder if checkout is not None else ""
    if form == "github":
        _annotate(session, findings, len(looked_at), folder, _source(session, checkout))
    elif form == "sarif":
        click.echo(findings_sarif(findings, folder))
    elif form == "json":
        click.echo(findings_json(findings, len(looked_at)))
    else:
        click.echo(findings_text(findings, session.texts(findings), len(looked_at), style))
    if not looked_at and form in ("text", "github"):
        patterns = ", ".join(session.config.postmortems)
        session.talk.say(f"No file matches {patterns}. Start with `pmaction new`.")
    if target is not None:
        _write(target, findings_sarif(findings, folder))
    if form == "github":
        _leave(session, findings, len(looked_at), target)
    return ExitCode.FINDINGS if errors_in(findings) else ExitCode.OK


def _annotate(
    session: Session, findings: Sequence[Finding], files: int, folder: str, source: str
) -> None:
    """Print annotations, and add the whole to the step's summary where there is one."""
    if findings:
        click.echo(annotation_commands(findings, folder))
    errors = errors_in(findings)
    warnings = count(len(findings) - errors, "warning")
    click.echo(f"{count(files, 'file')} checked, {count(errors, 'error')}, {warnings}")
    session.step.summarize(findings_summary(findings, files, folder, source))


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
    if checkout is None or not environment.repository:
        return ""
    return f"{environment.server_url}/{environment.repository}/blob/{checkout.commit}/"


def _target(session: Session, sarif_file: str | None, read: Iterable[str]) -> Path | None:
    """Give the place of the SARIF file; raises UsageError where one of our sources lies."""
    if sarif_file is None:
        return None
    target = Path(os.path.realpath(sarif_file))
    sources = {os.path.realpath(session.workspace.root / path) for path in read}
    if str(target) in sources | {os.path.realpath(session.config_path)}:
        raise UsageError(
            f"--sarif-file would overwrite {printable(sarif_file)}, which is read here",
            "Name a file of its own, such as findings.sarif.",
        )
    return target


def _write(path: Path, text: str) -> None:
    # It may lie outside the repository, as a runner's temporary folder does.
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{printable(str(path))} cannot be written: {error.strerror or error}",
            "Check that the folder is there and that you may write to it.",
        ) from error
