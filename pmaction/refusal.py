"""Why a text is not read: verdicts on YAML, in words for whoever wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pmaction.positions import Path
from pmaction.quoting import cut

if TYPE_CHECKING:  # Importing the parser takes longer than reading most files natively.
    from ruamel.yaml.error import MarkedYAMLError

CORE = "tag:yaml.org,2002:"
"""What the tags of YAML's own types begin with."""

_CODE_BEYOND_UNICODE = re.compile(r"\\U(?!00(0[0-9A-Fa-f]|10))[0-9A-Fa-f]{8}")
_ANYWHERE_ELSE = "Check this line and the one above: indentation, colons, quotes and brackets."


class Refusal(Exception):
    """The text is not read, for this reason, at this character."""

    def __init__(self, rule: str, index: int, message: str, hint: str, path: Path = ()) -> None:
        super().__init__(message)
        self.rule, self.index, self.message, self.hint, self.path = rule, index, message, hint, path


def tag_refusal(tag: str, at: int, path: Path) -> Refusal:
    """Refuse a tag that is not one of YAML's own plain types."""
    shown = cut(tag.replace(CORE, "!!"))
    return Refusal(
        "unknown-tag",
        at,
        f"the YAML tag `{shown}` is not read here",
        "Delete the tag, or put the value in quotes if it begins with `!`.",
        path,
    )


def number_refusal(text: str, why: str, at: int, path: Path) -> Refusal:
    """Refuse what looks like a number or a word of YAML but cannot be one."""
    shown = f"`{cut(text)}`" if text else "an empty text"
    hint = "Put it in quotes if it is meant as text."
    return Refusal("yaml-syntax", at, f"{shown} {why}", hint, path)


_RESERVED = {
    "@": ("a value cannot begin with `@`", 'Put it in quotes: `owner: "@alice"`.'),
    "`": (
        "a value cannot begin with a back tick",
        "Put the whole value in quotes, or write it below a `|`.",
    ),
    "%": ("a value cannot begin with `%`", "Put the value in quotes."),
    "\t": ("a tab cannot stand here", "Use spaces: YAML takes tabs only inside of text."),
}


def syntax_refusal(error: MarkedYAMLError, text: str) -> Refusal:
    """Say in plain words what the parser stumbled over, and where that begins."""
    mark = error.problem_mark or error.context_mark
    index = mark.index if mark is not None else 0
    start = error.context_mark.index if error.context_mark is not None else index
    return Refusal("yaml-syntax", *_verdict(error, text, index, start))


def _verdict(error: MarkedYAMLError, text: str, index: int, start: int) -> tuple[int, str, str]:
    """Give place, message and hint; `index` is where it stumbled, `start` where that began."""
    problem = str(error.problem or error.context or "it cannot be read")
    context = str(error.context or "")
    character = text[index : index + 1]
    if "cannot start any token" in problem and character in _RESERVED:
        return index, *_RESERVED[character]
    for word, message, hint in _BY_PROBLEM:
        if word in problem:
            return index - (word == "escape"), message, hint
    for word, message, hint in _BY_CONTEXT:
        if word in context:
            return start, message.format(text[start : start + 1]), hint
    if "<stream end>" in problem:
        return index, "the file ends too early", _ANYWHERE_ELSE
    problem = cut(problem.replace("'\\x00'", "the end of the file"))
    more = f" ({context})" if context and error.problem else ""
    return index, f"this is not YAML: {problem}{more}", _ANYWHERE_ELSE


# What the parser's own words stand for; the first that fits counts.
_BY_PROBLEM = (
    (
        "mapping values are not allowed",
        "there is a second `: ` on this line, or the line is indented wrongly",
        'Put text that has `: ` in it in quotes: `title: "Outage: all of mail"`.',
    ),
    (
        "escape",
        "a backslash between double quotes begins an escape, and this is none",
        "Write the backslash twice, or use single quotes.",
    ),
    (
        "expected <block end>",
        "this does not fit to what stands before it",
        "Check the indentation, and that nothing follows a closing quote or bracket.",
    ),
)
_UNCLOSED = (
    "the `{}` that opens here is not closed, or lacks a comma",
    "Close it, separate its entries with commas, and quote text with brackets in it.",
)
_BY_CONTEXT = (
    (
        "quoted scalar",
        "the quote that opens here is not closed",
        "Close it, or write long text below a `|`.",
    ),
    (
        "simple key",
        "this line has no `: `, and does not belong to the value above it",
        "Write it as `name: value`, or indent it under the text that it continues.",
    ),
    ("flow sequence", *_UNCLOSED),
    ("flow mapping", *_UNCLOSED),
)


def parser_refusal(error: Exception, text: str, reached: int) -> Refusal:
    """Refuse what the parser could not say a place for; `reached` is how far it came."""
    if isinstance(error, (ValueError, OverflowError)) and (
        match := _CODE_BEYOND_UNICODE.search(text, reached)
    ):
        return Refusal(
            "yaml-syntax",
            match.start(),
            f"there is no character `{match[0]}`",
            "Write the backslash twice, or use single quotes.",
        )
    return Refusal("yaml-syntax", reached, f"this is not YAML: {cut(str(error))}", _ANYWHERE_ELSE)
