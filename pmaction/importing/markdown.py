"""From a Markdown postmortem to the data of a document of ours, as a draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from pmaction.importing.blocks import read_blocks
from pmaction.importing.causes import read_failure_modes
from pmaction.importing.days import day_first
from pmaction.importing.drafting import (
    Draft,
    action_items,
    in_schema_order,
    ordered_times,
    settle_timeline,
)
from pmaction.importing.facts import Facts, read_facts
from pmaction.importing.found_items import Items
from pmaction.importing.front_matter import front_fields
from pmaction.importing.incident_day import NO_DAY, days_said, odd_dates, only_year, start_and_day
from pmaction.importing.incident_times import read_times, zone_of_times
from pmaction.importing.inline import cut_title, links_in, plain
from pmaction.importing.item_draft import Around
from pmaction.importing.item_groups import is_told
from pmaction.importing.item_search import read_items
from pmaction.importing.labelled import all_facts, labelled_lines
from pmaction.importing.ledger import Ledger, Leftover
from pmaction.importing.limits import LONGEST_NAME
from pmaction.importing.meanings import label_meaning
from pmaction.importing.notes import write_notes
from pmaction.importing.own import put_own, read_own
from pmaction.importing.reckoning import Reckoning
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Section
from pmaction.importing.source import Source
from pmaction.importing.texts import read_preamble, read_texts
from pmaction.importing.timeline import read_timeline
from pmaction.importing.timeline_parts import Setting
from pmaction.importing.tree import section_tree
from pmaction.importing.zones import zone_in

_PREFIX = re.compile(
    r"^(?:incident )?(?:post[- ]?mortem|retrospective|rca|incident report|incident "
    r"review)\s*[:–—-]\s*(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person or the configuration says of all documents that are imported."""

    zone: tzinfo | None = None
    severity_aliases: frozenset[str] = frozenset()
    repository: str = ""
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A document without its id, and how much of the source is in it.

    `overflow` is what no field had room for; `claimed_id` is the id that the source gives itself.
    """

    title: str
    data: dict[str, Any]
    day: date | None
    claimed_id: str | None
    placed: int
    lines: int
    leftovers: tuple[Leftover, ...]
    overflow: str
    remarks: tuple[str, ...]


def import_markdown(source: Source, wishes: Wishes) -> Imported:
    """Read a source as far as it can be understood; what is not goes into `notes`, whole."""
    own = read_own(source)
    unread = own.without(source) if own is not None else source
    blocks, targets = read_blocks(unread, lambda text: label_meaning(text) is not None)
    root = section_tree(blocks)
    ledger = Ledger(source, targets)
    if own is not None:
        own.place(ledger)
    if source.front:
        ledger.place_front_fences()
    order = day_first("\n".join(source.lines)[:200_000])
    told_of = list(all_facts(root))
    front = front_fields(source.lines[: source.front])
    facts = read_facts(root, told_of, front, ledger, order, wishes.severity_aliases)
    title = _title_section(root)
    if title is not None and title.level > 1 and any(one.key == "title" for one in front):
        title = None  # It stands in the front matter, and sections begin right below it.
    said = days_said(root, title, facts, source.name, order, wishes.today)
    zone = wishes.zone or _zone_said(facts)
    told = zone_of_times(told_of, source, order) if zone is None else None
    year = only_year(source, order)
    timeline = read_timeline(root, ledger, Setting(said.any, zone, order, told, year))
    draft = Draft(remarks=list(facts.remarks))
    here = Reckoning(said.any, timeline.zone)
    times = read_times(told_of, ledger, here, order, draft.remarks)
    began, day = start_and_day(said, timeline, draft) if own is None else (None, own.day)
    around = Around(day, order, frozenset(facts.people), wishes.repository)
    items = read_items(root, ledger, around)
    data: dict[str, Any] = {}
    read_texts(root, ledger, data)
    read_failure_modes(root, ledger, data)
    _details(root, data)
    read_preamble(root, title, ledger, data)
    _add_facts(data, facts)
    data["times"] = ordered_times(times, began, draft)
    data["timeline"] = settle_timeline(timeline, draft)
    data["action_items"] = action_items(items.items, data, draft)
    if items.none and not items.items:
        data["no_action_needed"] = items.none
        ledger.place(items.none_lines.start, items.none_lines.stop)
    if own is not None:
        put_own(data, own)
    data["title"] = _title(title or _first_line(root), facts, source, ledger)
    draft.remarks += odd_dates(source, order) if own is None else [NO_DAY] * (day is None)
    if own is not None:
        # The headings say where the lines stood that are left, of whatever was read in them.
        root = section_tree(read_blocks(source, lambda _: False)[0])
    leftovers = ledger.leftovers(root, title if own is None else _title_section(root), targets)
    placed, lines = ledger.counts
    overflow = _put_notes(data, leftovers, _groups(items, around), draft)
    claimed = data.pop("id", None)
    if own is not None:
        data["title"] = own.data["title"]
    return Imported(
        data["title"], in_schema_order(data), day, claimed, placed, lines,
        tuple(leftovers), overflow, tuple(draft.remarks),
    )  # fmt: skip


def _title_section(root: Section) -> Section | None:
    first = root.sections[0] if root.sections else None
    if first is None or first.named or not first.heading:
        return None
    # A bold line that begins the document stands in for its title.
    is_bold = not first.label and not root.blocks and all(one.level > 6 for one in root.sections)
    return first if first.level <= 2 or is_bold else None


def _first_line(root: Section) -> Section | None:
    """Take a first line that stands alone for the heading that is missing."""
    block = min(root.blocks, key=lambda one: one.start, default=None)
    first = min((one.start for one in root.sections), default=block.end if block else 0)
    if block is None or block.kind != "paragraph" or block.start > first:
        return None
    words = plain(block.text)
    is_line = "\n" not in block.text and 5 < len(words) <= 120 and not words.endswith((".", ":"))
    return Section(block.text, block.start, block.end, 1) if is_line else None


def _title(section: Section | None, facts: Facts, source: Source, ledger: Ledger) -> str:
    """Take the first heading, else the front matter's title, else the words of the file's name."""
    given = facts.values.pop("title", "")
    if section is not None and not (given and section.level and section.parent is None):
        words = plain(section.heading)
        whole = _PREFIX.sub("", words) or words
        if len(whole) <= LONGEST_NAME and not links_in(ledger.linked(section.heading)):
            ledger.place(section.start, section.end)
        return cut_title(whole) or given or "Untitled"
    name = source.name.replace("\\", "/").rpartition("/")[2].split(".")[0]
    words = re.sub(
        r"^\d{4}-?\d{2}-?\d{2}[-_ ]*|[-_]+",
        lambda match: " " if match[0].strip("-_ ") == "" else "",
        name,
    )
    return cut_title(given or " ".join(words.split()).capitalize() or "Untitled")


def _zone_said(facts: Facts) -> tzinfo | None:
    found = zone_in(facts.zone_text) if facts.zone_text else None
    return found[0] if found else None


def _details(root: Section, data: dict[str, Any]) -> None:
    """Read what an impact section says in lines with labels; its text stays whole besides."""
    for section in root.walk():
        if section.purpose is not Meaning.IMPACT:
            continue
        for meaning, value, _ in labelled_lines(section.blocks):
            count = re.match(
                r"[~≈]?\s*(?:about |approx\.? )?(\d{1,3}(?:[,.]\d{3})+|\d+)(?![\d.,]*\s*(?:%|"
                r"percent))\b",
                plain(value),
            )
            if meaning is Meaning.USERS and count:
                users = {"count": int(re.sub(r"\D", "", count[1])), "description": plain(value)}
                data.setdefault("impact", {}).setdefault("users", users)


def _add_facts(data: dict[str, Any], facts: Facts) -> None:
    values = facts.values
    for key in ("id", "incident_id", "severity", "services", "authors"):
        if values.get(key):
            data[key] = values[key]
    if "method" in values:
        data.setdefault("detection", {})["method"] = values["method"]
    if "alert" in values:
        data.setdefault("detection", {})["alert"] = {"name": values["alert"]}
    if "leverage_point" in values:
        data.setdefault("summary", {})["leverage_point"] = values["leverage_point"]


def _put_notes(
    data: dict[str, Any], leftovers: list[Leftover], groups: list[str], draft: Draft
) -> str:
    """Write into the notes what no other field holds, and give what they have no room for."""
    if "notes" in data:
        draft.left.insert(0, data["notes"])
    notes, overflow = write_notes(leftovers, groups, draft.left)
    if notes:
        data["notes"] = notes
    return overflow


def _groups(items: Items, around: Around) -> list[str]:
    """Give the headings over action items that no field holds, with the items below each."""
    lines = []
    for name, members in items.groups.items():
        if not is_told(name, around):
            ids = [item.given_id for item in items.items if any(item is one for one in members)]
            lines.append(f"{name.strip()}: {_span(ids)}")
    return lines


def _span(ids: list[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{', '.join(ids[:-1])} and {ids[-1]}"
