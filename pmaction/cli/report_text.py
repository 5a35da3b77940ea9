"""The report on a terminal, by rich, where that is installed."""

from __future__ import annotations

import re
import shutil
import sys
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from pmaction.render.report.outline import Cell, Outline, Table
from pmaction.render.text import count, printable

_WIDTH = 110
_NARROWEST = 60
_MOST_ROWS = 20
_SHORT = 16
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
    say(report.verdict, "bold red" if report.missed else "bold green")
    for said in report.missed:
        console.print(_point(said))
    if report.met:
        say(report.met)
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
            console.print(_table(table))
            if (more := len(table.rows) - _MOST_ROWS) > 0:
                say(f"… and {count(more, f'more {table.noun}')}", "dim")
                say("")
    return _BLANK_END.sub(lambda m: m[0].replace(" ", ""), out.getvalue()).rstrip("\n") + "\n"


def _width() -> int:
    """Give the terminal's width; where there is none, always the same one."""
    columns = shutil.get_terminal_size((_WIDTH, 0)).columns if sys.stdout.isatty() else _WIDTH
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


def _table(table: Table) -> Drawn:
    drawn = Drawn(box=SIMPLE_HEAD, pad_edge=False)
    shown = [n for n, column in enumerate(table.columns) if not column.is_minor]
    for n in shown:
        column = table.columns[n]
        drawn.add_column(
            Text(column.name),
            justify="right" if column.is_number else "left",
            no_wrap=all(len(row[n].text) <= _SHORT for row in table.rows),
        )
    for row in table.rows[:_MOST_ROWS]:
        drawn.add_row(*(_cell(row[n]) for n in shown))
    return drawn


def _cell(cell: Cell) -> Text:
    return Text(printable(cell.text), style=_LOOKS[cell.tone])
