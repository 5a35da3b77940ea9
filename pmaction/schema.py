"""Data against a JSON Schema: findings in words a person uses, at most one for each mistake."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from pmaction.document import Document
from pmaction.findings import Finding, Severity, in_reading_order
from pmaction.moment import parse_moment
from pmaction.positions import Path
from pmaction.quoting import cut
from pmaction.resources import json_schema
from pmaction.suggest import suggest
from pmaction.value_problem import value_problem

_FORMATS = FormatChecker(formats=("date",))
_ROOTS = {"Postmortem": "a postmortem", "pmaction configuration": "the configuration"}
MANY_UNKNOWN = 20
"""Of so many unknown names in one place it is asked what they mean."""

MOST_MEANINGS = 1_000
"""Of so many unknown names in one document: comparing names takes time."""

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


class _Meanings:
    """What mistyped names were meant to be; the work for one document is bounded."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[str, ...]], str] = {}

    def of(self, name: str, known: tuple[str, ...]) -> str:
        """Give the 'did you mean' for a name, or nothing."""
        if (name, known) not in self._known:
            if len(self._known) >= MOST_MEANINGS:
                return ""
            self._known[name, known] = suggest(name, known)
        return self._known[name, known]


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
        path = _path(error)
        group = _group(error)
        known = by_place.get((path, group))
        if known is None or _telling(error) < _telling(known):
            by_place[path, group] = error
    meanings = _Meanings()
    for (path, _), error in by_place.items():
        # A mistyped name is a finding already; that nothing goes by the right name follows from it.
        if not (_is_conditional(error) and (path, "additionalProperties") in by_place):
            yield from _findings(document, error, meanings)


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


def _is_conditional(error: ValidationError) -> bool:
    """Say whether a property is only required because of the others that are there."""
    return error.validator == "required" and "properties" not in _subschema(error)


def _telling(error: ValidationError) -> int:
    name = str(error.validator)
    return _MOST_TELLING.index(name) if name in _MOST_TELLING else len(_MOST_TELLING)


def _findings(document: Document, error: ValidationError, meanings: _Meanings) -> Iterator[Finding]:
    path = _path(error)
    if _is_of_name(error):
        yield _bad_name(document, path, error)
        return
    match error.validator:
        case "additionalProperties":
            yield from _unknown_properties(document, path, error, meanings)
        case "required":
            yield from _missing_property(document, path, error, meanings)
        case _:
            rule, message, hint = value_problem(_named(document, path), error)
            yield document.finding(path, rule, Severity.ERROR, message, hint)


def _path(error: ValidationError) -> Path:
    return tuple(error.absolute_path)


def _subschema(error: ValidationError) -> dict[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


def _known_in(error: ValidationError) -> tuple[str, ...]:
    """Give the names of the properties that are known where an error is."""
    return tuple(sorted(_subschema(error).get("properties", {})))


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
    document: Document, path: Path, error: ValidationError, meanings: _Meanings
) -> Iterator[Finding]:
    properties: Any = error.instance
    known = _known_in(error)
    where = _named(document, path) if path else _ROOTS[_subschema(error)["title"]]
    for number, name in enumerate(name for name in properties if name not in known):
        meant = meanings.of(name, known) if number < MANY_UNKNOWN else ""
        yield document.finding(
            (*path, name),
            "unknown-property",
            Severity.ERROR,
            f"`{cut(name)}` is not a property of {where}{meant}",
            "Correct the name, or delete the property."
            if meant
            else f"Known here: {', '.join(known)}.",
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
        f"Expected {_subschema(error).get('x-expected', 'another name')}.",
        of_key=True,
    )


def _missing_property(
    document: Document, path: Path, error: ValidationError, meanings: _Meanings
) -> Iterator[Finding]:
    instance: Any = error.instance
    names: Any = error.validator_value
    missing = next(n for n in names if n not in instance and f"'{n}'" in error.message)
    known = _known_in(error)
    unknown = islice((name for name in instance if name not in known), MANY_UNKNOWN)
    if any(f"`{missing}`" in meanings.of(name, known) for name in unknown):
        return  # The mistyped name is a finding already, and says what was meant.
    schema = _subschema(error)
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
