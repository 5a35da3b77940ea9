"""`pmaction validate`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmaction.checking import check_files
from pmaction.claims import concerning
from pmaction.cli.base_branch import read_base
from pmaction.cli.quotations import secret_paths
from pmaction.cli.repository import read_repository
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.comparison import Comparison
from pmaction.confidential import without_quotations
from pmaction.errors import ExitCode, UsageError
from pmaction.findings import Finding, errors_in
from pmaction.render.as_json import findings_json
from pmaction.render.text import count, findings_text, printable

if TYPE_CHECKING:  # What one format alone needs is imported where it is asked for.
    from pmaction.git import Checkout
    from pmaction.reading import PostmortemFile


@click.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option("text", "github", "json", "sarif")
@click.option(
    "--sarif-file",
    metavar="FILE",
    help="Write the findings as SARIF to this file too, whatever the format.",
)
@click.option(
    "--changed-since",
    metavar="REF",
    help="Leave out what was there at this branch, tag or commit, and see that nothing published "
    "is gone since; in a workflow of a pull request, its base goes without saying.",
)
@common_options
def command(
    session: Session,
    paths: tuple[str, ...],
    form: str,
    sarif_file: str | None,
    changed_since: str | None,
) -> int:
    """Check postmortems against the schema and the rules.

    Without PATH, all postmortems that the config names. Exit code 1 if there is an error.
    """
    chosen = session.workspace.named([Path(path) for path in paths])
    named = session.read(chosen, trusted=True)
    names = {file.path for file in named}
    others = tuple(file for file in session.read_all() if file.path not in names)
    looked_at = named if paths else others
    target = _target(session, sarif_file, {*names, *(file.path for file in others)})
    # The others are read for what only shows across files: ids that are taken, references. They
    # come first: of two files with one id, a named one is taken for the copy.
    everything = (*others, *named)
    repository = read_repository(session)
    base = read_base(session, changed_since, everything, repository)
    at_base = base.files if base is not None else None
    findings = check_files(everything, session.config, session.now, at_base, repository)
    if paths:
        findings = concerning(findings, everything, names)
    first: frozenset[Finding] = frozenset()
    notes: tuple[str, ...] = ()
    if base is not None:
        findings, first = _compared(session, base.comparison, findings)
        # What says which rules count can switch its own check off: a reviewer must know.
        if base.has_other_config:
            config_path = session.workspace.shown(session.config_path)
            notes = (
                f"The configuration, {printable(config_path)}, changes here too. It decides what "
                "is checked: look at `rules` and `postmortems` in it.",
            )
    checkout = None
    by_others = target is not None or form in ("github", "sarif")
    if by_others:
        from pmaction.git import read_checkout

        checkout = read_checkout(session.workspace.root)
    read = (*everything, *(base.files if base is not None else ()))
    # A page of a run, code scanning: more people read these than the file.
    secret = secret_paths(session, findings, read, by_others=by_others)
    first = frozenset(without_quotations(first, secret))
    findings = without_quotations(findings, secret)
    folder = checkout.folder if checkout is not None else ""
    if form == "github":
        source = _source(session, checkout)
        _annotate(session, findings, first, len(looked_at), folder, source, notes)
    elif form == "sarif":
        click.echo(_sarif(findings, folder))
    elif form == "json":
        click.echo(findings_json(findings, len(looked_at)))
    else:
        quoted = [finding for finding in findings if finding.path not in secret]
        click.echo(findings_text(findings, session.texts(quoted), len(looked_at), style))
        if told := _not_yet_checked(looked_at, findings):
            click.echo(told)
    for note in notes:
        session.talk.say(note)
    if not looked_at and form in ("text", "github"):
        patterns = ", ".join(session.config.postmortems)
        session.talk.say(f"No file matches {patterns}. Start with `pmaction new`.")
    if target is not None:
        _write(target, _sarif(findings, folder))
    if form == "github":
        _leave(session, findings, len(looked_at), target)
    return ExitCode.FINDINGS if errors_in(findings) else ExitCode.OK


def _not_yet_checked(files: Iterable[PostmortemFile], findings: Iterable[Finding]) -> str:
    """Say of how many files only the form was checked: no rule can look at what has no form."""
    shown = {finding.path for finding in findings}
    number = sum(1 for file in files if file.postmortem is None and file.path in shown)
    if not number:
        return ""
    verb, whose = ("has", "it") if number == 1 else ("have", "them")
    return (
        f"{count(number, 'file')} {verb} errors of form: apart from secrets, the rest of {whose} "
        "is checked once these are mended"
    )


def _compared(
    session: Session, comparison: Comparison, findings: tuple[Finding, ...]
) -> tuple[tuple[Finding, ...], frozenset[Finding]]:
    """Give the findings that the change answers for, and which of them are on changed lines."""
    ours, left_out = comparison.split(findings)
    if left_out:
        session.talk.say(
            f"{count(len(left_out), 'finding')} that the base has too, in files that did not "
            "change, left out."
        )
    first = comparison.on_changed_lines(ours, session.texts(ours))
    return tuple(sorted(ours, key=lambda finding: finding not in first)), first


def _annotate(
    session: Session,
    findings: Sequence[Finding],
    first: frozenset[Finding],
    files: int,
    folder: str,
    source: str,
    notes: Sequence[str],
) -> None:
    """Print annotations, and add the whole to the step's summary where there is one."""
    from pmaction.render.github import annotation_commands, findings_summary, notice_command

    for note in notes:
        click.echo(notice_command(note))
    if findings:
        click.echo(annotation_commands(findings, folder, first=first))
    errors = errors_in(findings)
    warnings = count(len(findings) - errors, "warning")
    click.echo(f"{count(files, 'file')} checked, {count(errors, 'error')}, {warnings}")
    session.step.summarize(findings_summary(findings, files, folder, source, notes))


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
    if checkout is None or not environment.repository:
        return ""
    return f"{environment.server_url}/{environment.repository}/blob/{checkout.commit}/"


def _target(session: Session, sarif_file: str | None, read: Iterable[str]) -> Path | None:
    """Give the place of the SARIF file; raises UsageError where it must not be written."""
    if sarif_file is None:
        return None
    target = session.workspace.target(sarif_file)
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
