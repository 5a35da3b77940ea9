"""The words within a block of HTML as Markdown: with their links, marks, boxes and mentions."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

_ATTRIBUTE = re.compile(r"([\w:-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


@dataclass(slots=True)
class Inline:
    """Words with their links and marks, as far as they are read."""

    text: str = ""
    links: list[str] = field(default_factory=list)

    def mark(self, mark: str, *, is_end: bool) -> None:
        """Write a mark at the words themselves: `<b> a </b>` is ` **a** `."""
        if not is_end:
            self.text += f"\x01{mark}"
            return
        head, opened, words = self.text.rpartition(f"\x01{mark}")
        if opened:
            inner = words.strip()
            after = " " if words[-1:].isspace() else ""
            self.text = head + (f"{mark}{inner}{mark}{after}" if inner else words)

    def link(self, rest: str, *, is_end: bool) -> None:
        """Write a link around its words; one that leads to no page is nothing but these."""
        if not is_end:
            given = attributes(rest)
            names_person = re.search(r"user|mention", given.get("class", ""))
            self.links.append("@" if names_person else given.get("href", ""))
            self.text += "\x02"
        elif self.links:
            url = self.links.pop()
            head, _, words = self.text.rpartition("\x02")
            is_page = url.startswith(("http://", "https://")) and bool(words.strip())
            is_person = url.startswith("@") and bool(words.strip(" @"))
            shown = f"@{words.strip(' @')}" if is_person else words
            self.text = head + (f"[{words.strip()}]({url})" if is_page else shown)

    def attribute(self, tag: str, rest: str) -> None:
        """Write what a tag shows that has no words: a box, a day, the words for a picture."""
        given = attributes(rest)
        if tag == "img":
            self.text += given.get("alt", "")
        elif tag == "time" and rest.rstrip().endswith("/"):
            self.text += given.get("datetime", "")
        elif tag == "input" and given.get("type") == "checkbox":
            self.text += "[x] " if re.search(r"\bchecked\b", rest) else "[ ] "

    def taken(self) -> str:
        """Give what was read, and begin anew."""
        text = re.sub(r"\x01(?:\*\*?|`|~~)|\x02", "", self.text)
        self.text = ""
        self.links.clear()
        return text.strip()


def attributes(rest: str) -> dict[str, str]:
    """Give the attributes of a tag, by what stands in it behind its name."""
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(rest)
    }
