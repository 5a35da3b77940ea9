"""Rules about how it came to light, and about what keeps it from coming back unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from pmaction.model import ActionItem, Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.options import Option

_QUESTIONS = {
    "volume": "whether people are drowned in alerts",
    "quality": "whether it says what to do next",
    "purpose": "whether it is to act on, or to debug with",
}
_BUG = re.compile(r"\bbugs?\b", re.IGNORECASE)
_TEST = re.compile(r"\btest(?:s|ed|ing)?\b|\bregression\b", re.IGNORECASE)


class DetectionOptions(Struct, frozen=True):
    """Options of `detection-gap`."""

    target_minutes: Annotated[
        Annotated[int, Meta(ge=1, le=525_600)] | None,
        Option(
            "The time to detect, in minutes, above which a gap must be named too.",
            "a number of minutes from 1 to 525600",
        ),
    ] = None


def detection_gap(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Where no alert told the team first, what could not be seen is named.

    Why: if a customer or chance was quicker than the monitoring, something was not watched. Unless
    it is named, nobody adds it, and the next incident is found in the same way.

    Fix: add `detection_gaps` under `root_cause`: the signal that was missing, or the alert that
    came too late, and an action item for it.

    Failing:
        status: reviewed
        severity: P2
        detection: {method: customer-report}

    Passing:
        status: reviewed
        severity: P2
        detection: {method: customer-report}
        root_cause:
          description: The pool was smaller than the daily peak needed.
          detection_gaps: [Pool usage was not exported as a metric.]
    """
    if postmortem.root_cause.detection_gaps:
        return
    detection = postmortem.detection
    fired = detection.alert is not None and detection.alert.name is not None
    target = surroundings.options(DetectionOptions).target_minutes
    taken = postmortem.times.time_to_detect
    if detection.method == "customer-report":
        problem = "customers noticed first, but no detection gap is named"
    elif detection.method in ("manual-discovery", "audit") and not fired:
        problem = "no alert fired, but no detection gap is named"
    elif target and taken and not taken.approximate and taken.length > timedelta(minutes=target):
        problem = f"detection took {taken} instead of {target} min, but no gap is named"
    else:
        return
    path = ("detection", "method") if detection.method else ("times", "detected")
    yield Problem(
        path,
        problem,
        "Add `detection_gaps:` under `root_cause:` with what could not be seen, or only too late.",
    )


def monitoring_questions(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """An alert that is named comes with answers about its volume, quality and purpose.

    Why: an alert that fired is no proof of good monitoring. It may drown among others, say nothing
    of what to do, or be meant for debugging and wake people for nothing.

    Fix: answer under `detection.alert` in a sentence each: `volume`, are people drowned in alerts?
    `quality`, does it say what to do next? `purpose`, is it to act on, or to debug with?

    Failing:
        status: reviewed
        detection:
          method: automated-alert
          alert: {name: EmailServiceDown, volume: One page and no others in that hour.}

    Passing:
        status: reviewed
        detection:
          method: automated-alert
          alert:
            name: EmailServiceDown
            volume: One page and no others in that hour.
            quality: It names the service, but not the cause.
            purpose: It calls for action, because users are affected.
    """
    alert = postmortem.detection.alert
    if alert is None or alert.name is None:
        return
    missing = [name for name in _QUESTIONS if getattr(alert, name) is None]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        asked = "; ".join(f"`{name}`, {_QUESTIONS[name]}" for name in missing)
        yield Problem(
            ("detection", "alert"),
            f"the alert {alert.name} is named without its {names}",
            f"Say in a sentence each: {asked}.",
            at_key=True,
        )


def regression_test(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Where a bug was the cause, a test that fails if it comes back is named or planned.

    Why: new features come with tests, fixes in a hurry seldom do. The same bug then comes back with
    the next change to that code.

    Fix: name the test in `resolution.regression_test`, or add an action item that writes it. A bug
    is what has `cause_kind: code`, or calls itself one in the root cause.

    Failing:
        status: reviewed
        cause_kind: code
        action_items:
          - {id: A1, title: Fix the retry loop, priority: P0, owner: "@ana-petrova"}

    Passing:
        status: reviewed
        cause_kind: code
        resolution: {regression_test: tests/test_retry.py}
        action_items:
          - {id: A1, title: Fix the retry loop, priority: P0, owner: "@ana-petrova"}
    """
    cause = postmortem.root_cause
    said = " ".join(
        filter(None, (cause.category, cause.description, postmortem.summary.root_cause))
    )
    is_bug = postmortem.cause_kind == "code" or _BUG.search(said)
    if not is_bug or postmortem.resolution.regression_test is not None:
        return
    planned = (item for item in postmortem.action_items if item.status != "wont_do")
    if any(_TEST.search(_text(item)) for item in planned):
        return
    begun = postmortem.resolution != type(postmortem.resolution)()
    at_kind = not begun and postmortem.cause_kind == "code"
    yield Problem(
        ("resolution",) if begun else ("cause_kind",) if at_kind else ("root_cause",),
        "a bug was the cause, but no test keeps it from coming back",
        "Name one in `regression_test:` under `resolution:`, or add an action item that writes it.",
        at_key=not at_kind,
    )


def _text(item: ActionItem) -> str:
    said = (item.title, item.description, item.done_when, item.verification)
    return " ".join(filter(None, said))
