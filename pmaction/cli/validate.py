"""`pmaction validate`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from pmaction.checking import check_files
from pmaction.claims import concerning
from pmaction.cli.base_branch import read_base
from pmaction.cli.findings_shown import Found, print_findings
from pmaction.cli.quotations import secret_paths
from pmaction.cli.repository import read_repository
from pmaction.cli.session import Session, common_options, format_option
from pmaction.comparison import Comparison
from pmaction.confidential import without_quotations
from pmaction.errors import ExitCode, UsageError
from pmaction.findings import Finding, errors_in
from pmaction.render.text import count, printable


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
    help="Leave out what this branch, tag or commit has too, in files that did not change since, "
    "and see that no action item is gone and no due date put off without a word. In a workflow "
    "of a pull request, its base goes without saying.",
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
        from pmaction.git import read_checkout  # What some formats alone need.

        checkout = read_checkout(session.workspace.root)
    read = (*everything, *(base.files if base is not None else ()))
    # A page of a run, code scanning: more people read these than the file.
    secret = secret_paths(session, findings, read, by_others=by_others)
    found = Found(
        looked_at,
        without_quotations(findings, secret),
        frozenset(without_quotations(first, secret)),
        secret,
        notes,
    )
    print_findings(session, form, found, checkout, target)
    return ExitCode.FINDINGS if errors_in(findings) else ExitCode.OK


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
