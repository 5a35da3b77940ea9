"""Ids of action items: the next free one where there is none, and mistyped ones as they are meant.

An id is never used again. So ids that anything refers to are taken as well, here or elsewhere,
and those that a committed version of the file has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pmaction.fixes.changes import Change
from pmaction.identity import is_under
from pmaction.quoting import cut

_ID = re.compile(r"(?P<letters>[A-Z]{1,5}-?)(?P<number>[0-9]{1,4})")
_KEY = re.compile(r"[A-Z]{2,10}-[0-9]{4}-[0-9]{3,6}/[A-Z]{1,5}-?[0-9]{1,4}")
# What a file defines, found in its text: as it was once, it may be no valid document.
_DEFINED = r"(?:^|[\s{,\[-])[\"']?id[\"']?[ \t]*:[ \t]*[\"']?"
_OWN_ID = re.compile(rf"{_DEFINED}([A-Z]{{2,10}}-[0-9]{{4}}-[0-9]{{3,6}})\b")
_ITEM_ID = re.compile(rf"{_DEFINED}([A-Z]{{1,5}}-?[0-9]{{1,4}})(?![\w-])")
_MOST = 9_999


def keys_named_in(text: str) -> set[str]:
    """Find all item keys that a text names, whatever it is."""
    return set(_KEY.findall(text))


def keys_defined_in(text: str) -> set[str]:
    """Find the item keys of a postmortem's action items in its text."""
    ids = set(_ITEM_ID.findall(text))
    return {f"{own}/{item_id}" for own in set(_OWN_ID.findall(text)) for item_id in ids}


def item_ids(data: Any, taken: Callable[[str], Iterable[str]]) -> tuple[Change, ...]:
    """Give ids to action items that have none, and put those right that are only mistyped.

    `taken` gives the item ids of a postmortem that are taken outside of its own file.
    """
    items = _items(data)
    odd = {index: item.get("id") for index, item in items.items() if not _is_id(item.get("id"))}
    wrong_references = [one for one in _references(data) if not _is_id(one[1])]
    if not odd and not wrong_references:
        return ()
    ids = [item["id"] for index, item in items.items() if index not in odd]
    named = {reference for _, reference in _references(data) if _is_id(reference)}
    used = {*ids, *named, *_own_keys(data), *_taken_elsewhere(data, taken)}
    letters, width = _style(ids)
    changes: list[Change] = []
    meant: dict[Any, str] = {}
    for index, given in odd.items():
        new = _meant(given, letters, width)
        if new is not None and new not in used and given not in meant:
            used.add(new)
            meant[given] = new
            said = f"writes the id `{cut(str(given))}` as {new}"
            changes.append(Change(("action_items", index, "id"), new, said))
    for index, given in odd.items():
        if given is None and (new := _next(letters, width, used)):
            used.add(new)
            said = f"gives the action item {_titled(items[index])} the id {new}"
            changes.append(Change(("action_items", index, "id"), new, said))
    known = {*ids, *meant.values()}
    for path, reference in wrong_references:
        new = meant.get(reference) or _meant(reference, "", 0)
        if new in known:
            said = f"writes the reference `{cut(str(reference))}` as {new}"
            changes.append(Change(path, str(new), said))
    return tuple(changes)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _items(data: Any) -> dict[int, dict[str, Any]]:
    entries = data.get("action_items") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        return {}
    return {index: entry for index, entry in enumerate(entries) if isinstance(entry, dict)}


def _references(data: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Give what refers to action items of the document by their ids, with its path."""
    lists: list[tuple[tuple[str | int, ...], Any]] = [
        (("action_items", index, "depends_on"), item.get("depends_on"))
        for index, item in _items(data).items()
    ]
    plan = data.get("validation_plan") if isinstance(data, dict) else None
    for index, entry in enumerate(plan if isinstance(plan, list) else ()):
        if isinstance(entry, dict):
            lists.append((("validation_plan", index, "items"), entry.get("items")))
    for path, entries in lists:
        for place, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, (str, int)) and not isinstance(entry, bool):
                yield (*path, place), entry


def _own_keys(data: Mapping[str, Any]) -> set[str]:
    """Give the ids in item keys of this postmortem, such as an item's former one."""
    own = data.get("id")
    texts = [item.get("previously") for item in _items(data).values()]
    texts += [reference for _, reference in _references(data)]
    return {
        text.partition("/")[2]
        for text in texts
        if isinstance(own, str) and isinstance(text, str) and is_under(text, own)
    }


def _taken_elsewhere(
    data: Mapping[str, Any], taken: Callable[[str], Iterable[str]]
) -> Iterable[str]:
    own = data.get("id")
    return taken(own) if isinstance(own, str) else ()


def _style(ids: Iterable[str]) -> tuple[str, int]:
    """Give letters and number of digits of the ids so far: `AI-`, and 2 for `AI-01`."""
    match = next(filter(None, map(_ID.fullmatch, ids)), None)
    if match is None:
        return "A", 0
    number = match["number"]
    return match["letters"], len(number) if number.startswith("0") else 0


def _meant(given: Any, letters: str, width: int) -> str | None:
    """Give the id that a number or one in small letters stands for."""
    if isinstance(given, bool):
        return None
    text = str(given).strip() if isinstance(given, (str, int)) else ""
    if re.fullmatch(r"[1-9][0-9]{0,3}", text) and letters:
        return f"{letters}{int(text):0{width}}"
    return text.upper() if _is_id(text.upper()) else None


def _next(letters: str, width: int, used: Iterable[str]) -> str | None:
    """Give the id after the highest one with these letters."""
    numbers = [one.removeprefix(letters) for one in used if one.startswith(letters)]
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{letters}{highest + 1:0{width}}" if highest < _MOST else None


def _titled(item: Mapping[str, Any]) -> str:
    title = item.get("title")
    return f"“{cut(title)}”" if isinstance(title, str) else "without a title"
