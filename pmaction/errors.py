"""What can go wrong outside the documents themselves, and the exit code each has."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command, kept stable."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    CONFIGURATION = 3
    TRACKING_SYSTEM = 4
    APPLIED_IN_PART = 5
    BUG = 70


class PmactionError(Exception):
    """Something a person can put right: `message` says what happened, `hint` what to do."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PmactionError):
    """The command was called in a way it cannot follow."""

    exit_code = ExitCode.USAGE


class ConfigurationError(PmactionError):
    """The configuration cannot be used as it stands."""

    exit_code = ExitCode.CONFIGURATION


class TrackingError(PmactionError):
    """The tracking system refused a request or could not be reached."""

    exit_code = ExitCode.TRACKING_SYSTEM


class TrackingUnavailable(TrackingError):
    """The tracking system cannot be worked with at all now: going on would only repeat this."""


class TrackingBusy(TrackingUnavailable):
    """The tracking system asks to wait longer than this run may: a later one finishes."""

    exit_code = ExitCode.APPLIED_IN_PART
