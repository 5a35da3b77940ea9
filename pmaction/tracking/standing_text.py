"""The text of the standing issue: a word to people, and a hidden mark with what is remembered."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from pmaction.reminding.marks import parse_said
from pmaction.standing import Record
from pmaction.tracking.packed_marks import short, unshort

MAX_PLAIN = 20_000
"""A record of more characters is packed: of 6,000 late action items it has 26,000 then."""

MAX_RECORD = 55_000
"""So many characters of a record fit into an issue beside what people write there: packed, those
of 12,000 marks."""

_MOST_UNHEARD = 500
"""Of so many issues it is kept, where there is little room, that people were not heard there."""

_MAX_UNPACKED = 4_000_000

_INTRODUCTION = """\
Reminders of action items are written in the items' own issues. This issue remembers which of \
them were, so that nothing is said twice, and takes those that have no issue to go to.

There is nothing to do here. It may be closed, and then goes on all the same."""
_MARK = re.compile(r"<!-- pmaction:reminders (\{[^\n]*\}) -->")
_ANY_MARK = re.compile(r"<!--\s*pmaction:reminders\b[^\n]*")


def is_standing(text: str) -> bool:
    """Say whether a text is that of a standing issue, whole or damaged."""
    return _ANY_MARK.search(text) is not None


def new_text(record: Record) -> str:
    """Give the text of a standing issue that is not there yet."""
    return f"{_INTRODUCTION}\n\n{_marked(record)}\n"


def with_record(text: str, record: Record) -> str:
    """Put another record into a text, in place of all that are there; the rest stays."""
    mark = _marked(record)
    found = _ANY_MARK.search(text)
    if found is None:
        return f"{text.rstrip()}\n\n{mark}\n"
    before, rest = text[: found.start()], text[found.start() :]
    return before + mark + _ANY_MARK.sub("", rest)


def record_of(text: str) -> Record:
    """Read what is remembered; a mark that is damaged, or not alone, remembers nothing."""
    found = _MARK.findall(text)
    if len(found) != 1 or len(_ANY_MARK.findall(text)) != 1:
        return Record()
    try:
        return _record(_unpacked(json.loads(found[0])))
    except (ValueError, TypeError, AttributeError, zlib.error):
        return Record()


def _record(data: dict[str, Any]) -> Record:
    begun, unheard = data.get("begun", []), data.get("unheard", [])
    said = [*data.get("said", []), *unshort(data.get("short", {}))]
    if not all(isinstance(one, (int, str)) for one in (*begun, *unheard)):
        raise ValueError("`begun` or `unheard` does not list issues")
    if not all(isinstance(one, str) for one in said):
        raise ValueError("`said` does not list marks")
    return Record(
        frozenset(said),
        {str(key): date.fromisoformat(day) for key, day in data.get("snoozed", {}).items()},
        tuple(begun),
        frozenset(unheard),
        _moment(data.get("heard_to")),
        date.fromisoformat(data["silent_to"]) if "silent_to" in data else None,
    )


def _moment(text: str | None) -> datetime | None:
    moment = datetime.fromisoformat(text) if text is not None else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("`heard_to` names no time zone")
    return moment


def _marked(record: Record) -> str:
    text = _json(_data(record))
    if len(text) > MAX_PLAIN:
        text = next(t for t in map(_packed, _shorter(record)) if len(t) <= MAX_RECORD)
    return f"<!-- pmaction:reminders {text} -->"


def _data(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = {
        "said": sorted(record.said),
        "snoozed": {key: str(day) for key, day in sorted(record.snoozed.items())},
        "begun": list(record.begun),
    }
    if record.unheard:
        data["unheard"] = sorted(record.unheard, key=str)
    if record.heard_to is not None:
        data["heard_to"] = record.heard_to.astimezone(UTC).isoformat()
    if record.silent_to is not None:
        data["silent_to"] = str(record.silent_to)
    return data


def _shorter(record: Record) -> Iterator[Record]:
    """Give a record as it is, and then with less and less in it, down to nothing.

    What matters least is given up first. Where it is forgotten what was said of some due dates,
    it is remembered that nothing is to be said of them any more.
    """
    yield record
    newest = sorted(record.unheard, key=lambda one: (isinstance(one, int), one), reverse=True)
    record = replace(record, unheard=frozenset(newest[:_MOST_UNHEARD]))
    yield record
    spare = record.spare & record.said
    for kept in _less_and_less(spare):
        record = replace(record, said=(record.said - spare) | kept)
        yield record
    for kept in _less_and_less(record.said):
        given_up = filter(None, map(_due, record.said - kept))
        silent_to = max(filter(None, (record.silent_to, *given_up)), default=None)
        yield replace(record, said=kept, silent_to=silent_to)
    yield Record(heard_to=record.heard_to, silent_to=date.max)


def _less_and_less(marks: frozenset[str]) -> Iterator[frozenset[str]]:
    """Give ever fewer of some marks, without those of the oldest due dates.

    All of one thing and due date go together, whoever it was said to.
    """
    together: dict[tuple[str, str], list[str]] = {}
    for mark in marks:
        said = parse_said(mark)
        of = (str(said.due), said.key) if said is not None else (mark.partition("@")[2], mark)
        together.setdefault(of, []).append(mark)
    newest = sorted(together, reverse=True)
    while newest:
        newest = newest[: len(newest) * 19 // 20]
        yield frozenset(mark for of in newest for mark in together[of])


def _due(mark: str) -> date | None:
    try:
        return date.fromisoformat(mark.partition("@")[2][:10])
    except ValueError:
        return None


def _packed(record: Record) -> str:
    data = _data(record)
    data["short"], data["said"] = short(record.said)
    packed = base64.b64encode(zlib.compress(_json(data).encode(), 9))
    return _json({"packed": packed.decode()})


def _unpacked(data: dict[str, Any]) -> dict[str, Any]:
    """Unpack what was packed; nobody makes us unpack more than fits into memory."""
    if (packed := data.get("packed")) is None:
        return data
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(base64.b64decode(packed, validate=True), _MAX_UNPACKED)
    if not unpacking.eof:
        raise ValueError("it is longer than any record")
    found: dict[str, Any] = json.loads(text)
    return found


def _json(data: dict[str, Any]) -> str:
    """Give JSON that nothing inside ends the HTML comment with."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("--", "-\\u002d").replace(">", "\\u003e")
