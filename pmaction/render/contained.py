"""Text from files that stays in its own part of an issue, whatever it opens and does not close.

A code fence or an HTML element that nothing ends would take all that follows with it, up to the
issue's marker. Text in which one might be open is put into a block quote, whose end ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmaction.render.inert import CUT, MAX_BLOCK, inert, inert_line

_FENCE = re.compile(r"(`{3,})[^`]*|(~{3,}).*")
# Behind list markers and quote signs it may be a fence, too, and nobody can say what ends it.
_MAYBE_FENCE = re.compile(r"[\s>*+\-.)\d]*(?:`{3}|~{3})")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# In the order in which they count: who comes first has the characters.
_INLINE = re.compile(
    r"\\[!-/:-@\[-`{-~]|(?P<ticks>`+)|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>"
    r"|(?P<tag><(?=[A-Za-z/!?]))"
)


def contained(text: str) -> str:
    """Give harmless Markdown text that ends where it ends.

    Most texts stay as they are. One that holds HTML, or a fence that may be open at its end, comes
    as a block quote.
    """
    text = inert(text)
    if not _may_stay_open(text):
        return text
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def below_or_behind(name: str, text: str) -> str:
    """Put a contained text behind its name, or below it where it takes lines of its own."""
    text = contained(text)
    takes_lines = "\n" in text or text.startswith(">")
    return f"{name}\n\n{text}" if takes_lines else f"{name} {text}"


def contained_line(text: str) -> str:
    """Give one harmless line in which HTML is shown and not obeyed; code stays as it is."""
    line = inert_line(text)
    written, at = [], 0
    for span, replacement in _loose_ends(line):
        written += [line[at : span[0]], replacement]
        at = span[1]
    return "".join([*written, line[at:]])


def fitting(block: str) -> str:
    """Cut a managed block, with a word, where it would be too long for an issue."""
    if len(block) <= MAX_BLOCK:
        return block
    block = block[:MAX_BLOCK].rstrip()
    fence = _fences(block)[0]
    return f"{block}\n{fence}{CUT}" if fence else f"{block}{CUT}"


def _may_stay_open(text: str) -> bool:
    fence, others = _fences(text)
    if fence or any(_MAYBE_FENCE.match(line) for line in others):
        return True
    # A back tick without a partner may have one on another line, and then all is otherwise.
    return any(map(_TAG.search, others)) and any(any(_loose_ends(line)) for line in others)


def _fences(text: str) -> tuple[str, list[str]]:
    """Give the fence that is open at the end of a text, if any, and the lines outside of fences.

    Only fences at the beginning of a line count: those are never part of anything else.
    """
    fence, others = "", []
    for line in text.split("\n"):
        if fence:
            end = line.strip(" \t")
            indent = len(line) - len(line.lstrip(" "))
            if indent <= 3 and set(end) == {fence[0]} and len(end) >= len(fence):
                fence = ""
        elif (found := _FENCE.fullmatch(line)) is not None:
            fence = found[1] or found[2]
        else:
            others.append(line)
    return fence, others


def _loose_ends(line: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Give where HTML or code may begin that the line does not end, and what would be harmless."""
    at = 0
    while (found := _INLINE.search(line, at)) is not None:
        at = found.end()
        if found["tag"]:
            yield found.span(), "&lt;"
        elif ticks := found["ticks"]:
            partner = re.compile(rf"(?<!`){ticks}(?!`)").search(line, at)
            if partner is None:
                yield found.span(), "\\`" * len(ticks)
            at = partner.end() if partner is not None else at
