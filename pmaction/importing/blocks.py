"""Markdown as a list of blocks, each with the lines of the source that it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pmaction.importing.dialects import readable
from pmaction.importing.source import Source

_MAX_NESTING = 14


@dataclass(slots=True)
class Entry:
    """One entry of a list."""

    start: int
    end: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """One row of a table, with its cells as they are written."""

    line: int
    cells: list[str]


@dataclass(slots=True)
class Block:
    """A heading, paragraph, list, table or anything else (`code`, `quote`, `html`).

    `level` is that of a heading; of code, 1 where it stands between fences.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    level: int = 0
    ordered: bool = False
    entries: list[Entry] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A reference that is defined for links: `[label]: url`."""

    label: str
    url: str
    lines: range


def texts_of(block: Block) -> Iterator[str]:
    """Give the texts in a block, those of the lists and tables in it among them."""
    if block.text and block.kind != "code":
        yield block.text
    for row in block.rows:
        yield from row.cells
    for entry in block.entries:
        for inner in entry.blocks:
            yield from texts_of(inner)


def read_blocks(
    source: Source, is_name: Callable[[str], bool]
) -> tuple[list[Block], list[LinkTarget]]:
    """Give the blocks of a source in their order, and the link targets that it defines.

    `is_name` says whether a text is the name of a section: `##Timeline` is taken for a heading,
    `#1234` is not.
    """
    markdown = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    markdown.core.ruler.disable(["inline", "text_join"])
    environment: dict[str, object] = {}
    lines = list(readable(source, is_name))
    tokens = markdown.parse("\n".join(lines), environment)
    return _Builder(tokens, lines).blocks(), list(_targets(environment, source))


def _targets(environment: dict[str, object], source: Source) -> Iterator[LinkTarget]:
    references = environment.get("references")
    if not isinstance(references, dict):
        return
    for label, target in references.items():
        if isinstance(target, dict) and target.get("map"):
            start, end = target["map"]
            written = re.match(r"\s*\[(.*?)\]:", source.lines[start])
            yield LinkTarget(written[1] if written else label, target["href"], range(start, end))


class _Builder:
    """Goes through the tokens once, and keeps of them what is a block."""

    def __init__(self, tokens: Sequence[Token], lines: Sequence[str]) -> None:
        self._tokens = tokens
        self._lines = lines
        self._at = 0

    def blocks(self, until: str = "") -> list[Block]:
        """Give the blocks up to the closing token of that type, and go past it."""
        found: list[Block] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == until:
                break
            start, end = token.map or (0, 0)
            if token.type in ("bullet_list_open", "ordered_list_open"):
                ordered = token.type == "ordered_list_open"
                closing = token.type.replace("open", "close")
                entries = self._entries(closing)
                found.append(Block("list", start, end, ordered=ordered, entries=entries))
            elif token.type == "heading_open":
                text = self._until("heading_close")
                found.append(Block("heading", start, end, text, level=int(token.tag[1:])))
            elif token.type == "paragraph_open":
                found.append(Block("paragraph", start, end, self._until("paragraph_close")))
            elif token.type == "table_open":
                found.append(Block("table", start, end, rows=self._rows()))
            elif token.type == "blockquote_open":
                self._until("blockquote_close")
                found.append(Block("quote", start, end))
            elif token.type == "html_block":
                found.append(Block("html", start, end, token.content))
            elif token.type in ("fence", "code_block"):
                # The first line of a fence holds none of its text.
                is_fence = token.type == "fence"
                found.append(Block("code", start, end, token.content, level=int(is_fence)))
            # A rule (`---`) is layout and nothing else.
        return found

    def _entries(self, closing: str) -> list[Entry]:
        entries: list[Entry] = []
        while (token := self._tokens[self._at]).type != closing:
            self._at += 1
            start, end = token.map or (0, 0)
            while end > start + 1 and not self._lines[end - 1].strip():
                # A tag that was left out may stand there, and is no part of the entry.
                end -= 1
            entries.append(Entry(start, end, self.blocks("list_item_close")))
        self._at += 1
        return entries

    def _rows(self) -> list[Row]:
        rows: list[Row] = []
        while (token := self._tokens[self._at]).type != "table_close":
            self._at += 1
            if token.type == "tr_open":
                rows.append(Row((token.map or (0, 0))[0], []))
            elif token.type == "inline":
                rows[-1].cells.append(token.content)
        self._at += 1
        return rows

    def _until(self, closing: str) -> str:
        """Skip to a closing token of the same depth, and give the text that was on the way."""
        depth = self._tokens[self._at - 1].level
        text = ""
        while True:
            token = self._tokens[self._at]
            self._at += 1
            if token.type == "inline" and not text:
                text = token.content
            if token.type == closing and token.level == depth:
                return text
