"""A document that `pmaction render` wrote, read again exactly as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pmaction.importing.drafting import in_item_order
from pmaction.importing.ledger import Ledger
from pmaction.importing.own_texts import read_own_texts
from pmaction.importing.source import Source
from pmaction.importing.yaml_text import yaml_text
from pmaction.moment import parse_moment
from pmaction.reading import read_postmortem
from pmaction.render.postmortem.parts import EMPTY
from pmaction.render.postmortem.reading_back import read_back

_DERIVED = ("## Timeline", "## Action items", "## Prevention", "### Times")
_HEADINGS = (
    "## Executive summary", "## Incident details", "## Root cause analysis", "## Resolution",
    "## Lessons learned", "## Impact assessment", "## References",
)  # fmt: skip
_KEPT = ("## Detection coverage", "## Validation plan")
_TAKEN = ("times", "timeline", "action_items", "no_action_needed")


@dataclass(frozen=True, slots=True)
class Own:
    """What a rendered document says of itself, and the lines on which nothing else is said.

    `kept` are lines of tables and plans that go to the notes as they are.
    """

    data: dict[str, Any]
    lines: frozenset[int]
    kept: frozenset[int]

    @property
    def day(self) -> date | None:
        """The day of the incident, as far as its times or its timeline say it."""
        texts = [*self.data.get("times", {}).values()]
        texts += [entry["at"] for entry in self.data.get("timeline", [])]
        days = [day for text in texts if (day := parse_moment(text).day) is not None]
        return days[0] if days else None

    def without(self, source: Source) -> Source:
        """Give the source with these lines empty, for what is still to be read in it."""
        lines = ("" if n in self.lines | self.kept else line for n, line in enumerate(source.lines))
        return replace(source, lines=tuple(lines))

    def place(self, ledger: Ledger) -> None:
        """Say that these lines are placed."""
        for number in self.lines:
            ledger.place(number, number + 1)


def read_own(source: Source) -> Own | None:
    """Give what a rendered document says.

    None for any other document, and for one that was changed into something that is not valid.
    """
    read = read_back("\n".join(source.lines))
    if read is None:
        return None
    texts = read_own_texts(source.lines)
    data = _ended({**texts.data, **read, "status": "draft"})
    if read_postmortem("", yaml_text(data).encode()).findings:
        return None
    placed = {*texts.lines, *_below(source, _DERIVED), *_unsaid(source)}
    return Own(data, frozenset(placed), frozenset(_below(source, _KEPT)))


def put_own(data: dict[str, Any], own: Own) -> None:
    """Put what was read back in the place of what was found by looks."""
    for key in _TAKEN:
        data.pop(key, None)
    for key, value in own.data.items():
        known = data.get(key)
        data[key] = {**known, **value} if isinstance(known, dict) else value
    modes = {one["id"] for one in data.get("root_cause", {}).get("failure_modes", [])}
    for item in data.get("action_items", []):
        if not set(item.get("addresses", ())) <= modes:
            del item["addresses"]
    data["action_items"] = [in_item_order(item) for item in data.get("action_items", [])]


def _ended(value: Any) -> Any:
    """End each text of several lines with its line, as `|` does in a file."""
    if isinstance(value, dict):
        return {key: _ended(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_ended(one) for one in value]
    is_long = isinstance(value, str) and "\n" in value and not value.endswith("\n")
    return f"{value}\n" if is_long else value


def _unsaid(source: Source) -> Iterator[int]:
    """Give the title, and headings and lines that say nothing by themselves."""
    yield 0
    for number, line in enumerate(source.lines):
        if line == EMPTY or line in _HEADINGS:
            yield number


def _below(source: Source, headings: tuple[str, ...]) -> Iterator[int]:
    """Give the lines below these headings, and the headings themselves."""
    inside = 0
    for number, line in enumerate(source.lines):
        level = len(line) - len(line.lstrip("#")) if line.startswith(("# ", "## ", "### ")) else 0
        if level and (not inside or level <= inside):
            inside = level if line in headings else 0
        if inside:
            yield number
