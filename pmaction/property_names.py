"""Names of properties in the errors of jsonschema: which are known, unknown, missing, or meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from jsonschema.exceptions import ValidationError

from pmaction.positions import Path
from pmaction.suggest import suggest

MANY_UNKNOWN = 20
"""Of so many unknown names in one place it is asked what they mean."""

MOST_MEANINGS = 1_000
"""Of so many unknown names in one document: comparing names takes time."""


class Meanings:
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


def path_of(error: ValidationError) -> Path:
    """Give the path of the value that an error is about."""
    return tuple(error.absolute_path)


def subschema_of(error: ValidationError) -> dict[str, Any]:
    """Give the part of the schema that an error comes from, if it is more than yes or no."""
    return error.schema if isinstance(error.schema, dict) else {}


def unknown_in(error: ValidationError) -> list[str]:
    """Give the names that are there and not known, as they are written."""
    known = frozenset(known_in(error))
    names: Any = error.instance
    return [name for name in names if name not in known]


def missing_name(error: ValidationError) -> str:
    """Give the name of the property that is required and not there."""
    names: Any = error.validator_value
    there: Any = error.instance
    return str(next(n for n in names if n not in there and f"'{n}'" in error.message))


def known_in(error: ValidationError) -> tuple[str, ...]:
    """Give the names of the properties that are known where an error is."""
    return tuple(sorted(subschema_of(error).get("properties", {})))


def is_conditional(error: ValidationError) -> bool:
    """Say whether a property is only required because of the others that are there."""
    return error.validator == "required" and "properties" not in subschema_of(error)


def other_names(
    errors: Iterable[ValidationError], meanings: Meanings
) -> dict[Path, tuple[str, str]]:
    """Give the places where one name is unknown and one is missing, with the two.

    That is one mistake: what is required goes by another name there.
    """
    missing: dict[Path, list[str]] = defaultdict(list)
    unknown: dict[Path, list[str]] = {}
    meant: dict[Path, str] = {}
    for error in errors:
        path = path_of(error)
        if error.validator == "required" and not is_conditional(error):
            missing[path].append(missing_name(error))
        elif error.validator == "additionalProperties":
            names = unknown_in(error)
            said = [meanings.of(name, known_in(error)) for name in names[:MANY_UNKNOWN]]
            unknown[path] = [n for n, meaning in zip_longest(names, said) if not meaning]
            meant[path] = " ".join(said)
    pairs: dict[Path, tuple[str, str]] = {}
    for path, names in unknown.items():
        left = [name for name in missing[path] if f"`{name}`" not in meant[path]]
        if len(names) == len(left) == 1:
            pairs[path] = names[0], left[0]
    return pairs
