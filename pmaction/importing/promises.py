"""Sentences that promise a deed: `Marek will add an alert.`, `Second, we are adding a canary.`"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pmaction.importing.inline import plain
from pmaction.importing.people import AT_NAME, looks_like_owner

_LEAD = (
    r"(?:(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth|finally|lastly|last|next|then|also|"
    r"in addition|additionally|furthermore|moreover|in the (?:short|medium|long)(?:er)? term|"
    r"going forward|after that|later|this (?:week|month|quarter)|next (?:week|month|quarter)|"
    r"(?:to (?:prevent|avoid|stop|reduce)|over|by|within|in|during|before|after|from|starting|"
    r"until)\b[^,.]{3,80}(?=,)),?\s+)?"
)
_VERB = (
    r"(?!(?:be|have|not|never|always|continue|keep|share|publish|post|provide|apologi[sz]e|thank|"
    r"communicate|need|see|know|learn|like|happen|remain|report|work|take|do|send|announce|"
    r"of|in|to|for|strive|try|hope|aim|discuss|meet|revisit|return)\b)[a-z-]{3,}"
)
_NOW = (
    r"adding|building|moving|rolling out|replacing|introducing|changing|implementing|improving|"
    r"auditing|updating|migrating|rewriting|automating|expanding|removing|splitting|hardening|"
    r"raising|creating|increasing|reducing|writing|developing|deploying|extending|tightening"
)
_PROMISE = re.compile(
    rf"[^\w@]*{_LEAD}(?P<who>we|our [\w -]{{3,30}}?"
    r"|(?:the )?[\w-]+(?: [\w-]+)? (?:team|squad|guild|crew)"
    r"|@[A-Za-z0-9][\w/-]*|[^\W\d_][\w'’-]+(?: (?!will\b|is\b|are\b|plans?\b)[^\W\d_][\w'’-]+)?"
    r"(?: and [^\W\d_][\w'’-]+)?)"
    r"(?:(?:\s+(?:will|shall|(?:are|is|am) (?:going|planning) to|plans? to|intends? to|"
    r"(?:are|is) committed to)|['’]ll)"
    rf"(?:\s+(?:also|now|then|soon|therefore|both|all))?\s+(?P<deed>{_VERB}\b.*)"
    rf"|\s+(?P<vow>(?:commits|committed|promised|promises|volunteered|(?:has )?agreed) to)"
    r"\s+(?P<vowed>.*)"
    rf"|\s+(?:are|is)\s+(?:also |now |currently )?(?P<now>(?:{_NOW})\b.*))",
    re.IGNORECASE | re.DOTALL,
)
_SIGN = re.compile(
    r"\b(?:will|shall|going|planning|plans?|intends?|agreed|commits|committed|promises|promised|volunteered|are|is)\b|['’]ll\b",
    re.IGNORECASE,
)
_LONGEST = 600
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"“(\[*@]*[A-ZÀ-ÖØ-Þ])")


@dataclass(frozen=True, slots=True)
class Promise:
    """Who promises, empty for `we`, and what."""

    who: str
    deed: str


def promise_in(sentence: str, known: frozenset[str] = frozenset()) -> Promise | None:
    """Read a sentence as a promise; None if it is none, or nobody known is to do it."""
    is_sign = _SIGN.search(sentence, 0, _LONGEST)
    match = _PROMISE.match(plain(sentence[:_LONGEST]).strip()) if is_sign else None
    if match is None:
        return None
    who = re.sub(r"^(?:the|our)\s+", "", match["who"], flags=re.IGNORECASE)
    deed = (match["deed"] or match["vowed"] or match["now"]).strip()
    # Of all that has a name, only people agree to something.
    known = known | {one.casefold() for one in who.split(" and ")} if match["vow"] else known
    if who.casefold() == "we" or match["who"].casefold().startswith("our "):
        who = "" if who.casefold() == "we" else who
    elif not all(_is_someone(one, known) for one in re.split(r"\s+and\s+", who)):
        return None
    return Promise(who, f"{deed[:1].upper()}{deed[1:]}") if len(deed.split()) > 2 else None


def sentences_of(lines: Sequence[str]) -> list[str]:
    """Part a paragraph at its sentences; a line that promises begins one of its own."""
    units: list[str] = []
    for line in lines:
        ends = not units or units[-1].rstrip(" \\*_").endswith((".", "!", "?", ":"))
        if ends or promise_in(line) is not None:
            units.append(line.strip())
        else:
            units[-1] += f" {line.strip()}"
    return [part for unit in units for part in _SENTENCE.split(unit)]


def _is_someone(text: str, known: frozenset[str]) -> bool:
    return bool(AT_NAME.fullmatch(text)) or (
        (text[:1].isupper() or " " in text) and looks_like_owner(text, known)
    )
