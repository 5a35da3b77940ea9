"""The report as one page that needs nothing else: no network, no other file, no account."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence

from msgspec import Struct

from pmaction.render.report.charts import Chart, number
from pmaction.render.report.outline import AGAIN, Outline, Table, cells, columns
from pmaction.render.report.sections import MONTHS

_ADDRESS = ("https://", "http://")
# Ids, item keys, dates, lengths of time and counts: a line must not end inside of them.
_WHOLE = re.compile(
    r"\b([A-Z]{2,10}-\d{4}-\d{3,6}(?:/\w+(?:-\d+)?)?|\d{4}-\d\d-\d\d"
    r"|\d+ (?:d|h|min|s)(?: \d+ (?:h|min|s))?|(?:\d+ )?of \d+(?: known)?|\d+ %)(?!\w)",
    re.ASCII,
)
# What a page may not hold, or what would show a text in another order than it is written in.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class PageParts(Struct, frozen=True):
    """The texts that a page is made of: its template, its style and its script."""

    template: str
    style: str
    script: str


class Drawing(Struct, frozen=True):
    """A chart, its picture, and its numbers as a table."""

    chart: Chart
    svg: str
    table: Table


def report_html(report: Outline, pictures: Sequence[tuple[Chart, str]], parts: PageParts) -> str:
    """Write the page, with charts and their pictures as SVG.

    Whatever a text holds, the page shows it and obeys nothing of it.
    """
    from jinja2 import Environment, StrictUndefined  # Heavy, and only for pages.

    surroundings = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_without_hidden,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    surroundings.filters |= {"is_address": _is_address, "parts": _WHOLE.split}
    return surroundings.from_string(parts.template).render(
        report=report,
        sections=[one for one in report.sections if one.anchor != MONTHS],
        of_months=[
            said for one in report.sections if one.anchor == MONTHS for said in one.sentences
        ],
        drawings=[Drawing(chart, svg, _numbers(chart)) for chart, svg in pictures],
        style=parts.style,
        script=parts.script,
        policy=_policy(parts),
        again=AGAIN,
        places=_places(report),
    )


def _places(report: Outline) -> dict[str, str]:
    """Give the anchor of each row that can be chosen, by the row's name."""
    places: dict[str, str] = {}
    for section in report.sections:
        for n, table in enumerate(section.tables, start=1):
            for place, row in enumerate(table.rows if table.choosing else (), start=1):
                places.setdefault(row[0].text, f"{section.anchor}-{n}-row-{place}")
    return places


def _policy(parts: PageParts) -> str:
    """Give the page's content security policy: its own style and script, and nothing else."""
    style, script = _digest(parts.style), _digest(parts.script)
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _without_hidden(value: object) -> object:
    """Take characters away that show nothing; what is HTML already has none."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return _HIDDEN.sub("", value)
    return value


def _is_address(link: str) -> bool:
    return link.startswith(_ADDRESS)


def _numbers(chart: Chart) -> Table:
    named = columns(
        "Month", *(one.name for one in chart.series), numbers=[one.name for one in chart.series]
    )
    rows = (
        cells(month, *(number(one.values[n]) for one in chart.series))
        for n, month in enumerate(chart.months)
    )
    return Table(chart.title, named, tuple(rows), "month")
