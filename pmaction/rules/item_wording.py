"""Titles that say what is to be done, and conditions that can be checked, told from vague ones.

English only: a title in another language is never called vague. What is looked for is the
absence of anything particular: a verb such as `improve` and then only words that fit every
system, such as `monitoring` or `performance`.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# A number, a name in code, a path, a comparison: one of these is something particular.
_PARTICULAR = re.compile(r"\d|`|[<>=%$#/\\]|\w[._]\w|\b[a-z]+[A-Z]|\b[A-Z][A-Z0-9]{2,}\b")
_ASIDE = re.compile(r"\([^()]{0,200}\)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs that name a direction and no deed.
_VAGUE_VERBS = _words(
    "improve improving enhance enhancing better strengthen strengthening increase increasing "
    "optimize optimise optimizing fix fixing address addressing handle handling investigate "
    "investigating examine consider considering explore discuss revisit rethink review ensure "
    "monitor monitoring test testing document documenting update updating upgrade refactor "
    "refactoring tune stabilize stabilise harden cleanup clean communicate communicating support "
    "more fewer less stop avoid prevent look think work try be make get do need needs should must"
)
# Things that every system has.
_GENERIC = _words(
    "monitoring monitor monitors logging logs log alerting alert alerts alarms observability "
    "visibility metrics dashboards testing tests test coverage quality code codebase "
    "documentation docs documents document runbooks performance speed latency scalability "
    "reliability stability "
    "resilience resiliency robustness availability uptime security safety communication "
    "communications collaboration process processes procedure procedures workflow workflows "
    "deployment deployments deploy deploys release releases rollout infrastructure infra "
    "architecture system systems service services application applications app apps platform "
    "server servers database databases db backend frontend api apis network environment "
    "environments production prod staging team teams people engineers developers everyone "
    "everybody training awareness knowledge culture response incident incidents outage outages "
    "issue issues problem problems bug bugs error errors failure failures cause root thing things "
    "stuff situation case this that it them these those same everything something anything "
    "handling management efficiency maintenance configuration config capacity planning review "
    "reviews checks check cleanup operations ops rules strategy practice practices setup approach "
    "capability capabilities tool tools tooling robust reliable stable resilient secure safe "
    "scalable easier smoother maintainable solid faster"
)
_STOP = _words(
    "a an the our your their its and or of for in on to at by with from as into up out about "
    "after before around over all any some more most much many further future general overall "
    "new existing current own we us they please asap soon better again happen happens happening "
    "occur recurring is are was be been being so not never no don't doesn't won't sure good "
    "proper properly appropriate adequate proactive proactively proactively quickly faster "
    "early earlier possible where when how why what possibly necessary needed required further "
    "regularly carefully also just"
)
_SUBJECT = re.compile(
    r"^(?:the )?(?:team|teams|we|everyone|everybody|someone|somebody|they|engineers|developers)"
    r" (?:should|must|needs? to|have to|has to|will|to|could)\b(?: all)?",
    re.IGNORECASE,
)
# Attention is no change: the next person does not have it just because this one should.
_ATTENTION = re.compile(
    r"\b(?:be (?:more|extra|very) (?:careful|attentive|vigilant|cautious|diligent|mindful|aware)"
    r"|(?:pay|paying) (?:more|better|closer|extra) attention|take more care|be careful"
    r"|try harder|do better|remember to|don't forget|do not forget|remind (?:everyone|everybody"
    r"|people|engineers|developers|the team))\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?:tbd|todo|tba|n/?a|none|follow[ -]?ups?|next steps?|action items?|\?+|xx+|-+|\.+)[ .:!?]*",
    re.IGNORECASE,
)


def why_vague(title: str) -> str:
    """Say why a title tells nobody what to do, or '' where it does."""
    title = " ".join(title.split())
    if _PLACEHOLDER.fullmatch(title):
        return "it only holds a place"
    if _ATTENTION.search(title):
        return "it asks people for more attention, and changes nothing else"
    if _PARTICULAR.search(title):
        return ""
    plain = _SUBJECT.sub("", _ASIDE.sub(" ", title)).replace("’", "'").casefold()
    words = [word for word in _WORD.findall(plain) if word not in _STOP]
    particular = [word for word in words if word not in _GENERIC and word not in _VAGUE_VERBS]
    if particular or not (words or _WORD.search(plain)):
        return ""
    if not words or words[0] not in _VAGUE_VERBS:
        return "it names no particular thing to do" if len(words) <= _FEW else ""
    return f"`{words[0]}` can mean anything, and no particular thing or measure follows"


_FEW = 2
"""So many generic words make no task; more of them, as in `incident response training`, may."""

# Words that tell of an end without saying how anybody would see it.
_ENDS = _words(
    "done complete completed completes finish finished implemented implement deployed deploy "
    "deploys deployment released release live shipped ship rolled rollout production prod fixed "
    "fix resolved resolve solved closed close works work working ok okay fine ready happy "
    "satisfied confident good well stable issue issues ticket tickets problem problems task item "
    "action everything it this that change changes code fix solution feature improvement team "
    "team's place has have had been is are was be will should gets got pr"
)
_SAYING_NOTHING = _ENDS | _STOP | _GENERIC
# Comparisons without anything to compare with, and judgements that everybody makes differently.
_COMPARED = _words(
    "improved improve improves better faster quicker fewer less reduced reduce reduces lower "
    "lowered increased increase increases higher enhanced easier smoother optimized optimised "
    "acceptable appropriate appropriately adequate adequately sufficient sufficiently reasonable "
    "reasonably properly expected enough"
)
_MORE = _words(
    "reliable stable robust resilient secure visible often frequent frequently efficient"
)
_COUNTED = re.compile(r"\d|\b(?:no|none|zero|all|every|each|both|twice|once)\b", re.IGNORECASE)
# A number, all or none, or an event that can be seen: then it can be checked.
_MEASURED = re.compile(
    r"\d|`|[<>=%]|\b(?:no|none|zero|nothing|never|all|every|each|both|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|half|twice|once|nightly|daily|weekly|monthly|hourly)\b"
    r"|\b(?:fires?|fired|firing|pass(?:es|ed|ing)?|fails?|blocks?|blocked|reject(?:s|ed)?|returns?"
    r"|pages?|alerts?|shows?|showing|runs?|running|reviewed|tested|used|merged|verified|signed"
    r"|sign-off|confirms?|confirmed|published|linked|monitored|rotated|revoked|removed|deleted"
    r"|exported|added|visible|opens?|links?)\b",
    re.IGNORECASE,
)


def why_unmeasurable(done_when: str) -> str:
    """Say why nobody could tell that a condition is met, or '' where one could."""
    if _PLACEHOLDER.fullmatch(" ".join(done_when.split())):
        return "it only holds a place"
    words = _WORD.findall(done_when.replace("’", "'").casefold())
    if _SAYING_NOTHING.issuperset(words) and not _COUNTED.search(done_when):
        return "it tells of an end, and not of anything that can be seen then"
    compared = [word for word in words if word in _COMPARED]
    if "more" in words:
        compared += [f"more {word}" for word in words if word in _MORE]
    if compared and not _MEASURED.search(done_when):
        return f"`{compared[0]}` has no number and nothing else that can be seen"
    return ""
