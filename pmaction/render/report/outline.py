"""The report as an outline: sections of sentences and tables that every form writes its own way.

What is missed comes first, in plain words, then the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from pmaction.teams import NO_TEAM

NAMELESS = ("none", "none named", NO_TEAM, "unknown", "–")
"""Values that say that there is none."""

Tone = Literal["", "good", "bad"]

MOST_MONTHS = 24
"""So many months are shown, the last ones; JSON has all of them."""

AGAIN = "What happened again while something of the earlier time is still open"
"""Stands before the sentences about it."""


class Cell(Struct, frozen=True):
    """A cell's plain text, where it links to (an address or a path), and how it reads.

    The tone says nothing that the text does not.
    """

    text: str
    link: str = ""
    tone: Tone = ""


class Column(Struct, frozen=True):
    """A column: its name, whether it has numbers, and whether rows can be chosen by its values.

    One that is `minor` may be left out where there is little room. Choices are sorted, but those of
    a `sorting` one stand as they follow each other in the rows.
    """

    name: str
    is_number: bool = False
    chooses: bool = False
    is_minor: bool = False
    is_sorting: bool = False


class Table(Struct, frozen=True):
    """A table; `noun` is what one of its rows is called where rows are counted."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    noun: str = "row"

    @property
    def choosing(self) -> tuple[int, ...]:
        """Give the places of the columns by whose values rows can be chosen."""
        return tuple(n for n, column in enumerate(self.columns) if column.chooses)

    def choices(self, place: int) -> list[str]:
        """Give the values of a column, each once; those that stand for none come last."""
        found = dict.fromkeys(row[place].text for row in self.rows)
        if self.columns[place].is_sorting:
            return list(found)
        return sorted(found, key=lambda text: (text in NAMELESS, text.casefold(), text))


class Section(Struct, frozen=True):
    """A part of the report; `anchor` is its name in addresses."""

    anchor: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


class Number(Struct, frozen=True):
    """One of the few numbers that stand out: what it is, and what it was before."""

    name: str
    value: str
    before: str


class Outline(Struct, frozen=True):
    """A whole report.

    `verdict` is its first sentence, `tone` how that reads, `missed` names what is behind the
    targets, `overdue` says where what is overdue is, `met` what is not behind, `again` what
    happened again before all was done about it.
    """

    title: str
    scope: str
    verdict: str
    tone: Tone
    missed: tuple[str, ...]
    overdue: str
    met: str
    again: tuple[str, ...]
    numbers: tuple[Number, ...]
    sections: tuple[Section, ...]


def columns(
    *names: str,
    numbers: Sequence[str] = (),
    chooses: Sequence[str] = (),
    minor: Sequence[str] = (),
    sorting: Sequence[str] = (),
) -> tuple[Column, ...]:
    """Name the columns of a table, and say of which kind some of them are."""
    return tuple(Column(n, n in numbers, n in chooses, n in minor, n in sorting) for n in names)


def cells(*texts: str) -> tuple[Cell, ...]:
    """Make a row of plain texts."""
    return tuple(Cell(text) for text in texts)
