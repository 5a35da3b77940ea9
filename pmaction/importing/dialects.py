"""What other dialects write, turned into Markdown line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pmaction.importing.rewriting import FENCE
from pmaction.importing.source import Source

_NO_BLANK = re.compile(r"( {0,3})(#{1,6})(?=[^\s#\d])")
_WIKI_HEADING = re.compile(r"h([1-6])\.\s+(?=\S)")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^<>]*>(.*)</h\1>\s*", re.IGNORECASE)
_FOLDED = re.compile(
    r"\s*(?:<details\b[^<>]*>)?\s*<summary\b[^<>]*>(.*)</summary>\s*", re.IGNORECASE
)
_FOLD = re.compile(r"\s*</?(?:details|div|section|center)\b[^<>]*>\s*", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\s*<p\b[^<>]*>([^<>]*(?:<(?!/?p\b)[^<>]*>[^<>]*)*)</p>\s*", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s*/?>\s*$", re.IGNORECASE)
_BULLET = re.compile(r"(\s*)[•◦▪‣●○∙·⁃](?=\s*\S)\s*")
_GLYPH = re.compile(r"(\s*)(?=[☐☑☒✅✔✓❌✗✘⬜🔲🟩]\ufe0f?\s)")
_SHORT_CODE = re.compile(
    r"(\s*):(?:(?P<done>white_check_mark|heavy_check_mark|ballot_box_with_check)"
    r"|white_large_square|black_square_button|white_square_button|x|todo):\s+(?=\S)"
)
_IN_BRACKETS = re.compile(r"(\s*)\((\d{1,2})\)\s+(?=\S)")
_NUMBERED = re.compile(r" {0,3}\d{1,2}(?:\.\d{1,2})*[.)]?\s+\S.{0,150}")
_COUNTED = re.compile(
    r" {0,3}(?:(?P<letter>[a-h])[.)]|\d{1,2}\.(?P<part>[1-9]\d?)[.)]?)\s+(?=[^\W\d])"
)
_NUMBER = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
_FAR = 8
_UNDERLINE = re.compile(r" {0,3}(?:={3,}|-{3,})\s*")


def readable(source: Source, is_name: Callable[[str], bool]) -> Iterator[str]:
    """Give the lines with what other dialects write turned into Markdown, one for one.

    `is_name` says whether a text is the name of a section: `##Timeline` is taken for a heading.
    """
    fence = ""
    lines = source.lines
    counted = _counted(lines)
    underlined = False
    for number, line in enumerate(lines):
        opening = FENCE.match(line)
        if opening and not fence:
            fence = opening[1]
        elif fence and opening and opening[1].startswith(fence) and not line.strip(" \t`~"):
            fence = ""
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if number < source.front or underlined:
            yield ""
            underlined = False
        elif fence:
            yield line
        elif _UNDERLINE.fullmatch(following) and _is_heading(lines, number):
            # Markdown takes it for a list with a line below it.
            underlined = True
            yield f"{'#' if following.strip()[0] == '=' else '##'} {line.strip()}"
        elif number in counted:
            yield f"{counted[number]}. {_COUNTED.sub('', line, count=1)}"
        elif _is_name_alone(lines, number, is_name):
            yield f"## {line.strip()}"
        else:
            yield _as_markdown(line, is_name)


def _is_name_alone(lines: tuple[str, ...], number: int, is_name: Callable[[str], bool]) -> bool:
    """Say whether a line is the name of a section, in capitals or numbered, with text below it."""
    line = lines[number].rstrip()
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if match := _NUMBER.match(line):
        return _begins(lines[number][match.end() :], following, is_name)
    if not (line.isupper() and line[0].isalpha() and following.strip()):
        return False
    is_first = number == 0 or not lines[number - 1].strip()
    return is_first and not line.endswith((":", "：")) and is_name(line)


def _begins(text: str, following: str, is_name: Callable[[str], bool]) -> bool:
    """Say whether a numbered line is a heading: a name, and what it names below it."""
    if not following.strip() or following[0].isspace() or _NUMBER.match(following):
        return False
    if not text[0].isalpha():
        return False
    return is_name(text) or (text.isupper() and len(text.split()) < 8)


def _counted(lines: tuple[str, ...]) -> dict[int, int]:
    """Give the lines of lists that are counted `a.`, `b.` or `4.1`, `4.2`, each with its number."""
    found: dict[int, int] = {}
    begun: list[int] = []
    for number, line in enumerate(lines):
        if (match := _COUNTED.match(line)) is None:
            continue
        count = ord(match["letter"]) - ord("a") + 1 if match["letter"] else int(match["part"])
        if count == 1:
            begun = [number]
        elif begun and count == len(begun) + 1 and number - begun[-1] < _FAR:
            begun.append(number)
            found |= {one: index for index, one in enumerate(begun, 1)}
        else:
            begun = []
    return found


def _is_heading(lines: tuple[str, ...], number: int) -> bool:
    """Say whether a numbered line is underlined; a short line is a rule below a list."""
    line = lines[number].strip()
    before = lines[number - 1] if number else ""
    is_numbered = bool(_NUMBERED.fullmatch(lines[number])) and not before.strip()
    return is_numbered and len(lines[number + 1].strip()) * 2 > len(line)


def _as_markdown(line: str, is_name: Callable[[str], bool]) -> str:
    if match := _NO_BLANK.match(line):
        rest = line[match.end() :]
        return f"{match[2]} {rest}" if is_name(rest) else line
    if match := _WIKI_HEADING.match(line):
        return f"{'#' * int(match[1])} {line[match.end() :]}"
    if "<" in line:
        if match := _HTML_HEADING.fullmatch(line):
            return f"{'#' * int(match[1])} {match[2]}"
        if match := _FOLDED.fullmatch(line):
            return f"**{match[1].strip(' *')}**"
        if match := _PARAGRAPH.fullmatch(line):
            line = match[1]
        return "" if _FOLD.fullmatch(line) else _LINE_BREAK.sub("", line)
    if line.lstrip().startswith(":") and (match := _SHORT_CODE.match(line)):
        return f"{match[1]}- {'✅' if match['done'] else '☐'} {line[match.end() :]}"
    if match := _BULLET.match(line) or _GLYPH.match(line):
        return f"{match[1]}- {line[match.end() :]}"
    if match := _IN_BRACKETS.match(line):
        return f"{match[1]}{match[2]}) {line[match.end() :]}"
    return "" if line.startswith(":::") else line
