"""A page for one kind of cause: what such incidents had in common, and what was done about it.

The same bytes as long as nothing changed: no day is counted, and no time of its making is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmaction.enumeration import listed
from pmaction.facts import IncidentFact, ItemFact
from pmaction.generated_text import begins_with
from pmaction.metrics import words
from pmaction.patterns import Pattern
from pmaction.render.links import to_file
from pmaction.render.text import count
from pmaction.tracker.cells import NONE, columns, cut, link, row, table_head, text_cell

HEADER = "<!-- Written by `pmaction report --patterns`: edits are overwritten. -->"
MOST = 100
"""So many incidents, or action items, a page names."""

_LONGEST = 300


def is_our_page(text: str) -> bool:
    """Say whether a page was written here, by this version or another."""
    return begins_with(HEADER, text)


def pattern_page(pattern: Pattern, root: str) -> str:
    """Write the page; `root` stands before paths from the repository's root."""
    return "\n".join(_lines(pattern, root)).rstrip("\n") + "\n"


def _lines(pattern: Pattern, root: str) -> Iterator[str]:
    yield from (HEADER, "", f"# Incidents by cause: {text_cell(pattern.kind)}", "")
    yield from (f"{' '.join(_summary(pattern))}", "")
    yield from ("## Incidents", "", *_incidents(pattern.incidents, root))
    if pattern.detection_gaps:
        yield from ("## Gaps in detection", "", *_gaps(pattern), "")
    if pattern.recurrences:
        again = (f"- {text_cell(words.recurrence(one))}" for one in pattern.recurrences[:MOST])
        yield from ("## Happened again", "", *again, "")
    if pattern.open_items:
        yield from ("## Still open", "", *_items(pattern.open_items, root, is_open=True))
    if pattern.done_items:
        yield from ("## What was done", "", *_items(pattern.done_items, root, is_open=False))


def _summary(pattern: Pattern) -> Iterator[str]:
    """Say what they have in common, in a few sentences."""
    by_year = ", ".join(f"{number} in {year}" for year, number in pattern.years)
    incidents = count(len(pattern.incidents), "incident")
    yield f"{incidents}: {by_year}." if by_year else f"{incidents}."
    if pattern.services:
        named = [f"{text_cell(name)} ({number})" for name, number in pattern.services]
        yield f"Services: {listed(named)}."
    yield f"Detected: {words.spans(pattern.detect)}."
    yield f"Service restored: {words.spans(pattern.restore)}."
    yield (
        f"Action items: {len(pattern.open_items)} open, {len(pattern.done_items)} done, "
        f"{pattern.wont_do} will not be done."
    )


def _incidents(incidents: Sequence[IncidentFact], root: str) -> Iterator[str]:
    yield from table_head(columns("Date", "Incident", "Severity", "Services", "Root cause"))
    for one in incidents[:MOST]:
        yield row(
            str(one.day or words.UNKNOWN),
            f"{link(one.id, to_file(root, one.path))} {text_cell(one.title)}",
            one.severity or words.UNKNOWN,
            listed([text_cell(name) for name in one.services]) or NONE,
            text_cell(cut(one.root_cause, _LONGEST)) if one.root_cause else NONE,
        )
    yield from _more(incidents, "incident")


def _gaps(pattern: Pattern) -> Iterator[str]:
    for one in pattern.detection_gaps[:MOST]:
        took = str(one.detect) if one.detect is not None else "an unknown time"
        how = (one.method or words.UNKNOWN).replace("-", " ")
        said = f"{one.id}: detected in {took}, by: {how}. {' / '.join(one.gaps)}"
        yield f"- {text_cell(said.strip())}"


def _items(items: Sequence[ItemFact], root: str, *, is_open: bool) -> Iterator[str]:
    day, last = ("Due", "Team") if is_open else ("Done", "Category")
    yield from table_head(columns(day, "Action item", last))
    for one in items[:MOST]:
        when = one.due if is_open else one.ended
        target = one.url if "://" in one.url else to_file(root, one.url or one.path)
        yield row(
            str(when) if when is not None else NONE if is_open else words.UNKNOWN,
            f"{link(one.key, target)} {text_cell(one.title)}",
            text_cell(one.team if is_open else one.category or NONE),
        )
    yield from _more(items, "action item")


def _more(every: Sequence[object], noun: str) -> Iterator[str]:
    more = len(every) - MOST
    yield from ("", f"… and {count(more, f'more {noun}')}.", "") if more > 0 else ("",)
