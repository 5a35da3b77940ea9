"""Why a text is not read: verdicts on YAML, in words for whoever wrote it."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError

from pmaction.positions import Path

CORE = "tag:yaml.org,2002:"
"""What the tags of YAML's own types begin with."""


class Refusal(Exception):  # noqa: N818  (it is a verdict on the file, not a fault of the program)
    """The text is not read, for this reason, at this character."""

    def __init__(self, rule: str, index: int, message: str, hint: str, path: Path = ()) -> None:
        super().__init__(message)
        self.rule, self.index, self.message, self.hint, self.path = rule, index, message, hint, path


def tag_refusal(tag: str, at: int, path: Path) -> Refusal:
    shown = tag.replace(CORE, "!!")
    return Refusal(
        "unknown-tag",
        at,
        f"the YAML tag `{shown}` is not read here",
        "Delete the tag, or put the value in quotes if it begins with `!`.",
        path,
    )


_RESERVED = {
    "@": 'Put it in quotes: `owner: "@alice"`.',
    "`": "Put the whole value in quotes, or write it below a `|`.",
    "%": "Put the value in quotes.",
    "\t": "Indent with spaces; YAML does not take tabs.",
}


def syntax_refusal(error: MarkedYAMLError, text: str) -> Refusal:
    mark = error.problem_mark or error.context_mark
    index = mark.index if mark is not None else 0
    problem = str(error.problem or error.context or "it cannot be read")
    character = text[index : index + 1]
    if "cannot start any token" in problem and character in _RESERVED:
        name = "a tab" if character == "\t" else f"`{character}`"
        return Refusal(
            "yaml-syntax", index, f"a value cannot begin with {name}", _RESERVED[character]
        )
    if "mapping values are not allowed" in problem:
        return Refusal(
            "yaml-syntax",
            index,
            "there is a second `: ` on this line, or the line is indented wrongly",
            'Put text that has `: ` in it in quotes: `title: "Outage: all of mail"`.',
        )
    if "quoted scalar" in str(error.context) and error.context_mark is not None:
        return Refusal(
            "yaml-syntax",
            error.context_mark.index,
            "the quote that opens here is not closed",
            "Close it, or write long text below a `|`.",
        )
    context = f" ({error.context})" if error.context and error.problem else ""
    return Refusal(
        "yaml-syntax",
        index,
        f"this is not YAML: {problem}{context}",
        "Check this line and the one above: indentation, colons, closing quotes and brackets.",
    )
