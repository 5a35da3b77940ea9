"""The report on a terminal, by rich, where that is installed."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from textwrap import wrap

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from pmaction.render.report.outline import AGAIN, Cell, Outline, Table
from pmaction.render.text import count, printable

_WIDTH = 110
_NARROWEST = 60
_MOST_ROWS = 24
_SHORT = 16
_BETWEEN, _EDGES = 3, 2
_HEAD_WIDTHS = (12, 8, 1)
_BLANK_END = re.compile(r"(?: |\x1b\[[0-9;]*m)+$", re.M)
_LOOKS = {"": "", "good": "green", "bad": "red"}


def report_text(report: Outline) -> str:
    """Write the report, as wide as the terminal, with colours that click takes away elsewhere."""
    out = StringIO()
    console = Console(
        file=out,
        width=_width(),
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )

    def say(text: str, look: str = "") -> None:
        console.print(Text(printable(text), style=look))

    say(report.title, "bold")
    say(report.scope, "dim")
    say("")
    say(report.verdict, f"bold {_LOOKS[report.tone]}".rstrip())
    for said in report.missed:
        console.print(_point(said))
    for said in filter(None, (report.overdue, report.met)):
        say(said)
    if report.again:
        say(f"{AGAIN}:")
    for said in report.again:
        console.print(_point(said))
    console.print(_numbers(report))
    for section in report.sections:
        say(section.title, "bold underline")
        if not section.tables or section.tables[0].title != section.title:
            say("")
        for said in section.sentences:
            say(said)
        if section.sentences:
            say("")
        for table in section.tables:
            if table.title != section.title:
                say(table.title, "bold")
            console.print(_table(table, console.width))
            if (more := len(table.rows) - _MOST_ROWS) > 0:
                say(f"… and {count(more, f'more {table.noun}')}", "dim")
                say("")
    return _BLANK_END.sub(lambda m: m[0].replace(" ", ""), out.getvalue()).rstrip("\n") + "\n"


def _width() -> int:
    """Give the width that `COLUMNS` or the terminal says; without both always the same one."""
    is_said = sys.stdout.isatty() or os.environ.get("COLUMNS")
    columns = shutil.get_terminal_size((_WIDTH, 0)).columns if is_said else _WIDTH
    return max(columns, _NARROWEST)


def _point(said: str) -> Drawn:
    """Put a sentence behind a dash, its further lines below its first."""
    point = Drawn.grid(padding=(0, 1, 0, 0))
    point.add_column(width=1)
    point.add_column()
    point.add_row(Text("-"), Text(printable(said)))
    return point


def _numbers(report: Outline) -> Drawn:
    drawn = Drawn(box=SIMPLE_HEAD, pad_edge=False)
    for one in report.numbers:
        drawn.add_column(Text(one.name), justify="right")
    drawn.add_row(*(Text(one.value, style="bold") for one in report.numbers))
    drawn.add_row(*(Text(f"before: {one.before}", style="dim") for one in report.numbers))
    return drawn


def _table(table: Table, width: int) -> Drawn:
    drawn = Drawn(box=SIMPLE_HEAD, pad_edge=False)
    shown = [n for n, column in enumerate(table.columns) if not column.is_minor]
    longest = {n: max((len(row[n].text) for row in table.rows), default=0) for n in shown}
    names = [table.columns[n].name for n in shown]
    heads = _heads(names, list(longest.values()), width)
    # Where texts can be broken, or nothing must be, what is short stays whole.
    is_roomy = max(longest.values()) > _SHORT or _width_of(heads, longest.values()) <= width
    for n, head in zip(shown, heads, strict=True):
        drawn.add_column(
            Text(head),
            justify="right" if table.columns[n].is_number else "left",
            no_wrap=longest[n] <= _SHORT and (is_roomy or n == shown[0]),
        )
    for row in table.rows[:_MOST_ROWS]:
        drawn.add_row(*(_cell(row[n]) for n in shown))
    return drawn


def _heads(names: Sequence[str], longest: Sequence[int], width: int) -> list[str]:
    """Break the heads of columns into lines, as far as they would make the table too wide.

    Where texts can be broken too, only the longest heads are.
    """
    heads = list(names)
    for most in _HEAD_WIDTHS[: 1 if max(longest) > _SHORT else None]:
        if _width_of(heads, longest) <= width:
            break
        heads = [
            "\n".join(wrap(name, max(most, cells), break_long_words=False, break_on_hyphens=False))
            for name, cells in zip(names, longest, strict=True)
        ]
    return heads


def _width_of(heads: Sequence[str], longest: Iterable[int]) -> int:
    """Give how wide a table is in which nothing is broken that has no line end."""
    columns = (
        max(cells, *map(len, head.split("\n"))) for head, cells in zip(heads, longest, strict=True)
    )
    return sum(columns) + _BETWEEN * (len(heads) - 1) + _EDGES


def _cell(cell: Cell) -> Text:
    return Text(printable(cell.text), style=_LOOKS[cell.tone])
