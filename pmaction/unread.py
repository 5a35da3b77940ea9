"""Secrets in files that no postmortem can be made of: they are pushed all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pmaction.document import Document
from pmaction.findings import Finding, Severity
from pmaction.positions import Lines, Path
from pmaction.reading import PostmortemFile
from pmaction.rules import SECRETS
from pmaction.rules.base import Problem
from pmaction.rules.comments import Comments
from pmaction.rules.ignores import Ignoring
from pmaction.rules.secrets import HINT, SAID, secrets_in_comments, secrets_in_texts
from pmaction.rules.texts import Text, Texts
from pmaction.secret_source import secrets_in_source


def with_secrets(file: PostmortemFile, severity: Severity | None) -> tuple[Finding, ...]:
    """Give the findings of a file without a postmortem, and those of secrets in it.

    `severity` is theirs, None where nobody wants them. Where a value is wrong because it is a
    secret, only that is said: it is one mistake, and what else is wrong can wait.
    """
    if severity is None:
        return file.findings
    if file.document is None:
        return (*file.findings, *_in_source(file, severity))
    found = [*_in_document(file.document, severity)]
    replaced: set[tuple[str, int, int]] = set()
    if severity is Severity.ERROR:
        replaced = {(whole.pointer, whole.line, whole.column) for whole, _ in found}
    others = (one for one in file.findings if (one.pointer, one.line, one.column) not in replaced)
    return (*others, *(finding for _, finding in found))


def _in_document(document: Document, severity: Severity) -> Iterator[tuple[Finding, Finding]]:
    """Give each finding twice: at the value that holds the secret, and at the secret itself."""
    names, values = _texts(document.data)
    problems = [
        *(Problem(one.path, one.message, one.hint, at_key=True) for one in secrets_in_texts(names)),
        *secrets_in_texts(values),
        *secrets_in_comments(Comments(document.text)),
    ]
    ignoring = Ignoring(document) if problems else None
    for problem in problems:
        whole, exact = (
            document.finding(
                problem.path,
                SECRETS.id,
                severity,
                problem.message,
                problem.hint,
                of_key=problem.at_key,
                offset=offset,
                place=problem.place,
            )
            for offset in (None, problem.offset)
        )
        if ignoring is not None and not ignoring.ignores(exact, problem.path):
            yield whole, exact


def _texts(data: Any) -> tuple[Texts, Texts]:
    """Give the names of all properties in data, and all texts."""
    names: list[Text] = []
    values: list[Text] = []
    left: list[tuple[Path, Any]] = [((), data)]
    while left:
        path, value = left.pop()
        if isinstance(value, str):
            values.append(Text(path, value.strip()))
        elif isinstance(value, dict):
            names += (Text((*path, name), name) for name in value)
            left += (((*path, name), one) for name, one in value.items())
        elif isinstance(value, list):
            left += (((*path, index), one) for index, one in enumerate(value))
    return Texts.of(names), Texts.of(values)


def _in_source(file: PostmortemFile, severity: Severity) -> Iterator[Finding]:
    lines = Lines(file.text)
    told: set[str] = set()
    for secret in secrets_in_source(file.text):
        if secret.reads not in told:
            told.add(secret.reads)
            place = lines.at(secret.start)
            message = SAID.format(secret.kind)
            yield Finding(file.path, *place, SECRETS.id, severity, message, HINT, "")
