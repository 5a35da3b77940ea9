"""Signs by which a text is an action item, none at all, or what a template leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pmaction.importing.blocks import Block
from pmaction.importing.inline import links_in, plain, without_emoji

NONE = re.compile(
    r"(?:there (?:are|were) )?(?:no|none|n/?a|nil|nothing)(?: (?:further|follow[- "
r"]?up|more|other|new|additional|immediate))*"
    r"(?: action items?| actions?| follow[- ]?ups?| tasks?| to do| next steps)?"
    r"(?: (?:are |were )?(?:needed|required|necessary|planned|at this time|for "
r"now|identified|taken))*|keine|нет|ninguna|aucune|nenhuma|なし|无",
    re.IGNORECASE,
)  # fmt: skip
_NONE_OF = re.compile(r"none of (?:the|these|those|them)\b", re.IGNORECASE)
_BLANK = re.compile(
    r"(?:\[[^\[\]]*\]\s*)?(?:tbd|tba|todo|to do|\.{2,}|…|[-–—?_]*|(?:preventi?a?tive "
r")?(?:actions?|action items?|items?|tasks?|measures?|steps?|follow[- ]?ups?)"
r" ?#?\d*(?: here)?|x{2,}|<[^<>]*>"
    r"|\[[^\[\]()]*\](?!\()|\{\{?[^{}]*\}?\}|example|(?:add|list|describe|insert|"
r"write|copy) (?:your |the |any |more |another |further |this )?(?:action )?"
r"(?:items?|tasks?|rows?|lines?|entries)(?: (?:here|as needed|if needed|above|below))?|lorem "
r"ipsum.*)[.:]?",
    re.IGNORECASE,
)  # fmt: skip
_COUNT = re.compile(
    r"(?:total|p[0-3]|priority|critical|high|medium|low)\b[^:\n]{0,30}: \[?(?:\d+|number)\]?"
    r"(?: (?:actions?|items?)\b.*)?",
    re.IGNORECASE,
)
CHORES = re.compile(
    r"incident (?:channel|commander|lead|manager|doc)|slack channel|status ?page|"
r"notify (?:stakeholders|customers|the)"
    r"|(?:schedule|hold|conduct|book|run|write|publish|complete|draft|review|"
r"share|fill)\b.{0,30}\b(?:post[- ]?mortem|retro|retrospective|incident "
r"review|review meeting)"
    r"|export (?:chat|slack|logs)|assign (?:an? )?(?:incident|severity|owner)"
r"|declare (?:the |an )?incident|page (?:the )?on[- ]?call"
    r"|update (?:the )?(?:stakeholders|status)|create (?:an? )?(?:incident|jira|"
r"ticket)|close (?:the )?incident|add (?:a )?timeline|archive the channel",
    re.IGNORECASE,
)  # fmt: skip
WILL = re.compile(
    r"\b(?:we|i|they|the [\w -]{2,30}|team|engineers?)\b.{0,20}\b(?:will|should|"
r"must|need to|needs to|plan to|are going to|have to|intend to|ought to|"
r"want to|could|are (?:adding|working|planning|investigating|moving))\b"
    r"|\bit would (?:also )?be (?:useful|helpful|good|nice|better|worth)\b",
    re.IGNORECASE,
)  # fmt: skip
IMPERATIVE = re.compile(
    r"(?:add|fix|create|implement|investigate|document|write|review|update|"
r"improve|ensure|make|set ?up|move|remove|replace|monitor|alert|enable|disable|"
r"test|consider|evaluate|automate|migrate|upgrade|introduce|increase|reduce|"
r"define|establish|configure|build|change|check|look into|explore|deploy|"
r"train|reach out|schedule|run|use|extend|limit|refactor|audit|switch|verify|"
r"why)\b",
    re.IGNORECASE,
)  # fmt: skip
ITEM_HEADING = re.compile(
    r"(?:\W*)(?:(?:AI|A|ACT|AC|CA|PA|ITEM|TASK|R|T)-?\d{1,3}\b|action(?: item)? #?\d{1,2}\b)",
    re.IGNORECASE,
)
TASK = re.compile(
    r"\s*\[(?:action(?: item)?|AI)\]\s+(?=\S)"
    r"|\s*(?:\*\*|__|\[)?(?:action(?: item)?|AI|task|to ?do)(?: ?#?\d{1,3})?\]?"
    r"(?:[(\[](?P<who>@?[^\W\d_][\w .@/-]{0,40})[)\]])?(?:\*\*|__)?\s*[:：]"
    r"\s*(?:\*\*|__)?\s*(?=\S)",
    re.IGNORECASE,
)
SHOUTED = re.compile(
    r"\s*(?:\*\*|__)?(?:\[(?:ACTION(?: ITEM)?|AI)\]:?|(?:ACTION(?: ITEM)?|AI)(?: ?#?\d{1,3})?"
    r"(?:[(\[]@?[^\W\d_][\w .@/-]{0,40}[)\]])?(?:\*\*|__)?\s*:)(?:\*\*|__)?\s*(?=\S)"
    r"|\s*TODO\(@?[^\W\d_][\w .@/-]{0,40}\):\s*(?=\S)"
)
"""The mark of an action item that stands anywhere: `ACTION: Ana to ...`, `TODO(@ana): ...`."""
KEYED = re.compile(
    r"\s*(?:(?:\*\*|__)\[?(?:AI|A|ACT|AC|CA|PA|RA|AP|T|R|ITEM|TASK|FU|REC)[- ]?\d{1,3}\]?[:.]?"
    r"(?:\*\*|__)\s*[:.)–—-]?|\[?(?:AI|ACT|AC|CA|PA|RA|AP|A|T|R|REC|FU)-?\d{1,3}\]?\s*[:.)–—-])"
    r"\s*(?=\S)"
)
"""The key of an action item before what is to be done: `**CA-1**: ...`, `AI-2: ...`."""
MORE_THAN_FACTS = (
    "owner",
    "due",
    "status",
    "priority",
    "done_when",
    "effort",
    "category",
    "issue",
)


def gives_reasons(before: Block | None) -> bool:
    """Say whether what stands before a list makes reasons or examples of it."""
    text = (
        before.text.rstrip(" *_").casefold()
        if before is not None and before.kind == "paragraph"
        else ""
    )
    return text.endswith(
        ("because:", "reasons:", "because", "for example:", "for example,", "examples:")
    )


def are_chores(heads: Sequence[str]) -> bool:
    """Say whether entries are the routine of every incident, and not what this one taught."""
    chores = sum(1 for head in heads if CHORES.search(head[:300]))
    return len(heads) > 2 and chores * 5 >= len(heads) * 3


def is_blank(text: str) -> bool:
    """Say whether a text is what a template leaves to be filled in."""
    bare = re.sub(r"^\s*\[[ xX]?\]\s*", "", text.strip()[:300])
    bare = plain(bare).strip(" *_`")
    if _COUNT.fullmatch(bare):
        return True
    return bool(_BLANK.fullmatch(bare)) and not links_in(text)


def tells_to_do(text: str, *, beside_lists: bool) -> bool:
    """Say whether a paragraph tells what is to be done.

    `beside_lists` of action items it must be a task by its form, and not only a promise.
    """
    bare = without_emoji(plain(text)).strip()
    written = text.strip()
    is_prompt = written[:1] in "*_" and written[-1:] in "*_" and "**" not in written
    if is_blank(text) or bare.endswith(":") or is_prompt:
        return False
    return bool(IMPERATIVE.match(bare) or (not beside_lists and WILL.search(bare[:400])))


def says_none(text: str) -> bool:
    """Say whether a text says that nothing is to be done."""
    bare = plain(text).strip(" .!*_()")
    if not bare or len(bare) >= 120:
        return False
    return bool(NONE.fullmatch(re.split(r"[.;]\s", bare)[0].strip(" .")) or _NONE_OF.match(bare))
