"""Rules about why it happened: the questions go on until there is something to change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from pmaction.incident import Why
from pmaction.lazy_pattern import LazyPattern
from pmaction.model import Postmortem, Priority
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.options import Option
from pmaction.rules.selection import priority_of

# What a template left behind, such as ???, is the business of `placeholder-text`.
_NO_ANSWER = LazyPattern(
    r"(?:still )?(?:unknown|unclear|not known|no idea|n/?a|none)(?: yet)?"
    r"|(?:we|nobody|no one) (?:do not|don't|knows?)(?: know)?(?: why)?(?: yet)?",
    re.IGNORECASE,
)


class WhyOptions(Struct, frozen=True):
    """Options of `five-whys`."""

    severities: Annotated[
        tuple[Priority, ...],
        Option("The severities that need a chain of whys at all.", "a list of P0 to P3"),
    ] = ("P0", "P1")
    at_least: Annotated[
        int,
        Meta(ge=1, le=10),
        Option(
            "How many answers the chain has at least for these severities.", "a number from 1 to 10"
        ),
    ] = 3


def five_whys(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """The five whys lead to a cause that can be changed; for P0 and P1 by three answers or more.

    Why: the first answer names the symptom. An action item against a symptom lets the same cause
    come back in another form.

    Fix: ask why of the last answer, until it names a system, a default, a missing signal or a
    process that somebody can change. An answer that is not known becomes an action item to find
    out; one that repeats an earlier one leads in a circle. A P0 or P1 that is taken apart into
    `failure_modes` instead needs no whys.

    Failing:
        status: reviewed
        root_cause:
          description: The pool was smaller than the daily peak needed.
          contributing_factors: [Twice the usual traffic.]
          five_whys:
            - {question: Why did the service fail?, answer: The connections were used up.}

    Passing:
        status: reviewed
        root_cause:
          description: The pool was smaller than the daily peak needed.
          contributing_factors: [Twice the usual traffic.]
          five_whys:
            - {question: Why did the service fail?, answer: The connections were used up.}
            - {question: Why were they used up?, answer: The pool allowed ten.}
            - {question: Why ten?, answer: The default of the set-up was never looked at again.}
    """
    options = surroundings.options(WhyOptions)
    root_cause = postmortem.root_cause
    severity = priority_of(postmortem, surroundings.config)
    is_asked = severity in options.severities
    if root_cause.five_whys:
        yield from _chain(root_cause.five_whys, severity, options.at_least if is_asked else 1)
    elif is_asked and root_cause != type(root_cause)() and not root_cause.failure_modes:
        # Without any root cause there is more to ask for, and `published-incomplete` does.
        yield Problem(
            ("root_cause",),
            f"a {severity} needs the five whys, or the failure modes, behind its root cause",
            "Add `five_whys:` under `root_cause:`, each with a `question` and its `answer`.",
            at_key=True,
        )


def _chain(whys: Sequence[Why], severity: str | None, at_least: int) -> Iterator[Problem]:
    """Report a chain that leads in a circle, to nowhere, or not far enough."""
    last = len(whys) - 1
    answer = " ".join(whys[last].answer.split()).rstrip(".! ")
    if again := _again(whys):
        earlier, index = again
        yield Problem(
            ("root_cause", "five_whys", index, "answer"),
            f"answer {index + 1} is answer {earlier + 1} again, so the whys lead in a circle",
            "Say what is behind it, or end the chain one question earlier.",
        )
    elif _NO_ANSWER.fullmatch(answer):
        yield Problem(
            ("root_cause", "five_whys", last, "answer"),
            f"the whys end without an answer: “{whys[last].answer}”",
            "Find it out, or delete this one and make finding it out an action item.",
        )
    elif len(whys) < at_least:
        yield Problem(
            ("root_cause", "five_whys", last),
            f"the whys of a {severity} end after {len(whys)} of {at_least} or more answers",
            "Ask why of the last answer, until it names something that can be changed.",
        )


def _again(whys: Sequence[Why]) -> tuple[int, int] | None:
    """Give the index of an answer, and of the first one that is the same."""
    seen: dict[str, int] = {}
    for index, why in enumerate(whys):
        earlier = seen.setdefault(" ".join(why.answer.casefold().split()), index)
        if earlier != index:
            return earlier, index
    return None


class FactorOptions(Struct, frozen=True):
    """Options of `contributing-factors`."""

    severities: Annotated[
        tuple[Priority, ...], Option("The severities that are asked.", "a list of P0 to P3")
    ] = ("P0", "P1")


def contributing_factors(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """For P0 and P1, what made it likelier or worse is named beside the root cause.

    Why: large incidents need several things to come together. Each of them can be taken away, often
    more cheaply than the root cause.

    Fix: add `contributing_factors` under `root_cause`: load, timing, missing limits, stale
    documentation, whatever had to be true as well.

    Failing:
        status: reviewed
        root_cause:
          description: The pool was smaller than the daily peak needed.
          five_whys:
            - {question: Why did the service fail?, answer: The connections were used up.}
            - {question: Why were they used up?, answer: The pool allowed ten.}
            - {question: Why ten?, answer: The default of the set-up was never looked at again.}

    Passing:
        status: reviewed
        root_cause:
          description: The pool was smaller than the daily peak needed.
          contributing_factors: [Twice the usual traffic., Long queries held their connections.]
          five_whys:
            - {question: Why did the service fail?, answer: The connections were used up.}
            - {question: Why were they used up?, answer: The pool allowed ten.}
            - {question: Why ten?, answer: The default of the set-up was never looked at again.}
    """
    severity = priority_of(postmortem, surroundings.config)
    cause = postmortem.root_cause
    if cause.contributing_factors or cause == type(cause)():
        return
    if severity in surroundings.options(FactorOptions).severities:
        yield Problem(
            ("root_cause",),
            f"the root cause of a {severity} names no contributing factors",
            "Add `contributing_factors:` with what made it likelier or worse.",
            at_key=True,
        )
