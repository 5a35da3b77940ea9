"""Text from files that stays in its own part of an issue, whatever it opens and does not close.

A code fence or an HTML element that nothing ends would take all that follows with it, up to the
issue's marker. Text in which one might be open is put into a block quote, whose end ends it; and
what that does not end, a tag without its end or an element without its own, is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

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
_AUTOLINK = r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>"
_WHOLE_TAG = re.compile(
    r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"""(?:[ \t]+[A-Za-z_:][\w.:-]*(?:=(?:[^\s"'=<>`]+|'[^'\n]*'|"[^"\n]*"))?)*[ \t]*/?>"""
    rf"|(?P<link>{_AUTOLINK})"
)
_BEGINS_WITH_TAG = re.compile(r"[\s>*+\-.)\d]*(?:\[\^[^\]]*\]:[\s>*+\-.)\d]*)?<")
_PRE = re.compile(r"<pre\b", re.IGNORECASE)
# What GitHub shows of HTML and ends where its end stands; anything else is shown as text at once.
_ELEMENTS = re.compile(
    "a|abbr|b|blockquote|cite|code|dd|del|details|div|dl|dt|em|h[1-6]|i|ins|kbd|li|mark|ol|p|pre|q"
    "|s|samp|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var"
)
_VOID = frozenset(("br", "hr", "img", "wbr"))


def contained(text: str) -> str:
    """Give harmless Markdown text that ends where it ends.

    Most texts stay as they are. One that holds HTML, or a fence that may be open at its end, comes
    as a block quote; in it HTML is obeyed only where all elements end as they begin.
    """
    text = inert(text)
    if not _may_stay_open(text):
        return text
    if not _ends_its_elements(text):
        text = "\n".join(_shown(text))
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
    fence, outside = _fences(text)
    others = outside.values()
    if fence or any(_MAYBE_FENCE.match(line) for line in others):
        return True
    # A back tick without a partner may have one on another line, and then all is otherwise.
    return any(map(_TAG.search, others)) and any(any(_loose_ends(line)) for line in others)


def _ends_its_elements(text: str) -> bool:
    """Say whether HTML ends all that it begins, whatever of it turns out to be code."""
    others = _fences(text)[1]
    views = ["".join(map(_without_code, others.values()))]
    if any(map(_has_stray_ticks, others.values())) or _PRE.search(text):
        views.append(text)
    elif any(map(_BEGINS_WITH_TAG.match, others.values())):
        views.append("\n".join(_as_html(text, others)))
    return all(map(_is_balanced, views))


def _as_html(text: str, others: Mapping[int, str]) -> Iterator[str]:
    """Give the tags of a text where a line may begin a block of HTML: nothing in that is code.

    It goes on to the next blank line. A fence in it may be none, and then nothing is certain.
    """
    is_html = False
    for number, line in enumerate(text.split("\n")):
        begins = number in others and _BEGINS_WITH_TAG.match(line) is not None
        is_html = bool(line.strip()) and (is_html or begins)
        if is_html and number not in others:
            yield "<!"
        yield line if is_html else _without_code(line) * (number in others)


def _is_balanced(text: str) -> bool:
    """Say whether all tags are whole, and all elements end in the order in which they begin."""
    is_open: list[str] = []
    at = 0
    while (found := _TAG.search(text, at)) is not None:
        tag = _WHOLE_TAG.match(text, found.start())
        if tag is None:
            return False
        at = tag.end()
        name = (tag["name"] or "").lower()
        if tag["link"] or (name in _VOID and not tag["slash"]):
            continue
        if _ELEMENTS.fullmatch(name) is None:
            return False
        if not tag["slash"]:
            is_open.append(name)
        elif not is_open or is_open.pop() != name:
            return False
    return not is_open


def _shown(text: str) -> Iterator[str]:
    """Give the lines of a text in which no tag is one any more; fences and code stay as they are.

    A blank without width does that in code and outside of it, where a reference does not.
    """
    others = _fences(text)[1]
    is_code_certain = not any(map(_has_stray_ticks, others.values()))
    for number, line in enumerate(text.split("\n")):
        if number in others:
            found = _loose_ends(line) if is_code_certain else _tags(line)
            for (_, end), _ in reversed([*found]):
                line = f"{line[:end]}\u200b{line[end:]}"
        yield line


def _tags(line: str) -> Iterator[tuple[tuple[int, int], str]]:
    yield from ((found.span(), "") for found in _TAG.finditer(line))


def _without_code(line: str) -> str:
    """Give the tags of a line that are not in back ticks, as far as the line itself ends those."""
    kept, at = [], 0
    for (start, _), _ in _loose_ends(line):
        if start >= at and line[start] == "<":
            tag = _WHOLE_TAG.match(line, start)
            kept.append(tag[0] if tag is not None else "<!")
            at = tag.end() if tag is not None else at
    return "".join(kept)


def _has_stray_ticks(line: str) -> bool:
    return any(line[start] == "`" for (start, _), _ in _loose_ends(line))


def _fences(text: str) -> tuple[str, dict[int, str]]:
    """Give the fence that is open at the end of a text, if any, and by number the lines outside.

    Only fences at the beginning of a line count: those are never part of anything else.
    """
    fence, others = "", dict[int, str]()
    for number, line in enumerate(text.split("\n")):
        if fence:
            end = line.strip(" \t")
            indent = len(line) - len(line.lstrip(" "))
            if indent <= 3 and set(end) == {fence[0]} and len(end) >= len(fence):
                fence = ""
        elif (found := _FENCE.fullmatch(line)) is not None:
            fence = found[1] or found[2]
        else:
            others[number] = line
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
