"""A document that `pmaction render` wrote, read again exactly as it was."""

from __future__ import annotations

from typing import Any

from pmaction.importing.drafting import in_item_order
from pmaction.importing.ledger import Ledger
from pmaction.importing.sections import Section
from pmaction.importing.source import Source
from pmaction.importing.yaml_text import yaml_text
from pmaction.reading import read_postmortem
from pmaction.render.postmortem.parts import EMPTY
from pmaction.render.postmortem.reading_back import read_back

_DERIVED = ("Times", "Timeline", "Action items", "Prevention")
_TAKEN = ("times", "timeline", "action_items", "no_action_needed")


def read_own(source: Source) -> dict[str, Any] | None:
    """Give what a rendered document says of times, timeline and action items.

    None for any other document, and for one that was changed into something that is not valid.
    """
    own = read_back("\n".join(source.lines))
    if own is None:
        return None
    document = {**own, "status": "draft"}
    if read_postmortem("", yaml_text(document).encode()).findings:
        return None
    return own


def place_own(root: Section, source: Source, ledger: Ledger) -> None:
    """Say that the lines are placed which are read back, or derived from what is."""
    for number, line in enumerate(source.lines):
        if line == EMPTY:
            ledger.place(number, number + 1)
    sections = sorted(root.walk(), key=lambda section: section.start)
    ends = [one.start for one in sections[1:]] + [len(source.lines)]
    for section, end in zip(sections, ends, strict=True):
        if any(one.heading in _DERIVED for one in _with_those_above(section)):
            ledger.place(section.start, end)


def put_own(data: dict[str, Any], own: dict[str, Any]) -> None:
    """Put what was read back in the place of what was found by looks."""
    for key in _TAKEN:
        data.pop(key, None)
        if key in own:
            data[key] = own[key]
    modes = {one["id"] for one in data.get("root_cause", {}).get("failure_modes", [])}
    for item in data.get("action_items", []):
        if not set(item.get("addresses", ())) <= modes:
            del item["addresses"]
    data["action_items"] = [in_item_order(item) for item in data.get("action_items", [])]


def _with_those_above(section: Section) -> list[Section]:
    above = [section]
    while (parent := above[-1].parent) is not None:
        above.append(parent)
    return above
