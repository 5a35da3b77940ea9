"""Options of rules: how a rule declares them, and what the configuration says of them.

A rule declares its options as a frozen Struct, each field annotated with `Option`; its check asks
`surroundings.options(ThatClass)`. `.pmaction.yml` sets them beside `severity` and `from`, which
every rule has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_type_hints

import msgspec
from msgspec import Struct, structs

from pmaction.config import RuleSetting


class Option(NamedTuple):
    """What an option's type is annotated with: a sentence on what it does, and what it may be.

    The rest of the type is what is checked; bounds go into it by `msgspec.Meta`.
    """

    says: str
    expected: str


class OptionPage(Struct, frozen=True):
    """An option as its rule's manual page has it."""

    name: str
    default: str
    says: str
    expected: str


def option_pages(kind: type | None) -> tuple[OptionPage, ...]:
    """Give the options that a rule declares."""
    types = _types(kind)
    return tuple(
        OptionPage(field.name, _written(field.default), *_option_in(types[field.name]))
        for field in (structs.fields(kind) if kind is not None else ())
    )


def _option_in(annotated: Any) -> Option:
    return next(said for said in annotated.__metadata__ if isinstance(said, Option))


def _written(value: Any) -> str:
    if value is None:
        return "none"
    return msgspec.json.encode(value).decode().replace('","', '", "')


class BadSetting(Struct, frozen=True):
    """A setting that a rule does not have, or, if `expected` says something, a value it has not."""

    name: str
    expected: str = ""


def setting_names(kind: type | None) -> tuple[str, ...]:
    """Give the names of all that can be set for a rule with these options."""
    return (*_COMMON, *(page.name for page in option_pages(kind)))


def read_setting(kind: type | None, given: str | Mapping[str, Any]) -> RuleSetting:
    """Make a value of what the configuration says of a rule; what is bad is left out."""
    said = {"severity": given} if isinstance(given, str) else given
    common = {_COMMON[name][0]: value for name, value in _values(_common_types(), said)}
    options = kind(**dict(_values(_types(kind), said))) if kind is not None else None
    return RuleSetting(**common, options=options)


def bad_settings(kind: type | None, given: str | Mapping[str, Any]) -> tuple[BadSetting, ...]:
    """Give what is wrong with the settings of a rule."""
    if isinstance(given, str):
        return ()
    types = _common_types() | _types(kind)
    good = {name for name, _ in _values(types, given)}
    expected = {name: said for name, (_, said) in _COMMON.items()}
    expected |= {page.name: page.expected for page in option_pages(kind)}
    return tuple(BadSetting(name, expected.get(name, "")) for name in given if name not in good)


_COMMON = {
    "severity": ("severity", "off, warning or error"),
    "from": ("asks_from", "draft, reviewed or published"),
}
"""What can be set for every rule: its name in `RuleSetting`, and what it may be."""


def _common_types() -> dict[str, Any]:
    types = get_type_hints(RuleSetting)
    return {name: types[field] for name, (field, _) in _COMMON.items()}


def _types(kind: type | None) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True) if kind is not None else {}


def _values(types: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the settings of these types whose values are of their type."""
    for name in types.keys() & given.keys():
        try:
            yield name, msgspec.convert(given[name], types[name])
        except msgspec.ValidationError:
            continue
