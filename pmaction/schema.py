"""Data against a JSON Schema: findings in words a person uses, at most one for each mistake."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from pmaction.document import Document
from pmaction.findings import Finding, Severity
from pmaction.moment import parse_moment
from pmaction.positions import Path
from pmaction.resources import json_schema
from pmaction.suggest import suggest

_FORMATS = FormatChecker(formats=("date",))
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
    "array": "Write each entry on a line of its own, after `- `.",
    "string": "Write one text; long text goes below a `|`.",
    "integer": "Write digits only; words go into a `description`.",
    "number": "Write digits only; words go into a `description`.",
    "boolean": "Write `true` or `false`, without quotes.",
}
MANY_UNKNOWN = 20

# Of several errors at one value the one that explains the others is kept.
_MOST_TELLING = ("type", "enum", "minLength", "maxLength", "pattern", "format")


@_FORMATS.checks("incident-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    if isinstance(value, str):
        parse_moment(value)
    return True


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json_schema(schema), format_checker=_FORMATS)


def check_schema(document: Document, schema: str) -> tuple[Finding, ...]:
    """Check a document against a shipped schema (`postmortem.v1`, `config.v1`)."""
    by_place: dict[tuple[Path, str], ValidationError] = {}
    for error in _validator(schema).iter_errors(document.data):
        path = _path(error)
        # Missing and unknown properties are mistakes of their own, beside those of the value.
        group = str(error.validator) if error.validator in _OF_OBJECTS else ""
        group += str(error.message) if error.validator == "required" else ""
        known = by_place.get((path, group))
        if known is None or _telling(error) < _telling(known):
            by_place[path, group] = error
    return tuple(finding for error in by_place.values() for finding in _findings(document, error))


_OF_OBJECTS = ("required", "additionalProperties", "unevaluatedProperties", "propertyNames")


def _telling(error: ValidationError) -> int:
    name = str(error.validator)
    return _MOST_TELLING.index(name) if name in _MOST_TELLING else len(_MOST_TELLING)


def _findings(document: Document, error: ValidationError) -> Iterator[Finding]:
    path = _path(error)
    match error.validator:
        case "additionalProperties":
            yield from _unknown_properties(document, path, error)
        case "propertyNames":
            yield from _bad_names(document, path, error)
        case "required":
            yield from _missing_property(document, path, error)
        case _:
            rule, message, hint = _value_problem(_named(document, path), error)
            yield document.finding(path, rule, Severity.ERROR, message, hint)


def _path(error: ValidationError) -> Path:
    return tuple(error.absolute_path)


def _subschema(error: ValidationError) -> dict[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


def _named(document: Document, path: Path) -> str:
    """Name a value as its writer knows it: `due` of A1, the 2nd entry of `timeline`."""
    if not path:
        return "the document"
    *above, last = path
    if isinstance(last, str):
        whose = _entry(document, tuple(above))
        return f"`{last}` of {whose}" if whose else f"`{last}`"
    return _entry(document, path)


def _entry(document: Document, path: Path) -> str:
    """Name the entry of a list that a path is or lies in, by its id if it has one."""
    end = max((at for at, part in enumerate(path) if isinstance(part, int)), default=0)
    if not end:
        return ""
    value = document.data
    for part in path[: end + 1]:
        value = value[part]
    known = value.get("id") if isinstance(value, dict) else None
    if isinstance(known, str) and 0 < len(known) <= 12:
        return known
    number = int(path[end]) + 1
    ordinal = {1: "1st", 2: "2nd", 3: "3rd"}.get(
        number if number < 20 else number % 10, f"{number}th"
    )
    ordinal = ordinal if number < 20 else f"{number}{ordinal[-2:]}"
    return f"the {ordinal} entry of `{path[end - 1]}`"


def _unknown_properties(
    document: Document, path: Path, error: ValidationError
) -> Iterator[Finding]:
    properties: Any = error.instance
    known = sorted(_subschema(error).get("properties", {}))
    where = _named(document, path) if path else _subschema(error)["title"].lower()
    for number, name in enumerate(name for name in properties if name not in known):
        # Comparing names takes time, and nobody mistypes this many.
        meant = suggest(name, known) if number < MANY_UNKNOWN else ""
        yield document.finding(
            (*path, name),
            "unknown-property",
            Severity.ERROR,
            f"`{_cut(name)}` is not a property of {where}{meant}",
            "Correct the name, or delete the property."
            if meant
            else f"Known here: {', '.join(known)}.",
            of_key=True,
        )


def _bad_names(document: Document, path: Path, error: ValidationError) -> Iterator[Finding]:
    name = str(error.instance)
    yield document.finding(
        (*path, name),
        "bad-format",
        Severity.ERROR,
        f"`{_cut(name)}` cannot be a name in {_named(document, path)}",
        f"Expected {_subschema(error).get('x-expected', 'another name')}.",
        of_key=True,
    )


def _missing_property(document: Document, path: Path, error: ValidationError) -> Iterator[Finding]:
    instance: Any = error.instance
    names: Any = error.validator_value
    missing = next(n for n in names if n not in instance and f"'{n}'" in error.message)
    schema = _subschema(error)
    known = schema.get("properties", {})
    if any(f"`{missing}`" in suggest(name, known) for name in instance if name not in known):
        return  # The mistyped name is a finding already, and says what was meant.
    description = known.get(missing, {}).get("description")
    expected = schema.get("x-expected")
    hint = f"Expected {expected}." if expected else description or f"Add `{missing}:`."
    yield document.finding(
        path,
        "missing-property",
        Severity.ERROR,
        f"{_named(document, path)} has no `{missing}`",
        hint,
        of_key=bool(path) and isinstance(path[-1], str),
    )


def _value_problem(name: str, error: ValidationError) -> tuple[str, str, str]:
    """Give rule id, message and hint for a value that is not what the schema wants."""
    value: Any = error.instance
    limit: Any = error.validator_value
    expected = _subschema(error).get("x-expected")
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
                hint = "Put it in quotes if it is meant as text."
            return "wrong-type", f"{name} must be {kinds}, not {_kind_of(value)}", hint
        case "enum" | "const":
            known = [str(choice) for choice in (limit if isinstance(limit, list) else [limit])]
            meant = suggest(str(value), known)
            return (
                "not-allowed",
                f"`{_cut(value)}` is not a value of {name}{meant}",
                "Allowed: " + ", ".join(known) + ".",
            )
        case "format":
            return (
                "impossible-date",
                f"{name} is `{_cut(value)}`, which is on no calendar or clock",
                f"Expected {expected or limit}.",
            )
        case "pattern":
            return (
                "bad-format",
                f"{name} cannot be `{_cut(value)}`",
                f"Expected {expected or 'another form'}.",
            )
        case "minLength" | "minItems":
            return "empty-value", f"{name} is empty", "Give it a value, or leave it out."
        case "maxLength":
            return (
                "too-long",
                f"{name} has {len(value):,} characters; at most {limit:,} are allowed",
                "Shorten it, and link the long form under `references`.",
            )
        case "maxItems":
            return (
                "too-long",
                f"{name} has {len(value):,} entries; at most {limit:,} are allowed",
                "Split the document, or link the long form under `references`.",
            )
        case "minimum" | "exclusiveMinimum":
            return "out-of-range", f"{name} is {_cut(value)}, below {limit}", f"At least {limit}."
        case "maximum" | "exclusiveMaximum":
            return "out-of-range", f"{name} is {_cut(value)}, above {limit}", f"At most {limit}."
        case _:
            return (
                "bad-format",
                f"{name} is not as it should be: {error.message}",
                "See the schema.",
            )


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text `{_cut(value)}`"
    return _KINDS["object"] if isinstance(value, dict) else _KINDS["array"]


def _cut(value: Any) -> str:
    text = str(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:59] + "…"
