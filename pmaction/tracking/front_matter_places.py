"""Where the entries of a YAML mapping stand in its text, as the parser says it."""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, Node

Entry = tuple[Node, Node]
"""Name and value."""

Edit = tuple[int, int, str]
"""Start, end, and what stands there instead."""


def entry_named(text: str, name: str) -> Entry | None:
    """Find an entry of the mapping that a text is."""
    root = YAML(typ="safe", pure=True).compose(text)
    return next(((key, value) for key, value in root.value if key.value == name), None)


def after_colon(text: str, name: Node) -> int:
    """Give where the value of this name may begin."""
    return text.index(":", name.end_mark.index) + 1


def value_span(text: str, entry: Entry) -> tuple[int, int]:
    """Give start and end of an entry's value; of an empty one, where it belongs."""
    name, value = entry
    if not is_empty(value):
        return value.start_mark.index, end_of(text, value)
    start = after_colon(text, name)  # an empty value's own mark is where the next entry starts
    rest = text[start : end_of_line(text, start)]
    return start, start if rest.strip() else start + len(rest)


def end_of(text: str, node: Node) -> int:
    """Give where a value's own text ends."""
    if isinstance(node, CollectionNode) and not is_flow(node):
        # A block collection's end mark is where the next token starts: end on its content.
        last = node.value[-1]
        return end_of(text, last[1] if isinstance(last, tuple) else last)
    return len(text[: node.end_mark.index].rstrip())


def end_of_line(text: str, index: int) -> int:
    """Give where the line of a character ends, before its line end."""
    at = text.find("\n", index)
    at = len(text) if at == -1 else at
    return at - 1 if at > index and text[at - 1] == "\r" else at


def is_empty(node: Node) -> bool:
    """Say whether a value has no text at all."""
    return bool(node.start_mark.index == node.end_mark.index)


def is_flow(node: Node) -> bool:
    """Say whether a value is a list or mapping in brackets."""
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def eol_of(text: str) -> str:
    """Give the line end that a text has."""
    return "\r\n" if "\r\n" in text else "\n"
