"""`pmaction validate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pmaction.checking import check_files
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.errors import ExitCode
from pmaction.findings import Finding, errors_in
from pmaction.git import read_checkout
from pmaction.render.as_json import findings_json
from pmaction.render.github import annotation_commands, findings_summary
from pmaction.render.text import count, findings_text


@click.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option("text", "github", "json")
@common_options
def command(session: Session, paths: tuple[str, ...], form: str) -> int:
    """Check postmortems against the schema and the rules.

    Without PATH, all postmortems that the config names. Exit code 1 if there is an error.
    """
    chosen = session.workspace.named([Path(path) for path in paths])
    named = session.read(chosen, trusted=True)
    names = {file.path for file in named}
    others = tuple(file for file in session.read_all() if file.path not in names)
    looked_at = named if paths else others
    wanted = {file.path for file in looked_at}
    # The others are read for what only shows across files: ids that are taken, references.
    findings = tuple(
        finding
        for finding in check_files((*named, *others), session.config, session.now)
        if finding.path in wanted
    )
    if form == "json":
        click.echo(findings_json(findings, len(looked_at)))
    elif form == "github":
        _annotate(session, findings, len(looked_at))
    else:
        text = findings_text(findings, session.texts(findings), len(looked_at), style)
        click.echo(text)
        if not looked_at:
            patterns = ", ".join(session.config.postmortems)
            session.talk.say(f"No file matches {patterns}. Start with `pmaction new`.")
    return ExitCode.FINDINGS if errors_in(findings) else ExitCode.OK


def _annotate(session: Session, findings: Sequence[Finding], files: int) -> None:
    """Print annotations, and add the whole to the step's summary where there is one."""
    checkout = read_checkout(session.workspace.root)
    if findings:
        click.echo(annotation_commands(findings, checkout.folder if checkout is not None else ""))
    errors = errors_in(findings)
    warnings = count(len(findings) - errors, "warning")
    click.echo(f"{count(files, 'file')} checked, {count(errors, 'error')}, {warnings}")
    session.step.summarize(findings_summary(findings, files))
    session.step.output(
        {
            "findings": str(len(findings)),
            "errors": str(errors),
            "warnings": str(len(findings) - errors),
        },
        report=findings_json(findings, files),
    )
