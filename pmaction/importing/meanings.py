"""What a heading or a label means: the many names under which the same thing is written."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from pmaction.importing.inline import plain, without_emoji
from pmaction.importing.section_names import FACTS, Meaning, names
from pmaction.importing.zones import zone_in

_ANCHOR = re.compile(r"\{[#.][^{}]*\}")
_NUMBER = re.compile(
    r"^(?:(?:step|part|section)\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-h])[.):]\s*(?=\D)"
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_TAKEN = re.compile(r"\b(taken|during|performed|done so far)\b")
_ABOUT_ACTIONS = re.compile(
    r"(?:[\w&/-]+ ){0,3}(?:action items?|follow up (?:items|tasks|work)|action "
    r"plan|corrective actions?|preventi(?:ve|tive|tative) actions?"
    r"|follow ups?|follow up actions?|next steps|todos?|to dos?|actionables?"
    r"|(?:permanent|remedial|planned|future|agreed|resulting|proposed|lasting) actions"
    r"|(?:problem|change|incident|open|remaining|resulting) tasks"
    r"|work (?:to be done|to do|items|ahead)|things to (?:do|fix|change)"
    r"|what (?:is left|remains|is still|still needs) to (?:do|be done)"
    r"|(?:remediation|repair|improvement|mitigation|prevention)(?: and \w+(?: up)?)?"
    r" (?:items|tasks|actions|steps|measures|work))"
    r"(?: (?:and|for|from|list|table|tracker|plan|prioritized|summary)(?: \w+){0,3})?(?: \d{1,2})?"
)
_ABOUT_TIME = re.compile(
    r"(?:\w+ ){0,3}(?:timeline|chronology)(?: (?:of|for|in|all|times|utc)\b.*)?"
)
_ABOUT_CAUSE = re.compile(r"(?:\w+ ){0,2}root causes?(?: \w+){0,3}")
_ABOUT_FORM = re.compile(
    r"\b(templates?|guidelines?|how to (?:write|use|fill)|essential sections|best practices"
    r"|postmortem structure|instructions|check ?list|agenda|acceptance criteria"
    r"|when to (?:write|conduct))\b"
)
_ZONE_NOTE = re.compile(
    r"\s*[(\[]((?:all )?(?:times? )?(?:are )?(?:in )?[\w/+:-]{1,20})[)\]]\s*:?$"
)
_TOO_WIDE = {*FACTS, Meaning.SUMMARY, Meaning.DETAILS, Meaning.OTHER, Meaning.REFERENCES}
_ACCENT = re.compile(r"([a-z])[\u0300-\u036f]+")
_WE = r"(?:[\w]+ ){0,4}?"
_QUESTIONS = (
    (Meaning.STARTED, rf"when {_WE}(?:start|begin|started|began|begun)\b.*"),
    (Meaning.RESOLVED, rf"when {_WE}(?:resolved|end|ended|fixed|over|solved)\b.*"),
    (Meaning.DETECTED, rf"when {_WE}(?:detected|noticed|discovered)\b.*"),
    (Meaning.REMEDY, rf"(?:how|what) {_WE}(?:prevent|avoid|stop)\b.*|prevent(?:ing|ion of) .*"),
    (Meaning.REMEDY, r"what (?:will|are|do) we .*(?:do|doing|change|changing|next)\b.*"),
    (Meaning.REMEDY, r"what we (?:ll|will|plan to|are going to|re going to) .*"),
    (
        Meaning.REMEDY,
        r"how (?:are|will|can|do) we .*\b(?:less (?:likely|impactful|often)|fewer)\b.*",
    ),
    (
        Meaning.WENT_POORLY,
        rf"(?:what|where|how|things) {_WE}(?:wrong|poorly|badly|improved?|better)\b.*"
        rf"|(?:what|things) {_WE}(?:n t|not|less|didnt) .*(?:well|good|great|work)\b.*",
    ),
    (Meaning.WENT_WELL, rf"(?:what|things) {_WE}(?:well|right|good|great|worked)(?: .*)?"),
    (Meaning.LUCKY, rf"(?:what|where|how) {_WE}(?:luck|lucky)\b.*"),
    (
        Meaning.DETECTION,
        rf"(?:how|who|when) {_WE}"
        r"(?:detect(?:ed)?|find out|found|noticed?|discover(?:ed)?|aware)\b.*",
    ),
    (
        Meaning.RESOLUTION,
        rf"(?:how|what) {_WE}"
        r"(?:fix(?:ed)?|resolved?|mitigated?|recover(?:ed)?|respond(?:ed)?)\b.*",
    ),
    (Meaning.IMPACT, rf"(?:what|who|how) {_WE}(?:impact(?:ed)?|affected)\b.*"),
    (
        Meaning.ROOT_CAUSE,
        rf"(?:what|why) {_WE}(?:caused?|go wrong)\b.*|why did .*|why .* happen(?:ed)?\b.*",
    ),
    (Meaning.LESSONS, rf"what {_WE}learn(?:ed|t|ing)?\b.*"),
    (Meaning.SUMMARY, r"what (?:happened|is wrong|was wrong)\b.*"),
)
_PATTERNS = [(meaning, re.compile(pattern)) for meaning, pattern in _QUESTIONS]


@lru_cache(maxsize=4096)
def name_of(text: str) -> str:
    """Give a heading's words alone: no markup, emoji, numbers, brackets or punctuation."""
    text = without_emoji(plain(_ANCHOR.sub(" ", text[:300])))
    return _words(_BRACKETS.sub(" ", text))


def _words(text: str) -> str:
    text = _ACCENT.sub(r"\1", normalize("NFD", text.casefold()))
    text = _NUMBER.sub("", normalize("NFC", text).strip(" #*_:"))
    text = re.sub(r"[’'`´]", " ", text.replace("&", " and ").replace("…", " "))
    text = " ".join(re.sub(r"[^\w]+|_", " ", text).split())
    return re.sub(r"\bpost mortems?\b", "postmortem", text)


# Where two languages share a name, English goes first.
_BY_NAME: dict[str, Meaning] = {}
for _name, _meaning in names():
    _BY_NAME.setdefault(_words(_name), _meaning)


def meaning_of(text: str) -> Meaning | None:
    """Give what a heading means; None if it is none of the names that are known."""
    name = name_of(text)
    if not name or len(name) > 80:
        return None
    if known := _known(name) or _known(re.sub(r"^\d{1,2} ", "", name)) or _in_brackets(text):
        return known
    if known := _beside_a_colon(text):
        return known
    if _ABOUT_FORM.search(name):
        return Meaning.FORM
    if _ABOUT_TIME.fullmatch(name):
        return Meaning.TIMELINE
    if _TAKEN.search(name) and "action" in name:
        return Meaning.RESOLUTION
    if _ABOUT_ACTIONS.fullmatch(name):
        return Meaning.ACTIONS
    if _ABOUT_CAUSE.fullmatch(name):
        return Meaning.ROOT_CAUSE
    return next((meaning for meaning, pattern in _PATTERNS if pattern.fullmatch(name)), None)


def _known(name: str) -> Meaning | None:
    return _BY_NAME.get(name) or _BY_NAME.get(_without_the_incident(name))


def _in_brackets(text: str) -> Meaning | None:
    """Give the meaning of the name in brackets: `Хронология (Timeline)`."""
    inner = re.fullmatch(r"[^()（）]{2,60}[(（]([^()（）]{3,40})[)）]\W*", text)
    known = _BY_NAME.get(_words(inner[1])) if inner else None
    return known if known not in FACTS else None


def _beside_a_colon(text: str) -> Meaning | None:
    """Give the meaning of one half of a heading: `Root cause identification: the five whys`."""
    before, colon, after = plain(text[:300]).strip(" :").partition(":")
    parts = (_BY_NAME.get(_words(after)), _BY_NAME.get(_words(before))) if colon else ()
    return next((one for one in parts if one is not None and one not in _TOO_WIDE), None)


def label_meaning(text: str) -> Meaning | None:
    """Give what a label means (`Severity:`), which is one of the known names or nothing."""
    return _BY_NAME.get(name_of(text))


def is_exact_name(text: str) -> bool:
    """Say whether a heading is nothing but the name of what stands below it.

    Its number, and the zone of its times, say nothing more.
    """
    whole = without_emoji(plain(_ANCHOR.sub(" ", text[:300])))
    if (zone := _ZONE_NOTE.search(whole)) and zone_in(zone[1]):
        whole = whole[: zone.start()]
    bare = _words(whole)
    return bare in _BY_NAME or re.sub(r"^\d{1,2} ", "", bare) in _BY_NAME


KNOWN_NAMES = frozenset({*_BY_NAME, *(name for name, _ in names())})


def _without_the_incident(name: str) -> str:
    return re.sub(
        r"^(?:the|our|incident|postmortem|outage) | (?:of|for) (?:the|this) incident$", "", name
    )
