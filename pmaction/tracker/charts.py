"""Charts that GitHub draws by itself: Mermaid, from numbers and words of ours alone."""

from __future__ import annotations

from collections.abc import Sequence

from pmaction.metrics.values import Metrics, Month
from pmaction.tracker.cells import columns, row, table_head

MONTHS = 12
"""So many are drawn: more names would not fit side by side."""

_LEAST_TOP = 8
"""Below, the axis would be counted in halves."""

_DESCRIPTION = "The same stands in numbers in a table right below."
"""For a screen reader, to which the drawing says nothing."""

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Colours for a light and a dark page. What is what can be told without them: bars, and a line.
_HEAD = """\
```mermaid
---
config:
  xyChart: {width: 720, height: 260}
  themeVariables:
    xyChart: {plotColorPalette: "#7cb0f5, #d9480f"}
---
xychart-beta"""


def open_items_chart(metrics: Metrics) -> list[str]:
    """Draw open and overdue action items at the end of each month; nothing if there were none.

    Nor of a single month: a line that begins and ends there would not be seen.
    """
    months = metrics.months[-MONTHS:]
    if len(months) == 1 or not any(month.open or month.overdue for month in months):
        return []
    numbers = {
        "Open": [month.open for month in months],
        "Overdue": [month.overdue for month in months],
    }
    title = "Action items open at the end of each month (bars), and overdue (line)"
    return [*_chart(title, "Action items", months, numbers), "", *_numbers(months, numbers)]


def incidents_chart(metrics: Metrics) -> list[str]:
    """Draw how many incidents each month had; nothing if there were none."""
    months = metrics.months[-MONTHS:]
    if not any(month.incidents for month in months):
        return []
    numbers = {"Incidents": [month.incidents for month in months]}
    title = "Incidents a month"
    return [*_chart(title, "Incidents", months, numbers), "", *_numbers(months, numbers)]


def _chart(
    title: str, axis: str, months: Sequence[Month], numbers: dict[str, list[int]]
) -> list[str]:
    bars, *lines = numbers.values()  # Two bars would hide that there are none of something.
    names = ", ".join(f'"{name}"' for name in _names(months))
    top = max(_LEAST_TOP, *(number for series in numbers.values() for number in series))
    return [
        *_HEAD.splitlines(),
        f"    accTitle: {title}",
        f"    accDescr: {_DESCRIPTION}",
        f'    title "{title}"',
        f"    x-axis [{names}]",
        f'    y-axis "{axis}" 0 --> {top}',
        f"    bar {bars}",
        *(f"    line {line}" for line in lines),
        "```",
    ]


def _names(months: Sequence[Month]) -> list[str]:
    """Name months; the first one, and each January, with the year."""
    days = [month.month.since for month in months]
    return [
        f"{_NAMES[day.month - 1]} {day.year}" if n == 0 or day.month == 1 else _NAMES[day.month - 1]
        for n, day in enumerate(days)
    ]


def _numbers(months: Sequence[Month], numbers: dict[str, list[int]]) -> list[str]:
    """Give the same in numbers, for who cannot see the chart."""
    lines = [
        "<details><summary>In numbers</summary>",
        "",
        *table_head(columns("Month", *numbers, numbers=tuple(numbers))),
    ]
    for n, month in enumerate(months):
        lines.append(row(month.name, *(str(series[n]) for series in numbers.values())))
    return [*lines, "", "</details>"]
