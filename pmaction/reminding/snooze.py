"""Commands that people write in the comments of an issue: `/snooze 2w`, and others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from msgspec import Struct

from pmaction.lengths import months_later
from pmaction.reminding.marks import answered_in, snoozed_in
from pmaction.standing import IssueComment

MOST_ASKED = 3
"""So many of the newest commands of an issue are looked at, and of their authors asked about."""

# Only what somebody may have meant for us: other programs have commands, too.
_OTHERS = (
    r"extend|postpone|move|due|reschedule|hand-?over|reassign|owner|drop|wont[-_]?(?:do|fix)"
    r"|unsnooze|remind|pmaction"
)
_COMMAND = re.compile(
    rf"^/(?P<name>snooze|{_OTHERS})(?![\w/-])[ \t]*(?P<rest>[^\n]*)$", re.M | re.I | re.ASCII
)
_LENGTH = re.compile(
    r"(?:for[ \t]+)?(\d{1,4})[ \t]*(d|w|m|days?|weeks?|months?)(?![\w])[ \t,;:.–-]*(.*)",
    re.I | re.S,
)
_FENCE = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,}).*?(?:^[ \t]{0,3}\1[`~]*[ \t]*$|\Z)", re.M | re.S)


class Command(Struct, frozen=True):
    """One command in a comment; `until` is None for all but a snooze whose length can be read.

    `is_shortened` is a snooze of more days than may be.
    """

    comment: IssueComment
    name: str
    until: date | None = None
    reason: str = ""
    is_shortened: bool = False

    @property
    def is_snooze(self) -> bool:
        """Say whether it asks for quiet."""
        return self.name == "snooze"


class Heard(Struct, frozen=True):
    """What the comments of an issue ask for.

    `until` is when quiet ends that was granted before; `commands` are those that nobody answered
    and that still mean something, the newest first.
    """

    until: date | None = None
    commands: tuple[Command, ...] = ()


Verdict = Literal["granted", "refused", "unclear", "told"]


class Answer(Struct, frozen=True):
    """What a command comes to."""

    command: Command
    verdict: Verdict


def heard(
    comments: Sequence[IssueComment],
    keys: frozenset[str],
    today: date,
    zone: tzinfo,
    longest: int,
) -> Heard:
    """Read what an issue's comments, in the order in which they were written, ask for.

    What is older than something that was answered was passed over when that was.
    `keys` are that of its item and those that it had.
    """
    until: date | None = None
    last_answered = -1
    places = {str(one.number): index for index, one in enumerate(comments)}
    for one in comments:
        if one.mark is None or (number := answered_in(one.mark)) is None:
            continue
        last_answered = max(last_answered, places.get(number, -1))
        snoozed = snoozed_in(one.mark)
        until = snoozed.until if snoozed is not None and snoozed.key in keys else until
    newer = [
        command
        for one in reversed(comments[last_answered + 1 :])
        if one.mark is None and not one.is_bot
        if (command := _command(one, today, zone, longest)) is not None
        if command.until is None or command.until > today
    ]
    return Heard(until, tuple(newer[:MOST_ASKED]))


def _command(one: IssueComment, today: date, zone: tzinfo, longest: int) -> Command | None:
    """Give the last command of a comment."""
    text = _FENCE.sub("", one.text.replace("\r\n", "\n"))
    commands = tuple(_COMMAND.finditer(text))
    if not commands:
        return None
    found = commands[-1]
    name = found["name"].lower()
    length = _LENGTH.fullmatch(found["rest"].strip()) if name == "snooze" else None
    if length is None or not longest:
        return Command(one, name)
    begun = _day(one.written_at, zone) or today
    until, latest = _later(begun, int(length[1]), length[2]), _later(begun, longest, "d")
    return Command(one, name, min(until, latest), length[3].strip(), until > latest)


def _later(day: date, count: int, unit: str) -> date:
    try:
        match unit[0].lower():
            case "d":
                return day + timedelta(days=count)
            case "w":
                return day + timedelta(weeks=count)
            case _:
                return months_later(day, count)
    except (OverflowError, ValueError):
        return date.max


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return moment.astimezone(zone).date() if moment is not None else None


def unasked(found: Heard, known: Iterable[str]) -> Iterator[IssueComment]:
    """Give the comments of whose authors it must be known whether they may write."""
    for command in found.commands:
        if command.comment.author not in known:
            yield command.comment


def answers(found: Heard, may_write: dict[str, bool]) -> Iterator[Answer]:
    """Say what the unanswered commands come to: one answer, or two where somebody was refused.

    Of those who may write, the newest command counts; of others, the newest is answered.
    """
    refused = False
    for command in found.commands:
        if may_write.get(command.comment.author, False):
            if command.is_snooze:
                yield Answer(command, "granted" if command.until is not None else "unclear")
            else:
                yield Answer(command, "told")
            return
        if command.is_snooze and not refused:
            refused = True
            yield Answer(command, "refused")
