"""Charts as SVG inside a page: drawn here, without a script, a style of their own or an address."""

from __future__ import annotations

import sys
from typing import Any
from xml.etree import ElementTree

import pygal  # type: ignore[import-untyped]

from pmaction.render.report.charts import Chart, number

# pygal adds a finder of an old kind, for maps that are not used here. Python warns of it at each
# import that looks so far.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != pygal.__name__]

_SIZE = (720, 260)
_TICKS = 6
_MOST_SAID = 26
_DROPPED = ("defs", "title")
_KEPT = ("", "value")


def drawn(chart: Chart) -> str:
    """Draw a chart as the text of an `svg` element; its look is for the page's style to say.

    The picture is one image for whoever cannot see it, named by the elements `<anchor>-title` and
    `<anchor>-said` of the page. The same bytes for the same numbers.
    """
    bars = pygal.Bar(
        js=[],
        css=[],
        width=_SIZE[0],
        height=_SIZE[1],
        margin=8,
        spacing=8,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(chart.series),
        show_legend=len(chart.series) > 1,
        print_values=sum(len(one.values) for one in chart.series) <= _MOST_SAID,
        print_values_position="top",
        print_zeroes=False,
        truncate_label=-1,
        disable_xml_declaration=True,
        no_prefix=True,
    )
    bars.uuid = chart.anchor
    bars.x_labels = chart.labels
    bars.y_labels = _ticks(max(value or 0 for one in chart.series for value in one.values))
    bars.formatter = number
    for series in chart.series:
        bars.add(series.name, list(series.values))
    # Read again without comments: one of them says on which day it was drawn.
    root = ElementTree.fromstring(bars.render(is_unicode=True))  # noqa: S314  (drawn just now)
    _strip(root)
    root.attrib |= {
        "role": "img",
        "aria-labelledby": f"{chart.anchor}-title {chart.anchor}-said",
    }
    root.attrib.pop("id", None)
    return ElementTree.tostring(root, encoding="unicode")


def _strip(element: Any) -> None:
    """Take away what is for scripts and pointers alone, and the style: the page has its own."""
    element.tag = element.tag.rpartition("}")[2]
    element.attrib.pop("id", None)
    for child in list(element):
        name = child.tag.rpartition("}")[2]
        is_place = name == "desc" and child.get("class", "") not in _KEPT
        if name in _DROPPED or is_place or "tooltip-overlay" in child.get("class", ""):
            element.remove(child)
        else:
            _strip(child)


def _ticks(top: float) -> list[int]:
    """Give whole numbers for the axis, from 0 to the next one above the greatest value."""
    step = 1
    for step in (factor * 10**power for power in range(12) for factor in (1, 2, 5)):
        if top <= step * _TICKS:
            break
    return list(range(0, (int(-(-top // step)) or 1) * step + 1, step))
