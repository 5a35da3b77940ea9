"""The report as Markdown, for a comment, an issue, or the summary of a workflow's step."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.render.inert import table_cell
from pmaction.render.report.outline import AGAIN, Cell, Outline, Table
from pmaction.render.text import count
from pmaction.tracker.cells import cut, link, row, table_head

MOST_ROWS = 50
"""A longer table is cut; JSON and the page have all of it."""

_LONGEST = 300
_ADDRESS = ("https://", "http://")


def report_markdown(report: Outline) -> str:
    """Write the report; of a table that is longer than `MOST_ROWS` the first rows."""
    return "\n".join(_lines(report)).rstrip("\n") + "\n"


def _lines(report: Outline) -> Iterator[str]:
    yield from (f"# {table_cell(report.title)}", "", table_cell(report.scope), "")
    yield from (f"**{table_cell(report.verdict)}**", "")
    yield from (f"- {table_cell(said)}" for said in report.missed)
    yield from ([""] if report.missed else [])
    yield from ([table_cell(report.overdue), ""] if report.overdue else [])
    yield from ([table_cell(report.met), ""] if report.met else [])
    if report.again:
        yield from (f"{AGAIN}:", "", *(f"- {table_cell(said)}" for said in report.again), "")
    yield from table_head([(table_cell(one.name), True) for one in report.numbers])
    yield row(*(f"**{table_cell(one.value)}**" for one in report.numbers))
    yield from (row(*(f"before: {table_cell(one.before)}" for one in report.numbers)), "")
    for section in report.sections:
        yield from (f"## {table_cell(section.title)}", "")
        for said in section.sentences:
            yield from (table_cell(said), "")
        for table in section.tables:
            if table.title != section.title:
                yield from (f"### {table_cell(table.title)}", "")
            yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield from table_head([(table_cell(one.name), one.is_number) for one in table.columns])
    for cells in table.rows[:MOST_ROWS]:
        yield row(*map(_cell, cells))
    yield ""
    if (more := len(table.rows) - MOST_ROWS) > 0:
        yield from (f"… and {count(more, f'more {table.noun}')}.", "")


def _cell(cell: Cell) -> str:
    text = table_cell(cut(cell.text, _LONGEST))
    if cell.tone == "bad":
        text = f"**{text}**"
    return link(text, cell.link) if cell.link.startswith(_ADDRESS) else text
