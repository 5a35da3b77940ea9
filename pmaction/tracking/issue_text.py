"""The Markdown body of an issue's file: the managed block, people's text, comments.

Whatever a block or comment says, nothing in it reads as one of our marks: marks inside are
escaped when written and given back when read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote, unquote

BEGIN = "<!-- pmaction:begin (kept by pmaction; write below its end) -->"
END = "<!-- pmaction:end -->"

_COMMENT_END = "<!-- pmaction:comment-end -->"

_BEGIN = re.compile(r"^[ \t]*<!--[ \t]*pmaction:begin\b[^\n]*-->[ \t]*\r?$", re.M)
_BLOCK = re.compile(
    _BEGIN.pattern + r"\n((?:(?![ \t]*<!--[ \t]*pmaction:begin\b)[^\n]*\n)*?)"
    r"[ \t]*<!--[ \t]*pmaction:end\b[^\n]*-->[ \t]*\r?$",
    re.M,
)
_COMMENT = re.compile(r"<!--[ \t]*pmaction:comment[ \t]+(\S*?)[ \t]*-->")
_SECTION = re.compile(
    r"^##[ \t]+Comment[ \t]+<!--[ \t]*pmaction:comment[ \t]+(\S*?)[ \t]*-->[ \t]*\r?$", re.M
)
_SECTION_END = re.compile(r"^[ \t]*<!--[ \t]*pmaction:comment-end\b[^\n]*-->[ \t]*\r?$", re.M)
_SEEN = re.compile(r"[^\r\n]")
_FENCED = re.compile(r"^(`{3,}|~{3,})[ \t]*\n(?:.*\n)*?\1[ \t]*$", re.M)
_HEADING = re.compile(r"^#{1,6}[ \t]", re.M)
_MARK = re.compile(r"<!--(\s*\\*)pmaction:")
_ESCAPED_MARK = re.compile(r"<!--(\s*\\*)\\pmaction:")


def block_of(body: str) -> str | None:
    """Give the managed block, or None when a person took its bounds away."""
    found = _BLOCK.search(body)
    if found is None:
        return None
    return _ESCAPED_MARK.sub(r"<!--\1pmaction:", _unix(found[1]).removesuffix("\n"))


def has_begin(text: str) -> bool:
    """Say whether a managed block begins anywhere, bounded at its end or not."""
    return _BEGIN.search(text) is not None


def with_block(body: str, block: str, eol: str) -> str:
    """Put another block between the bounds, or a bounded one at the top if there are none."""
    found = _BLOCK.search(body)
    if found is None:
        gap = eol if body.strip() else ""
        return _lines(bounded(block), eol) + gap + body.lstrip("\r\n")
    if block_of(body) == _unix(block):
        return body
    start, end = found.span(1)
    return body[:start] + _lines(_escaped(block) + "\n", eol) + body[end:]


def bounded(block: str) -> str:
    """Give a managed block between its bounds, a line each."""
    return f"{BEGIN}\n{_escaped(block)}\n{END}\n"


def comments_in(body: str) -> frozenset[str]:
    """Give the ids of our comments."""
    return frozenset(unquote(found[1]) for found in _COMMENT.finditer(body))


def comments_of_ours(body: str) -> Iterator[tuple[int, str]]:
    """Give the ids of our comments in their order, each with where it stands."""
    for found in _COMMENT.finditer(body):
        yield found.start(), unquote(found[1])


def words_of_people(body: str) -> str:
    """Put blanks in place of the managed block and of our comments, so that all else stays put.

    A comment without its end mark, as they were written formerly, is left: people may have gone on
    below it.
    """
    starts = [found.start() for found in _SECTION.finditer(body)]
    ours = [found.span() for found in _BLOCK.finditer(body)]
    for start, following in pairwise((*starts, len(body))):
        if (end := _SECTION_END.search(body, start, following)) is not None:
            ours.append((start, end.end()))
    for start, stop in ours:
        body = body[:start] + _SEEN.sub(" ", body[start:stop]) + body[stop:]
    return body


def has_words_of_people(body: str, question: str) -> bool:
    """Say whether there is text besides the managed block and our comments.

    What stands in a comment without its end mark is ours up to the next heading. In that with the
    id `question`, which has one paragraph, an answer may follow at once.
    """
    begin, *sections = _SECTION.split(_unix(words_of_people(body)))
    if begin.strip():
        return True
    for comment_id, said in zip(sections[::2], sections[1::2], strict=True):
        text = _FENCED.sub("", said)  # what stood in a managed block, headings and all
        is_answered = "\n\n" in text.strip() and unquote(comment_id) == question
        if is_answered or _HEADING.search(text):
            return True
    return False


def with_comment(body: str, comment_id: str, text: str, eol: str) -> str:
    """Append a comment as a section of its own."""
    name = quote(comment_id, safe="/:@+,")
    heading = f"## Comment <!-- pmaction:comment {name} -->"
    said = f"{heading}\n\n{_escaped(text)}".rstrip()
    section = f"\n\n{said}\n\n{_COMMENT_END}\n"
    return body.rstrip("\r\n") + _lines(section, eol)


def _escaped(text: str) -> str:
    return _MARK.sub(r"<!--\1\\pmaction:", text)


def _lines(text: str, eol: str) -> str:
    return _unix(text).replace("\n", eol)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
