"""When an item is due, where its line says so: a day, or words such as `end of Q3`."""

from __future__ import annotations

import re
from datetime import date

from pmaction.importing.days import date_at_start, in_year
from pmaction.importing.item_draft import Around, Item

_DUE = re.compile(
    r"(?:^|(?<=\s))(?:due(?: date)?(?: by| on)?|deadline|eta|target(?: date)?|by|bis"
    r"(?: zum)?|fällig(?: am| bis)?|срок|до|avant(?: le)?|pour le|antes del?|para el|hasta el|até|"
    r"voor|entro(?: il)?|estimated completion|expected)\s*[:=]?\s+(?:the\s+)?(?=\S)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^(?:before|(?:at the )?latest(?: by)?|no later than)\s+", re.IGNORECASE)
_VAGUE = re.compile(
    r"(?:the )?(?:(?:end|middle|beginning|start) of|early|mid|late|next|this|eo[wmqy]\b|q[1-4]\b|"
    r"h[12]\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b|20\d\d$)"
    r"[\w' /-]{0,30}",
    re.IGNORECASE,
)


def split_due(text: str) -> tuple[str, str | None]:
    """Split `Ana by Friday 2025-05-02` where the due date begins."""
    text = _BEFORE.sub("by ", text)
    match = next(reversed(list(_DUE.finditer(text))), None)
    if match is None:
        return text, None
    return text[: match.start()].strip(" ,"), text[match.end() :].strip()


def keep_vague_due(item: Item, text: str) -> bool:
    """Keep a due date that is no day, such as `end of Q3`, as words."""
    if not _VAGUE.fullmatch(text):
        return False
    item.more.append(f"Due: {text}")
    return True


def short_day(text: str, around: Around) -> date | None:
    """Give the day of `12/15` after the incident, if it cannot be read in two ways."""
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})", text)
    if match is None or around.day is None:
        return None
    first, second = int(match[1]), int(match[2])
    if around.order is None and first <= 12 and second <= 12:
        return None
    is_day_first = around.order if around.order is not None else first > 12
    month_and_day = (second, first) if is_day_first else (first, second)
    day = in_year(month_and_day, around.day.year)
    is_before = day is not None and day < around.day
    return in_year(month_and_day, around.day.year + 1) if is_before else day


def is_whole_date(text: str, around: Around) -> bool:
    """Say whether a text is a date and nothing else."""
    found = date_at_start(text, around.order)
    return found is not None and not text[found.end :].strip(" .")
