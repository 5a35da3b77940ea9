"""The day of the incident: said by a label, title, file name or timeline, or read in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from pmaction.importing.blocks import Block
from pmaction.importing.days import FoundDate, compact_day, dates_in, in_year
from pmaction.importing.drafting import Draft
from pmaction.importing.facts import Facts
from pmaction.importing.inline import plain
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Section
from pmaction.importing.source import Source
from pmaction.importing.timeline_parts import Timeline

NO_DAY = "no day of the incident was found: the file is named after today"
_LOOK = 2_000
_MOST_TOLD = 3
_HEAD = {None, Meaning.SUMMARY, Meaning.NARRATIVE, Meaning.DETAILS, Meaning.DATE}
_WITH_TIMES = {Meaning.IMPACT, Meaning.DETECTION, Meaning.ROOT_CAUSE, Meaning.RESOLUTION}
_CLOCK = re.compile(r"\b\d{1,2}(?::\d{2}|\s?[ap]\.?m\b|h\d{2}|\s?uhr\b)", re.IGNORECASE)
_AT = re.compile(
    r"(?:\b(?:on|from|since|between|during|(?:morning|afternoon|evening|night) of|am|vom|von|seit|"
    r"le|du|depuis|el|del|desde|em|op|sinds|il|dal)|\b[àa]s?)\s*$",
    re.IGNORECASE,
)
_NOT_THEN = re.compile(
    r"\b(?:until|till|by|due|before|ends?|expires?|deadline|scheduled|planned|next|review(?:ed)?|"
    r"updated|modified|created|published|written|will|bis|fällig|jusqu|avant|hasta|até)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^.!?:]{2,40}:\W*")


@dataclass(frozen=True, slots=True)
class DaysSaid:
    """The days that a document says of its incident, and by what each is said."""

    label: date | None
    start: date | None
    title: date | None
    file_name: date | None
    text: date | None
    other_time: date | None

    @property
    def certain(self) -> date | None:
        """The day that a label, the title or the name of the file says."""
        return self.start or self.label or self.title or self.file_name

    @property
    def any(self) -> date | None:
        """The day to which times of day belong that name none."""
        return self.certain or self.other_time or self.text


def days_said(
    root: Section,
    title: Section | None,
    facts: Facts,
    file_name: str,
    order: bool | None,
    today: date | None,
) -> DaysSaid:
    """Find what a document says of the day; no day after `today` is read in its text."""
    return DaysSaid(
        facts.day,
        facts.days.get(Meaning.STARTED) or facts.days.get(Meaning.WINDOW),
        _first_day(title.heading, order) if title is not None else None,
        compact_day(file_name),
        _day_in_text(root, title, order, today),
        min(facts.days.values(), default=None),
    )


def start_and_day(
    said: DaysSaid, timeline: Timeline, draft: Draft
) -> tuple[date | None, date | None]:
    """Give the day of the start as far as it is known, and the day after which the file is named.

    What a person should check is added to the remarks.
    """
    days = [day for one in timeline.entries if (day := _day_of(one["at"])) is not None]
    entry = days[0] if days else None
    # A date behind all that happened is that of the review, or of the report.
    is_later = timeline.says_days and said.label is not None and bool(days)
    is_later = is_later and said.label is not None and said.label > max(days)
    is_earlier = entry is not None and said.certain is not None and entry < said.certain
    _tell_what_disagrees(said, entry if is_later or is_earlier else None, draft)
    began = said.start or (None if is_later else said.label or said.title) or entry
    began = began or said.file_name
    if began is None and said.other_time is None:
        began = said.text
    is_read = not (said.certain or said.other_time or timeline.says_days)
    if began is not None and is_read:
        draft.remarks.append(f"the day {began} was read in the text: check that it is the start")
    elif began is None and said.other_time is not None:
        draft.remarks.append("when it started was not found: `started` is left out")
    elif began is None:
        draft.remarks.append(NO_DAY)
    return began, began or said.other_time


def only_year(source: Source, order: bool | None) -> int | None:
    """Give the year of a document's dates if all of them that name one have the same."""
    found = (
        one.day.year
        for line in source.lines
        for one in dates_in(line[:_LOOK], order, 5)
        if one.day is not None
    )
    years = set(islice(found, 100))
    return years.pop() if len(years) == 1 else None


def odd_dates(source: Source, order: bool | None) -> Iterator[str]:
    """Tell of dates that are on no calendar, and of those that may mean two days."""
    impossible: dict[str, int] = {}
    ambiguous: dict[str, int] = {}
    for index, line in enumerate(source.lines):
        number = source.number(index)
        for found in dates_in(line[:_LOOK], order) if re.search(r"\d", line) else ():
            words = line[found.start : found.end]
            if found.impossible:
                impossible.setdefault(words, number)
            elif found.ambiguous:
                ambiguous.setdefault(words, number)
    for words, number in list(impossible.items())[:_MOST_TOLD]:
        yield f"line {number}: `{words}` is on no calendar; it stayed text"
    for words, number in list(ambiguous.items())[:_MOST_TOLD]:
        yield f"line {number}: `{words}` may mean two days; it stayed text"
    if more := sum(max(len(one) - _MOST_TOLD, 0) for one in (impossible, ambiguous)):
        yield f"{more} more dates could not be read and stayed text"


def _first_day(text: str, order: bool | None) -> date | None:
    return next((found.day for found in dates_in(text, order) if found.day), None)


def _day_of(at: str) -> date | None:
    match = re.match(r"(?:about )?(\d{4}-\d{2}-\d{2})", at)
    return date.fromisoformat(match[1]) if match else None


def _day_in_text(
    root: Section, title: Section | None, order: bool | None, today: date | None
) -> date | None:
    """Take the day that the head of the document tells of, and no day from lists and plans."""
    sections = list(root.walk())
    texts = [text for one in sections for text in (one.heading, *(b.text for b in one.blocks))]
    days = (found.day for text in texts for found in dates_in(plain(text[:_LOOK]), order, 5))
    year = next((day for day in days if day is not None), None)
    # A day with a time of day is rather that of the incident than that of the report.
    for purposes, sign in ((_HEAD, 2), (_HEAD, 1), (_HEAD, 0), (_WITH_TIMES, 2)):
        for section in sections:
            if section.purpose not in purposes:
                continue
            if section not in (root, title) and section.purpose is None and sign < 2:
                continue
            for block in section.blocks:
                day = _day_in_block(block, order, today, sign, year)
                if day is not None:
                    return day
    return None


def _day_in_block(
    block: Block, order: bool | None, today: date | None, sign: int, near: date | None
) -> date | None:
    lines = block.text.split("\n") if block.kind == "paragraph" else []
    if sign > 1:
        # A cell that is nothing but a time is told by its label; others are sentences.
        cells = (cell for row in block.rows for cell in row.cells)
        lines += [cell for cell in cells if re.match(r"\W*[^\W\d_]{2,}", cell)]
    for line in lines:
        text = plain(line[:_LOOK])
        for found in dates_in(text, order):
            day = found.day or _in_a_near_year(found, near)
            if day is None or (today is not None and day > today):
                continue
            if _tells_when(text, found) >= max(sign, 1 - (found.day is not None)):
                return day
    return None


def _in_a_near_year(found: FoundDate, near: date | None) -> date | None:
    """Give a day without its year in the year before a report of that day."""
    if near is None or found.without_year is None:
        return None
    day = in_year(found.without_year, near.year)
    return day if day is None or day <= near else in_year(found.without_year, near.year - 1)


def _tells_when(text: str, found: FoundDate) -> int:
    """Say how surely a sentence tells that something happened on its date; below 0 it does not.

    It does with a time of day (2), with a word such as `on` (1), and as a line of its own (0).
    """
    before = re.split(r"[.!?;]\s", text[: found.start])[-1]
    after = text[found.end : found.end + 40]
    if _NOT_THEN.search(before[-60:]) or _LABEL.fullmatch(before):
        return -1
    if _CLOCK.search(before[-40:]) or _CLOCK.search(after[:30]):
        return 2
    if _AT.search(before):
        return 1
    return 0 if not before.strip(" (") and len(text) < 80 else -1


def _tell_what_disagrees(said: DaysSaid, entry: date | None, draft: Draft) -> None:
    days = {
        "its timeline": entry,
        "its title": said.title,
        "its date": said.label,
        "its start": said.start,
        "the file's name": said.file_name,
    }
    known = {where: day for where, day in days.items() if day is not None}
    if len(set(known.values())) > 1:
        draft.remarks.append(
            "the day is not certain: "
            + ", ".join(f"{where} says {day}" for where, day in known.items())
        )
