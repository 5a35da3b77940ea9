"""Text from a postmortem made safe for a Markdown document, and back again.

Short texts (titles, names, cells of tables) become one line in which nothing but code in back
ticks is Markdown: `line`. Long texts keep their Markdown, and only what would reach beyond them
is disarmed: `block` and `inline`. Each has its inverse, so that nothing is lost on the way; only
control characters are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from pmaction.render.links import percent_coded

_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_CODE = r"(?<!`)(?P<ticks>`+)(?!`)(?P<inside>.+?)(?<!`)(?P=ticks)(?!`)"
# A name after an @ pings unless it is broken; within an address (`git@host`) it never does.
_MENTION = r"@\u200b|(?<![A-Za-z0-9])@(?=[A-Za-z0-9_-])"
_UNBROKEN = {"@\u200b": "@&#8203;"}

_LITERAL = re.compile(
    rf"{_CODE}|(?P<pipe>\\\|)|(?P<mention>{_MENTION})|(?P<entity>&(?=#?\w{{1,31}};))"
    r"|(?P<special>[\\`\[\]<|]|(?:^|(?<=\s))#)",
)
_LITERAL_BACK = re.compile(
    rf"(?P<newline><br>)|\\(?P<escaped>[\\`\[\]<|#])|{_CODE}|(?P<mention>@\u200b)"
    r"|(?P<entity>&amp;|&#124;|&#8203;)"
)

_PAIR = r"(?P<pair>\\[!-/:-?\[-`{-~])"
_ENTITY = r"(?:lt|amp|#8203|#45|#91);"
_RICH = re.compile(
    rf"{_PAIR}|(?P<code>{_CODE})|(?P<mention>{_MENTION})|(?P<entity>&(?={_ENTITY}))"
    r"|(?P<tag><(?!https?://)(?=[A-Za-z/!?]))"
)
_RICH_BACK = re.compile(
    rf"{_PAIR}|(?P<code>{_CODE})|(?P<mention>@\u200b)|(?P<entity>&(?:lt|amp|#8203);)"
)
_CHARACTERS = {
    "&lt;": "<",
    "&amp;": "&",
    "&#8203;": "\u200b",
    "&#45;": "-",
    "&#91;": "[",
    "&#124;": "|",
}

_FENCE = re.compile(r"(?P<fence>`{3,})[^`]*|(?P<tildes>~{3,}).*")
_MARKER = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)|\[\^")
_BREAK = re.compile(r"-[- \t]*")
_BOX = re.compile(r"^\[(?=[ xX]\](?:\s|$))")
_GUARD = re.compile(r"^(?:&#45;|&#91;)")
_UNSAFE_IN_ADDRESS = re.compile(r"[<>|\\`\s\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
_HANDLE = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_./-]*")


def clean(text: str) -> str:
    """Give text with line feeds as its only line ends, and without control characters."""
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", text)).strip()


def line(text: str) -> str:
    """Give literal text for a heading, a list or a cell of a table: no link, no HTML, one line."""
    return "<br>".join(_LITERAL.sub(_literal, one) for one in clean(text).split("\n"))


def line_back(written: str) -> str:
    """Give the text of which `line` made this."""
    return _LITERAL_BACK.sub(_literal_back, written)


def name(text: str) -> str:
    """Give the name of a person or a group for a list or a cell: a handle becomes code."""
    text = clean(text)
    if _HANDLE.fullmatch(text):
        return f"`{text}`"
    return line(text).replace("`", "\\`") if _is_coded_handle(text) else line(text)


def name_back(written: str) -> str:
    """Give the name of which `name` made this."""
    return written[1:-1] if _is_coded_handle(written) else line_back(written)


def address(url: str) -> str:
    """Give a web address as a link; what could end it early is written in percent."""
    return f"<{_UNSAFE_IN_ADDRESS.sub(percent_coded, url)}>"


def inline(text: str) -> str:
    """Give one line of Markdown that stands after something else on its line."""
    return _rich(text, _RICH, _disarmed)


def inline_back(written: str) -> str:
    """Give the text of which `inline` made this."""
    return _rich(written, _RICH_BACK, _rearmed)


def block(text: str) -> list[str]:
    """Give the lines of a Markdown text that is then indented or quoted as a whole."""
    lines = _by_chunks(clean(text).split("\n"), _RICH, _disarmed)
    if _BREAK.fullmatch(lines[0]):
        lines[0] = f"&#45;{lines[0][1:]}"
    lines[0] = _BOX.sub("&#91;", lines[0])
    return lines


def block_back(lines: Sequence[str]) -> str:
    """Give the text of which `block` made these lines."""
    first = _GUARD.sub(lambda match: _CHARACTERS[match[0]], lines[0])
    return "\n".join(_by_chunks([first, *lines[1:]], _RICH_BACK, _rearmed))


def _is_coded_handle(text: str) -> bool:
    return len(text) > 2 and text[0] == text[-1] == "`" and bool(_HANDLE.fullmatch(text[1:-1]))


def _literal(match: re.Match[str]) -> str:
    if match["ticks"]:
        # A pipe within code is escaped for the table; with a back slash before it that would not
        # be told apart, so that such code is shown as plain text.
        if "\\|" not in match[0]:
            return match[0].replace("|", "\\|")
        return "".join(_LITERAL.sub(_literal, part) for part in re.split("(`)", match[0]))
    if match["pipe"]:
        return "\\\\&#124;"
    if match["mention"]:
        return _UNBROKEN.get(match[0], "@\u200b")
    return "&amp;" if match["entity"] else f"\\{match[0]}"


def _literal_back(match: re.Match[str]) -> str:
    if match["newline"]:
        return "\n"
    if match["escaped"]:
        return match["escaped"]
    if match["ticks"]:
        return match[0].replace("\\|", "|")
    return "@" if match["mention"] else _CHARACTERS[match[0]]


def _disarmed(match: re.Match[str]) -> str:
    if match["pair"] or match["code"]:
        return match[0]
    if match["mention"]:
        return _UNBROKEN.get(match[0], "@\u200b")
    return "&amp;" if match["entity"] else "&lt;"


def _rearmed(match: re.Match[str]) -> str:
    if match["pair"] or match["code"]:
        return match[0]
    return "@" if match["mention"] else _CHARACTERS[match[0]]


_Change = Callable[[re.Match[str]], str]


def _rich(text: str, pattern: re.Pattern[str], change: _Change) -> str:
    return _changed([text], pattern, change)[0]


def _changed(lines: Sequence[str], pattern: re.Pattern[str], change: _Change) -> list[str]:
    """Change the lines of one paragraph; code is left alone if it is certain where it ends."""
    certain = not any("`" in _WITHOUT_CODE.sub("", one) for one in lines)
    if certain:
        return [pattern.sub(change, one) for one in lines]
    return ["`".join(pattern.sub(change, part) for part in one.split("`")) for one in lines]


_WITHOUT_CODE = re.compile(rf"{_PAIR}|{_CODE}")


def _by_chunks(lines: Sequence[str], pattern: re.Pattern[str], change: _Change) -> list[str]:
    kinds = _kinds(lines)
    given: list[str] = []
    for kind, numbered in groupby(enumerate(lines), lambda pair: kinds[pair[0]]):
        chunk = [one for _, one in numbered]
        given += _changed(chunk, pattern, change) if kind == "text" else chunk
    return given


def _kinds(lines: Sequence[str]) -> list[str]:
    """Tell what is certainly code, and blank, from all other lines.

    Fences count where they are not indented, and indented code where no list is open: there both
    are code for every reader of Markdown.
    """
    kinds: list[str] = []
    fence = ""
    in_list = False
    for one in lines:
        before = kinds[-1] if kinds else "blank"
        opening = _FENCE.fullmatch(one)
        if fence:
            kinds.append("code")
            closing = one.strip(" \t")
            if len(one) - len(one.lstrip(" ")) < 4 and closing == fence[0] * len(closing):
                fence = "" if len(closing) >= len(fence) else fence
        elif opening:
            kinds.append("code")
            fence = opening["fence"] or opening["tildes"]
            in_list = False
        elif not one.strip():
            kinds.append("blank")
        elif one.startswith("    ") and not in_list and before in ("blank", "indented"):
            kinds.append("indented")
        else:
            kinds.append("text")
            if _MARKER.match(one):
                in_list = True
            elif before == "blank" and not one[0].isspace():
                in_list = False
    return kinds
