"""Lists in pages, with the Link header that leads from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from .call import Call, Reply

One = TypeVar("One")
MOST, USUAL = 100, 30


def page_of(call: Call, found: Sequence[One]) -> tuple[Sequence[One], dict[str, str]]:
    """The page that was asked for and the headers that go with it."""
    query = call.request.query
    size = min(MOST, max(1, int(query.get("per_page", USUAL))))
    number = max(1, int(query.get("page", 1)))
    last = max(1, -(-len(found) // size))
    places: dict[str, int] = {}
    if number > 1:
        places |= {"prev": min(number - 1, last), "first": 1}
    if number < last:
        places |= {"next": number + 1, "last": last}
    base = call.api + quote(call.request.path)
    link = ", ".join(
        f'<{base}?{urlencode(query | {"page": str(at)})}>; rel="{name}"'
        for name, at in places.items()
    )
    chosen = found[(number - 1) * size : number * size]
    return chosen, {"Link": link} if link else {}


def listing(call: Call, found: Sequence[One], view: Callable[[One], Any]) -> Reply:
    """One page as an answer."""
    chosen, headers = page_of(call, found)
    return Reply(200, [view(one) for one in chosen], headers)
