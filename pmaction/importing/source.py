"""The text of a file that is to be imported: within bounds, as lines, its front matter apart."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass

from pmaction.document import MAX_BYTES
from pmaction.importing.rewriting import as_markdown

MAX_LINES = 6_000
MAX_CELLS = 30_000
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*")
_MARKERS = re.compile(r"(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])(?=[ \t>]|$))+")


class NotImportable(Exception):
    """A file that cannot be read as Markdown: `message` says why, `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a file, and how many of them at its beginning are front matter.

    Where HTML was written as Markdown, `numbers` are those that its lines have in the file.
    """

    name: str
    lines: tuple[str, ...]
    front: int = 0
    numbers: tuple[int, ...] = ()

    def number(self, index: int) -> int:
        """Give the number, from 1, that a line has in the file."""
        return (self.numbers[index] if self.numbers else index) + 1


def read_source(name: str, raw: bytes) -> Source:
    """Read a file's bytes.

    Raises NotImportable for what is no UTF-8 text, and for more than is read.
    """
    if len(raw) > MAX_BYTES:
        raise NotImportable(
            f"it is larger than {MAX_BYTES // 1024:,} KiB, the most that is read",
            "Take pictures and long logs out of it first, and link them instead.",
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotImportable("it is UTF-16, not UTF-8", "Save it again as UTF-8.")
    if b"\0" in raw:
        raise NotImportable(
            "it is a binary file, not Markdown", "Export it as Markdown, and import that."
        )
    try:
        text = raw.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NotImportable(
            f"it is not UTF-8 text: line {line} has bytes of another encoding",
            "Save it again as UTF-8.",
        ) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    if not any(line.strip() for line in lines):
        raise NotImportable("it is empty", "Name a file with a postmortem in it.")
    _refuse_too_many(lines)
    front = _front_matter(lines)
    lines, numbers = as_markdown(lines, front)
    _refuse_too_many(lines)
    return Source(name, tuple(lines), front, tuple(numbers))


def _refuse_too_many(lines: list[str]) -> None:
    """Refuse what would take too long; a postmortem of a thousand lines is far below this."""
    if len(lines) > MAX_LINES:
        raise NotImportable(
            f"it has {len(lines):,} lines; at most {MAX_LINES:,} are read",
            "Take long logs out of it first, and link them instead.",
        )
    cells = columns = 0
    for line in lines:
        if not line.strip():
            columns = 0
        elif "|" in line and _DELIMITER_ROW.fullmatch(line):
            columns = max(columns, line.count("|") + 1)
        markers = _MARKERS.match(line)
        cells += columns + (len(markers[0].split()) if markers else 0)
    if cells > MAX_CELLS:
        raise NotImportable(
            f"it has more than {MAX_CELLS:,} list entries and table cells",
            "Take large tables out of it first, and link them instead.",
        )


def _front_matter(lines: list[str]) -> int:
    """Give the number of lines of the front matter: YAML between `---`, TOML between `+++`."""
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    fence = lines[first].rstrip()
    if fence not in ("---", "+++"):
        return 0
    ends = ("---", "...") if fence == "---" else ("+++",)
    for index in range(first + 1, min(len(lines), first + 200)):
        line = lines[index].rstrip()
        if line in ends:
            inner = [one for one in lines[first + 1 : index] if one.strip()]
            keyed = any(re.match(r"[\w\"'.-]+\s*[:=]", one) for one in inner)
            return index + 1 if keyed or not inner else 0
        if line.startswith("# ") and fence == "---" and re.search(r"\w", line) is None:
            return 0
    return 0
