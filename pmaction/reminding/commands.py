"""Commands as people write them in comments: which one, until when, and why."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from pmaction.lengths import months_later
from pmaction.standing import IssueComment

# Only what somebody may have meant for us: other programs have commands, too.
_OTHERS = (
    r"extend|postpone|reschedule|hand-?over|reassign|owner|drop|wont[-_]?(?:do|fix)"
    r"|unsnooze|pmaction"
)
_COMMAND = re.compile(
    rf"^ {{0,3}}(?P<around>`{{1,2}}|\*{{1,3}}|_{{1,2}})?"
    rf"/(?P<name>snooze|{_OTHERS})(?![\w/-])[ \t]*(?P<rest>[^\n]*)$",
    re.M | re.I | re.ASCII,
)
_LENGTH = re.compile(
    r"(?:for[ \t]+)?(\d{1,4})[ \t]*(d|w|m|days?|weeks?|months?)(?![\w])[ \t,;:.–-]*(.*)",
    re.I | re.S,
)
_DAY = re.compile(
    r"(?:until|till|to)?[ \t]*(\d{4}-\d{2}-\d{2})(?![\w-])[ \t,;:.–-]*(.*)", re.I | re.S | re.ASCII
)
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_ANY = re.compile(r"[^\n]")
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
        """Say whether it asks for quiet, or for its end."""
        return self.name in ("snooze", "unsnooze")


def command_in(one: IssueComment, today: date, zone: tzinfo, longest: int) -> Command | None:
    """Give the last command of a comment."""
    commands = commands_in(one)
    if not commands:
        return None
    found = commands[-1]
    name, rest = found["name"].lower(), found["rest"].strip()
    if found["around"]:
        rest = rest.replace(found["around"], "", 1).strip()
    begun = _day(one.edited_at or one.written_at, zone) or today
    if name == "unsnooze" and longest:
        return Command(one, name, begun, rest)
    until, reason = _end(rest, begun) if name == "snooze" and longest else (None, "")
    if until is None:
        return Command(one, name)
    latest = _later(begun, longest, "d")
    return Command(one, name, min(until, latest), reason, until > latest)


def _end(text: str, begun: date) -> tuple[date | None, str]:
    """Read until when something is to be quiet, and why; no day that is over by then is meant."""
    if (length := _LENGTH.fullmatch(text)) is not None:
        return _later(begun, int(length[1]), length[2]), length[3].strip()
    if (named := _DAY.fullmatch(text)) is not None:
        try:
            until = date.fromisoformat(named[1])
        except ValueError:
            return None, ""
        return (until, named[2].strip()) if until > begun else (None, "")
    return None, ""


def commands_in(one: IssueComment) -> tuple[re.Match[str], ...]:
    """Give the commands in a comment, but for those in code and in what nobody sees."""
    return tuple(_COMMAND.finditer(shown(one.text.replace("\r\n", "\n"))))


def shown(text: str) -> str:
    """Put blanks in place of what is code in a text, or not seen at all."""
    for unread in (_FENCE, _HIDDEN):
        text = unread.sub(lambda found: _ANY.sub(" ", found[0]), text)
    return text


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
