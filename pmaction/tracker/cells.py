"""Cells, links and tables of the tracker page, harmless whatever the files say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmaction.config import Team
from pmaction.enumeration import listed
from pmaction.model import ActionItem
from pmaction.owners import ownership
from pmaction.render.inert import code_span, table_cell
from pmaction.render.links import safe_address
from pmaction.tracker.names import DATA_NAME

NONE = "–"
UNKNOWN = "unknown"

_STAYS = "&nbsp;"

Column = tuple[str, bool]
"""A table's column: its name, and whether it has numbers."""


def columns(*names: str, numbers: Sequence[str] = ()) -> tuple[Column, ...]:
    """Name the columns of a table, and say which have numbers."""
    return tuple((name, name in numbers) for name in names)


def wide(name: str, most: int) -> str:
    """Name a column so that a text of so many characters, such as a date, stands on one line.

    A table that is wider than its page breaks ids and dates at their hyphens, but no name. Two such
    spaces are about as wide as a digit.
    """
    return name + _STAYS * 2 * (most - len(name.split()[-1]))


def table_head(named: Sequence[Column]) -> list[str]:
    """Give the first two lines of a table."""
    return [
        row(*(name for name, _ in named)),
        "|" + "|".join(" ---: " if is_number else " :--- " for _, is_number in named) + "|",
    ]


def row(*cells: str) -> str:
    """Give a line of a table, from cells that are Markdown already."""
    return "| " + " | ".join(cells) + " |"


def text_cell(text: str) -> str:
    """Give a text for a cell, on one line."""
    return table_cell(" ".join(text.split()))


def cut(text: str, most: int) -> str:
    """Give a text on one line, of so many characters at most, cut behind a word where it can be."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    start = line[:most]
    words, space, _ = start.rpartition(" ")
    return (words if space and len(words) > most // 2 else start[:-1]).rstrip(" ,;:") + "…"


def person(name: str) -> str:
    """Write a handle so that it pings nobody and can still be searched for."""
    return code_span(name).replace("|", "\\|") if "@" in name else table_cell(name)


def owner(item: ActionItem, teams: Mapping[str, Team]) -> str:
    """Say whose an action item is: a person, or a team with the persons in it."""
    found = ownership(item, teams)
    if item.owner is not None and item.owner in teams and found.assignees:
        return f"{table_cell(item.owner)} ({listed([person(p) for p in found.assignees])})"
    return person(found.said)


def link(text: str, target: str) -> str:
    """Link a text that is Markdown already; `to_file` gives what leads to a file."""
    return f"[{text}]({safe_address(target)})"


def left_to_data(number: int, noun: str) -> list[str]:
    """Say how many have no room on the page; nothing if none."""
    if not number:
        return []
    verb = "has" if number == 1 else "have"
    where = f"[{DATA_NAME}]({DATA_NAME}) has all"
    return [f"{count(number, noun)} more {verb} no room here: {where}.", ""]


def count(number: int, noun: str) -> str:
    """Count something: `1 postmortem`, `2 postmortems`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
