"""Text from files made harmless for issues and comments: the one place where it is escaped."""

from __future__ import annotations

import re

MAX_TITLE = 256
MAX_TEXT = 12_000
"""Four texts of this length fit into a managed block."""

MAX_BLOCK = 50_000
"""With marker and link this fits into an issue, whose body may have 65,536 characters on GitHub."""

CUT = "\n\n… (cut here; the file has the whole text)"

# The zero-width space keeps the name readable and stops GitHub from seeing a mention.
# Whatever follows: a character reference after the @ would be a letter on the page.
_MENTION = re.compile(r"@(?=[\w&-])")
# Character references that GitHub would turn into an @ after all.
_AT_REFERENCE = re.compile(r"&(?=#0*64\b|#x0*40\b|commat\b)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--")
_CONTROL = re.compile(
    # C0 and C1 without tab and line end; bidirectional controls; our own zero-width space stays.
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)

_HIDDEN = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

# Code in back ticks as CommonMark finds it, or a character that could begin a link, a tag, or code
# that ends in another text.
_CODE_OR_MARKUP = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|[\\\[\]<`]")


def inert(text: str) -> str:
    """Give Markdown text that pings nobody and hides nothing.

    Mentions are broken, HTML comments (and so marker look-alikes) shown instead of hidden, control
    and bidirectional characters dropped, and what is beyond 12,000 characters cut with a word.
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT].rstrip() + CUT
    text = _AT_REFERENCE.sub("&\u200b", text)
    return _MENTION.sub("@\u200b", _COMMENT.sub("&lt;!--", text))


def inert_line(text: str) -> str:
    """Give one harmless line, whatever line ends the text had."""
    return inert(" ".join(text.split())).replace("\n", " ")


def issue_title(text: str) -> str:
    """Give a title of at most 256 characters on one line; titles ping nobody by themselves."""
    line = _CONTROL.sub("", " ".join(text.split()))
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1] + "…"


def table_cell(text: str) -> str:
    """Give harmless text for a cell of a Markdown table: no link, no HTML, code as it is.

    It stays so beside others in one cell or line: no back tick in it reaches out of it.
    """
    cell = _CODE_OR_MARKUP.sub(lambda m: m[0] if m[1] else f"\\{m[0]}", inert_line(text))
    return cell.replace("|", "\\|")


def with_hidden_escaped(json: str) -> str:
    """Escape in JSON what it may hold and a terminal obeys, or shows not or in another order."""
    return _HIDDEN.sub(lambda m: f"\\u{ord(m[0]):04x}", json)


def code_span(text: str) -> str:
    """Give text in back ticks, where nothing in it is Markdown and no name pings anyone."""
    line = _CONTROL.sub("", " ".join(text.split()))
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    if not line:
        return "` `"  # Two back ticks with nothing between them would begin code, not be it.
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"
