"""What is wrong with one value, in words a person uses."""

from __future__ import annotations

from typing import Any

from jsonschema.exceptions import ValidationError

from pmaction.meant_forms import (
    form_hint,
    is_of_other_form,
    list_hint,
    meant_form,
    number_hint,
    text_hint,
)
from pmaction.meant_values import meant_value
from pmaction.quoting import cut

_KINDS = {
    "object": "a group of properties",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_TYPE_HINTS = {
    "object": "Write its properties on lines of their own, indented, as `name: value`.",
    "string": "Write one text; long text goes below a `|`.",
    "integer": "Write digits only, without a unit or other words.",
    "number": "Write digits only, without a unit or other words.",
    "boolean": "Write `true` or `false`, without quotes.",
}

LONG_TEXT = 1_000
"""Texts that may be longer than this can be told elsewhere; titles and names cannot."""

LONG_LIST = 500
"""Lists that may have so many entries are a postmortem's; shorter ones are settings."""


def value_problem(name: str, error: ValidationError) -> tuple[str, str, str]:
    """Give rule id, message and hint for a value that is not what the schema wants."""
    value: Any = error.instance
    limit: Any = error.validator_value
    schema: Any = error.schema
    expected = schema.get("x-expected") if isinstance(schema, dict) else None
    match error.validator:
        case "type" if value is None:
            return (
                "empty-value",
                f"{name} is empty",
                "Give it a value. What is not known yet may be left out, unless it is required.",
            )
        case "type":
            wanted = [limit] if isinstance(limit, str) else list(limit)
            kinds = " or ".join(_KINDS[kind] for kind in wanted)
            hint = f"Expected {expected}." if expected else _TYPE_HINTS.get(wanted[0], "")
            if "string" in wanted and not isinstance(value, (dict, list)):
                hint = text_hint(value, schema)
            elif wanted == ["array"]:
                hint = list_hint(value)
            elif "integer" in wanted:
                hint = number_hint(value, schema) or hint
            return "wrong-type", f"{name} must be {kinds}, not {_kind_of(value)}", hint
        case "enum" | "const":
            known = [str(choice) for choice in (limit if isinstance(limit, list) else [limit])]
            meant = meant_value(str(value), known)
            return (
                "not-allowed",
                f"`{cut(value)}` is not a value of {name}{meant}",
                "Allowed: " + ", ".join(known) + ".",
            )
        case "format":
            return (
                "impossible-date",
                f"{name} is `{cut(value)}`, which is on no calendar or clock",
                f"Expected {expected or limit}.",
            )
        case "pattern":
            return "bad-format", *_other_form(name, value, limit, expected)
        case "minLength" | "minItems":
            return "empty-value", f"{name} is empty", "Give it a value, or leave it out."
        case "maxLength" if is_of_other_form(value, schema, limit):
            return "bad-format", *_other_form(name, value, schema["pattern"], expected)
        case "maxLength" | "maxItems" | "maxProperties":
            return "too-long", *_too_long(name, str(error.validator), len(value), limit)
        case "minimum" | "exclusiveMinimum":
            return "out-of-range", f"{name} is {cut(value)}, below {limit}", f"At least {limit}."
        case "maximum" | "exclusiveMaximum":
            return "out-of-range", f"{name} is {cut(value)}, above {limit}", f"At most {limit}."
        case _:
            return (
                "bad-format",
                f"{name} is not as it should be: {error.message}",
                "See the schema.",
            )


def _other_form(name: str, value: str, pattern: str, expected: str | None) -> tuple[str, str]:
    """Give message and hint for a text that does not fit a pattern."""
    meant = meant_form(name, value, pattern)
    return f"{name} cannot be `{cut(value)}`{meant}", form_hint(name, value, expected)


def _too_long(name: str, limited: str, size: int, limit: int) -> tuple[str, str]:
    """Give message and hint for what has more of something than is allowed."""
    link = "link the long form under `references`."
    what, hint = {
        "maxLength": (
            "characters",
            "Shorten it." if limit < LONG_TEXT else f"Shorten it, and {link}",
        ),
        "maxItems": (
            "entries",
            "Keep those that count." if limit < LONG_LIST else f"Split the document, or {link}",
        ),
        "maxProperties": ("names", "Keep those that are in use."),
    }[limited]
    return f"{name} has {size:,} {what}; at most {limit:,} are allowed", hint


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text `{cut(value)}`"
    return _KINDS["object"] if isinstance(value, dict) else _KINDS["array"]
