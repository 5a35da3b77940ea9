"""The owner of an item where its text names one: in front of it, behind it, in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pmaction.importing.inline import plain
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_fields import set_field
from pmaction.importing.people import looks_like_owner, people_in

_FIRST_OWNER = re.compile(
    r"\s*(?:\*\*|__)?[\[(]?(?P<who>@[A-Za-z0-9][\w-]*(?:/[\w.-]+)?(?:(?:\s*,"
    r"\s*|\s+and\s+|\s*&\s*|\s*/\s*)@[A-Za-z0-9][\w-]*)*)[\])]?(?:\*\*|__)?(?:\s*[:–—]\s*(?"
    r":\*\*|__)?|\s+-\s+|(?<=[\])])\s+|\s+(?=to\s+[a-z]))"
)
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
_LAST_NUMBER = re.compile(r"\s+#\d{1,7}\s*$")
_BRACKETED = re.compile(
    r"\s*(?:\*\*|__)?(?:\[(?P<a>[^\[\]()]{2,40})\](?!\()|\((?P<b>[^()]{2,40})"
    r"\))(?:\*\*|__)?\s*:?\s*"
)
_TAIL_BRACKET = re.compile(r"\s*[-–—]?\s*[(\[](?P<who>[^()\[\]]{2,40})[)\]]\s*\.?$")
_LED = re.compile(
    r"\s*(?:\*\*|__)?(?P<who>[^*_:\n]{2,40}?)(?:\*\*|__)?(?:\s*:|\s+[-–—])\s+(?:\*\*|__)?\s*(?=\S)"
)
_TO_DO = re.compile(r"(?P<who>[A-Z][\w.-]+(?:(?:, | and | & | )[A-Z][\w.-]+){0,3}) to (?=[a-z])")


def beside_known(heads: Sequence[str], around: Around) -> Around:
    """Take names at the ends of entries for people where another entry ends with a known one.

    So it is where nearly all of them end with a word in brackets: `Add a lock (kim)`.
    """
    bare = [plain(head) for head in heads]
    ends = [match["who"] for head in bare if (match := _NAME_AT_END.search(head))]
    if len(ends) < 2 or not any(looks_like_owner(one, around.people) for one in ends):
        ends = [match["who"] for head in bare if (match := _IN_BRACKETS.search(head))]
        ends = [one for one in ends if one.casefold() not in _NO_NAMES]
        if len(ends) < 2 or len(ends) * 3 < len(heads) * 2:
            return around
    return replace(around, people=around.people | {one.casefold() for one in ends})


def take_owner(item: Item, text: str, around: Around) -> str:
    """Set the owner that a text names, and give the text without the name."""
    if "owner" not in item.values:
        for who, rest in _candidates(text, around):
            if set_field(item, "owner", who, around):
                return rest
    return text


def _candidates(text: str, around: Around) -> Iterator[tuple[str, str]]:
    """Give who may be the owner, each with the rest of the text; handles are certain."""
    if match := _FIRST_OWNER.match(text):
        yield match["who"], re.sub(r"^to\s+(?=[a-z])", "", text[match.end() :])
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
