"""Which lines of a source were placed, and which are left for the notes: nothing is in neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pmaction.importing.blocks import Block, Entry, LinkTarget
from pmaction.importing.meanings import is_exact_name
from pmaction.importing.sections import Section
from pmaction.importing.source import Source

_LAYOUT = re.compile(
    r"[-*_=\s]*|[|:\s-]*|</?(?:details|div|section|center)\b[^<>]*>|<br\s*/?>|:::+"
)
_MARKER = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)]|[•◦▪‣●○∙·⁃])(\s{1,4}|$)")
_LABELS = re.compile(r"\[([^\[\]\n]{1,200})\]")
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,200})\](?:\[([^\[\]\n]{0,200})\])?(?![\(:\[])")


@dataclass(frozen=True, slots=True)
class Leftover:
    """Lines that were placed nowhere else, with the heading below which they stand."""

    heading: str
    text: str
    lines: int


class Ledger:
    """The lines of a source, and which of them were placed."""

    def __init__(self, source: Source, targets: Sequence[LinkTarget]) -> None:
        self._lines = source.lines
        self._front = source.front
        self._placed = [bool(_LAYOUT.fullmatch(line.strip())) for line in source.lines]
        self._layout = list(self._placed)
        self._claimed = [False] * len(source.lines)
        self._targets = {" ".join(one.label.casefold().split()): one.url for one in targets}

    def place(self, start: int, end: int) -> None:
        """Say that these lines are placed."""
        for number in range(start, min(end, len(self._placed))):
            self._placed[number] = True

    def claim(self, start: int, end: int) -> bool:
        """Make lines the origin of an action item; False if one of them is that of another.

        Whichever way the reader comes upon a line again, no deed is to be done twice.
        """
        if any(self._claimed[start:end]):
            return False
        self._claimed[start:end] = [True] * len(self._claimed[start:end])
        return True

    def place_front_fences(self) -> None:
        """Say that the lines around the front matter, which say nothing, are placed."""
        for number in range(self._front):
            if self._lines[number].strip() in ("---", "+++", "..."):
                self._placed[number], self._layout[number] = True, False

    def place_all(self, blocks: Iterable[Block | Entry]) -> None:
        """Say that the lines of these blocks are placed."""
        for block in blocks:
            self.place(block.start, block.end)

    def is_placed(self, start: int, end: int) -> bool:
        """Say whether all of these lines are placed."""
        return all(self._placed[start:end])

    def unplaced(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give the runs of lines that are not placed, each with the layout within it."""
        first = last = -1
        for number in range(start, end):
            if self._placed[number] and not self._layout[number]:
                if first >= 0:
                    yield first, last + 1
                first = -1
            elif not self._placed[number]:
                first, last = (number if first < 0 else first), number
        if first >= 0:
            yield first, last + 1

    @property
    def counts(self) -> tuple[int, int]:
        """Give how many lines with words are placed, and how many there are."""
        wordy = [not layout for layout in self._layout]
        placed = sum(1 for here, one in zip(self._placed, wordy, strict=True) if here and one)
        return placed, sum(wordy)

    def raw(self, start: int, end: int) -> str:
        """Give lines as they are written, without the indentation that all of them have."""
        lines = [line.expandtabs(4).rstrip() for line in self._lines[start:end]]
        margin = min((len(one) - len(one.lstrip()) for one in lines if one), default=0)
        return self.linked("\n".join(one[margin:] for one in lines).strip("\n"))

    def linked(self, text: str) -> str:
        """Give a text with its link references (`[words][label]`) replaced by their targets."""
        if not self._targets or "[" not in text:
            return text
        return _REFERENCE.sub(self._link, text)

    def _link(self, match: re.Match[str]) -> str:
        label = match[2] or match[1]
        url = self._targets.get(" ".join(label.casefold().split()))
        if url is None:
            return match[0]
        return f"[{match[1]}]({url})"

    def entry(self, entry: Entry) -> tuple[str, str]:
        """Give the text of an entry's first paragraph, and all that stands below it."""
        blocks = entry.blocks
        if not blocks:
            return "", ""
        first = blocks[0]
        if first.kind != "paragraph":
            return "", self._inside(entry)
        head = self.linked(first.text)
        return head, self.raw(first.end, entry.end)

    def _inside(self, entry: Entry) -> str:
        lines = list(self._lines[entry.start : entry.end])
        marker = _MARKER.match(lines[0]) if lines else None
        if marker:
            lines[0] = " " * marker.end() + lines[0][marker.end() :]
        margin = min((len(one) - len(one.lstrip()) for one in lines if one.strip()), default=0)
        return self.linked("\n".join(one[margin:].rstrip() for one in lines).strip("\n"))

    def leftovers(
        self, root: Section, title: Section | None, targets: Sequence[LinkTarget]
    ) -> list[Leftover]:
        """Give what is placed nowhere, section by section in the order of the document."""
        used: dict[str, set[int]] = {}
        for number, line in enumerate(self._lines):
            if "[" in line:
                for label in _LABELS.findall(line):
                    used.setdefault(" ".join(label.casefold().split()), set()).add(number)
        for target in targets:
            # A target was used where it is linked; only what nobody links is left.
            if used.get(" ".join(target.label.casefold().split()), set()) - set(target.lines):
                self.place(target.lines.start, target.lines.stop)
        owners: list[Section] = [root] * len(self._lines)
        for section in root.walk():
            if section.heading and section is not title:
                end = section.last_end if section.label else len(owners)
                owners[section.start : end] = [section] * (end - section.start)
        left: dict[Section, list[int]] = {}
        for number, owner in enumerate(owners):
            if not self._placed[number]:
                left.setdefault(owner, []).append(number)
        return [one for owner, numbers in left.items() for one in self._left_in(owner, numbers)]

    def _left_in(self, section: Section, numbers: list[int]) -> Iterator[Leftover]:
        body = [number for number in numbers if number >= section.end]
        if not body and is_exact_name(section.heading):
            # Nothing is said by the name of a section of which nothing is left.
            self.place(section.start, section.end)
            return
        parts: list[list[int]] = []
        for number in body:
            if parts and all(self._layout[between] for between in range(parts[-1][-1] + 1, number)):
                parts[-1].append(number)
            else:
                parts.append([number])
        text = "\n\n".join(self.raw(part[0], part[-1] + 1) for part in parts)
        yield Leftover(section.heading.strip(), text, len(numbers))
