"""Sentences that blame a person, told from those that do not. English only.

A sentence is reported for one thing only, the gravest: a judgement of somebody, an error of
"humans" as the cause, a person as the cause, or what somebody should have done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pmaction.lazy_pattern import LazyPattern
from pmaction.rules.blame_forms import ALL_WORDS, FORMS, Form
from pmaction.rules.blame_patterns import Kind
from pmaction.rules.blame_people import PEOPLE_WORDS, marked, unmarked
from pmaction.rules.texts import Text, Texts, sentences, words_in
from pmaction.word_sets import word_set

_LONGEST = 1_000
"""What is longer than this is no sentence, and is looked at in pieces."""

_MORE_WORDS = 3


class _Sought(NamedTuple):
    """A form, with the words that occur at all of each set that it needs.

    `pieces` are those of text around them, without those of the first set.
    """

    form: Form
    words: Sequence[frozenset[str]]
    pieces: Sequence[Sequence[str]]


class Blame(NamedTuple):
    """The words in a sentence that blame, and how."""

    kind: Kind
    words: str


# It is not the cause that is told here, but what a system does against it or makes of it.
_AGAINST_ERRORS = LazyPattern(
    r"\b(?:no |reduc|prevent|avoid|eliminat|guard|protect|against|risk|room for|prone|suscepti"
    r"|chance|potential|possib|catch|detect|not |n't |never|rather than|instead of|opportunit"
    r"|minimi|remov|toleran|without|less |fewer|limit|mitigat|likel|easy|allow|open to|rely|reli"
    r"|assum|suspect|thought|believ"
    r"|messages?|pages?|rates?|codes?|log|count|budget|report|handl|class of|return|display)",
    re.IGNORECASE,
)
# What somebody might do is no story of what somebody did: systems are built for it.
_IMAGINED = LazyPattern(
    r"\b(?:if|unless|in case|whenever|even when|can|could|may|might|would|prevents?|preventing"
    r"|stops?|keeps?|protects?|so that no)\b(?:(?!\b(?:because|since|cause)\b)[^.;]){0,40}\Z",
    re.IGNORECASE,
)
_DENIED_BEFORE = LazyPattern(
    r"\b(?:no|no one|nobody|none|not(?! only| just| merely)|never|neither|nor|without|isn't|wasn't"
    r"|don't|doesn't|didn't|easy to|rather than|instead of)\b"
    r"(?:(?!\b(?:because|since|as|that|until|but|and)\b)[^.,;:]){0,30}\Z",
    re.IGNORECASE,
)
_DENIED_AFTER = LazyPattern(
    r"(?: \w{1,20})? ?(?:is|was|are|were|does|did|has|had|can|could)(?: not|n't| never)\b",
    re.IGNORECASE,
)
# Why it was not seen is told, and it is a reason that can be mended.
_EXPLAINED = LazyPattern(
    r"[^.;]{0,80}?(?:\b(?:because|since|due to)|, as)\b"
    r"(?! (?:of )?(?:he|she|they|his|her|their|I|my)\b)",
    re.IGNORECASE,
)
# Said of software as if it were a person.
_SYSTEM = LazyPattern(
    r"\b(?:script|job|client|server|service|library|controller|scheduler|module|driver|process"
    r"|program|pipeline|worker|hook|function|parser|proxy|cache|daemon|agent|bot|plugin|tool|app"
    r"|application|system|code|api|gateway|sidecar|container|pod|node|kernel|database|query"
    r"|planner|collector|exporter|replica|broker|consumer|producer|resolver|balancer|deployment"
    r"|release|version|build|compiler|linter|sentinel|cluster|browser|sdk|cron|timer"
    r"|watcher|reconciler|threshold|limit|setting|default|policy|config|configuration|rule|schema"
    r"|probe|timeout|template|chart|form|logic|alert|monitor|device|sensor|firmware)s?"
    r"(?: itself| then| also|,? (?:that|which))?"
    r" \Z",
    re.IGNORECASE,
)


# A noun made of a verb (`the builder`) is a program, unless it is a word for people.
_DOER = LazyPattern(
    r"\b(?:(?:it|which)|(?P<doer>[a-z]{2,20}[eo]r)s?)(?: itself| then| also)? \Z", re.I
)
_DOERS = PEOPLE_WORDS | word_set(
    "customer user owner member supplier vendor seller leader officer supervisor partner player "
    "worker writer editor speaker caller writer teacher trainer junior senior carrier provider "
    "never ever after over however other another either neither under whether rather later earlier "
    "former order offer number together"
)
_SHOWN = LazyPattern(
    r"\b(?:says?|reads?|shows?|prints?|displays?|labell?ed|titled|message|status) [\"'“‘`]\Z", re.I
)
_QUOTE = re.compile(r"[\"'“‘`]\Z")


def blames_in(texts: Texts) -> Iterator[tuple[Text, Blame]]:
    """Give what blames somebody, at most one for each sentence, with the text it stands in."""
    # Of a few hundred words in a postmortem, only these can make a text worth a look.
    present = texts.words & ALL_WORDS
    by_text: dict[int, list[_Sought]] = {}
    for form in FORMS:
        needs = [need & present for need in form.needs]
        if all(needs):
            around = [form.pieces(need) for need in needs]
            for index in texts.holding(around[0]):
                by_text.setdefault(index, []).append(_Sought(form, needs, around[1:]))
    for index in sorted(by_text):
        text = texts.at(index)
        if text.is_prose:
            folded = f"\n{text.text.lower()}"
            forms = [one for one in by_text[index] if _has_each(folded, one.pieces)]
            for blame in _in_text(text.text, forms) if forms else ():
                yield text, blame


def _has_each(text: str, needs: Iterable[Iterable[str]]) -> bool:
    """Say whether a text in lower case has of each set of pieces one."""
    for need in needs:
        for piece in need:
            if piece in text:
                break
        else:
            return False
    return True


def _in_text(text: str, forms: Iterable[_Sought]) -> Iterator[Blame]:
    for sentence in sentences(text):
        for start in range(0, len(sentence), _LONGEST):
            piece = sentence[start : start + _LONGEST]
            blame = _blame(piece, _possible(piece, forms))
            if blame is not None:
                yield blame


def _possible(text: str, forms: Iterable[_Sought]) -> list[Form]:
    """Give the forms of which a text has a word of each set."""
    words = words_in(text)
    return [one.form for one in forms if not any(map(words.isdisjoint, one.words))]


def _blame(sentence: str, forms: Sequence[Form]) -> Blame | None:
    plain = sentence.replace("’", "'")
    said = marked(plain) if forms else plain
    for form in forms:
        for found in form.pattern.finditer(said):
            if not _is_harmless(form.kind, said[: found.start()], found[0], said[found.end() :]):
                begin = len(unmarked(said[: found.start()]))
                return Blame(form.kind, _quoted(sentence, begin, unmarked(found[0]), form.kind))
    return None


def _is_harmless(kind: Kind, before: str, words: str, after: str) -> bool:
    """Say whether words that often blame do not here, from what stands around them."""
    if kind is Kind.HUMAN_ERROR:
        # Not named as a cause, but as what a system prevents or shows.
        against = _AGAINST_ERRORS.search(before[-40:]) or _AGAINST_ERRORS.match(
            after[:15].lstrip(" -")
        )
        # A message that is quoted, and goes on: `saw "user error: invalid token"`.
        goes_on = bool(after) and after[0] not in "\"'”’`"
        message = _SHOWN.search(before[-20:]) or (goes_on and _QUOTE.search(before))
        return bool(against or message or _DENIED_AFTER.match(after))
    if kind is Kind.HINDSIGHT:
        return False
    if _DENIED_BEFORE.search(before[-80:]):
        return True
    if _SYSTEM.search(before[-40:]) and words_in(words.split()[0]).isdisjoint(PEOPLE_WORDS):
        return True
    if kind is Kind.PERSON and _is_by_program(before, words):
        return True
    if kind is Kind.JUDGEMENT:
        return bool(_DENIED_AFTER.match(after))
    return bool(_IMAGINED.search(before[-80:]) or _EXPLAINED.match(after))


def _is_by_program(before: str, words: str) -> bool:
    """Say whether what a verb tells is the deed of a program, by the noun before it."""
    if not words[0].islower() or not words_in(words.split()[0]).isdisjoint(PEOPLE_WORDS):
        return False
    doer = _DOER.search(before[-40:])
    return doer is not None and (doer["doer"] or "").lower() not in _DOERS


def _quoted(sentence: str, begin: int, found: str, kind: Kind) -> str:
    """Quote what was found as it is written; a deed with the next words, which say what it was."""
    end = begin + len(found)
    rest = sentence[end:]
    told = kind in (Kind.PERSON, Kind.HINDSIGHT) and rest.startswith(" ")
    more = " ".join(rest.split()[:_MORE_WORDS]) if told else ""
    return f"{sentence[begin:end]} {more}".strip(' .;:"“”,')
