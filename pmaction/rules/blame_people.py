"""How sentences name people: by role, handle, pronoun or given name. English only.

A given name looks like that of a product. So names are marked first, and patterns know them by
their mark; `unmarked` takes the marks out again.
"""

from __future__ import annotations

import re

from pmaction.lazy_pattern import LazyPattern
from pmaction.rules.given_names import GIVEN_NAMES
from pmaction.word_sets import word_set

# Two characters of the area for private use: one before a name, one for the blanks in it.
_MARK, _BLANK = "\ue000", "\ue001"
_CAPITALIZED = LazyPattern(r"(?<![\w@/.&-])[A-Z][a-zß-ÿ]{1,20}(?![\w@/&]|[.-]\w)")
_SURNAME = LazyPattern(rf"({_MARK}[A-Za-zß-ÿ]{{2,21}}) ([A-Z][A-Za-zß-ÿ-]{{1,20}})(?![\w@/])")

ROLE = (
    r"(?:(?:engineer|developer|programmer|administrator|sys-?admin|dba|technician|contractor"
    r"|intern|trainee|employee|colleague|co-?worker|team ?mate|team member|staff member|team lead"
    r"|tech lead|(?:engineering|product|project|release|change|line) manager|incident commander"
    r"|author|reviewer|approver|committer|responder|on-?call(?: engineer| person)?|new hire"
    r"|new joiner|maintainer|tester|consultant|analyst|sre)s?|someone|somebody|whoever"
    r"|person (?:on[ -]call|on duty|responsible|who))"
)
# What follows makes of the person a thing: an engineer's portal, a developer account.
_THING = (
    r"(?!(?:'s|s')?[ -](?:portal|panel|page|console|accounts?|roles?|tokens?|tools?|tooling|teams?"
    r"|interface|ui|api|environment|keys?|credentials|permissions?|dashboard|mode|machine|laptop"
    r"|experience|guide|docs|documentation|rotation|schedule|shift|handbook|channel|alert|alerts"
    r"|policy|process|workflow|productivity|pods?|nodes?|cluster|servers?|script|jobs?|bots?)\b)"
)
NAME = rf"{_MARK}[A-Za-zß-ÿ{_BLANK}-]{{2,60}}"
PERSON = rf"(?:\b{ROLE}\b{_THING}|(?<![\w/])@[\w-]{{1,40}}|\b(?:he|she)\b|\bI\b(?!['/.])|{NAME})"
# Of these, words do not tell whether they are people: only what they did does.
GROUP = r"(?:\bteams?\b|\bthey\b|\byou\b|\boperators?\b|\bpeople\b|\bmanagement\b|\bstaff\b)"
# `the junior engineer`, `one of our engineers`: what may stand before the word itself.
FIRST = r"(?:(?:an?|the|our|one of (?:our|the)|some|two) (?:[\w-]{1,20} ){0,2}?)?"
# A person may be described before the verb: 'the engineer on duty then also forgot'.
BETWEEN = (
    r"(?:,? (?:on[ -](?:call|duty|shift)|who|had|has|have|then|also|again|simply|just|only|clearly"
    r"|who(?: [\w-]{1,20}){1,4}?|unknowingly|(?-i:[A-Z])"
    r"|(?:from|on|in|of) (?:the |our )?(?:[\w-]{1,20} ){1,2}?team"
    r"|(?:was|got) (?:[\w-]{1,20} ){1,3}?and|\(@?[\w-]{1,40}\))){0,3}"
)
PEOPLE_WORDS = GIVEN_NAMES | word_set(
    "@ engineer engineers developer developers programmer programmers administrator administrators "
    "sysadmin sysadmins sys dba dbas technician technicians contractor contractors intern interns "
    "trainee trainees employee employees colleague colleagues coworker coworkers worker workers "
    "teammate teammates team teams staff lead leads manager managers management commander "
    "commanders someone somebody whoever author authors reviewer reviewers approver approvers "
    "committer committers responder responders oncall call hire hires joiner joiners maintainer "
    "maintainers tester testers consultant consultants analyst analysts sre sres person people he "
    "she i they you operator operators"
)


def marked(sentence: str) -> str:
    """Give a sentence with a mark before each name of a person, surnames joined to it."""
    sentence = sentence.replace(_MARK, "").replace(_BLANK, "").replace("’", "'")
    found = _CAPITALIZED.sub(_mark, sentence)
    return _SURNAME.sub(rf"\1{_BLANK}\2", found) if _MARK in found else sentence


def unmarked(text: str) -> str:
    """Give a text without the marks of names."""
    return text.replace(_MARK, "").replace(_BLANK, " ")


def _mark(word: re.Match[str]) -> str:
    return f"{_MARK}{word[0]}" if word[0].lower() in GIVEN_NAMES else word[0]
