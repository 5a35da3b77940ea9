"""A rendered document read again: its times, its timeline and its action items, as they were.

Everything that comes from a file stands in a cell, behind a name in a list, or indented: a line
at the left edge is always the document's own. What is not as it was written here gives nothing at
all, so that a document that people have changed is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pmaction.render.postmortem.document import MOMENTS, TITLE
from pmaction.render.postmortem.escaping import block_back, inline_back, line_back, name_back
from pmaction.render.postmortem.items import GROUPS, IN_FILE_ORDER, STATES
from pmaction.render.postmortem.parts import EMPTY, NO_DATE, NOBODY, headed

_FACT = re.compile(r"- \*\*(?P<label>[A-Za-z() -]+):\*\*(?: (?P<value>.*))?")
_ITEM = re.compile(r"- \[(?P<box>[ x])\] \*\*(?P<id>[A-Z0-9-]+):\*\* (?P<title>.*)")
_NUMBER = re.compile(r"#(\d+)")


class _Strange(Exception):
    """A line that was not written here."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact as it stands there: its value in Markdown, or the lines of its text, not both."""

    label: str
    value: str
    lines: list[str]
    below: list[_Fact]

    @property
    def text(self) -> str:
        """The long text that it is, on one line or on many."""
        return block_back(self.lines) if self.lines else inline_back(self.value)


def read_back(text: str) -> dict[str, Any] | None:
    """Give what a rendered document says, under the names of the schema.

    These are id, title, status, times, timeline and action items, and why none are needed. None
    for any other text.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if not lines[0].startswith(TITLE):
        return None
    try:
        sections = dict(_sections(lines[1:], "## "))
        head = {fact.label: fact.value for fact in _facts(sections[""])}
        details = dict(_sections(sections["Incident details"], "### "))
        read: dict[str, Any] = {
            "id": head["Postmortem"],
            "title": line_back(lines[0].removeprefix(TITLE)),
            "status": head["Status"],
            "times": dict(_times(details["Times"])),
            "timeline": list(_timeline(sections["Timeline"])),
            **_action_items(sections["Action items"]),
        }
    except (_Strange, KeyError):
        return None
    return {key: value for key, value in read.items() if value not in (None, {}, [])}


def _sections(lines: Sequence[str], mark: str) -> Iterator[tuple[str, list[str]]]:
    """Give the lines under each heading, and those before the first one under ''."""
    heading, held = "", list[str]()
    for line in lines:
        if line.startswith(mark):
            yield heading, held
            heading, held = line.removeprefix(mark), []
        else:
            held.append(line)
    yield heading, held


def _rows(lines: Sequence[str], columns: int) -> Iterator[list[str]]:
    """Give the cells of a table without its head; a pipe in a cell never stands between blanks."""
    rows = [line for line in lines if line.startswith("|")]
    for row in rows[2:]:
        cells = row.removeprefix("| ").removesuffix(" |").split(" | ")
        if len(cells) != columns:
            raise _Strange(row)
        yield [cell.strip(" ") for cell in cells]


def _times(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    names = {headed(moment): moment for moment in MOMENTS}
    for label, at in _rows(lines, 2):
        yield names[label], at


def _timeline(lines: Sequence[str]) -> Iterator[dict[str, str]]:
    for at, event, actor, action in _rows(lines, 4):
        entry = {"at": at, "event": line_back(event)}
        if actor:
            entry["actor"] = name_back(actor)
        if action:
            entry["action_taken"] = line_back(action)
        yield entry


def _facts(lines: Sequence[str], indent: str = "") -> Iterator[_Fact]:
    """Give the facts of a list, each with its text or the facts below it."""
    deeper = f"{indent}  "
    held: list[tuple[str, str | None, list[str]]] = []
    for line in lines:
        if line.startswith(deeper) and held:
            held[-1][2].append(line.removeprefix(deeper))
        elif not line:
            if held:
                held[-1][2].append("")
        elif match := _FACT.fullmatch(line.removeprefix(indent)):
            held.append((match["label"], match["value"], []))
        else:
            raise _Strange(line)
    for label, value, below in held:
        while below and not below[-1]:
            below.pop()
        if value is None:
            yield _Fact(label, "", below[1:], [])
        else:
            yield _Fact(label, value, [], list(_facts(below)))


def _action_items(lines: Sequence[str]) -> dict[str, Any]:
    """Give the action items in the order of the file, or why none are needed."""
    headings = {f"### {heading}" for heading, _ in GROUPS}
    order: list[str] = []
    entries: list[tuple[re.Match[str], list[str]]] = []
    rest: list[str] = []
    for line in lines:
        if match := _ITEM.fullmatch(line):
            entries.append((match, []))
        elif line.startswith(f"{IN_FILE_ORDER}: "):
            order = line.removeprefix(f"{IN_FILE_ORDER}: ").removesuffix(".").split(", ")
        elif line not in headings and line != EMPTY:
            (entries[-1][1] if entries else rest).append(line)
    items = [_item(match, below) for match, below in entries]
    if order:
        places = {item_id: place for place, item_id in enumerate(order)}
        items.sort(key=lambda item: places[item["id"]])
    needless = [fact.text for fact in _facts(rest)]
    return {"action_items": items, "no_action_needed": next(iter(needless), None)}


def _item(match: re.Match[str], lines: Sequence[str]) -> dict[str, Any]:
    item: dict[str, Any] = {"id": match["id"], "title": line_back(match["title"])}
    if match["box"] == "x":
        item["status"] = "done"
    for fact in _facts(lines, "  "):
        if fact.label == "Extended to":
            item.setdefault("extensions", []).append(_extension(fact))
        elif fact.label in _TEXTS:
            item[_TEXTS[fact.label]] = fact.text
        else:
            key, back = _VALUES[fact.label]
            if (meant := back(fact.value)) is not None:
                item[key] = meant
    return item


def _extension(fact: _Fact) -> dict[str, str]:
    said = {one.label: one for one in fact.below}
    approver = name_back(said["Approved by"].value)
    return {"due": fact.value, "reason": said["Reason for this"].text, "approver": approver}


def _owner(value: str) -> str | None:
    return None if value == NOBODY else name_back(value)


def _due(value: str) -> str | None:
    """Give the file's own date; one that the policy sets has its why behind it."""
    return None if value == NO_DATE or " " in value else value


def _issue(value: str) -> int | str:
    if number := _NUMBER.fullmatch(value):
        return int(number[1])
    return value[1:-1] if value.startswith("<") else line_back(value)


def _same(value: str) -> str:
    return value


_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "Done when": "done_when",
        "What to do": "description",
        "Rationale": "rationale",
        "Verification": "verification",
        "Evidence": "evidence",
        "Reason": "reason",
    }
)
_VALUES: Mapping[str, tuple[str, Callable[[str], Any]]] = MappingProxyType(
    {
        "Priority": ("priority", _same),
        "Category": ("category", _same),
        "Impact": ("impact", _same),
        "Effort": ("effort", lambda value: value.partition(" ")[0]),
        "Horizon": ("horizon", _same),
        "Owner": ("owner", _owner),
        "Backup": ("backup", name_back),
        "Coordinator": ("coordinator", name_back),
        "Collaborators": ("collaborators", lambda value: [*map(name_back, value.split(", "))]),
        "Sponsor": ("sponsor", name_back),
        "Due": ("due", _due),
        "Addresses": ("addresses", lambda value: value.split(", ")),
        "Depends on": ("depends_on", lambda value: value.split(", ")),
        "DORA metric": ("dora_metric", lambda value: value.replace(" ", "-")),
        "Status": ("status", {said: status for status, said in STATES.items()}.__getitem__),
        "Done at": ("done_at", _same),
        "Issue": ("issue", _issue),
        "Formerly": ("previously", _same),
        "New issue wanted": ("recreate", lambda value: value == "yes"),
    }
)
