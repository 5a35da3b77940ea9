"""Rules about what a postmortem must say at its stage, and in what words it says how bad it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from msgspec import Struct

from pmaction.model import Postmortem, Priority
from pmaction.rules.base import Problem, Surroundings
from pmaction.suggest import suggest


def unknown_severity(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """The severity is P0 to P3, or an alias that `.pmaction.yml` translates.

    Why: figures are compared by severity, so that one scale must stand behind all its names.

    Fix: write P0 to P3, or add your name for it to `severity_aliases`.

    Failing:
        # config: severity_aliases: {SEV1: P0, SEV2: P1}
        severity: sev-1

    Passing:
        # config: severity_aliases: {SEV1: P0, SEV2: P1}
        severity: SEV1
    """
    known = (*get_args(Priority), *surroundings.config.severity_aliases)
    severity = postmortem.severity
    if severity is not None and severity not in known:
        yield Problem(
            ("severity",),
            f"`{severity}` is not a known severity{suggest(severity, known)}",
            "Write P0 to P3, or add it to `severity_aliases` in .pmaction.yml.",
        )


class _Piece(Struct, frozen=True):
    """Something that a postmortem must say: where it belongs, whether it is there, what to do."""

    name: str
    given: Callable[[Postmortem], object]
    hint: str


_OF_REVIEWED = (
    _Piece("severity", lambda pm: pm.severity, "Add `severity:` with P0 to P3."),
    _Piece("services", lambda pm: pm.services, "Add `services:` with a list of their names."),
    _Piece(
        "summary.incident",
        lambda pm: pm.summary.incident,
        "Say under `summary:` in `incident:` what happened, in one or two sentences.",
    ),
    _Piece(
        "times.started",
        lambda pm: pm.times.started,
        "Add `started:` under `times:`, if only `about ...` or `unknown`.",
    ),
)
_OF_PUBLISHED = (
    _Piece("published_at", lambda pm: pm.published_at, "Add `published_at:` with the date."),
    _Piece(
        "reviewers.signed_off_on",
        lambda pm: any(reviewer.signed_off_on for reviewer in pm.reviewers),
        "Have one of the `reviewers` agree, and add `signed_off_on:` with the date.",
    ),
    _Piece(
        "summary.impact",
        lambda pm: pm.summary.impact,
        "Say under `summary:` in `impact:` who felt it and how much.",
    ),
    _Piece(
        "summary.root_cause",
        lambda pm: pm.summary.root_cause,
        "Say under `summary:` in `root_cause:` what made it possible, in one sentence.",
    ),
    _Piece(
        "summary.resolution",
        lambda pm: pm.summary.resolution,
        "Say under `summary:` in `resolution:` what ended it, in one sentence.",
    ),
    _Piece(
        "summary.prevention",
        lambda pm: pm.summary.prevention or pm.no_action_needed,
        "Say under `summary:` in `prevention:` what keeps it from happening again.",
    ),
    _Piece(
        "root_cause.description",
        lambda pm: pm.root_cause.description,
        "Say under `root_cause:` in `description:` what went wrong in the system and why.",
    ),
    _Piece(
        "times.resolved",
        lambda pm: pm.times.resolved or pm.times.restored,
        "Add `restored:` or `resolved:` under `times:`, if only `about ...` or `unknown`.",
    ),
)


def reviewed_incomplete(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Once reviewed, a postmortem has severity, services, `summary.incident`, `times.started`.

    Why: with a review the action items become issues. Their owners must be able to tell what
    happened, where, when and how bad it was.

    Fix: add what is missing. A time that nobody knows is `unknown`, which counts as an answer.

    Failing:
        status: reviewed
        summary:
          impact: About 500 users could not send email.

    Passing:
        status: reviewed
        summary:
          incident: Email could not be sent or received for nine minutes.
        times:
          started: about 2025-12-14T10:00+03:00
    """
    yield from _missing(postmortem, _OF_REVIEWED)


def published_incomplete(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """A published postmortem is signed off, dated and complete.

    Why: it is read by people who were not there and cannot ask. A sign-off says that somebody
    beside the author agrees with the cause and with what is done about it.

    Fix: add what is missing: `published_at`, a reviewer with `signed_off_on`, the summary of
    impact, root cause, resolution and prevention, `root_cause.description`, and `times.restored` or
    `times.resolved`; or leave the status at `reviewed` until then.

    Failing:
        status: published
        published_at: 2025-12-16
        reviewers:
          - {name: "@mei-tanaka", role: Tech lead}

    Passing:
        status: published
        published_at: 2025-12-16
        reviewers:
          - {name: "@mei-tanaka", role: Tech lead, signed_off_on: 2025-12-16}
    """
    yield from _missing(postmortem, _OF_PUBLISHED)


def _missing(postmortem: Postmortem, pieces: tuple[_Piece, ...]) -> Iterator[Problem]:
    """Report each piece that is missing at its group, or at the status that asks for it."""
    for piece in pieces:
        if piece.given(postmortem):
            continue
        group = piece.name.partition(".")[0]
        value = getattr(postmortem, group)
        begun = value is not None and value != type(value)()
        yield Problem(
            (group,) if begun else ("status",),
            f"a {postmortem.status} postmortem needs {_said(piece.name)}",
            piece.hint,
            at_key=begun,
        )


def _said(name: str) -> str:
    if name == "reviewers.signed_off_on":
        return "the sign-off of at least one reviewer"
    if name == "times.resolved":
        return "`times.restored` or `times.resolved`"
    return f"`{name}`"
