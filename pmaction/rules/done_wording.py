"""Conditions that can be checked, told from those that nobody can see. English only."""

from __future__ import annotations

import re

from pmaction.lazy_pattern import LazyPattern
from pmaction.rules.item_wording import FEW, GENERIC, PEOPLE, PLACEHOLDER, STOP, words_of
from pmaction.rules.placeholders import left_to_fill_in
from pmaction.word_sets import word_set

# Words that tell of an end without saying how anybody would see it.
_ENDS = word_set(
    "done complete completed completes finish finished implemented implement deployed deploy "
    "merged merge merges landed launched approved pushed committed deploys deployment released "
    "release live shipped ship rolled rollout production prod fixed fix resolved resolve solved "
    "closed close works work working ok okay fine ready happy satisfied confident good well stable "
    "issue issues ticket tickets problem problems task item action everything it this that change "
    "changes code fix solution feature improvement team team's place has have had been is are was "
    "be will should gets got pr prs pull request branch main master commit patch it's that's once "
    "work tasks soon agree agrees agreed"
)
_SAYING_NOTHING = _ENDS | STOP | GENERIC | PEOPLE
# Of these there are always some, or none that anybody has seen: to want none tells no end.
_UNSEEN = LazyPattern(
    r"(?:there (?:are|is|will be) |(?:we )?(?:have|see) )?(?:no|zero)"
    r"(?: more| further| new| other)?"
    r" (?:issues?|problems?|regressions?|bugs?|surprises|complaints|trouble|concerns)"
    r"(?: any ?more| again| remain| left| seen| found| occur)?[ .!]*",
    re.IGNORECASE,
)
# What somebody feels is not to be seen by anybody else.
_FELT = LazyPattern(
    r"(?:(?:all|each|every|the|our|of) ){0,4}[a-z]{1,20} (?:is|are|feels?|seems?|was|were)"
    r" (?:all )?(?:happy|satisfied|confident|comfortable|content|convinced|pleased|aware)"
    r"(?: (?:with|about|of) (?:it|this|that|the [a-z]{1,20}))?[ .!]*",
    re.IGNORECASE,
)
# Comparisons without anything to compare with, and judgements that everybody makes differently.
_COMPARED = word_set(
    "improved improve improves better faster quicker fewer less reduced reduce reduces lower "
    "lowered increased increase increases higher enhanced easier smoother optimized optimised "
    "acceptable appropriate appropriately adequate adequately sufficient sufficiently reasonable "
    "reasonably properly expected enough"
)
_MORE = word_set(
    "reliable stable robust resilient secure visible often frequent frequently efficient"
)
# `Once deployed` and `all work is done` count nothing.
_AT_THE_END = LazyPattern(
    r"^\W{0,9}(?:(?:when|once|if|after|as soon as)\b ?)?(?:all\b(?: of)?(?: the| our)?"
    r"(?: (?:is|are|was|were|has|have|been|done|work|tasks?|code|changes?|prs?|pull requests?"
    r"|merged|completed?|finished|implemented|closed|ready|good|well|works))*\W{0,9}$)?",
    re.IGNORECASE,
)
_COUNTED = LazyPattern(r"\d|\b(?:no|none|zero|all|every|each|both|twice|once)\b", re.IGNORECASE)
# A number, all or none, or an event that can be seen: then it can be checked.
_MEASURED = LazyPattern(
    r"\d|`|[<>=%]|\b(?:no|none|zero|nothing|never|all|every|each|both|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|half|twice|once|nightly|daily|weekly|monthly|hourly"
    r"|seconds?|minutes?|hours?|days?|weeks?|months?)\b|\b(?:fires?|fired|firing|pass(?:es|ed|ing)?|fails?|blocks?|blocked|reject(?:s|ed)?|returns?"
    r"|pages?|alerts?|shows?|showing|runs?|running|reviewed|tested|used|merged|verified|signed"
    r"|sign-off|confirms?|confirmed|published|linked|monitored|rotated|revoked|removed|deleted"
    r"|exported|added|visible|opens?|links?)\b",
    re.IGNORECASE,
)


def why_unmeasurable(done_when: str) -> str:
    """Say why nobody could tell that a condition is met, or '' where one could.

    What was left to be filled in has a finding of its own: `placeholder-text`.
    """
    why = _why_unmeasurable(done_when)
    return "" if why and left_to_fill_in(done_when) else why


def _why_unmeasurable(done_when: str) -> str:
    words = words_of(done_when)
    if len(words) <= FEW and PLACEHOLDER.fullmatch(" ".join(done_when.split())):
        return "it only holds a place"
    if _UNSEEN.fullmatch(" ".join(done_when.split())):
        return "it says neither where nor for how long"
    if _FELT.fullmatch(" ".join(done_when.split())):
        return "it tells what people feel, and not what anybody can see"
    if _SAYING_NOTHING.issuperset(words) and not _COUNTED.search(_AT_THE_END.sub("", done_when)):
        return "it tells of an end, and not of anything that can be seen then"
    if "more" not in words and _COMPARED.isdisjoint(words):
        return ""
    compared = [word for word in words if word in _COMPARED]
    if "more" in words:
        compared += [f"more {word}" for word in words if word in _MORE]
    if compared and not _MEASURED.search(done_when):
        return f"`{compared[0]}` has no number and nothing else that can be seen"
    return ""
