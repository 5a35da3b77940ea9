"""How much of the files is quoted: by whom what a command prints is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pmaction.cli.session import Session
from pmaction.confidential import confidential_paths, without_quotations
from pmaction.findings import Finding
from pmaction.reading import PostmortemFile


def secret_paths(
    session: Session,
    findings: Sequence[Finding],
    files: Collection[PostmortemFile],
    *,
    by_others: bool,
) -> frozenset[str]:
    """Give the files of these findings of which nothing may be quoted.

    What is printed on a person's own terminal tells nobody anything new. A workflow's log is read
    by more people than the file, and so is whatever goes elsewhere (`by_others`). `files` are those
    that the findings come from.
    """
    if not (by_others or session.step.environment.in_workflow):
        return frozenset()
    return confidential_paths(findings, files)


def quotable(
    session: Session,
    findings: Sequence[Finding],
    files: Collection[PostmortemFile],
    *,
    by_others: bool = False,
) -> tuple[tuple[Finding, ...], dict[str, str]]:
    """Give findings, and the text of each of their files, as far as they may be quoted here."""
    secret = secret_paths(session, findings, files, by_others=by_others)
    shown = [finding for finding in findings if finding.path not in secret]
    return without_quotations(findings, secret), session.texts(shown)
