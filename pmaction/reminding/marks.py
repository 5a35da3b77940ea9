"""The lasting ids of comments that remind, and what they say was said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from pmaction.last_written import IssueNumber

_REMINDER, _SNOOZE, _ANSWER = "reminder:", "snooze:", "answer:"
_SAID = re.compile(
    r"(?:(backup|lead|manager):)?([^\s,@]+)@(\d{4}-\d{2}-\d{2})([+-]\d{1,7})", re.ASCII
)
_SNOOZED = re.compile(r"snooze:([^\s:]+):([^\s,@]+)@(\d{4}-\d{2}-\d{2})", re.ASCII)
_FORMER = re.compile(r"reminder-(\d{4}-\d{2}-\d{2})-([bd])(\d{1,7})", re.ASCII)


class Said(Struct, frozen=True, order=True):
    """One step of one due date of something that was spoken of; `days` is after the due date.

    `role` is of whom it was said to: as whose backup, lead or manager; empty for whoever does it.
    """

    key: str
    due: date
    days: int
    role: str = ""

    def __str__(self) -> str:
        """Write it as marks do: `PM-2025-001/A1@2025-12-21+7`, `lead:PM-2025-001/A1@…`."""
        said_to = f"{self.role}:" if self.role else ""
        return f"{said_to}{self.key}@{self.due}{self.days:+d}"


class Snoozed(Struct, frozen=True):
    """A snooze that was granted: the comment that asked for it, of what, and until when."""

    asked_by: str
    key: str
    until: date


def reminder_id(said: Iterable[Said]) -> str:
    """Name a comment for ever by all that it says: a new due date starts the steps anew."""
    return _REMINDER + ",".join(map(str, said))


def snooze_id(comment: IssueNumber, key: str, until: date) -> str:
    """Name the comment that grants a snooze."""
    return f"{_SNOOZE}{comment}:{key}@{until}"


def answer_id(comment: IssueNumber, edited_at: datetime | None = None) -> str:
    """Name the comment that answers somebody's command otherwise, as it was last edited."""
    edit = f"~{int(edited_at.timestamp())}" if edited_at is not None else ""
    return f"{_ANSWER}{comment}{edit}"


def said_in(comment_id: str, key: str = "") -> tuple[Said, ...]:
    """Give what a comment of this id says; `key` is that of its issue, for ids of former days."""
    if comment_id.startswith(_REMINDER):
        parts = comment_id.removeprefix(_REMINDER).split(",")
        return tuple(said for part in parts if (said := parse_said(part)) is not None)
    if key and (found := _FORMER.fullmatch(comment_id)) and (due := _day(found[1])):
        return (Said(key, due, int(found[3]) * (-1 if found[2] == "b" else 1)),)
    return ()


def is_of_many(comment_id: str) -> bool:
    """Say whether a comment of this id speaks of more than stands in one issue."""
    return len({one.key.rpartition(":")[2] for one in said_in(comment_id)}) > 1


def parse_said(text: str) -> Said | None:
    """Read one mark; None for anything else."""
    found = _SAID.fullmatch(text)
    due = _day(found[3]) if found else None
    return Said(found[2], due, int(found[4]), found[1] or "") if found and due else None


def snoozed_in(comment_id: str) -> Snoozed | None:
    """Give the snooze that a comment of this id grants, if it grants one."""
    found = _SNOOZED.fullmatch(comment_id)
    until = _day(found[3]) if found else None
    return Snoozed(found[1], found[2], until) if found and until else None


def answered_in(comment_id: str) -> str | None:
    """Give the number of the comment that one of this id answers, if it does."""
    if (snoozed := snoozed_in(comment_id)) is not None:
        return snoozed.asked_by
    if not comment_id.startswith(_ANSWER):
        return None
    return comment_id.removeprefix(_ANSWER).partition("~")[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
