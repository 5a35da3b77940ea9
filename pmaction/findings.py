"""A finding: what a check reports, and where."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import force_setattr


class Severity(StrEnum):
    """How much a finding weighs: an error fails the run, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Finding(Struct, frozen=True):
    """One problem in one file.

    `line` and `column` count from 1, in characters; `pointer` is a JSON Pointer (RFC 6901) into
    the document, empty for the document as a whole. Message and hint repeat no secret, whatever
    they quote.
    """

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    message: str
    hint: str
    pointer: str

    def __post_init__(self) -> None:
        """Put stars in the place of each secret in what is said."""
        from pmaction.secret_forms import without_secrets  # Not needed where nothing is found.

        force_setattr(self, "message", without_secrets(self.message))
        force_setattr(self, "hint", without_secrets(self.hint))


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings as a person reads them: by file, then downwards."""
    return tuple(sorted(findings, key=lambda f: (f.path, f.line, f.column, f.rule, f.message)))


def errors_in(findings: Iterable[Finding]) -> int:
    """Count the findings that fail a run."""
    return sum(finding.severity is Severity.ERROR for finding in findings)
