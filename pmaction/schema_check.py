"""A quick yes to data that is as a JSON Schema wants it: the schema, made into functions once.

Only the yes counts. After a no, `schema.py` looks again, with jsonschema and in words. A
keyword that is not known here raises, so that a yes never leaves one out;
tests/test_fast_reading.py holds the answers against those of jsonschema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from pmaction.moment import parse_moment
from pmaction.resources import json_schema

_Schema = Mapping[str, Any]
_Check = Callable[[Any], bool]

# Ranges within a set of characters, as patterns write them.
_BEYOND_ASCII = re.compile(r"\\u(?!00[0-7])[0-9A-F]{4}-\\u[0-9A-F]{4}")

# Many entries of many postmortems name the same days and times.
moment_of = lru_cache(maxsize=4096)(parse_moment)
"""`parse_moment`, which remembers; a Moment never changes."""


def fits(data: Any, schema: str) -> bool:
    """Say whether data is as a shipped schema (`postmortem.v1`, `config.v1`) wants it."""
    return _shipped(schema)(data)


@cache
def _shipped(schema: str) -> _Check:
    return check_of(json_schema(schema))


def check_of(root: _Schema) -> _Check:
    """Make a schema into a function that says whether data is as it wants it.

    Raises NotImplementedError for a keyword that is not known here.
    """
    return _Maker(root).check(root)


class _Maker:
    def __init__(self, root: _Schema) -> None:
        self._root = root
        self._known: dict[str, _Check] = {}

    def check(self, schema: _Schema) -> _Check:
        """Give what says yes where each keyword does."""
        checks: list[_Check] = []
        for word, value in schema.items():
            if word not in _SAYING_NOTHING:
                if word not in _KEYWORDS:
                    raise NotImplementedError(f"`{word}` in a schema")
                if (check := _KEYWORDS[word](self, value, schema)) is not None:
                    checks.append(check)
        if len(checks) == 1:
            return checks[0]

        def every(value: Any) -> bool:
            for check in checks:  # noqa: SIM110  (half the time of all())
                if not check(value):
                    return False
            return True

        return every

    def referred(self, reference: str, _: _Schema) -> _Check:
        if reference not in self._known:
            target: Any = self._root
            for part in reference.removeprefix("#/").split("/"):
                target = target[part]
            self._known[reference] = self.check(target)
        return self._known[reference]

    def properties(self, named: _Schema, schema: _Schema) -> _Check:
        checks = {name: self.check(one) for name, one in named.items()}
        others = self._others(schema)

        def check(value: Any) -> bool:
            if type(value) is not dict:
                return True
            for name, one in value.items():  # noqa: SIM110  (half the time of all())
                if not checks.get(name, others)(one):
                    return False
            return True

        return check

    def additional(self, _: object, schema: _Schema) -> _Check | None:
        return None if "properties" in schema else self.properties({}, schema)

    def _others(self, schema: _Schema) -> _Check:
        others = schema.get("additionalProperties", True)
        return self.check(others) if isinstance(others, dict) else lambda _: bool(others)

    def names(self, names: _Schema, _: _Schema) -> _Check:
        check = self.check(names)
        return lambda value: type(value) is not dict or all(map(check, value))

    def items(self, entry: _Schema, _: _Schema) -> _Check:
        check = self.check(entry)
        return lambda value: type(value) is not list or all(map(check, value))

    def any_of(self, choices: list[_Schema], _: _Schema) -> _Check | None:
        if {} in choices:
            return None
        checks = [self.check(one) for one in choices]
        return lambda value: any(check(value) for check in checks)

    def condition(self, when: _Schema, schema: _Schema) -> _Check:
        matches = self.check(when)
        then, otherwise = (self.check(schema.get(word, {})) for word in ("then", "else"))
        return lambda value: then(value) if matches(value) else otherwise(value)


def _type(names: str | list[str], _: _Schema) -> _Check:
    checks = [_TYPES[name] for name in ([names] if isinstance(names, str) else names)]
    return checks[0] if len(checks) == 1 else lambda value: any(is_a(value) for is_a in checks)


_TYPES: Mapping[str, _Check] = {
    "object": lambda value: type(value) is dict,
    "array": lambda value: type(value) is list,
    "string": lambda value: type(value) is str,
    "boolean": lambda value: type(value) is bool,
    "null": lambda value: value is None,
    "number": lambda value: type(value) is int or type(value) is float,
    "integer": lambda value: type(value) is int or (type(value) is float and value.is_integer()),
}


def _enum(choices: list[object], _: _Schema) -> _Check:
    if not all(type(choice) is str for choice in choices):
        raise NotImplementedError("a choice of other values than texts in a schema")
    known = frozenset(choices)
    return lambda value: type(value) is str and value in known


def _required(names: list[str], _: _Schema) -> _Check:
    wanted = frozenset(names)
    return lambda value: type(value) is not dict or wanted <= value.keys()


def _pattern(pattern: str, _: _Schema) -> _Check:
    # Of the patterns of a schema, few are needed, and making one is slow: with letters of all
    # the world some milliseconds, which a text without such letters does not need to wait for.
    within_ascii = _searcher(_BEYOND_ASCII.sub("", pattern))
    beyond = _searcher(pattern)

    def check(value: Any) -> bool:
        if type(value) is not str:
            return True
        return (within_ascii() if value.isascii() else beyond())(value) is not None

    return check


def _searcher(pattern: str) -> Callable[[], Callable[[str], object]]:
    return cache(lambda: re.compile(pattern).search)


def _format(name: str, _: _Schema) -> _Check:
    read = _FORMATS[name]

    def check(value: Any) -> bool:
        if type(value) is str:
            try:
                read(value)
            except ValueError:
                return False
        return True

    return check


_FORMATS: Mapping[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "incident-time": moment_of,
}


def _at_most(
    kind: type[str] | type[list[Any]] | type[dict[str, Any]],
) -> Callable[[int, _Schema], _Check]:
    return lambda most, _: lambda value: type(value) is not kind or len(value) <= most


def _min_length(least: int, _: _Schema) -> _Check:
    # Blanks alone say nothing, and are not counted.
    return lambda value: type(value) is not str or len(value.strip()) >= least


def _minimum(least: float, _: _Schema) -> _Check:
    return lambda value: (type(value) is not int and type(value) is not float) or value >= least


def _maximum(most: float, _: _Schema) -> _Check:
    return lambda value: (type(value) is not int and type(value) is not float) or value <= most


def _free(make: Callable[[Any, _Schema], _Check]) -> Callable[[_Maker, Any, _Schema], _Check]:
    return lambda _, value, schema: make(value, schema)


_SAYING_NOTHING = frozenset(
    ("$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default")
) | frozenset(("x-expected", "then", "else"))  # the last two are part of `if`
_KEYWORDS: Mapping[str, Callable[[_Maker, Any, _Schema], _Check | None]] = {
    "$ref": _Maker.referred,
    "type": _free(_type),
    "enum": _free(_enum),
    "properties": _Maker.properties,
    "additionalProperties": _Maker.additional,
    "required": _free(_required),
    "propertyNames": _Maker.names,
    "maxProperties": _free(_at_most(dict)),
    "items": _Maker.items,
    "maxItems": _free(_at_most(list)),
    "minLength": _free(_min_length),
    "maxLength": _free(_at_most(str)),
    "pattern": _free(_pattern),
    "format": _free(_format),
    "minimum": _free(_minimum),
    "maximum": _free(_maximum),
    "anyOf": _Maker.any_of,
    "if": _Maker.condition,
}
