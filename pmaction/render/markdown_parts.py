"""Markdown that fits: parts of rows under a heading or folded, as many as there is room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from pmaction.enumeration import joined
from pmaction.render.github import MAX_SUMMARY_BYTES
from pmaction.render.inert import inert_line, table_cell
from pmaction.render.text import count

_FOR_THE_END = 200


@dataclass(frozen=True, slots=True)
class Bound:
    """How long a text may become, and how that is measured."""

    most: int
    size: Callable[[str], int]


COMMENT = Bound(60_000, len)
"""GitHub takes 65,536 characters; a hidden mark comes with them."""

SUMMARY = Bound(MAX_SUMMARY_BYTES, lambda text: len(text.encode(errors="replace")))


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong together; `noun` is what one of them is called."""

    noun: str
    rows: Sequence[str]
    head: str
    foot: str = ""


def table(
    postmortem_id: str, head: str, rows: Sequence[str], fold: str | bool, *, is_open: bool = False
) -> Part:
    """Put rows under a heading, or fold them behind their postmortem and what they come to."""
    if not fold:
        return Part("change", rows, f"\n### {table_cell(postmortem_id)}\n\n{head}")
    return folded_part("change", rows, f"{postmortem_id}: {fold}", head, is_open=is_open)


def folded_part(
    noun: str, rows: Sequence[str], said: str, head: str = "", *, is_open: bool = False
) -> Part:
    """Fold rows: GitHub takes what is between for Markdown only with an empty line on each side."""
    opening = "<details open>" if is_open else "<details>"
    summary = f"<summary>{escape(inert_line(said))}</summary>"
    begin = f"\n{opening}{summary}\n" + (f"\n{head}" if head else "")
    return Part(noun, rows, begin, "\n</details>")


def bounded(top: Sequence[str], parts: Sequence[Part], bound: Bound) -> str:
    """Join all rows as long as there is room, and say how many of each kind were left out."""
    lines = ["\n\n".join(top)]
    size = bound.size(lines[0]) + _FOR_THE_END
    left: Counter[str] = Counter()
    for part in parts:
        around = bound.size(part.head) + bound.size(part.foot) + 2
        shown = 0
        for row in part.rows:
            size += bound.size(row) + 1 + (0 if shown else around)
            if left or size > bound.most:
                left[part.noun] += len(part.rows) - shown
                break
            shown += 1
        if shown:
            lines += filter(None, [part.head, *part.rows[:shown], part.foot])
    if left:
        more = [count(number, f"more {noun}") for noun, number in left.items()]
        lines.append(f"\n… and {joined(more)}, too many to show here.")
    return "\n".join(lines)
