"""Patterns of sentences that blame a person. English only; `blame_wording.py` uses them.

Every pattern looks at one sentence and repeats nothing without bound, so that long texts take
time in proportion to their length.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Kind(StrEnum):
    """In what way a sentence blames."""

    JUDGEMENT = "judgement"
    HUMAN_ERROR = "human error"
    PERSON = "person"
    HINDSIGHT = "hindsight"


_ROLE = (
    r"(?:engineer|developer|programmer|administrator|sys-?admin|dba|technician|contractor|intern"
    r"|trainee|employee|colleague|co-?worker|team ?mate|team member|staff member|team lead"
    r"|tech lead|engineering manager|product manager|incident commander|someone|somebody|author"
    r"|reviewer|committer|responder|on-?call(?: engineer| person)?|new hire|new joiner|maintainer"
    r"|tester|consultant|analyst|sre)"
)
# What follows makes of the person a thing: an engineer's portal, a developer account.
_THING = (
    r"(?!(?:'s)?[ -](?:portal|panel|page|console|accounts?|roles?|tokens?|tools?|tooling|teams?"
    r"|interface|ui|api|environment|keys?|credentials|permissions?|dashboard|mode|machine|laptop"
    r"|experience|guide|docs|documentation|rotation|schedule|shift|handbook|channel|alert|alerts"
    r"|policy|process|workflow|productivity|pods?|nodes?|cluster|servers?|script|jobs?)\b)"
)
_PERSON = rf"(?:\b{_ROLE}\b{_THING}|(?<![\w/])@[\w-]{{1,40}}|\b(?:he|she)\b|\bI\b(?!['/.]))"
# A person may be described before the verb: 'the engineer on duty then also forgot'.
_BETWEEN = (
    r"(?:,? (?:on[ -](?:call|duty|shift)|who|had|has|have|then|also|again|simply|just|unknowingly"
    r"|\(@?[\w-]{1,40}\))){0,2}"
)
_ERROR = r"(?:mistakes?|errors?|blunders?|typos?|slips?)"
_SLIP = r"(?:accidentally|mistakenly|inadvertently|erroneously|unintentionally|wrongly|carelessly)"
_TO_CHECK = (
    r"(?:bother|pay attention|care|check|double-check|test|verify|validate|review|notice|read"
    r"|follow|look|update|run|tell|inform|communicate|escalate|react|respond|renew|rotate|revert)"
)
_NO_MORE_THAN_A_CLAUSE = r"[^,;:()]{0,60}?"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Blaming:
    """A pattern that is compiled when it is first looked for: most postmortems never ask."""

    def __init__(self, *alternatives: str, flags: int = re.IGNORECASE) -> None:
        """Take regular expressions of which one has to match."""
        self._alternatives, self._flags = alternatives, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{one})" for one in self._alternatives), self._flags)

    def search(self, sentence: str) -> re.Match[str] | None:
        """Give the first place in a sentence that matches."""
        return self._compiled.search(sentence)


_JUDGEMENT = Blaming(
    r"\b(?:careless(?:ly|ness)?|negligen(?:t|tly|ce)|incompeten(?:t|ce)|sloppy|sloppiness"
    r"|reckless(?:ly|ness)?|thoughtless(?:ly|ness)?|irresponsibl[ey]|unprofessional|inexcusable"
    r"|idiot(?:ic|s)?|stupid(?:ly|ity)?|foolish(?:ly)?|clueless|inattenti(?:ve|on)|amateurish)\b",
    r"\b(?:should|ought to|must|could) have known\b",
    r"\b(?:should|could|must) have been (?:more|extra) (?:careful|attentive|diligent|cautious"
    r"|vigilant|thorough)\b",
    r"\b(?:lack|absence) of (?:attention|care|diligence|due diligence|discipline|competence"
    r"|common sense|effort|professionalism|responsibility)\b",
    r"\b(?:rookie|stupid|dumb|silly|obvious|beginner'?s?|avoidable) (?:mistake|error)s?\b",
    r"\b(?:was|were|being) (?:too )?(?:lazy|dumb|clumsy)\b(?![- ]load)",
    r"\b(?:did(?: not|n't)|never) (?:even )?bother(?:ed)? to\b",
    r"\b(?:was|were) not paying attention\b|\bwasn't paying attention\b",
)
_HUMAN_ERROR = Blaming(
    rf"\b(?:human|operator|pilot|manual|user|administrator|engineer|developer)[ -]{_ERROR}\b",
    r"\berrors? (?:by|of|made by) (?:a |the )?humans?\b",
)
_PEOPLES_DEEDS = Blaming(
    # Only people do this, so it needs no role: but `we` and `nobody` blame no one in particular.
    r"(?<!\bwe )(?<!\bwe had )(?<!\bone )(?<!\bnobody )\b(?:forgot|forgets|had forgotten)"
    r" (?:to|that|about)\b",
    rf"(?<!\bwe )(?<!\bwe had )\bmade an? (?:\w+ )?{_ERROR}\b(?! in the (?:code|config))",
    r"\b(?:messed|screwed|fucked) (?:it |this |things )?up\b|\bfat-?fingered\b",
    r"\b(?:the )?blame (?:lies|rests|falls|is)\b|\bto be blamed\b",
)
_DEED = (
    r"(?:failed to|neglected|overlooked|ignored|missed|broke|caused|botched|omitted|mistyped"
    r"|misread|misjudged|misconfigured|misunderstood|mis-?clicked"
    rf"|(?:did not|didn't|never) (?:properly |even |fully )?{_TO_CHECK}(?:ed)?"
    r"|(?:was|is|were|are) (?:clearly |solely )?(?:to blame|at fault|the cause"
    rf"|responsible for (?:the|this) (?:outage|incident|failure))|{_SLIP}"
    r"|(?:ran|deployed|deleted|pushed|applied|executed|used|selected|clicked|typed|entered|copied"
    r"|pasted|merged|set|restarted|dropped|removed|chose|picked|configured)"
    rf" {_NO_MORE_THAN_A_CLAUSE}\b(?:the|a) wrong)\b"
)
_PERSON_AS_CAUSE = Blaming(
    rf"{_PERSON}(?:{_BETWEEN} {_DEED}"
    rf"| {_NO_MORE_THAN_A_CLAUSE}\b(?:by mistake|by accident|in error)\b)",
    rf"\b(?:caused|broken|misconfigured) by (?:an? |the |our |one of (?:our|the) )?"
    rf"(?:[\w-]{{1,20}} ){{0,2}}?{_PERSON}",
    rf"\b(?:fault|mistake|negligence|oversight) (?:of|by|made by|on the part of) "
    rf"(?:an? |the |our |one of (?:our|the) )?(?:[\w-]{{1,20}} ){{0,2}}?{_PERSON}",
    rf"\b(?:{_ROLE}|@[\w-]{{1,40}})'s (?:\w+ )?(?:mistake|error|fault|oversight|failure"
    r"|misconfiguration|inaction|inexperience)\b",
)
# Names of people are told by their capitals, and by deeds of which only people are capable.
_NAMED_CAUSE = Blaming(
    r"\b(?!It's\b|That's\b|There's\b)[A-Z][a-z]{1,20}'s (?:mistake|fault|oversight)\b",
    r"\b[A-Z][a-z]{1,20} (?:accidentally|mistakenly|carelessly) (?:ran|typed|pushed|merged|clicked"
    r"|deleted|dropped|pasted|deployed)\b",
    flags=0,
)
_NAMED_HINDSIGHT = Blaming(
    r"\b(?!We\b|You\b|They\b)[A-Z][a-z]{1,20} should(?: not|n't)? have (?:noticed|checked|asked"
    r"|read|followed|looked|told|waited|realized|realised|double-checked)\b",
    flags=0,
)
_HINDSIGHT = Blaming(
    r"\b(?!We\b|You\b|They\b)[A-Z][a-z]{1,20} should(?: not|n't)? have (?:noticed|checked|asked"
    r"|read|followed|looked|told|waited|realized|realised|double-checked)\b",
    flags=0,
)
_HINDSIGHT = Blaming(
    r"\b(?!We\b|You\b|They\b)[A-Z][a-z]{1,20} should(?: not|n't)? have (?:noticed|checked|asked"
    r"|read|followed|looked|told|waited|realized|realised|double-checked)\b",
    flags=0,
)
_HINDSIGHT = Blaming(
    r"\b(?!We\b|You\b|They\b)[A-Z][a-z]{1,20} should(?: not|n't)? have (?:noticed|checked|asked"
    r"|read|followed|looked|told|waited|realized|realised|double-checked)\b",
    flags=0,
)
# What somebody might do is no story of what somebody did: systems are built for it.
_IMAGINED = re.compile(
    r"\b(?:if|unless|in case|whenever|even when|can|could|may|might|would|prevents?|preventing"
    r"|stops?|keeps?|protects?|so that no)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_HINDSIGHT = Blaming(
    # `A developer should have this installed` asks for something; it tells of nobody's past.
    rf"(?<!\ba )(?<!\ban )(?<!\bany ){_PERSON}{_BETWEEN} (?:should|could|ought to)(?: not|n't)?"
    r"(?: have|'ve)\b",
    r"(?:^|[.;:\"“] ?)Should(?: not|n't)? have\b",
    r"\bshould(?: not|n't)? have (?:easily |really )?been (?:caught|noticed|spotted|tested|reviewed"
    r"|checked|double-checked|verified|questioned|foreseen|anticipated|obvious)\b",
    rf"\b(?:if|had) (?:only )?(?:the |an? |our )?(?:[\w-]{{1,20}} )?{_PERSON}(?: only)? had\b",
    rf"\bhad (?:the |an? |our )?(?:[\w-]{{1,20}} )?{_PERSON} (?:checked|noticed|tested|looked|read"
    r"|followed|reviewed|verified|asked|waited)\b",
)

_ERROR_WORDS = _words("mistake mistakes error errors blunder blunders typo typos slip slips")
_PEOPLE = _words(
    "@ engineer developer programmer administrator sysadmin sys dba technician contractor intern "
    "trainee employee colleague coworker worker teammate team staff lead manager commander "
    "someone somebody author reviewer committer responder oncall call hire joiner maintainer "
    "tester consultant analyst sre he she i"
)


class Form(NamedTuple):
    """A kind of blame with its pattern, which cannot match without a word of each set.

    The first set is the one whose words are rarest.
    """

    kind: Kind
    pattern: Blaming
    needs: tuple[frozenset[str], ...]


# In the order of their gravity: a sentence is reported for the first that matches.
FORMS = (
    Form(
        Kind.JUDGEMENT,
        _JUDGEMENT,
        (
            _words(
                "careless carelessly carelessness negligent negligently negligence incompetent "
                "incompetence sloppy sloppiness reckless recklessly recklessness thoughtless "
                "thoughtlessly thoughtlessness irresponsible irresponsibly unprofessional "
                "inexcusable idiot idiots idiotic stupid stupidly stupidity foolish foolishly "
                "clueless inattentive inattention amateurish known lack absence rookie dumb silly "
                "obvious beginner avoidable lazy clumsy bother bothered paying careful attentive "
                "diligent cautious vigilant thorough"
            ),
        ),
    ),
    Form(
        Kind.HUMAN_ERROR,
        _HUMAN_ERROR,
        (
            _ERROR_WORDS,
            _words("human humans operator pilot manual user administrator engineer developer"),
        ),
    ),
    Form(
        Kind.PERSON,
        _PEOPLES_DEEDS,
        (
            _words(
                "forgot forgets forgotten messed screwed fucked fingered fatfingered blame blamed "
                "made"
            ),
        ),
    ),
    Form(
        Kind.PERSON,
        _PERSON_AS_CAUSE,
        (
            _words(
                "failed neglected overlooked ignored missed broke caused botched omitted mistyped "
                "misread misjudged misconfigured misunderstood misclicked clicked did didn never "
                "blame cause responsible accidentally mistakenly inadvertently erroneously "
                "unintentionally wrongly carelessly accident mistake error fault wrong broken "
                "negligence oversight failure misconfiguration inaction inexperience"
            ),
            _PEOPLE,
        ),
    ),
    Form(
        Kind.PERSON,
        _NAMED_CAUSE,
        (_words("mistake fault oversight accidentally mistakenly carelessly"),),
    ),
    Form(Kind.HINDSIGHT, _HINDSIGHT, (_words("should could ought if had"), _words("have ve had"))),
    Form(Kind.HINDSIGHT, _NAMED_HINDSIGHT, (_words("should"), _words("have"))),
)
