"""A check: one thing that was looked at, and what to do if it is not as it should be."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Verdict(StrEnum):
    """What became of a check: an error fails the run, a warning does not.

    `unknown` is what could not be seen; it fails nothing, since nothing may be wrong.
    """

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    UNKNOWN = "unknown"


class Check(Struct, frozen=True):
    """What was looked at, how it stands, and what to do; without a hint there is nothing to do."""

    about: str
    verdict: Verdict
    message: str
    hint: str = ""


def verdicts_in(checks: Iterable[Check]) -> dict[str, int]:
    """Count the checks by verdict, every verdict named."""
    found = [check.verdict for check in checks]
    return {verdict.value: found.count(verdict) for verdict in Verdict}
