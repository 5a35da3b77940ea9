"""Sentences that blame a person, told from those that do not. English only.

A sentence is reported for one thing only, the gravest: a judgement of somebody, an error of
"humans" as the cause, a person as the cause, or what somebody should have done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pmaction.rules.blame_patterns import FORMS, Form, Kind
from pmaction.rules.texts import Text, Texts, sentences, words_in

_LONGEST = 1_000
"""What is longer than this is no sentence, and is looked at in pieces."""

_MORE_WORDS = 3

_Sought = tuple[Form, Sequence[frozenset[str]]]
"""A form, and of each set that it needs the words that occur at all."""


class Blame(NamedTuple):
    """The words in a sentence that blame, and how."""

    kind: Kind
    words: str


# It is not the cause that is told here, but what a system does against it or makes of it.
_AGAINST_ERRORS = re.compile(
    r"\b(?:no |reduc|prevent|avoid|eliminat|guard|protect|against|risk|room for|prone|suscepti"
    r"|chance|potential|possib|catch|detect|not |n't |never|rather than|instead of|opportunit"
    r"|minimi|remov|toleran|without|less |fewer|limit|mitigat|likel|easy|allow|open to|rely|reli"
    r"|assum|suspect|thought|believ"
    r"|messages?|pages?|rates?|codes?|log|count|budget|report|handl|class of|return|display)",
    re.IGNORECASE,
)
# What somebody might do is no story of what somebody did: systems are built for it.
_IMAGINED = re.compile(
    r"\b(?:if|unless|in case|whenever|even when|can|could|may|might|would|prevents?|preventing"
    r"|stops?|keeps?|protects?|so that no)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


def blames_in(texts: Texts) -> Iterator[tuple[Text, Blame]]:
    """Give what blames somebody, at most one for each sentence, with the text it stands in."""
    # Of a few hundred words in a postmortem, only these can make a text worth a look.
    found = ((form, [need & texts.words for need in form.needs]) for form in FORMS)
    forms = [(form, needs) for form, needs in found if all(needs)]
    indexes = {index for _, needs in forms for index in texts.holding(needs[0])}
    for index in sorted(indexes):
        text = texts.all[index]
        if text.is_prose:
            for blame in _in_text(text.text, forms):
                yield text, blame


def _in_text(text: str, forms: Iterable[_Sought]) -> Iterator[Blame]:
    folded = text.lower()
    # Pieces of words are quicker to look for, and keep most texts out; words count in sentences.
    forms = [one for one in forms if _has_each(folded, one[1])]
    for sentence in sentences(text) if forms else ():
        for start in range(0, len(sentence), _LONGEST):
            piece = sentence[start : start + _LONGEST]
            words = words_in(piece)
            blame = _blame(
                piece,
                [form for form, needs in forms if not any(map(words.isdisjoint, needs))],
            )
            if blame is not None:
                yield blame


def _has_each(text: str, needs: Iterable[Iterable[str]]) -> bool:
    """Say whether of each set a word occurs, if only as a piece of another word."""
    for need in needs:
        for word in need:
            if word in text:
                break
        else:
            return False
    return True


def _blame(sentence: str, forms: Iterable[Form]) -> Blame | None:
    for form in forms:
        found = form.pattern.search(sentence)
        if found is None:
            continue
        if form.kind is Kind.HUMAN_ERROR and _is_spoken_of(sentence, found):
            continue
        if form.kind is Kind.PERSON and _IMAGINED.search(sentence[: found.start()]):
            continue
        return Blame(form.kind, _quoted(sentence, found, form.kind))
    return None


def _quoted(sentence: str, found: re.Match[str], kind: Kind) -> str:
    """Quote what was found; a deed with the next words, which say what it was."""
    rest = sentence[found.end() :]
    told = kind in (Kind.PERSON, Kind.HINDSIGHT) and rest.startswith(" ")
    more = " ".join(rest.split()[:_MORE_WORDS]) if told else ""
    return f"{found[0]} {more}".strip(' .;:"“”,')


def _is_spoken_of(sentence: str, error: re.Match[str]) -> bool:
    """Say whether the error is not named as a cause, but as what a system prevents or shows."""
    before = sentence[max(0, error.start() - 40) : error.start()]
    after = sentence[error.end() : error.end() + 15]
    return bool(_AGAINST_ERRORS.search(before) or _AGAINST_ERRORS.match(after.lstrip(" -")))
