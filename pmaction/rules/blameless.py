"""Rules about blame: systems and conditions are the causes, not persons. They read English only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmaction.lazy_pattern import LazyPattern
from pmaction.model import Postmortem
from pmaction.positions import Path
from pmaction.quoting import cut
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.blame_patterns import Kind
from pmaction.rules.blame_wording import Blame, blames_in
from pmaction.rules.texts import begin_of, once, sentences, texts_of
from pmaction.rules.title_hints import SYSTEM

_PREVENTION: Path = ("summary", "prevention")
_ATTENTION = LazyPattern(
    r"\b(?:be(?:ing)? (?:more|extra|very) (?:careful|attentive|vigilant|cautious|diligent|mindful)"
    r"|pay(?:ing)? (?:more |better |closer |extra )attention|(?:take|taking) more care)\b",
    re.IGNORECASE,
)
_OF_ATTENTION = LazyPattern(r"care|attenti|vigilan|cautious|diligent|mindful", re.IGNORECASE)
# What makes attention needless is prevention.
_NOT_ASKED = LazyPattern(
    r"\b(?:no one|nobody|without|instead of|rather than|not|never|no longer|depends? on|rely|relies"
    r"|relying)\b|n't\b",
    re.IGNORECASE,
)


def human_error_as_cause(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """No "human error" stands where a cause should be. English texts only.

    Why: people err every day, and mostly nothing happens. "Human error" names what was the same
    as always, and hides what was different: the check, the guard or the information that was
    missing this time. It also ends the search for what can be changed.

    Fix: say what let the error through, and what made it likely. A sentence about preventing
    human error, or about a tool that invites it, is fine.

    Source: the practice of blameless postmortems, as in Google's book on site reliability
    engineering, and Dekker's field guide to 'human error'.

    Failing:
        root_cause:
          description: The outage was due to human error.

    Passing:
        root_cause:
          description: The script takes any host name, so that a typo sent it to production.
    """
    for path, offset, blame in _blames(postmortem):
        if blame.kind is Kind.HUMAN_ERROR:
            yield Problem(
                path,
                f"“{cut(blame.words)}” is given as a cause",
                "Say what let the error through: the check, guard or information that was missing.",
                offset=offset,
            )


def person_as_cause(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Nobody is named as the cause: not by name, by handle or by role. English texts only.

    Why: whoever fears to be named tells less, and the next postmortem lacks what only they know.
    What one person forgot, the next one will forget too; a system that asks for it will not.

    Fix: say what made the step possible, or look right, at that moment: the default, the tool,
    the missing check. A role may act in a sentence (`the on-call engineer restarted the pods`),
    and a handle belongs into `actor` or `owner`.

    Failing:
        root_cause:
          description: The engineer on call forgot to renew the certificate.

    Passing:
        root_cause:
          description: Renewing the certificate is a manual step that nothing asks for.
    """
    for path, offset, blame in _blames(postmortem):
        if blame.kind is Kind.PERSON:
            yield Problem(
                path,
                f"a person is made the cause: “{cut(blame.words)}”",
                "Say what in the system made it possible or likely; a role may act, but the "
                "system is the cause.",
                offset=offset,
            )


def judging_language(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """No text judges anybody: careless, negligent, should have known. English texts only.

    Why: with the outcome known, every step that led there looks careless. It did not to those
    who took it with what they knew, or they would not have taken it.

    Fix: delete the judgement. Say what was known at the time, what the system showed, and what
    made the step look right. Nor can `summary.prevention` ask people to be more careful: put a
    check, a default or a limit in the place of attention.

    Failing:
        lessons:
          went_poorly: [The migration was run carelessly.]

    Passing:
        lessons:
          went_poorly: [The migration ran without a trial on a copy of the data.]
    """
    for path, offset, blame in _blames(postmortem):
        if blame.kind is Kind.JUDGEMENT:
            yield Problem(
                path,
                f"“{cut(blame.words)}” judges a person",
                "Say instead what was known and shown at that moment, and what made it look right.",
                offset=offset,
            )
    yield from _asked_for_attention(postmortem)


def hindsight(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """No text says what somebody should have done. English texts only.

    Why: `should have` tells of an event that did not happen, and explains nothing about the one
    that did. Why it was not done is the question that leads to an action item.

    Fix: say what hid it, or what made another step look better, and put the better way into an
    action item. `We should have alerts on this` is a plan and not hindsight.

    Failing:
        lessons:
          went_poorly: [The on-call engineer should have looked at the queue first.]

    Passing:
        lessons:
          went_poorly: [The runbook begins with the database and mentions the queue last.]
    """
    for path, offset, blame in _blames(postmortem):
        if blame.kind is Kind.HINDSIGHT:
            yield Problem(
                path,
                f"“{cut(blame.words)}” speaks from hindsight",
                "Say what hid it at that moment, and put the better way into an action item.",
                offset=offset,
            )


def _asked_for_attention(postmortem: Postmortem) -> Iterator[Problem]:
    """Give the places where more attention is all that shall prevent it."""
    text = postmortem.summary.prevention or ""
    if not _OF_ATTENTION.search(text) or any(
        path == _PREVENTION for path, *_ in _blames(postmortem)
    ):
        # What blames somebody there is reported already.
        return
    for sentence in sentences(text):
        match = _ATTENTION.search(sentence)
        if match is not None and not _NOT_ASKED.search(sentence[: match.start()]):
            yield Problem(
                _PREVENTION,
                f"“{cut(match[0])}” asks people for more attention, and changes nothing else",
                SYSTEM,
                offset=begin_of(match[0], text),
            )
            return


@once
def _blames(postmortem: Postmortem) -> tuple[tuple[Path, int | None, Blame], ...]:
    """Give each blame with its path and where in the text its words begin."""
    found: list[tuple[Path, int | None, Blame]] = []
    for text, blame in blames_in(texts_of(postmortem)):
        before = found[-1][1] if found and found[-1][0] == text.path else None
        after = 0 if before is None else before + 1
        found.append((text.path, begin_of(blame.words, text.text, after), blame))
    return tuple(found)
