"""Data against a JSON Schema: findings in words a person uses, at most one for each mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from pmaction.document import Document
from pmaction.findings import Finding, Severity, in_reading_order
from pmaction.moment import parse_moment
from pmaction.positions import Path
from pmaction.property_names import (
    MANY_UNKNOWN,
    Meanings,
    is_conditional,
    known_in,
    missing_name,
    other_names,
    path_of,
    subschema_of,
    unknown_in,
)
from pmaction.quoting import cut
from pmaction.resources import json_schema
from pmaction.value_problem import value_problem

_FORMATS = FormatChecker(formats=("date",))
_ROOTS = {"Postmortem": "a postmortem", "pmaction configuration": "the configuration"}
MOST_FINDINGS = 100
"""So many findings of one document are listed, and the rest counted."""

# Of several errors at one value the one that explains the others is kept.
_MOST_TELLING = ("type", "enum", "minLength", "maxLength", "pattern", "format")


@_FORMATS.checks("incident-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    if isinstance(value, str):
        parse_moment(value)
    return True


def _says_something(
    _validator: Validator, least: int, value: object, _schema: object
) -> Iterator[ValidationError]:
    """Check `minLength` without counting blanks: blanks alone say nothing."""
    if isinstance(value, str) and len(value.strip()) < least:
        yield ValidationError(f"{value!r} is too short")


@cache
def _validator(schema: str) -> Validator:
    extended: Any = extend  # the function has no types
    ours: type[Validator] = extended(Draft202012Validator, {"minLength": _says_something})
    return ours(json_schema(schema), format_checker=_FORMATS)


def check_schema(document: Document, schema: str) -> tuple[Finding, ...]:
    """Check a document against a shipped schema (`postmortem.v1`, `config.v1`).

    Findings are in reading order; beyond the first hundred, one last finding counts the others.
    """
    found = in_reading_order(_all_findings(document, schema))
    left = found[MOST_FINDINGS:]
    if not left:
        return found
    last = Finding(
        document.path,
        left[-1].line,
        left[-1].column,
        "too-many-findings",
        Severity.ERROR,
        f"{len(left):,} more mistakes are not listed; the last of them is here",
        "Correct the ones above first. If there are this many, the file may be no postmortem, or "
        "a wrong indentation may make one mistake of each line.",
        "",
    )
    return (*found[:MOST_FINDINGS], last)


def _all_findings(document: Document, schema: str) -> Iterator[Finding]:
    by_place: dict[tuple[Path, str], ValidationError] = {}
    for error in _validator(schema).iter_errors(document.data):
        path = path_of(error)
        group = _group(error)
        known = by_place.get((path, group))
        if known is None or _telling(error) < _telling(known):
            by_place[path, group] = error
    meanings = Meanings()
    others = other_names(by_place.values(), meanings)
    for (path, _), error in by_place.items():
        # A mistyped name is a finding already; that nothing goes by the right name follows from it.
        if not (is_conditional(error) and (path, "additionalProperties") in by_place):
            yield from _findings(document, error, meanings, others.get(path, ("", "")))


def _group(error: ValidationError) -> str:
    """Tell mistakes at one value apart; errors of one group there are one mistake."""
    if _is_of_name(error):
        return f"propertyNames {error.instance}"
    match error.validator:
        case "required":
            return str(error.message)
        case "additionalProperties":
            return "additionalProperties"
        case _:
            return ""


def _is_of_name(error: ValidationError) -> bool:
    """Say whether it is a property's name that is wrong, and not a value."""
    return len(error.absolute_schema_path) > 1 and error.absolute_schema_path[-2] == "propertyNames"


def _telling(error: ValidationError) -> int:
    name = str(error.validator)
    return _MOST_TELLING.index(name) if name in _MOST_TELLING else len(_MOST_TELLING)


def _findings(
    document: Document, error: ValidationError, meanings: Meanings, other_name: tuple[str, str]
) -> Iterator[Finding]:
    path = path_of(error)
    if _is_of_name(error):
        yield _bad_name(document, path, error)
        return
    match error.validator:
        case "additionalProperties":
            yield from _unknown_properties(document, path, error, meanings, other_name)
        case "required":
            # By another name it is a finding already, which says what is required.
            if missing_name(error) != other_name[1]:
                yield from _missing_property(document, path, error, meanings)
        case _:
            rule, message, hint = value_problem(_named(document, path), error)
            if path[-1:] == ("previously",) and error.validator == "pattern":
                message += _key_meant(document, error)
            yield document.finding(path, rule, Severity.ERROR, message, hint)


def _key_meant(document: Document, error: ValidationError) -> str:
    """Give `. Did you mean ...?` for the id of an item in place of its whole key, or nothing."""
    pattern: Any = error.validator_value
    key = f"{document.data.get('id')}/{error.instance}"
    return f". Did you mean `{key}`?" if re.search(pattern, key) else ""


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
    document: Document,
    path: Path,
    error: ValidationError,
    meanings: Meanings,
    other_name: tuple[str, str],
) -> Iterator[Finding]:
    known = known_in(error)
    where = _named(document, path) if path else _ROOTS[subschema_of(error)["title"]]
    for number, name in enumerate(unknown_in(error)):
        meant = meanings.of(name, known) if number < MANY_UNKNOWN else ""
        hint = f"Known here: {', '.join(known)}."
        if meant:
            hint = "Correct the name, or delete the property."
        elif name == other_name[0]:
            missing = other_name[1]
            meant = f", which has no `{missing}`"
            hint = f"Call it `{missing}` if that is meant; else delete it, and add `{missing}:`."
        yield document.finding(
            (*path, name),
            "unknown-property",
            Severity.ERROR,
            f"`{cut(name)}` is not a property of {where}{meant}",
            hint,
            of_key=True,
        )


def _bad_name(document: Document, path: Path, error: ValidationError) -> Finding:
    name = str(error.instance)
    shown = f"`{cut(name)}`" if name else "an empty text"
    return document.finding(
        (*path, name),
        "bad-format",
        Severity.ERROR,
        f"{shown} cannot be a name in {_named(document, path)}",
        f"Expected {subschema_of(error).get('x-expected', 'another name')}.",
        of_key=True,
    )


def _missing_property(
    document: Document, path: Path, error: ValidationError, meanings: Meanings
) -> Iterator[Finding]:
    missing = missing_name(error)
    known = known_in(error)
    if any(f"`{missing}`" in meanings.of(name, known) for name in unknown_in(error)[:MANY_UNKNOWN]):
        return  # The mistyped name is a finding already, and says what was meant.
    schema = subschema_of(error)
    description = schema.get("properties", {}).get(missing, {}).get("description")
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
