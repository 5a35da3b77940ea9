"""What a reader of Markdown finds in a text that should hold nothing of it but our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark").enable("table")
_MENTION = re.compile(r"@[A-Za-z0-9]\S*")

_HARM = (
    "<img src=https://evil.example/y.png>", "[click](https://evil.example)", "@octocat",
    "![](https://evil.example/x)",
)  # fmt: skip
PIECES = (
    st.sampled_from(["`", "``", "\\`", "]("])
    | st.sampled_from([f"`{harm}`" for harm in _HARM])
    | st.lists(st.sampled_from(["`", "\\", " ", "x", "|", *_HARM]), max_size=5).map("".join)
).filter(str.strip)
"""Texts that do harm if they are Markdown, and back ticks that could make them so elsewhere."""


def _tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _tokens(token.children or ())


def markup(text: str) -> list[str]:
    """All HTML, and where images and links lead."""
    found = []
    for token in _tokens(_READER.parse(text)):
        if token.type in ("html_inline", "html_block"):
            found.append(token.content.strip())
        elif token.type in ("link_open", "image"):
            found.append(str(token.attrs.get("href") or token.attrs.get("src")))
    return found


def spoken_names(text: str) -> list[str]:
    """The names that would be called: those that are in no code."""
    texts = (token.content for token in _tokens(_READER.parse(text)) if token.type == "text")
    return [name for one in texts for name in _MENTION.findall(one)]
