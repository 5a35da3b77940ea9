"""Lines of wiki markup, as Jira and older Confluence have it, written as Markdown."""

from __future__ import annotations

import re

_HEAD = re.compile(r"\s*\|\|(?P<cells>.+)\|\|\s*")
_MENTION = re.compile(r"\[~(?:accountid:)?([\w.@-]{1,60})\]")
_LINK = re.compile(r"\[([^\[\]|\n]{1,200})\|(https?://[^\[\]|\s]{1,2000})\]")
_CODE = re.compile(r"\{\{([^{}\n]{1,200})\}\}")
_MACRO = re.compile(
    r"\s*\{(?:panel|quote|info|note|tip|warning|color|expand)(?::[^{}]{0,300})?\}\s*"
)
_ENTRY = re.compile(r"(?P<depth>[*#-]{1,6})\s+(?=\S)")


def wiki_lines(line: str, *, is_counted: bool) -> list[str]:
    """Give a line of a page in wiki markup as one line of Markdown or more.

    With `is_counted`, `# Do it` is one of several entries, and not a heading.
    """
    line = _MENTION.sub(r"@\1", line)
    line = _CODE.sub(r"`\1`", _LINK.sub(r"[\1](\2)", line))
    if match := _HEAD.fullmatch(line):
        cells = [cell.strip() for cell in match["cells"].split("||")]
        return ["", f"| {' | '.join(cells)} |", "|" + "---|" * len(cells)]
    match = _ENTRY.match(line)
    if match and (is_counted or match["depth"] != "#"):
        depth = len(match["depth"])
        marker = "1." if match["depth"][-1] == "#" else "-"
        return [f"{'    ' * (depth - 1)}{marker} {line[match.end() :]}"]
    return [_MACRO.sub("", line)]
