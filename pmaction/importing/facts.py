"""What a document says in single lines: severity, authors, services, times of the incident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pmaction.importing.days import dates_in
from pmaction.importing.front_matter import FrontField
from pmaction.importing.inline import plain
from pmaction.importing.labelled import TIMES, is_bare_header, is_open, pairs_in
from pmaction.importing.ledger import Ledger
from pmaction.importing.meanings import label_meaning
from pmaction.importing.people import people_in
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Fact, Section

_FRONT = {
    "title": Meaning.TITLE, "date": Meaning.DATE, "author": Meaning.AUTHORS,
    "authors": Meaning.AUTHORS, "severity": Meaning.SEVERITY, "priority": Meaning.SEVERITY,
    "services": Meaning.SERVICES, "service": Meaning.SERVICES, "id": Meaning.ID,
    "incident_id": Meaning.ID, "incident-id": Meaning.ID, "incident id": Meaning.ID,
    "reviewers": Meaning.REVIEWERS, "affected_services": Meaning.SERVICES,
}  # fmt: skip
_SEVERITY = re.compile(r"severity(?: level)?|sev")
_BESIDE = re.compile(r"[,;|(]\s*(sev[- ]?\d|P[0-3])\s*(?:$|[,;|)])", re.IGNORECASE)
_OUR_ID = re.compile(r"[A-Z]{2,10}-\d{4}-\d{3,6}")
_ROLE = re.compile(
    r"(?:\w+ ){0,2}(?:commander|manager|lead|leader|reporter|scribe|owner|contact|responders?|dri|"
    r"coordinator|leiter|on[- ]?call|present|attendees|participants|team|members|anwesend)"
    r"\s*:\s*(?P<who>\S.{1,80})",
    re.IGNORECASE,
)
_METHODS = (
    ("automated-alert", r"alert|monitor|pager|automat|pingdom|prometheus|sentry|datadog"),
    ("customer-report", r"customer|user|client|support|report(?:ed)? by|kunde|клиент"),
    ("audit", r"\baudit"),
    ("manual-discovery", r"manual|engineer|developer|employee|internal|noticed"),
)


@dataclass(slots=True)
class Facts:
    """What was found, under the names that documents have for it.

    `day` is said by a label for the date, `days` by those for start, detection and the like.
    """

    values: dict[str, Any] = field(default_factory=dict)
    day: date | None = None
    days: dict[Meaning, date] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    zone_text: str = ""


def read_facts(
    root: Section,
    told_of: Sequence[Fact],
    front: Sequence[FrontField],
    ledger: Ledger,
    order: bool | None,
    aliases: frozenset[str] = frozenset(),
) -> Facts:
    """Read front matter and labelled lines, apart from times of day, which need a zone first."""
    reader = _Reader(ledger, order, aliases)
    for one in front:
        meaning = _FRONT.get(one.key) or label_meaning(one.key.replace("_", " "))
        value = ", ".join(one.values)
        if meaning is not None and value and reader.take(meaning, value):
            ledger.place(one.lines.start, one.lines.stop)
    for fact in told_of:
        if reader.take(fact.meaning, fact.value):
            ledger.place(fact.start, fact.end)
    for section in root.walk():
        for block in section.blocks:
            if (
                block.kind == "table"
                and any(True for _ in pairs_in(block))
                and is_bare_header(block)
            ):
                ledger.place(block.start, block.start + 1)
        if section.heading and _names_people(section):
            texts = [block.text for block in section.blocks if block.kind == "paragraph"]
            texts += [ledger.entry(entry)[0] for block in section.blocks for entry in block.entries]
            reader.facts.people |= {one.casefold() for text in texts for one in people_in(text)}
        for line in _lines_of(section):
            if match := _ROLE.match(plain(line[:200])):
                reader.facts.people |= {one.casefold() for one in people_in(match["who"])}
    reader.facts.people |= {one.casefold() for one in reader.facts.values.get("authors", [])}
    return reader.facts


class _Reader:
    def __init__(self, ledger: Ledger, order: bool | None, aliases: frozenset[str]) -> None:
        self._ledger = ledger
        self._order = order
        self._aliases = {re.sub("[ _-]", "", one.casefold()): one for one in aliases}
        self.facts = Facts()

    def take(self, meaning: Meaning, value: str) -> bool:
        """Take a value; say whether nothing of its words is lost."""
        text = plain(value).strip()
        if not text or is_open(text):
            return False
        if text.casefold() == "unknown":
            return meaning not in TIMES
        if meaning in TIMES:
            self._time(meaning, text)
            self._beside_a_time(meaning, text)
        match meaning:
            case Meaning.TITLE:
                return len(text) <= 200 and self._once("title", text)
            case Meaning.DATE:
                return self._date(text)
            case Meaning.SEVERITY:
                return self._severity(text)
            case Meaning.AUTHORS:
                return self._authors(text)
            case Meaning.SERVICES:
                return self._services(value)
            case Meaning.ID:
                key = "id" if _OUR_ID.fullmatch(text) else "incident_id"
                return len(text) <= 50 and self._once(key, text)
            case Meaning.METHOD:
                return self._method(text)
            case Meaning.ALERT:
                return len(text) <= 200 and self._once("alert", text)
            case Meaning.ZONE:
                self.facts.zone_text = text
            case Meaning.LEVERAGE:
                return self._once("leverage_point", value.strip())
        return False

    def _authors(self, text: str) -> bool:
        people = people_in(text)
        if people:
            known = self.facts.values.setdefault("authors", [])
            known += [one for one in people if one not in known]
        return bool(people) and not re.search(r"[(’']", text)

    def _method(self, text: str) -> bool:
        """Read how it was detected; the words themselves say more, and stay in the text."""
        found = (name for name, pattern in _METHODS if re.search(pattern, text, re.IGNORECASE))
        if "/" not in text and (name := next(found, None)):
            self.facts.values.setdefault("method", name)
        return False

    def _once(self, key: str, text: str) -> bool:
        return bool(self.facts.values.setdefault(key, text) == text)

    def _date(self, text: str) -> bool:
        found = next(dates_in(text, self._order), None)
        if found is None or found.day is None:
            return False
        if self.facts.day is None:
            self.facts.day = found.day
        return self.facts.day == found.day and not (text[: found.start] + text[found.end :]).strip(
            " ."
        )

    def _time(self, meaning: Meaning, text: str) -> None:
        """Take the day from a time; the time itself needs the zone of the document."""
        found = next(dates_in(text, self._order), None)
        if found is not None and found.day is not None:
            self.facts.days.setdefault(meaning, found.day)

    def _beside_a_time(self, meaning: Meaning, text: str) -> None:
        """Take the severity that stands behind a time: `2025-09-15, 13:00-15:40 UTC, SEV3`."""
        said = _BESIDE.search(text) if meaning is Meaning.WINDOW else None
        if said is not None:
            self._severity(said[1])

    def _severity(self, text: str) -> bool:
        values = self.facts.values
        if "severity" in values:
            return False
        word = _SEVERITY.sub("sev", text.split("(")[0].split(",")[0].strip(" -–—.").casefold())
        word = word.replace("-", "").replace(" ", "")
        named = {one.upper() for one in re.findall(r"\bP[0-3]\b", text, re.IGNORECASE)}
        found = self._aliases.get(word) or self._aliases.get(f"sev{word}")
        if found is None and len(named) == 1:
            found = named.pop()
        if found is not None:
            values["severity"] = found
            return bool(found == text)
        self.facts.remarks.append(
            f"severity `{text[:40]}` is neither P0 to P3 nor an alias in .pmaction.yml "
            "(`severity_aliases`): it is in the notes"
        )
        return False

    def _services(self, value: str) -> bool:
        text = plain(value).replace("`", "")
        parts = [part.strip(" .") for part in re.split(r"[,;]|\s/\s|\band\b", text)]
        names = [part for part in parts if part]
        if (
            not names
            or len(names) > 30
            or any(len(part.split()) > 5 or len(part) > 60 for part in names)
        ):
            return False
        self.facts.values.setdefault("services", names)
        return bool(self.facts.values["services"] == names)


def _lines_of(section: Section) -> Iterator[str]:
    """Give the lines of paragraphs, and rows of two cells as if they were lines with labels."""
    for block in section.blocks:
        if block.kind == "paragraph":
            yield from block.text.split("\n")
        for row in block.rows:
            if len(row.cells) == 2:
                yield ": ".join(row.cells)


def _names_people(section: Section) -> bool:
    return bool(
        re.search(
            r"attendee|participant|responder|people|author|роли|участник|on[- ]?call|team",
            section.heading,
            re.IGNORECASE,
        )
    )
