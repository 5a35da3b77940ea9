"""What is no Markdown in a file - HTML, wiki markup - written as Markdown before it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pmaction.importing.html_writer import markdown_of
from pmaction.importing.layouts import as_laid_out
from pmaction.importing.wiki import wiki_lines

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_AROUND = r"(?:\s*</?(?:div|figure|section|center|p|figcaption)\b[^<>]*>){0,20}\s*"
_OPENS = re.compile(rf"{_AROUND}<(?P<tag>table|ul|ol)\b[^<>]{{0,2000}}>", re.IGNORECASE)
_ENDS = re.compile(_AROUND, re.IGNORECASE)
_WHOLE = re.compile(
    r"\s*<(?:!doctype html|html|head|body|div|section|article|main|h[1-6]|p|table|ul|ol)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"</(?:p|li|h[1-6]|tr|td|div|table|ul|ol)>", re.IGNORECASE)
_MARKDOWN = re.compile(r" {0,3}(?:#{1,6}\s|[-*+]\s|\d{1,3}[.)]\s|\||```)")
_WIKI_HEADING = re.compile(r"h[1-6]\.\s+\S")
_LABEL = re.compile(r"[*_]{0,3}[^\W\d_][^:\n]{1,40}:[*_]{0,3}\s*")
_ENTRY = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+\S")
_NO_TEXT = re.compile(r"\s*(?:[-*+•>#]|\d{1,3}[.)])\s|    |\t")
_LABELS = re.compile(
    r"(?:\*\*[^*\n]{2,40}(?::\*\*|\*\*:)[^*|·•\n]{1,200}[|·•]\s+)+\*\*[^*\n]{2,40}(?::\*\*|\*\*:)[^*|·•\n]*"
)
_BETWEEN = re.compile(r"\s*[|·•]\s+(?=\*\*)")
_BREAK = re.compile(r"[ \t]*<br\s*/?>[ \t]*(?=\S)", re.IGNORECASE)
_TAGS = {tag: re.compile(rf"<(/?){tag}\b[^<>]*>", re.IGNORECASE) for tag in ("table", "ul", "ol")}


def as_markdown(lines: Sequence[str], front: int) -> tuple[list[str], list[int]]:
    """Give lines with HTML tables and lists as Markdown, and the line in the file of each.

    A file that is HTML as a whole is written anew as a whole; of other tags only breaks within a
    line are read, which part it. A label below a list begins something new.
    """
    fenced = _fenced(lines)
    is_html = _is_html(lines[front:])
    is_wiki = sum(1 for line in lines if _WIKI_HEADING.match(line)) > 1
    regions = [(front, len(lines))] if is_html else list(_regions(lines, front, fenced))
    found: list[tuple[int, str]] = []
    at = 0
    for start, end in [*regions, (len(lines), len(lines))]:
        for number in range(at, start):
            is_text = number >= front and number not in fenced
            near = (lines[number - 1] if number else "", *lines[number + 1 : number + 2])
            parts = _parts(lines[number], near, is_wiki) if is_text else [lines[number]]
            found += [(number, part) for part in parts]
        if start < end:
            found += markdown_of("\n".join(lines[start:end]), start)
        at = end
    found = as_laid_out(found, front)
    return [line for _, line in found], [number for number, _ in found]


def _parts(line: str, near: Sequence[str], is_wiki: bool) -> list[str]:
    """Part a line of text at its breaks; a table's cells stay on one line.

    `near` are the lines before and behind it.
    """
    if is_wiki:
        return wiki_lines(line, is_counted=any(one.startswith("#") for one in near))
    if _LABEL.fullmatch(line) and all(map(_ENTRY.match, near)):
        # Between two lists a label belongs to the second: `done:`.
        return ["", line]
    if _LABELS.fullmatch(line):
        return _BETWEEN.split(line)
    if "<br" not in line.casefold() or _NO_TEXT.match(line) or "|" in line:
        return [line]
    return _BREAK.split(line)


def _fenced(lines: Sequence[str]) -> set[int]:
    fence = ""
    found: set[int] = set()
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif fence and match and match[1].startswith(fence) and not line.strip(" \t`~"):
            fence = ""
            found.add(number)
        if fence:
            found.add(number)
    return found


def _is_html(lines: Sequence[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    if not _WHOLE.match(first) or len(_CLOSED.findall("\n".join(lines))) < 3:
        return False
    return not any(_MARKDOWN.match(line) for line in lines)


def _regions(lines: Sequence[str], front: int, fenced: set[int]) -> Iterator[tuple[int, int]]:
    """Give where tables and lists stand that begin and end with their line."""
    number = front
    unclosed: set[str] = set()
    while number < len(lines):
        line = lines[number]
        opening = _OPENS.match(line) if "<" in line and number not in fenced else None
        tag = opening["tag"].lower() if opening else ""
        end = _end_of(lines, number, tag, unclosed) if tag and tag not in unclosed else None
        if end is not None:
            yield number, end
        number = end or number + 1


def _end_of(lines: Sequence[str], start: int, tag: str, unclosed: set[str]) -> int | None:
    """Give the line behind the closing tag; None where text goes on behind it."""
    depth = 0
    for number in range(start, len(lines)):
        for match in _TAGS[tag].finditer(lines[number]):
            depth += -1 if match[1] else 1
            if depth == 0:
                return number + 1 if _ENDS.fullmatch(lines[number], match.end()) else None
    unclosed.add(tag)
    return None
