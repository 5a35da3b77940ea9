"""Titles that say what is to be done, told from vague ones.

English only: a title in another language is never called vague. What is looked for is the
absence of anything particular: a verb such as `improve` and then only words that fit every
system, such as `monitoring` or `performance`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pmaction.lazy_pattern import LazyPattern
from pmaction.rules.placeholders import left_to_fill_in
from pmaction.rules.title_hints import (
    AGREE,
    ALERT,
    DEED,
    HINT_FOR,
    OUTCOME,
    REWORK,
    SYSTEM,
    fitting_hint,
)
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
GENERIC = _ADDED | word_set(
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
PEOPLE = word_set(
    "team teams people engineer engineers developer developers everyone everybody staff colleagues "
    "management stakeholders vendor vendors provider customers users support meeting retro standup "
    "us"
)
# More that says nothing after a verb of pondering, reworking or talking.
_LITTLE = PEOPLE | word_set(
    "runbook option options alternative alternatives way ways possibility idea ideas solution "
    "solutions learning learnings lesson lessons takeaways expectations information info next "
    "steps adding moving using having another other"
)
STOP = word_set(
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
PLACEHOLDER = LazyPattern(
    r"(?:tbd|todo|tba|n/?a|none|follow[ -]?ups?|next steps?|action items?|\?+|xx+|-+|\.+)[ .:!?]*",
    re.IGNORECASE,
)


class Vagueness(NamedTuple):
    """Why a title tells nobody what to do, and what to do about it; both '' where it does."""

    why: str = ""
    hint: str = ""


_CLEAR = Vagueness()


def why_vague(title: str) -> Vagueness:
    """Say why a title tells nobody what to do, if so.

    What was left to be filled in is not called vague: `placeholder-text` has it.
    """
    words = words_of(title)
    if len(words) <= FEW and PLACEHOLDER.fullmatch(" ".join(title.split())):
        why = Vagueness("it only holds a place", DEED)
    elif not _ATTENTIVE.isdisjoint(words) and _ATTENTION.search(" ".join(title.split())):
        why = Vagueness("it asks people for more attention, and changes nothing else", SYSTEM)
    else:
        if "(" in title or not _SUBJECTS.isdisjoint(words[:2]):
            words = words_of(_SUBJECT.sub("", _ASIDE.sub(" ", " ".join(title.split()))))
        why = _why_nothing_particular(words)
        why = _CLEAR if why.why and _PARTICULAR.search(title) else why
    return _CLEAR if why.why and left_to_fill_in(title) else why


def why_unmeasured(title: str) -> Vagueness:
    """Say why a title that names its thing tells nobody when it is done, if so.

    `Improve checkout monitoring` does so where neither measure nor deed follows.
    """
    all_words = words_of(title)
    words = [word for word in all_words if word not in STOP]
    is_aimed = len(words) > 1 and words[0] in _AIMS and words[-1] in _UNCOUNTED
    if not is_aimed or len(words) > _MOST_AIMED or _PARTICULAR.search(title[1:]):
        return _CLEAR
    if not _MEANS.isdisjoint(all_words) or left_to_fill_in(title):
        return _CLEAR
    why = f"how far to `{words[0]}`, and how that shows, is left open"
    return Vagueness(why, f"{fitting_hint(words)[:-1]}, or say it in `done_when`.")


def words_of(title: str) -> list[str]:
    """Give the words of a text in lower case."""
    return _WORD.findall(title.replace("’", "'").casefold())


def _why_nothing_particular(all_words: list[str]) -> Vagueness:
    words = [word for word in all_words if word not in STOP]
    nothing = Vagueness("it names no particular thing to do", fitting_hint(words))
    if not words:
        return nothing if all_words else _CLEAR
    verb, rest = words[0], words[1:]
    if verb in _NEEDED:
        said = [word for word in rest if word not in _SAYING_LITTLE]
        hint = _HINTS_FOR_VERBS.get(verb, OUTCOME)
        return Vagueness(_UNENDING.format(verb), hint) if len(said) < _NEEDED[verb] else _CLEAR
    if verb in _ADDING and rest and _ADDED.issuperset(rest):
        why = f"`{rest[0]}` of what, and beyond which measure, is left open"
        if HINT_FOR.get(rest[0], ALERT) is not ALERT:
            why = f"`{rest[0]}` of what, is left open"
        return Vagueness(why, fitting_hint(rest))
    if not _FITTING_ANYTHING.issuperset(words):
        return _CLEAR
    if verb not in _VAGUE_VERBS:
        return nothing if len(words) <= FEW else _CLEAR
    why = f"`{verb}` can mean anything, and no particular thing or measure follows"
    return Vagueness(why, fitting_hint(words))


FEW = 2
"""So many generic words make no task; more of them, as in `incident response training`, may."""

_AIMS = word_set(
    "improve improving enhance enhancing better strengthen strengthening increase optimize optimise"
)
_UNCOUNTED = _ADDED | word_set(
    "performance reliability stability robustness quality observability visibility scalability "
    "availability documentation communication processes process handling"
)
# Behind one of these a title says how.
_MEANS = word_set(
    "by with to of so that for until below above under within per from using through on"
)
_MOST_AIMED = 4

_NEEDED = {
    **dict.fromkeys(_PONDERING, 3),
    **dict.fromkeys(_REWORKING, 2),
    **dict.fromkeys(_TALKING, 1),
}
"""The verbs with which a title says little, and how many words must then tell of something."""

_HINTS_FOR_VERBS = {**dict.fromkeys(_REWORKING, REWORK), **dict.fromkeys(_TALKING, AGREE)}
_SAYING_LITTLE = GENERIC | _LITTLE
_FITTING_ANYTHING = GENERIC | PEOPLE | _VAGUE_VERBS | _NEEDED.keys()
_UNENDING = "`{}` has no end that anybody could see, and what shall come of it is not said"
