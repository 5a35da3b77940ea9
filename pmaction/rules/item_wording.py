"""Titles that say what is to be done, and conditions that can be checked, told from vague ones.

English only: a title in another language is never called vague. What is looked for is the
absence of anything particular: a verb such as `improve` and then only words that fit every
system, such as `monitoring` or `performance`.
"""

from __future__ import annotations

import re

from pmaction.lazy_pattern import LazyPattern
from pmaction.rules.placeholders import left_to_fill_in
from pmaction.word_sets import word_set

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# A number, a name in code, a path, a comparison: one of these is something particular.
_PARTICULAR = re.compile(r"\d|`|[<>=%$#/\\]|\w[._]\w|\b[a-z]+[A-Z]|\b[A-Z][A-Z0-9]{2,}\b")
_ASIDE = LazyPattern(r"\([^()]{0,200}\)")


# Verbs that name a direction and no deed.
_VAGUE_VERBS = word_set(
    "improve improving enhance enhancing better strengthen strengthening increase increasing "
    "reduce reducing optimize optimise optimizing fix fixing address addressing handle handling "
    "examine ensure guarantee monitor monitoring test testing document documenting update updating "
    "upgrade tune stabilize stabilise harden cleanup clean communicate communicating support more "
    "fewer less stop avoid prevent work try be make get do need needs should must"
)
# Verbs after which nothing is different yet: what comes out of it has to be said.
_PONDERING = word_set(
    "consider considering explore exploring discuss discussing evaluate evaluating investigate "
    "investigating look looking think thinking dig digging revisit rethink research study analyze "
    "analyse assess brainstorm"
)
# Verbs that need a thing, and one word is none: `refactor checkout` is never done.
_REWORKING = word_set("review reviewing refactor refactoring rework restructure")
_TALKING = word_set(
    "talk speak sync meet chat follow reach coordinate liaise connect share inform encourage train "
    "educate teach tell coach raise spread"
)
# Verbs that add something; then it matters what.
_ADDING = word_set(
    "add adding create creating set setup write writing build introduce implement provide have "
    "install enable more better"
)
_ADDED = word_set(
    "monitoring monitor monitors alert alerts alerting alarm alarms logging logs log metrics "
    "metric dashboard dashboards test tests testing documentation docs observability visibility "
    "coverage tooling automation safeguards guardrails redundancy resilience resiliency "
    "reliability checks"
)
# Things that every system has.
_GENERIC = _ADDED | word_set(
    "quality code codebase documents document runbooks performance speed latency scalability "
    "stability robustness availability uptime security safety communication communications "
    "collaboration process processes procedure procedures workflow workflows deployment "
    "deployments deploy deploys release releases rollout infrastructure infra architecture system "
    "systems service services application applications app apps platform server servers database "
    "databases db backend frontend api apis network environment environments production prod "
    "staging training awareness knowledge culture response incident incidents outage outages issue "
    "issues problem problems bug bugs error errors failure failures cause root thing things stuff "
    "situation case this that it them these those same everything something anything handling "
    "management efficiency maintenance configuration config capacity planning review reviews check "
    "cleanup operations ops rules strategy practice practices setup approach capability "
    "capabilities tool tools robust reliable stable resilient secure safe scalable easier smoother "
    "maintainable solid faster risk risks alerted notified"
)
_PEOPLE = word_set(
    "team teams people engineer engineers developer developers everyone everybody staff colleagues "
    "management stakeholders vendor vendors provider customers users support meeting retro standup "
    "us"
)
# More that says nothing after a verb of pondering, reworking or talking.
_LITTLE = _PEOPLE | word_set(
    "runbook option options alternative alternatives way ways possibility idea ideas solution "
    "solutions learning learnings lesson lessons takeaways expectations information info next "
    "steps adding moving using having another other"
)
_STOP = word_set(
    "a an the our your their its and or of for in on to at by with from as into up out about after "
    "before around over all any some more most much many further future general overall new "
    "existing current own we us they please asap soon better again happen happens happening occur "
    "recur recurring is are was be been being so not never no do does don't doesn't won't sure "
    "next good proper properly appropriate adequate proactive proactively quickly faster early "
    "earlier possible where when how why what possibly necessary needed required regularly "
    "carefully also just such among across within cannot can can't could time between deeper place "
    "together internally closely if whether"
)
_SUBJECT = LazyPattern(
    r"^(?:the )?(?:team|teams|we|everyone|everybody|someone|somebody|they|engineers|developers)"
    r" (?:should|must|needs? to|have to|has to|will|to|could)\b(?: all)?",
    re.IGNORECASE,
)
_SUBJECTS = word_set("team teams we everyone everybody someone somebody they engineers developers")
# Attention is no change: the next person does not have it just because this one should.
_ATTENTION = LazyPattern(
    r"\b(?:be (?:more|extra|very) (?:careful|attentive|vigilant|cautious|diligent|mindful|aware"
    r"|proactive)|be (?:careful|proactive|vigilant|mindful)"
    r"|pay(?:ing)? (?:more |better |closer |extra )?attention|take more care"
    r"|try harder|do better|remember to|don't forget|do not forget|remind (?:everyone|everybody"
    r"|people|engineers|developers|the team))\b",
    re.IGNORECASE,
)
_ATTENTIVE = word_set(
    "careful attentive vigilant cautious diligent mindful aware proactive attention care harder "
    "better remember forget remind"
)
_PLACEHOLDER = LazyPattern(
    r"(?:tbd|todo|tba|n/?a|none|follow[ -]?ups?|next steps?|action items?|\?+|xx+|-+|\.+)[ .:!?]*",
    re.IGNORECASE,
)


def why_vague(title: str) -> str:
    """Say why a title tells nobody what to do, or '' where it does.

    What was left to be filled in is not called vague: `placeholder-text` has it.
    """
    words = _words_of(title)
    if len(words) <= _FEW and _PLACEHOLDER.fullmatch(" ".join(title.split())):
        why = "it only holds a place"
    elif not _ATTENTIVE.isdisjoint(words) and _ATTENTION.search(" ".join(title.split())):
        why = "it asks people for more attention, and changes nothing else"
    else:
        if "(" in title or not _SUBJECTS.isdisjoint(words[:2]):
            words = _words_of(_SUBJECT.sub("", _ASIDE.sub(" ", " ".join(title.split()))))
        why = _why_nothing_particular(words)
        why = "" if why and _PARTICULAR.search(title) else why
    return "" if why and left_to_fill_in(title) else why


def _words_of(title: str) -> list[str]:
    return _WORD.findall(title.replace("’", "'").casefold())


def _why_nothing_particular(all_words: list[str]) -> str:
    words = [word for word in all_words if word not in _STOP]
    if not words:
        return "it names no particular thing to do" if all_words else ""
    verb, rest = words[0], words[1:]
    if verb in _NEEDED:
        said = [word for word in rest if word not in _SAYING_LITTLE]
        return _UNENDING.format(verb) if len(said) < _NEEDED[verb] else ""
    if verb in _ADDING and rest and _ADDED.issuperset(rest):
        return f"`{rest[0]}` of what, and beyond which measure, is left open"
    if not _FITTING_ANYTHING.issuperset(words):
        return ""
    if verb not in _VAGUE_VERBS:
        return "it names no particular thing to do" if len(words) <= _FEW else ""
    return f"`{verb}` can mean anything, and no particular thing or measure follows"


_FEW = 2
"""So many generic words make no task; more of them, as in `incident response training`, may."""

_NEEDED = {
    **dict.fromkeys(_PONDERING, 3),
    **dict.fromkeys(_REWORKING, 2),
    **dict.fromkeys(_TALKING, 1),
}
"""The verbs with which a title says little, and how many words must then tell of something."""

_SAYING_LITTLE = _GENERIC | _LITTLE
_FITTING_ANYTHING = _GENERIC | _PEOPLE | _VAGUE_VERBS | _NEEDED.keys()
_UNENDING = "`{}` has no end that anybody could see, and what shall come of it is not said"

# Words that tell of an end without saying how anybody would see it.
_ENDS = word_set(
    "done complete completed completes finish finished implemented implement deployed deploy "
    "merged merge merges landed launched approved pushed committed deploys deployment released "
    "release live shipped ship rolled rollout production prod fixed fix resolved resolve solved "
    "closed close works work working ok okay fine ready happy satisfied confident good well stable "
    "issue issues ticket tickets problem problems task item action everything it this that change "
    "changes code fix solution feature improvement team team's place has have had been is are was "
    "be will should gets got pr prs pull request branch main master commit patch it's that's once "
    "work tasks soon"
)
_SAYING_NOTHING = _ENDS | _STOP | _GENERIC
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
    words = _words_of(done_when)
    if len(words) <= _FEW and _PLACEHOLDER.fullmatch(" ".join(done_when.split())):
        return "it only holds a place"
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
