"""Patterns of sentences that blame a person. English only; `blame_wording.py` uses them.

Every pattern looks at one sentence and repeats nothing without bound, so that long texts take
time in proportion to their length.
"""

from __future__ import annotations

import re
from enum import StrEnum

from pmaction.lazy_pattern import LazyPattern
from pmaction.rules.blame_people import BETWEEN, FIRST, GROUP, NAME, PERSON, ROLE


class Kind(StrEnum):
    """In what way a sentence blames."""

    JUDGEMENT = "judgement"
    HUMAN_ERROR = "human error"
    PERSON = "person"
    HINDSIGHT = "hindsight"


def _one_of(*alternatives: str) -> LazyPattern:
    """Make a pattern of regular expressions of which one has to match, in either case."""
    return LazyPattern("|".join(f"(?:{one})" for one in alternatives), re.IGNORECASE)


_ERROR = r"(?:mistakes?|errors?|blunders?|typos?|slips?)"
_REST = r"[^,;:()]{0,60}?"
_NOT = r"(?: not|n't)"
_HAVE = r"(?: have|'ve)"
_SHOULD = rf"(?:should|could|ought to){_NOT}?{_HAVE}"
# What people do, and systems hardly ever are said to.
_DONE_BY_PEOPLE = (
    r"(?:asked|told|tested|checked|double-checked|verified|reviewed|read|followed|escalated|noticed"
    r"|reali[sz]ed|known|thought|listened|informed|communicated|consulted|looked|paged|rolled back"
    r"|investigated|questioned|planned|warned|considered|remembered|paid|understood|coordinated"
    r"|announced|involved|trained|learned|admitted|called|spoken|talked|written|documented"
    r"|been (?:more|paying))"
)
# A person who should have been told, or have received something, is not blamed.
_HAPPENED = (
    r"(?! (?:received|gotten|got|had|been (?:able|paged|told|notified|informed|alerted|warned"
    r"|asked|called|contacted|involved|given|trained|added|assigned|included|invited|shown))\b)"
)
_JUDGED = (
    r"(?:careless|reckless|thoughtless|foolish|stupid|sloppy|lazy|clumsy|dumb|negligent"
    r"|incompetent|inattentive|irresponsible|unprofessional|inexcusable|amateurish|clueless)"
)
_UNABLE = (
    r"(?:inexperienced|untrained|unqualified|unskilled|impatient|overconfident|ignorant|arrogant"
    r"|stubborn|distracted|inept)"
)
_CARE = (
    r"attention|care|caution|diligence|discipline|focus|judge?ment|vigilance|concentration|effort"
)
_ATTENDED = r"(?:(?:by|from|of|to|on|at|in|during) [^,;:()]{1,60}? )?"
JUDGEMENT = _one_of(
    r"\b(?:carelessly|negligently|recklessly|thoughtlessly|foolishly|stupidly|irresponsibly"
    r"|carelessness|negligence|incompetence|sloppiness|recklessness|thoughtlessness|stupidity"
    r"|inattention|idiots?|idiotic)\b(?!-)",
    # A careless retry is a retry; a careless mistake, change or review is somebody's.
    rf"\b{_JUDGED} (?:[\w-]{{1,20}} )?(?:{_ERROR}|work|reviews?|deploy(?:ment)?s?|changes?|commits?"
    r"|merges?|testing|oversight|acts?|actions?|decisions?|behaviou?r|attitude|handling|planning"
    rf"|coding|management|mishap|moves?|people|teams?|operators?|{ROLE})\b",
    rf"\b(?:was|were|is|are|been|being|be|so|too|very|rather|simply|got|getting)"
    rf" (?!lazy|clumsy|dumb){_JUDGED}\b"
    r"(?![ -](?:name|test|default|retr)\w*)",
    r"\b(?:should|ought to|must|could)(?: have|'ve) known\b",
    r"\b(?:should|could|must)(?: have|'ve) been (?:more|extra) (?:careful|attentive|diligent"
    r"|cautious|vigilant|thorough)\b",
    r"\b(?:lack|absence) of (?:attention|care|diligence|due diligence|discipline|competence"
    r"|common sense|effort|professionalism|responsibility)\b",
    r"\b(?:rookie|silly|obvious|beginner'?s?|avoidable|embarrassing) (?:mistake|blunder)s?\b",
    rf"\b{_UNABLE} (?:[\w-]{{1,20}} ){{0,2}}?(?:{ROLE}|operators?|team|manager|person|admins?)\b",
    rf"{PERSON}{BETWEEN} (?:was|were|is|are|being|got)"
    rf" (?:too |so |very |simply |just )?{_UNABLE}\b",
    rf"(?:{PERSON}|{GROUP}){BETWEEN} (?:was|were|is|are|being|got)"
    r" (?:too |so |very |simply |just )?(?:lazy|clumsy|dumb)\b(?! by)",
    rf"{PERSON} (?:with (?:no|little|insufficient)|without(?: any)?) (?:training|experience"
    r"|knowledge|supervision)\b",
    r"\b(?:did(?: not|n't)|never|nobody|no ?one|none of (?:them|us|the \w{1,20}))(?: ever)?"
    r" (?:even )?bother(?:ed)? to\b|(?:not|n't) be bothered to\b",
    rf"\b(?:lapses? (?:in|of)|poor|bad|questionable|errors? (?:in|of)) (?:{_CARE})\b(?!-)",
    rf"\b(?:a (?:bit|little) )?(?:better|more|closer|greater) (?:{_CARE})\b {_ATTENDED}"
    r"(?:would|could|might)(?: not)?(?: have|'ve)\b",
    r"\b(?:was|were)(?: not|n't) (?:paying attention|competent)\b",
    r"\b(?:did(?: not|n't)|no idea|not) know what (?:he|she|they|I) (?:was|were) doing\b",
    r"\bcommon sense (?:should|would|could|ought)\b|\banyone with (?:any |some )?common sense\b",
    rf"\bany (?:competent|sane|reasonable|decent|half-decent|good) (?:[\w-]{{1,20}} )?{ROLE}\b",
    rf"(?:{NAME}|\b{ROLE}|\bteam)(?:'s|s') (?:ignorance|inexperience|incompetence|laziness"
    r"|stubbornness|arrogance|impatience)\b",
    rf"(?:{PERSON}|{GROUP}){BETWEEN} (?:panicked|jumped to conclusions|cut corners|got careless)\b",
)
HUMAN_ERROR = _one_of(
    rf"\b(?:human|operator|pilot|manual|user|administrator|engineer|developer)[ -]{_ERROR}\b",
    r"\berrors? (?:by|of|made by) (?:a |the )?humans?\b",
)
PEOPLES_DEEDS = _one_of(
    # Only people do this, so it needs no role: but `we` and `nobody` blame no one in particular.
    r"(?<!\bwe )(?<!\bwe had )(?<!\bone )(?<!\bnobody )\b(?:forgot|forgets|had forgotten)"
    r" (?:to|that|about)\b",
    r"\b(?:messed|screwed|fucked) (?:it |this |things )?up\b|\bfat-?fingered\b",
    r"\b(?:the )?blame (?:lies|rests|falls|is)\b|\bto be blamed\b",
    r"\brubber[- ]?stamp(?:ed|ing|s)\b|\bwaved [^,;:()]{1,30}? through\b",
    r"\bdropp(?:ed|ing) the ball\b|\basleep at the (?:wheel|switch|controls)\b"
    r"|\b(?:took|taken|taking) (?:his|her|their|our|my) eyes? off\b",
)
APPROVED_BLINDLY = _one_of(
    rf"\b(?:approved|signed off|merged)\b {_REST}\b(?:blindly|without (?:even )?(?:reading|looking"
    r"|checking|understanding|a look|review\w*))\b|\bblindly (?:approved|merged|copied)\b",
)
_TO_CHECK = (
    r"(?:bother|pay attention|care|check|double-check|test|verify|validate|review|notice|read"
    r"|follow|look|update|run|tell|inform|communicate|escalate|react|respond|renew|rotate|revert"
    r"|understand|ask|consult|think)"
)
_SLIP = r"(?:accidentally|mistakenly|inadvertently|erroneously|unintentionally|wrongly|carelessly)"
_BAD = (
    r"(?:bad|broken|untested|faulty|incorrect|invalid|unreviewed|unapproved|buggy|flawed|wrong"
    r"|incomplete|malformed|defective)"
)
_CHANGED = (
    r"(?:pushed|deployed|merged|changed|deleted|removed|dropped|restarted|ran|executed|applied"
    r"|configured|disabled|enabled|updated|upgraded|edited|set|committed|released|shipped|rebooted"
    r"|modified|approved|signed off|switched|turned|unplugged|revoked|renamed|moved|overwrote"
    r"|typed|made|wrote|introduced|rolled out|uploaded|killed|shut|started|cleared)"
)
_DEED = (
    r"(?:failed to|neglected|(?:overlooked|ignored|missed|broke|caused)(?! (?:nothing|none|no)\b)"
    r"|botched|omitted|skipped|mistyped|misread|misjudged|misconfigured|misunderstood|mis-?clicked|disregarded"
    rf"|(?:did not|didn't|never) (?:properly |even |fully |really )?{_TO_CHECK}(?:ed)?"
    r"|(?:was|is|were|are) (?:clearly |solely |entirely )?(?:to blame|at fault|the (?:root )?cause"
    r"|(?:responsible|to blame) for (?:the|this|our) (?:outage|incident|failure|downtime|error))"
    r"|(?:takes?|took|bears?|deserves?) (?:all |full |most of )?(?:the )?(?:blame|responsibility"
    rf" for)|{_SLIP}|made an? (?:\w{{1,20}} )?{_ERROR}\b(?!-)"
    rf"|(?:{_CHANGED}|used|selected|clicked|entered|copied|pasted|chose|picked|pulled"
    rf"|connected|pressed) {_REST}\b(?:the|a)"
    r" wrong"
    r"|(?:pushed|deployed|merged|released|shipped|committed|applied|uploaded|wrote|introduced|made)"
    rf" (?:an? |the |some |his |her |their )?(?:[\w-]{{1,20}} )?{_BAD}"
    rf"|{_CHANGED} {_REST}\bwithout (?:any |first |a )?(?:approv|review|test|telling|asking|check"
    r"|read|look|think|supervision|authori|permission|consult|notice|notif|inform|verif|backup"
    r"|second|coordinat|communicat|follow)\w*|(?:pushed|merged|deployed|committed) (?:it |this )?"
    r"(?:directly|straight) (?:to|on|in) (?:main|master|prod|production|the main))\b"
)
# Of a team that fails or does not see, nothing is said but that; here it is said what it ignored.
_GROUPS_DEED = (
    r"(?:failed to (?:notice|communicate|tell|inform|test|check|follow|review|escalate|respond|read"
    r"|document|plan|act|react|verify|coordinate|consider|understand|ask|listen|monitor)"
    r"|ignored (?:the |all |three |several |two |our |these |those |repeated |my |his |her )?"
    r"(?:[\w-]{1,20} )?(?:warnings?|alerts?|alarms?|pages?|complaints?|advice|tickets?|procedure"
    r"|runbook|process|checklist|e?-?mails?|messages?)"
    r"|(?:did not|didn't|never) (?:properly |even |fully )?(?:bother|pay attention|read|test"
    r"|double-check|ask|tell|inform|communicate|follow (?:the|our|its|their|any|every|this))"
    r"|neglected|mistyped|misread|accidentally|mistakenly|carelessly|skipped the"
    r"|(?:was|is|were|are) (?:clearly |solely )?(?:to blame|at fault"
    r"|responsible for (?:the|this|our) (?:outage|incident|failure|downtime))"
    rf"|made a {_ERROR}\b(?!-)"
    r"|(?:typed|pressed|clicked|entered|picked|chose) (?:the|a) wrong)\b"
)
_EFFECT = (
    r"\b(?:broke|broken|down|fail\w{0,4}|outage|incident|happened|occurred|unavailable|crash\w{0,3}"
    r"|lost|errors?|unreachable|degraded|this was|backed up|stuck|blocked|rejected|timed out|leaked"
    r"|slow|wrong|empty|stale|expired|exposed|refused|disappeared|vanished|halted|hung)\b"
)
_ENDED = r"(?:ended|end|resolved|fixed|over|recover\w*|mitigated|shorter|limited|contained|not|no)"
# To delete is mostly part of the repair; what was all there was of something is no repair.
_DESTROYED = (
    r"(?:dropped|deleted|wiped|erased|truncated|destroyed|overwrote|removed|purged)"
    r" (?:all (?:of )?)?(?:the |our |a )?(?:[\w-]{1,20} ){0,2}?"
    r"(?:production|prod|live|customers?'?s?)"
    r" (?:[\w-]{1,20} ){0,2}?(?:tables?|databases?|data|db|buckets?|volumes?|namespaces?|backups?"
    r"|records?|schemas?|indexes|accounts?|environment|clusters?)\b"
    r"|(?:took|brought) (?:down (?:all of )?(?:production|prod)|(?:production|prod) down)\b"
)
PERSON_AS_CAUSE = _one_of(
    rf"{PERSON}{BETWEEN} (?:{_DESTROYED})",
    rf"{PERSON}(?:{BETWEEN} {_DEED}| {_REST}\b(?:by mistake|by accident|in error)\b)",
    rf"{GROUP}{BETWEEN} {_GROUPS_DEED}",
    rf"\b(?:caused|broken|misconfigured) by {FIRST}{PERSON}",
    rf"\b(?:bug|error|regression|fault|defect|problem) (?:was )?introduced by {FIRST}{PERSON}",
    rf"\b(?:fault|mistake|negligence|oversight) (?:of|by|made by|on the part of) {FIRST}"
    rf"(?:{PERSON}|team\b)",
    rf"(?:\b{ROLE}|@[\w-]{{1,40}}|{NAME})'s? (?:\w+ )?(?:mistake|error|fault|oversight|failure"
    r"|misconfiguration|inaction|inexperience)\b",
    rf"\bblam(?:e|ed|es|ing) (?:this |it )?(?:on )?{FIRST}{PERSON}",
    rf"\b(?:blame|responsibility)\b {_REST}\b(?:lies|rests|falls|is) (?:with|on) {FIRST}"
    rf"(?:{PERSON}|team\b)",
    rf"\b(?:due to|because of) {FIRST}{PERSON} (?!being\b|having\b)[a-z]{{3,15}}ing\b",
)
PERSON_AS_REASON = _one_of(
    rf"\b(?:cause|reason)\b(?: (?:of|for) [^,;:.]{{1,40}}?)?(?: was| is|:|,)(?: that)? {FIRST}"
    rf"{PERSON}(?:'s? (?:[\w-]{{1,20}} ){{0,3}}?(?:was|were|change|decision|push|commit)\b"
    rf"|{BETWEEN} {_CHANGED}\b)",
    rf"{_EFFECT}(?:(?!\b{_ENDED}\b)[^.;]){{0,60}}? (?:because|since) {FIRST}{PERSON}{BETWEEN}"
    rf" {_CHANGED}\b",
)
# Names that are not known are told by their capitals, and by deeds that only people do.
NAMED_CAUSE = _one_of(
    # Not of what has these words in its name: Kafka's fault tolerance.
    r"\b(?!It's\b|That's\b|There's\b)(?-i:[A-Z][a-z]{1,20})'s (?:mistake|fault|oversight)\b"
    r"(?= ?(?:[^\w ]|\Z)| (?:was|is|were|had|has|in|that|to|which|when|while|and|or|of|led|caused"
    r"|made|broke|took|brought|by|on|at|as|for|because|alone|again)\b)",
    r"\b(?-i:[A-Z][a-z]{1,20}) (?:accidentally|mistakenly|carelessly) (?:ran|typed|pushed|merged"
    r"|clicked|deleted|dropped|pasted|deployed)\b",
)
HINDSIGHT = _one_of(
    # `A developer should have this installed` asks for something; it tells of nobody's past.
    rf"(?<!\ba )(?<!\ban )(?<!\bany ){PERSON}{BETWEEN} {_SHOULD}\b{_HAPPENED}",
    rf"{GROUP}{BETWEEN} {_SHOULD} {_DONE_BY_PEOPLE}\b",
    r"\b(?-i:[A-Z][a-z]{1,20})(?<!\bWe)(?<!\bIt) should(?: not|n't)?(?: have|'ve) (?:asked|told us"
    r"|read the|listened|reali[sz]ed|thought|double-checked|bothered|escalated|paid attention)\b",
    rf"\bwhoever\b [^,;:()]{{1,40}}? {_SHOULD}\b",
    rf"\b(?:nobody|no one) (?:[\w-]{{1,20}} ){{0,5}}?should{_HAVE} (?:touched|changed|deployed"
    r"|merged|run|approved|pushed|deleted|restarted)\b",
    rf"\b(?:any|every)(?:one|body) (?:[\w-]{{1,20}} ){{0,5}}?(?:would|should|could){_HAVE}"
    r" (?:noticed|known|checked|reali[sz]ed|spotted)\b",
    rf"(?:^|[.;:\"“] ?)Should{_NOT}?{_HAVE}\b",
    rf"\bshould{_NOT}?{_HAVE} (?:easily |really )?been (?:caught|noticed|spotted|tested|reviewed"
    r"|checked|double-checked|verified|questioned|foreseen|anticipated|obvious)\b",
)
HAD_THEY = _one_of(
    rf"\bif (?:only )?(?:the |an? |our )?(?:[\w-]{{1,20}} )?{PERSON}(?: only)? had\b(?! (?:access"
    r"|permissions?|rights|no|not|an?|the|been (?:paged|told|notified|informed|alerted|warned|asked"
    r"|given|able|trained))\b)",
    rf"\bif (?:only )?(?:the |our )?(?:[\w-]{{1,20}} )?{GROUP}(?: only)? had {_DONE_BY_PEOPLE}\b",
    rf"\bhad (?:only )?(?:the |an? |our )?(?:[\w-]{{1,20}} )?(?:{PERSON}|{GROUP}) (?:only |just )?"
    rf"(?:{_DONE_BY_PEOPLE}|waited|stopped|done|run)\b",
)
