"""HTML written as Markdown: headings, paragraphs, lists and tables, with their links and marks."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from pmaction.importing.html_inline import Inline, attributes

_TOKEN = re.compile(
    r"<!doctype[^<>]{0,300}>|<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]{0,40})(?P<rest>(?:[\s/][^<>]"
    r"{0,4000})?)>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;)#?\w{1,12};")
_MARKS = {
    "strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "tt": "`", "del": "~~", "s": "~~",
    "strike": "~~",
}  # fmt: skip
_BREAKS = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
        "figcaption", "figure", "footer", "head", "header", "hr", "html", "main", "p", "pre",
        "section", "summary",
    }
)  # fmt: skip
_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
_MOST_SPANNED = 20
_DEEPEST = 8


def markdown_of(text: str, first: int) -> list[tuple[int, str]]:
    """Give HTML as lines of Markdown, each with the line it comes from, counted from `first`."""
    writer = _Writer(first, has_title=not re.search("<h1[\\s>]", text, re.IGNORECASE))
    at = 0
    for token in _TOKEN.finditer(text):
        writer.words(text[at : token.start()])
        at = token.end()
        if token["tag"]:
            writer.tag(token["tag"].lower(), bool(token["end"]), token["rest"])
        writer.number += token[0].count("\n")
    writer.words(text[at:])
    return writer.lines()


@dataclass(slots=True)
class _Row:
    """A row of a table: its cells, and the line on which it begins."""

    line: int
    cells: list[str] = field(default_factory=list)
    at: int = -1


class _Writer:
    """Goes through HTML once, and writes each block as a line of Markdown or more."""

    def __init__(self, first: int, *, has_title: bool) -> None:
        self.number = first
        self._title = 1 if has_title else 0
        self._begins = first
        self._inline = Inline()
        self._lists: list[tuple[bool, int]] = []
        self._lead = ""
        self._heading = 0
        self._row: _Row | None = None
        self._rows = -1
        self._spans: dict[int, int] = {}
        self._silent = ""
        self._is_code = False
        self._out: list[tuple[int, str]] = []

    def lines(self) -> list[tuple[int, str]]:
        """Give what was written, with a blank line around it."""
        self._end_row()
        self._flush()
        self._blank()
        return [(self._out[0][0], ""), *self._out] if self._out else []

    def words(self, text: str) -> None:
        """Add words between two tags."""
        if not self._silent:
            if text.strip() and not self._inline.text.strip():
                self._begins = self.number + text[: len(text) - len(text.lstrip())].count("\n")
            plain = _ENTITY.sub(lambda match: html.unescape(match[0]), text).replace("\xa0", " ")
            self._inline.text += plain if self._is_code else re.sub(r"\s+", " ", plain)
        self.number += text.count("\n")

    def tag(self, tag: str, is_end: bool, rest: str) -> None:
        """Go on at a tag."""
        if tag in ("script", "style"):
            self._silent = "" if is_end else tag
        elif self._silent:
            return
        elif tag in _MARKS:
            self._inline.mark(_MARKS[tag], is_end=is_end)
        elif tag == "a":
            self._inline.link(rest, is_end=is_end)
        elif tag == "br":
            self._inline.text += "<br>" if self._row else "\n"
        elif tag in ("img", "input", "time"):
            self._inline.attribute(tag, "" if is_end else rest)
        elif tag in _TABLE:
            self._table(tag, is_end, rest)
        elif self._row:
            is_block = tag in _BREAKS or tag in ("ul", "ol", "li")
            before = self._inline.text.rstrip()
            self._inline.text += "<br>" if is_block and before and before[-4:] != "<br>" else ""
        else:
            self._block(tag, is_end, rest)

    def _block(self, tag: str, is_end: bool, rest: str) -> None:
        if tag in ("ul", "ol"):
            self._flush()
            if not is_end and len(self._lists) < _DEEPEST:
                self._lists.append((tag == "ol", 0))
            elif is_end and self._lists:
                self._lists.pop()
            if not self._lists:
                self._blank()
        elif tag == "li":
            self._flush()
            self._lead = "" if is_end else self._marker() + _box(rest)
        elif tag == "title" or re.fullmatch(r"h[1-6]", tag):
            self._flush()
            self._heading = 0 if is_end else self._title if tag == "title" else int(tag[1])
        elif tag in _BREAKS:
            self._flush()
            if tag == "pre":
                self._is_code = not is_end

    def _marker(self) -> str:
        if not self._lists:
            return "- "
        is_ordered, count = self._lists[-1]
        self._lists[-1] = (is_ordered, count + 1)
        return f"{count + 1}. " if is_ordered else "- "

    def _flush(self) -> None:
        """Write the block that has ended."""
        text = self._inline.taken()
        if not text:
            return
        if self._lists and not self._heading:
            indent = "    " * (len(self._lists) - 1)
            lines = [line.strip() for line in text.split("\n") if line.strip()]
            first = indent + (self._lead or "    ") + lines[0]
            self._out += [(self._begins, line) for line in
                          (first, *(f"{indent}    {line}" for line in lines[1:]))]  # fmt: skip
            self._lead = ""
            return
        self._blank()
        if self._is_code:
            text = f"```\n{text}\n```"
        elif self._heading:
            text = f"{'#' * self._heading} {' '.join(text.split())}"
        lines = text.split("\n")
        self._out += [(self._begins, line if self._is_code else line.strip()) for line in lines]
        self._blank()

    def _blank(self) -> None:
        if self._out and self._out[-1][1]:
            self._out.append((self._out[-1][0], ""))

    def _table(self, tag: str, is_end: bool, rest: str) -> None:
        if tag == "table":
            self._end_row()
            self._flush()
            self._blank()
            self._rows, self._spans = (-1, {}) if is_end else (0, {})
        elif self._rows < 0:
            return
        elif tag == "tr":
            self._end_row()
            self._row = None if is_end else _Row(self.number)
        elif self._row and tag in ("td", "th"):
            self._end_cell(self._row)
            if not is_end:
                self._open_cell(self._row, attributes(rest))

    def _open_cell(self, row: _Row, given: dict[str, str]) -> None:
        while self._spans.get(len(row.cells), 0) > 0:
            self._spans[len(row.cells)] -= 1
            row.cells.append("")
        row.at = len(row.cells)
        self._spans[row.at] = _spanned(given.get("rowspan")) - 1
        row.cells += [""] * _spanned(given.get("colspan"))

    def _end_cell(self, row: _Row) -> None:
        text = self._inline.taken()
        if text:
            bare = re.sub(r"^(?:\s*<br>)+|(?:<br>\s*)+$", "", text).strip()
            cell = " ".join(bare.replace("|", "\\|").split())
            if row.at < 0:
                row.at = len(row.cells)
                row.cells.append("")
            before = row.cells[row.at]
            row.cells[row.at] = f"{before} {cell}" if before else cell

    def _end_row(self) -> None:
        if self._row is None:
            return
        self._end_cell(self._row)
        cells = self._row.cells
        if any(cells):
            self._out.append((self._row.line, f"| {' | '.join(cells)} |"))
            if self._rows == 0:
                self._out.append((self._row.line, "|" + "---|" * len(cells)))
            self._rows += 1
        self._row = None


def _box(rest: str) -> str:
    """Give the box of an entry that is ticked by its class: `<li class="checked">`."""
    names = attributes(rest).get("class", "").split() if "class" in rest else ()
    return "[x] " if {"checked", "complete", "completed", "done"} & set(names) else ""


def _spanned(given: str | None) -> int:
    return min(int(given), _MOST_SPANNED) if given and re.fullmatch("[1-9]\\d?", given) else 1
