"""What is laid out by blanks alone - tables, terms with definitions, labels - as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pmaction.importing.meanings import label_meaning, meaning_of
from pmaction.importing.promises import promise_in, sentences_of
from pmaction.importing.section_names import FACTS

Line = tuple[int, str]
"""A line with its number in the file."""

_LONGEST = 60
"""No paragraph that is written for people has so many lines."""

_DEFINITION = re.compile(r" {0,3}:[ \t]+(?P<text>\S.*)")
_NO_TERM = re.compile(r"\s*$|\s{4,}|\t| {0,3}(?:[#>|:]|[-*+] |\d{1,3}[.)] |```|~~~)")
_DASHES = re.compile(r" {0,3}-{2,}(?: +-{2,})+\s*")
_GRID_RULE = re.compile(r" {0,3}\+(?:[-=:]{3,}\+)+\s*")
_APART = re.compile(r"(?P<label>[^\W\d_][\w /]{1,28}?)(?:\t+| {2,})(?P<value>[^\s|].*)")
_NUMBERED = re.compile(r"(?P<mark>\d{1,2}[.)][ \t]+)(?P<name>\S.{0,80})")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")


def as_laid_out(lines: Sequence[Line], front: int) -> list[Line]:
    """Write what is laid out by blanks as the Markdown that says the same; the rest stays."""
    lines = _numbered_sections(lines)
    found: list[Line] = []
    at, is_fenced = 0, False
    while at < len(lines):
        number, text = lines[at]
        if _FENCE.match(text):
            is_fenced = not is_fenced
        whole = None if is_fenced or number < front else _layout_at(lines, at)
        if whole is None:
            found.append(lines[at])
            at += 1
        else:
            written, at = whole
            found += written
    return found


def _layout_at(lines: Sequence[Line], at: int) -> tuple[list[Line], int] | None:
    """Give what begins at a line as Markdown, and the line behind it."""
    text = lines[at][1]
    if _GRID_RULE.fullmatch(text):
        return _grid(lines, at)
    if at + 1 < len(lines) and text.strip() and _DASHES.fullmatch(lines[at + 1][1]):
        return _columns(lines, at)
    if _APART.fullmatch(text):
        return _labels(lines, at)
    if _NO_TERM.match(text):
        return None
    return _term(lines, at) or _promises(lines, at)


def _term(lines: Sequence[Line], at: int) -> tuple[list[Line], int] | None:
    """Read a term with its definitions: the one as a label, several as lines below it."""
    number, term = lines[at]
    here = at + 1
    if here + 1 < len(lines) and not lines[here][1].strip():
        here += 1
    told: list[Line] = []
    while here < len(lines) and (match := _DEFINITION.fullmatch(lines[here][1])):
        told.append((lines[here][0], match["text"].strip()))
        here += 1
        while here < len(lines) and re.match(r"(?: {2,}|\t)\S", lines[here][1]):
            told.append((lines[here][0], lines[here][1].strip()))
            here += 1
    if not told:
        return None
    end = [(told[-1][0], "")]
    if len(told) == 1:
        return [(number, f"{term.strip().rstrip(':')}: {told[0][1]}"), *end], here
    return [(number, term.strip()), *told, *end], here


def _promises(lines: Sequence[Line], at: int) -> tuple[list[Line], int] | None:
    """Give each sentence of a paragraph in which a deed is promised a line of its own."""
    if at and lines[at - 1][1].strip() and not lines[at - 1][1].startswith("#"):
        return None
    end = at
    while end < min(len(lines), at + _LONGEST) and not _NO_TERM.match(lines[end][1]):
        end += 1
    if end < len(lines) and lines[end][1].strip():
        return None
    sentences = sentences_of([text for _, text in lines[at:end]])
    if len(sentences) < 2 or not any(map(promise_in, sentences)):
        return None
    return [(lines[at][0], one) for one in sentences], end


def _labels(lines: Sequence[Line], at: int) -> tuple[list[Line], int] | None:
    """Read labels that blanks part from their values: `Severity      P2`."""
    found: list[Line] = []
    for number, text in lines[at:]:
        match = _APART.fullmatch(text)
        if match is None:
            break
        is_label = label_meaning(match["label"]) is not None
        found.append((number, f"{match['label']}: {match['value']}" if is_label else text))
    known = [1 for (_, text), (_, new) in zip(lines[at:], found, strict=False) if text != new]
    if len(known) < 2 or not any(
        label_meaning(text.partition(":")[0]) in FACTS for _, text in found
    ):
        return None
    return found, at + len(found)


def _columns(lines: Sequence[Line], at: int) -> tuple[list[Line], int] | None:
    """Read a table whose columns stand below one another, with dashes under its header."""
    rule = lines[at + 1][1]
    starts = [match.start() for match in re.finditer("-+", rule)]
    rows: list[Line] = [lines[at]]
    here = at + 2
    while here < len(lines) and lines[here][1].strip():
        if not _DASHES.fullmatch(lines[here][1]):
            rows.append(lines[here])
        here += 1
    parted = [(number, _cells(text, starts)) for number, text in rows]
    if len(rows) < 2 or any(cells is None for _, cells in parted):
        return None
    return list(_table([(number, cells or []) for number, cells in parted])), here


def _cells(text: str, starts: Sequence[int]) -> list[str] | None:
    """Cut a line at its columns; None where a word stands across the border of two."""
    text = text.expandtabs(4)
    if any(0 < one < len(text) and text[one - 1] != " " and text[one] != " " for one in starts):
        return None
    ends = [*starts[1:], max(len(text), starts[-1])]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _grid(lines: Sequence[Line], at: int) -> tuple[list[Line], int] | None:
    """Read a table drawn with `+---+---+`; the lines of a cell are parted by breaks."""
    rows: list[tuple[int, list[str]]] = []
    here, begins = at, True
    while here < len(lines):
        number, text = lines[here]
        if _GRID_RULE.fullmatch(text):
            begins = True
        elif text.lstrip().startswith("|") and text.rstrip().endswith("|"):
            cells = [cell.strip() for cell in text.strip()[1:-1].split("|")]
            if begins:
                rows.append((number, cells))
            elif len(cells) == len(rows[-1][1]):
                both = zip(rows[-1][1], cells, strict=True)
                rows[-1] = rows[-1][0], ["<br>".join(filter(None, pair)) for pair in both]
            else:
                return None
            begins = False
        else:
            break
        here += 1
    if len(rows) < 2 or len({len(cells) for _, cells in rows}) > 1:
        return None
    return list(_table(rows)), here


def _table(rows: Sequence[tuple[int, list[str]]]) -> Iterator[Line]:
    first = rows[0][0]
    yield first, ""
    for index, (number, cells) in enumerate(rows):
        yield number, f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
        if index == 0:
            yield first, f"|{' --- |' * len(cells)}"
    yield rows[-1][0], ""


def _numbered_sections(lines: Sequence[Line]) -> list[Line]:
    """Write a list whose entries are the sections of the document as headings with text below."""
    heads = [at for at, (_, text) in enumerate(lines) if _NUMBERED.fullmatch(text)]
    named = [at for at in heads if _is_section(lines, at)]
    if len(named) < 2 or len(named) * 3 < len(heads) * 2:
        return list(lines)
    found: list[Line] = []
    margin = 0
    for at, (number, text) in enumerate(lines):
        match = _NUMBERED.fullmatch(text) if at in heads else None
        if match is not None:
            margin = len(match["mark"].expandtabs(4))
            found.append((number, f"## {text}"))
            continue
        indent = len(text) - len(text.lstrip(" "))
        if text.strip() and not indent:
            margin = 0
        found.append((number, text[min(margin, indent) :]))
    return found


def _is_section(lines: Sequence[Line], at: int) -> bool:
    """Say whether a numbered line is the name of a section with indented text below it."""
    match = _NUMBERED.fullmatch(lines[at][1])
    below = next((text for _, text in lines[at + 1 : at + 4] if text.strip()), "")
    is_below = below.startswith("  ") and not below.lstrip().startswith(("- ", "* ", "+ "))
    return match is not None and is_below and meaning_of(match["name"].rstrip(":")) is not None
