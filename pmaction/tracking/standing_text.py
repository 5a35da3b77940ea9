"""The text of the standing issue: a word to people, and a hidden mark with what is remembered."""

from __future__ import annotations

import base64
import json
import re
import zlib
from datetime import UTC, date, datetime
from typing import Any

from pmaction.standing import Record

MAX_PLAIN = 20_000
"""A record of more characters is packed: of 6,000 late action items it has 25,000 then."""

MAX_RECORD = 55_000
"""So many characters of a record fit into an issue beside what people write there."""

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
    said = data.get("said", [])
    if not all(isinstance(one, (int, str)) for one in (*begun, *unheard)):
        raise ValueError("`begun` or `unheard` does not list issues")
    if not all(isinstance(one, str) for one in said):
        raise ValueError("`said` does not list marks")
    return Record(
        frozenset(said),
        {str(key): date.fromisoformat(day) for key, day in data.get("snoozed", {}).items()},
        {str(number): int(count) for number, count in data.get("seen", {}).items()},
        tuple(begun),
        frozenset(unheard),
        _moment(data.get("heard_to")),
    )


def _moment(text: str | None) -> datetime | None:
    moment = datetime.fromisoformat(text) if text is not None else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("`heard_to` names no time zone")
    return moment


def _marked(record: Record) -> str:
    data: dict[str, Any] = {
        "said": sorted(record.said),
        "snoozed": {key: str(day) for key, day in sorted(record.snoozed.items())},
        "seen": dict(sorted(record.seen.items())),
        "begun": list(record.begun),
    }
    if record.unheard:
        data["unheard"] = sorted(record.unheard, key=str)
    if record.heard_to is not None:
        data["heard_to"] = record.heard_to.astimezone(UTC).isoformat()
    text = _json(data)
    newest = sorted(record.said, key=lambda mark: mark.partition("@")[2], reverse=True)
    while len(text) > (MAX_PLAIN if text.startswith('{"said"') else MAX_RECORD):
        text = _json({"packed": _packed(data)})
        # Beyond some ten thousand, what falls out has to be looked up once more: the oldest.
        if not newest:
            data["seen"] = {}
        newest = newest[: len(newest) * 9 // 10]
        data["said"] = sorted(newest)
        if len(newest) < len(record.said):
            data.pop("heard_to", None)
    return f"<!-- pmaction:reminders {text} -->"


def _packed(data: dict[str, Any]) -> str:
    return base64.b64encode(zlib.compress(_json(data).encode(), 9)).decode()


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
