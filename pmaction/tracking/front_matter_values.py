"""Single values of front matter: written on one line each, and read as people meant them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()'+&!?%=;*<>`-]*[\w./)!?%`])?")
_WORDS_WITH_A_MEANING = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_NOT_PRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def to_yaml(value: Any, *, in_flow: bool = True) -> str:
    """Write a value on one line, quoted only where it must be; `in_flow` is inside brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{to_yaml(k)}: {to_yaml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(to_yaml, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    plain = value if in_flow else value.replace(",", "")
    if _PLAIN.fullmatch(plain) and value.lower() not in _WORDS_WITH_A_MEANING:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _NOT_PRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def to_json(value: Any) -> str:
    """Write a value as a line of JSON that is YAML as well."""
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_PRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_text(value: Any) -> str:
    """Give a scalar as a person would have meant it: `2024` or `true` may be a title."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_names(value: Any) -> list[str]:
    """Give a list of names, which may also be written as `a, b` or be left empty.

    Raises ValueError for anything else.
    """
    if value is None:
        return []
    if isinstance(value, dict):
        raise ValueError("it is not a list of names")
    if not isinstance(value, list):
        return [item.strip() for item in as_text(value).split(",")]
    if any(isinstance(item, list | dict) for item in value):
        raise ValueError("it is not a list of names")
    return [as_text(item) for item in value]
