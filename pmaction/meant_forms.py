"""What is meant by a value that has another form than it should: `2025-12-24..2025-12-26`."""

from __future__ import annotations

import json
import re
from typing import Any

from pmaction.meant_lengths import meant_days, meant_length
from pmaction.meant_values import meant_value

_PEOPLE = re.compile(
    r"\s*(?P<first>@[\w./-]+)(?:\s*(?:,|;|/|&|\+|\band\b|\s)\s*@[\w./-]+)+\s*", re.IGNORECASE
)
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_SPAN = re.compile(rf"{_DAY}\s*(?:/|-{{1,2}}|\.{{2,3}}|[–—…,]|to|until)\s*{_DAY}")
_NAMES = re.compile(r"\^\(([a-z|]+)\)\$")

_FORM_AT_MOST = 100
"""What may not be longer than this and has a form is mistaken for another one if it is longer."""


def is_of_other_form(value: Any, schema: Any, limit: Any) -> bool:
    """Say whether a text that is too long is one of another form, which no cutting mends."""
    if not isinstance(value, str) or not isinstance(schema, dict):
        return False
    if limit > _FORM_AT_MOST or len(value) > 2 * _FORM_AT_MOST:
        return False
    pattern = schema.get("pattern")
    return "x-expected" in schema and pattern is not None and not re.search(pattern, value)


def meant_form(name: str, value: str, pattern: str) -> str:
    """Give `. Did you mean ...?` for a text that does not fit a pattern, or nothing."""
    text = value.strip()
    candidates = [text.upper(), meant_length(text)]
    if (span := _SPAN.fullmatch(text)) is not None:
        candidates.append(f"{span[1]}/{span[2]}")
    if name.startswith("`country`"):
        from pmaction.public_holidays import country_called  # It is asked for a name alone.

        candidates.insert(0, country_called(text))
    for candidate in candidates:
        if candidate and re.search(pattern, candidate):
            return f". Did you mean `{candidate}`?"
    named = _NAMES.match(pattern)
    return meant_value(text, named[1].split("|")) if named is not None else ""


def form_hint(name: str, value: str, expected: str | None) -> str:
    """Say how a text is written that does not fit a pattern."""
    people = _PEOPLE.fullmatch(value) if name.startswith("`owner`") else None
    if people is not None:
        first = people["first"]
        return f'One owns it: write `owner: "{first}"`, and the others below `collaborators`.'
    if name.endswith("entry of `free`") and _SPAN.fullmatch(value.strip()):
        return "Write each of these days as an entry of its own, such as `- 2025-12-24`."
    return f"Expected {expected or 'another form'}."


def text_hint(value: Any, schema: Any) -> str:
    """Say what to write instead of a number, or of true or false, where a text is wanted."""
    schema = schema if isinstance(schema, dict) else {}
    if "enum" in schema and str(value) not in schema["enum"]:
        return f"Allowed: {', '.join(map(str, schema['enum']))}."
    pattern = schema.get("pattern") or schema.get("then", {}).get("pattern", "")
    if re.search(pattern, f"{value} days") and not re.search(pattern, str(value)):
        return f"Write it with its unit, like `{value} days`."
    return "Put it in quotes if it is meant as text."


def list_hint(value: Any) -> str:
    """Say how a list is written where one value stands alone."""
    if isinstance(value, (dict, bool)) or len(str(value)) > _FORM_AT_MOST:
        return "Write each entry on a line of its own, after `- `."
    # In brackets some signs mean something else.
    written = str(value) if re.fullmatch(r"[\w ./-]+", str(value)) else json.dumps(value)
    return f"Write it in brackets: `[{written}]`."


def number_hint(value: Any, schema: Any) -> str:
    """Say what number to write instead of a text such as `1 week`."""
    said = schema.get("description", "") if isinstance(schema, dict) else ""
    days = meant_days(value) if isinstance(value, str) and "days" in said.casefold() else 0
    return f"Write the number of days alone: `{days}`." if days else ""
