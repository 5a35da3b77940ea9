"""The owner of an item where its text names one: in front of it, behind it, in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_BRACKETED = re.compile(
    r"\s*(?:\*\*|__)?(?:\[(?P<a>[^\[\]()]{2,40})\](?!\()|\((?P<b>[^()]{2,40})"
    r"\))(?:\*\*|__)?\s*:?\s*"
)
_TAIL_BRACKET = re.compile(r"\s*[-–—]?\s*[(\[](?P<who>[^()\[\]]{2,40})[)\]]\s*\.?$")
_LED = re.compile(
    r"\s*(?:\*\*|__)?(?P<who>[^*_:\n]{2,40}?)(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(?=\S)"
)
_TO_DO = re.compile(r"(?P<who>[A-Z][\w.-]+(?:(?:, | and | & | )[A-Z][\w.-]+){0,3}) to (?=[a-z])")


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
    if (match := _LAST_OWNER.search(text)) and match.start() > 3:
        yield match["who"], text[: match.start()].rstrip(" -–—,|:")
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
