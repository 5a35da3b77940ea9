"""A document's data as YAML that people like to read: block texts, few quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pmaction.authoring import quoted

_WIDTH = 100
_PLAIN = re.compile(r"(?![yYnN]\b)[A-Za-z\u00c0-\u024f\u0400-\u04ff(]([^\n]*\S)?")
_BREAKS = re.compile(r":(?=\s|$)|\s#|\t|\ufeff")
_TIME = re.compile(r"(?:about )?\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+(?:Z|[+-]\d{2}:\d{2}))?")
_WORDS = {"y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf"}
UNPRINTABLE = re.compile(
    r"[^\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def yaml_text(data: dict[str, Any]) -> str:
    """Write the data of a document; every reader of YAML 1.2 gives it back unchanged."""
    return "\n".join(_mapping(data, 0)) + "\n"


def _mapping(data: dict[str, Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, value in data.items():
        if indent == 0 and isinstance(value, (dict, list)) and key not in ("services", "authors"):
            yield ""
        if isinstance(value, dict) and not value:
            yield f"{pad}{key}: {{}}"
        elif isinstance(value, dict):
            yield f"{pad}{key}:"
            yield from _mapping(value, indent + 2)
        elif isinstance(value, list) and _is_short(value):
            yield f"{pad}{key}: [{', '.join(_scalar(one, flow=True) for one in value)}]"
        elif isinstance(value, list):
            yield f"{pad}{key}:"
            yield from _sequence(value, indent + 2)
        else:
            yield from _value(f"{pad}{key}:", value, indent + 2)


def _sequence(values: list[Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for value in values:
        if isinstance(value, dict):
            lines = list(_mapping(value, indent + 2))
            yield f"{pad}- {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield from _value(f"{pad}-", value, indent + 2)


def _is_short(values: list[Any]) -> bool:
    texts = [one for one in values if isinstance(one, str)]
    return (
        len(texts) == len(values)
        and sum(map(len, texts)) < 80
        and not any(len(one) > 40 or "\n" in one for one in texts)
    )


def _value(lead: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, str) and "\n" in value and _fits_block(value):
        yield f"{lead} |{'' if value.endswith(chr(10)) else '-'}"
        pad = " " * indent
        yield from (pad + line if line else "" for line in value.rstrip("\n").split("\n"))
    elif isinstance(value, str) and len(lead) + len(value) > _WIDTH and _can_be_folded(value):
        yield f"{lead} >-"
        yield from (" " * indent + line for line in _folded(value, _WIDTH - indent))
    else:
        yield f"{lead} {_scalar(value)}"


def _can_be_folded(text: str) -> bool:
    words = text.split(" ")
    return all(words) and "\t" not in text and not UNPRINTABLE.search(text) and len(words) > 4


def _folded(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _fits_block(text: str) -> bool:
    """Say whether a text can stand as it is, indented, below its key."""
    first = text.split("\n", 1)[0]
    return (
        not UNPRINTABLE.search(text)
        and first.strip() == first.rstrip()
        and first.strip() != ""
        and not text.endswith("\n\n")
        and not re.search(r"^[ \t]+$", text, re.MULTILINE)
    )


def _scalar(value: Any, *, flow: bool = False) -> str:
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if _TIME.fullmatch(value):
        return value
    plain = (
        _PLAIN.fullmatch(value)
        and not _BREAKS.search(value)
        and value.casefold() not in _WORDS
        and not UNPRINTABLE.search(value)
        and not (flow and re.search(r"[,\[\]{}]", value))
    )
    return value if plain else quoted(value)
