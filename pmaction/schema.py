"""Data against a JSON Schema: findings in words a person uses, at most one for each mistake."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from pmaction.document import Document, Path
from pmaction.findings import Finding, Severity
from pmaction.moment import parse_moment
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
    return tuple(
        finding for error in by_place.values() for finding in _findings(document, error)
    )


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
            yield _missing_property(document, path, error)
        case _:
            rule, message, hint = _value_problem(path, error)
            yield document.finding(path, rule, Severity.ERROR, message, hint)


def _path(error: ValidationError) -> Path:
    return tuple(error.absolute_path)


def _subschema(error: ValidationError) -> dict[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


def _named(path: Path) -> str:
    """Name a value as its writer knows it: `due` of A1 is `action_items[0].due` to nobody."""
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), None)
    if name is None:
        return "the document"
    return f"an entry of `{name}`" if path and isinstance(path[-1], int) else f"`{name}`"


def _unknown_properties(
    document: Document, path: Path, error: ValidationError
) -> Iterator[Finding]:
    known = sorted(_subschema(error).get("properties", {}))
    properties: Any = error.instance
    for name in properties:
        if name in known:
            continue
        where = _named(path) if path else "a document of this kind"
        meant = suggest(name, known)
        yield document.finding(
            (*path, name),
            "unknown-property",
            Severity.ERROR,
            f"`{name}` is not a property of {where}.{meant}",
            "" if meant else "Known here: " + ", ".join(known) + ".",
            of_key=True,
        )


def _bad_names(document: Document, path: Path, error: ValidationError) -> Iterator[Finding]:
    name = str(error.instance)
    expected = _subschema(error).get("x-expected", "another name")
    yield document.finding(
        (*path, name),
        "bad-format",
        Severity.ERROR,
        f"`{_cut(name)}` cannot stand in {_named(path)}",
        f"Expected {expected}.",
        of_key=True,
    )


def _missing_property(document: Document, path: Path, error: ValidationError) -> Finding:
    instance: Any = error.instance
    names: Any = error.validator_value
    missing = next(n for n in names if n not in instance and f"'{n}'" in error.message)
    known = _subschema(error).get("properties", {}).get(missing, {})
    return document.finding(
        path,
        "missing-property",
        Severity.ERROR,
        f"{_named(path)} has no `{missing}`",
        known.get("description") or f"Add `{missing}:`.",
        of_key=bool(path) and isinstance(path[-1], str),
    )


def _value_problem(path: Path, error: ValidationError) -> tuple[str, str, str]:
    """Give rule id, message and hint for a value that is not what the schema wants."""
    name = _named(path)
    value: Any = error.instance
    limit: Any = error.validator_value
    subject = name[0].upper() + name[1:] if name.startswith("an ") else name
    expected = _subschema(error).get("x-expected")
    match error.validator:
        case "type" if value is None:
            return (
                "empty-value",
                f"{name} is empty",
                "Give it a value or delete the line; what is not known yet may be left out.",
            )
        case "type":
            wanted = [limit] if isinstance(limit, str) else list(limit)
            kinds = " or ".join(_KINDS[kind] for kind in wanted)
            hint = f"Expected {expected}." if expected else ""
            if "string" in wanted and not isinstance(value, (dict, list)):
                hint = "Put it in quotes if it is meant as text."
            elif wanted == ["array"]:
                hint = "Write each entry on a line of its own, after `- `."
            return "wrong-type", f"{name} must be {kinds}, not {_kind_of(value)}", hint
        case "enum" | "const":
            known = [str(choice) for choice in (limit if isinstance(limit, list) else [limit])]
            meant = suggest(str(value), known)
            return (
                "not-allowed",
                f"`{_cut(value)}` is not a value of {name}.{meant}",
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
            return "empty-value", f"{name} is empty", "Give it a value or delete the line."
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
            return "bad-format", f"{subject} is not as it should be: {error.message}", ""


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
