"""Text within a line: its links, its markup taken away, the words at its beginning."""

from __future__ import annotations

import html
import re

from pmaction.importing.limits import LONGEST_NAME

LONGEST_LOOK = 4_000
"""So much of a text is looked at for its meaning; the whole of it is kept all the same."""

_LINK = re.compile(
    r"(!?)\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,500})\]\(\s*<?([^\s()<>]*(?:\([^\s()"
    r"]*\)[^\s()<>]*)?)>?(?:\s+\"[^\"]{0,300}\")?\s*\)"
)
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,2000})>")
_BARE = re.compile(
    r"https?://[^\s<>()\[\]|\"'`]{1,2000}(?:\([^\s()]{0,100}\)[^\s<>()\[\]|\"'`]{0,500})?"
)
_CODE = re.compile(r"`[^`\n]{1,500}`")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRONG = re.compile(r"\*\*|__|~~")
_EMPHASIS = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]{1,300}?)(?<=\S)[*_](?![\w*])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMOJI = re.compile(
    r"[\U0001f000-\U0001faff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]"
)
_SHORT_CODE = re.compile(r":[a-z0-9_+-]{2,40}:")


def without_links(text: str) -> str:
    """Put the words of links in their place, and keep addresses that have no words."""
    for _ in range(2):
        text = _LINK.sub(lambda match: match[2] or match[3], text)
    return _AUTOLINK.sub(r"\1", text)


def links_in(text: str) -> list[tuple[str, str]]:
    """Give words and address of each link to a web page, in their order; pictures are none."""
    text = text[:LONGEST_LOOK]
    found = [(m.start(3), m[2], m[3]) for m in _LINK.finditer(text) if not m[1]]
    taken = [m.span() for m in _LINK.finditer(text)]
    for match in _BARE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            url = match[0].rstrip(".,;:!?*_")
            found.append((match.start(), "", url))
    found.sort()
    return [(words, url) for _, words, url in found if url.startswith(("http://", "https://"))]


def plain(text: str) -> str:
    """Give a text on one line without Markdown; code keeps its back ticks."""
    text = without_links(_BREAK.sub(" ", _COMMENT.sub(" ", text[:LONGEST_LOOK])))
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        parts += (_unmarked(text[end : code.start()]), code[0])
        end = code.end()
    parts.append(_unmarked(text[end:]))
    return " ".join("".join(parts).split())


def _unmarked(text: str) -> str:
    text = _TAG.sub(" ", text)
    # What is escaped is no markup: it waits behind a character that no text has.
    text = _ESCAPE.sub(lambda match: f"\x00{ord(match[1]):02x}", text)
    text = _EMPHASIS.sub(r"\1", _STRONG.sub("", text))
    text = re.sub("\x00([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), text)
    return html.unescape(text)


def without_emoji(text: str) -> str:
    """Leave out emoji, and short codes such as `:warning:`."""
    return _SHORT_CODE.sub(" ", _EMOJI.sub(" ", text))


def cut_title(text: str) -> str:
    """Cut a text for a title at a word, with a sign where something is missing."""
    if len(text) <= LONGEST_NAME:
        return text
    head = text[: LONGEST_NAME - 1]
    return (head.rpartition(" ")[0] if " " in head[LONGEST_NAME // 2 :] else head).rstrip(
        " ,;:"
    ) + "…"
