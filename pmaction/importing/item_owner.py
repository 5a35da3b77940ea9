"""The owner of an item where its text names one: in front of it, behind it, in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pmaction.importing.horizons import category_in
from pmaction.importing.inline import plain
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_fields import set_field
from pmaction.importing.meanings import label_meaning
from pmaction.importing.people import looks_like_owner, people_in

_FIRST_OWNER = re.compile(
    r"\s*(?:\*\*|__)?[\[(]?(?P<who>@[A-Za-z0-9][\w-]*(?:/[\w.-]+)?(?:(?:\s*,"
    r"\s*|\s+and\s+|\s*&\s*|\s*/\s*)@[A-Za-z0-9][\w-]*)*)[\])]?(?:\*\*|__)?(?:\s*[:–—]\s*(?"
    r":\*\*|__)?|\s+-\s+|(?<=[\])])\s+|\s+(?=to\s+[a-z]))"
)
_MENTIONED = re.compile(
    r"\s*(?P<who>@(?:[A-Z][\w-]+(?: (?:de |van |von |der |da )*[A-Z][\w-]+){1,2}"
    r"|(?!(?:here|channel|all|everyone|team)\b)[A-Za-z0-9][\w-]*))"
    r"\s+(?:(?:will|to|should|needs to|must)\s+)?"
    r"(?=(?!(?:is|was|are|were|has|had|have|and|or|who|for|from|on|in|at|did)\b)[a-z])"
    r"|\s*(?P<handle>@(?!(?:here|channel|all|everyone|team)\b)[a-z0-9][\w-]*)\s+(?=[A-Z][a-z]+\s)"
)
_NOBODY = re.compile(r"\s*(?:TBD|TBA|Unassigned|\?{1,3})\s*:\s+(?=\S)", re.IGNORECASE)
_KEY = re.compile(r"\s*\[?[A-Z][A-Z0-9]{1,9}-\d{1,6}\]?(?:\([^()\s]*\))?\s*[:–—-]?\s+")
_LAST_OWNER = re.compile(
    r"\s*(?:[-–—,|:]|[(\[])?\s*(?:(?:owner|assigned to|by|cc)\s*:?\s*)?(?P<who>@[A-Za-z0-9]"
    r"[\w-]*(?:/[\w.-]+)?(?:(?:\s*,\s*|\s+and\s+|\s*&\s*|\s*/\s*|\s+)@[A-Za-z0-9][\w-]*)*"
    r"|@[A-Z][\w-]+(?: [A-Z][\w-]+){1,2})\s*[)\]]?\s*\.?$"
)
_NAME_AT_END = re.compile(
    r"\s[-–—|·]\s(?P<who>[A-ZÀ-ÖØ-Þ][\w'’.-]+(?: [A-ZÀ-ÖØ-Þ][\w'’.-]*){1,2})\s*$"
)
_IN_BRACKETS = re.compile(r"\((?P<who>[^\W\d_]{2,20})(?:,[^()]{1,40})?\)\s*\.?$")
_NO_NAMES = frozenset(
    {
        "done", "completed", "complete", "open", "new", "todo", "tbd", "tba", "optional", "wip",
        "later", "urgent", "high", "medium", "low", "fixed", "merged", "closed", "unassigned",
        "prevent", "detect", "mitigate", "process", "prevention", "detection", "mitigation",
        "short", "long", "shortterm", "longterm", "blocked", "started", "planned", "nobody",
    }
)  # fmt: skip
_ONE_NAME = re.compile(r"[^\W\d_][\w.-]{1,20}")
_LAST_NUMBER = re.compile(r"\s+#\d{1,7}\s*$")
_BRACKETED = re.compile(
    r"\s*(?:\*\*|__)?(?:\[(?P<a>[^\[\]()]{2,40})\](?!\()|\((?P<b>[^()]{2,40})"
    r"\))(?:\*\*|__)?\s*:?\s*"
)
_TAIL_BRACKET = re.compile(r"\s*[-–—]?\s*[(\[](?P<who>[^()\[\]]{2,40})[)\]]\s*\.?$")
_LED = re.compile(
    r"\s*(?:\*\*|__)?(?P<who>[^*_:\n]{2,40}?)(?:\*\*|__)?(?:\s*:|\s+[-–—])\s+(?:\*\*|__)?\s*(?=\S)"
)
_TO_DO = re.compile(
    r"(?P<who>(?:[A-Z][\w-]+ )?[A-Z]?[\w-]+ team|"
    r"[A-Z][\w.-]+(?:(?:, | and | & | )[A-Z][\w.-]+){0,3}) to (?=[a-z])"
)


def beside_known(heads: Sequence[str], around: Around) -> Around:
    """Take names in a list for people where they stand as a known one does in another entry.

    So it is where nearly all entries end with a name behind a dash, or with a word in brackets:
    `Add a lock (kim)`.
    """
    bare = [plain(head) for head in heads]
    names = _leading(bare, around)
    to_do = [match["who"] for head in bare if (match := _TO_DO.match(head))]
    if len(to_do) > 1 and len(to_do) * 3 >= len(heads) * 2:
        names += [one for who in to_do for one in people_in(who)]
    ends = [match["who"] for head in bare if (match := _NAME_AT_END.search(head))]
    are_most = len(ends) * 3 >= len(heads) * 2
    if len(ends) > 1 and (are_most or any(looks_like_owner(one, around.people) for one in ends)):
        names += ends
    else:
        ends = [match["who"] for head in bare if (match := _IN_BRACKETS.search(head))]
        ends = [one for one in ends if one.casefold() not in _NO_NAMES]
        names += ends if len(ends) > 1 and len(ends) * 3 >= len(heads) * 2 else []
    return replace(around, people=around.people | {one.casefold() for one in names})


def _leading(heads: Sequence[str], around: Around) -> list[str]:
    """Give the words before a colon or a dash if one of them is known: `Noor: ...`, `Sam: ...`."""
    found = [_LED.match(_KEY.sub("", head, count=1)) for head in heads]
    leads = [match["who"].strip() for match in found if match]
    known = [one for one in leads if looks_like_owner(one, around.people)]
    return [
        one
        for one in leads
        if known and _ONE_NAME.fullmatch(one) and (one[0].isupper() or known[0][0].islower())
        if one.casefold() not in _NO_NAMES and not (category_in(one) or label_meaning(one))
    ]


def take_owner(item: Item, text: str, around: Around) -> str:
    """Set the owner that a text names, and give the text without the name."""
    if "owner" not in item.values:
        if match := _NOBODY.match(text):
            return text[match.end() :]
        for who, rest in _candidates(text, around):
            if set_field(item, "owner", who, around):
                return rest
    return text


def _candidates(text: str, around: Around) -> Iterator[tuple[str, str]]:
    """Give who may be the owner, each with the rest of the text; handles are certain."""
    if match := _FIRST_OWNER.match(text):
        yield match["who"], re.sub(r"^to\s+(?=[a-z])", "", text[match.end() :])
    if match := _MENTIONED.match(text):
        yield match["who"] or match["handle"], text[match.end() :]
    number = _LAST_NUMBER.search(text)
    bare = text[: number.start()] if number else text
    if (match := _LAST_OWNER.search(bare)) and match.start() > 3:
        rest = bare[: match.start()].rstrip(" -–—,|:")
        yield match["who"], rest + (number[0] if number else "")
    if match := _BRACKETED.match(text):
        who = match["a"] or match["b"]
        if looks_like_owner(who, around.people):
            yield who, text[match.end() :]
    match = _TAIL_BRACKET.search(text)
    if match and match.start() > 3 and looks_like_owner(match["who"], around.people):
        yield match["who"], text[: match.start()]
    for match in (_LED.match(text), _TO_DO.match(text)):
        people = people_in(match["who"]) if match else ()
        if match and people and all(looks_like_owner(one, around.people) for one in people):
            yield match["who"], text[match.end() :]
