"""A new postmortem before it is written: its id, where its file goes, the template filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from pmaction.errors import UsageError
from pmaction.moment import Moment
from pmaction.path_patterns import fixed_folder, is_covered
from pmaction.slug import slug_for
from pmaction.working_days import WorkingDays

_ID = r"[A-Z]{2,10}-[0-9]{4}-[0-9]{3,6}"
# A byte order mark, read as such or as a byte that is no text, may stand before the first line.
_CLAIMED = re.compile(rf"^[\ufeff\ufffd]*[\"']?id[\"']?[ \t]*:[ \t]*[\"']?({_ID})\b", re.MULTILINE)
_FORMER = re.compile(rf"^[ \t-]*previously:[ \t]*[\"']?({_ID})/", re.MULTILINE)
_NAMED = re.compile(rf"({_ID})(?![0-9A-Za-z])")
# Quotes right around a placeholder belong to it: they keep the template itself valid YAML.
_PLACEHOLDER = re.compile(r'(?P<quote>"?)\{\{ *(?P<name>.*?) *\}\}(?P=quote)')
_KNOWN = re.compile(
    r"(id|title|severity|services|started|date|time)|(date|workday|time) ?\+ ?(\d{1,4})"
)
_GROUP = re.compile(r" *[\w-]+:\s*(#.*)?")
_NOTE = "#%"
_When = TypeVar("_When", date, datetime)


class Draft(Struct, frozen=True):
    """What is known of a postmortem that is about to be written; `now` has its zone."""

    id: str
    title: str
    now: datetime
    severity: str | None = None
    services: tuple[str, ...] = ()
    started: Moment | None = None
    working_days: WorkingDays = WorkingDays()

    @property
    def day(self) -> date:
        """The day of the incident as it was given; the present day where it was not."""
        return incident_day(self.started, self.now)

    @property
    def time(self) -> datetime:
        """A moment near the beginning of the incident, for times that stand as examples."""
        if self.started is not None and self.started.instant is not None:
            return self.started.instant.replace(microsecond=0)
        an_hour_ago = _later(self.now.replace(second=0, microsecond=0), -timedelta(hours=1))
        if self.day == self.now.date():
            return an_hour_ago
        return datetime(self.day.year, self.day.month, self.day.day, 10, tzinfo=self.now.tzinfo)


def incident_day(started: Moment | None, now: datetime) -> date:
    """Give the day on which an incident started, or today where nobody can say."""
    return started.day if started is not None and started.day is not None else now.date()


def ids_claimed_in(text: str) -> set[str]:
    """Find the postmortem ids that a file's text takes, whether or not it is a valid document.

    These are its own id and those from which its action items came.
    """
    text = text.replace("\0", "")
    return {match[1] for found in (_CLAIMED, _FORMER) for match in found.finditer(text)}


def id_in_name(name: str) -> str | None:
    """Give the postmortem id with which the name of an issue's file or folder begins, if any."""
    match = _NAMED.match(name)
    return match[1] if match else None


def next_id(taken: Iterable[str], year: int) -> str:
    """Give the id after all that were ever taken in a year, in the style of the newest one.

    Raises UsageError when the numbers of the year are used up.
    """
    parts = [one.split("-") for one in taken]
    newest = max(parts, key=lambda part: (part[1], int(part[2])), default=["PM", "", "001"])
    prefix, width = newest[0], len(newest[2])
    numbers = [int(number) for p, y, number in parts if (p, int(y)) == (prefix, year)]
    number = max(numbers, default=0) + 1
    if number > 999_999:
        raise UsageError(
            f"no id is free after {prefix}-{year:04}-{number - 1}",
            "Look for a postmortem whose id was mistyped.",
        )
    return f"{prefix}-{year:04}-{number:0{width}}"


def file_paths(patterns: Sequence[str], draft: Draft) -> Iterator[str]:
    """Give the paths that a new postmortem's file may have, the best one first, without end.

    The first pattern says where; the folder of the year is left out if no file in it would be
    found again.
    """
    first = patterns[0] if patterns else ""
    folder = fixed_folder(first)
    slug = slug_for(draft.title, draft.id)
    ending = ".yml" if first.endswith(".yml") else ".yaml"
    year = f"{draft.day.year:04}"
    above = [part for part in (folder,) if part]
    name = f"{draft.day}-{slug}"
    by_year = "/".join((*above, year, name))
    flat = "/".join((*above, name))
    nested = is_covered(by_year + ending, patterns) or not is_covered(flat + ending, patterns)
    base = by_year if nested else flat
    yield base + ending
    number = 2
    while True:
        yield f"{base}-{number}{ending}"
        number += 1


def fill_template(template: str, draft: Draft) -> str:
    """Put what is known into a template; what is not becomes a comment with an example.

    A group of which no line is left becomes a comment as well. Raises UsageError for
    placeholders that do not exist, and names them.
    """
    lines = [
        line for line in template.replace("\r\n", "\n").split("\n") if not line.startswith(_NOTE)
    ]
    unknown = {
        match[0].strip('"'): None
        for line in lines
        for match in _PLACEHOLDER.finditer(line)
        if not _KNOWN.fullmatch(match["name"])
    }
    if unknown:
        raise UsageError(
            f"the template has placeholders that do not exist: {', '.join(unknown)}",
            "Known are {{id}}, {{title}}, {{severity}}, {{services}}, {{started}}, {{date}} and "
            "{{time}}; {{date+7}} is a week later, {{workday+7}} too or the Monday after it, "
            "{{time+5}} five minutes later.",
        )
    for index, line in enumerate(lines):
        names = [match["name"] for match in _PLACEHOLDER.finditer(line)]
        lines[index] = _PLACEHOLDER.sub(lambda match: _value(match["name"], draft), line)
        if any(_is_open(name, draft) for name in names):
            _comment_out(lines, index)
    return "\n".join(lines).strip("\n") + "\n"


def _is_open(name: str, draft: Draft) -> bool:
    return name in ("severity", "services", "started") and not getattr(draft, name)


def _value(name: str, draft: Draft) -> str:
    """Write the value of a placeholder as YAML, or an example where there is none."""
    base, _, offset = name.partition("+")
    match base.strip():
        case "id":
            return draft.id
        case "title":
            return quoted(draft.title)
        case "severity":
            severity = draft.severity or "P1"
            return severity if re.fullmatch("P[0-3]", severity) else quoted(severity)
        case "services":
            return f"[{', '.join(quoted(name) for name in draft.services) or 'email-service'}]"
        case "started":
            return draft.started.text if draft.started is not None else _written(draft.time)
        case "date":
            return str(_later(draft.day, timedelta(days=int(offset or 0))))
        case "workday":
            day = _later(draft.day, timedelta(days=int(offset)))
            return str(draft.working_days.not_before(day))
        case _:
            return _written(_later(draft.time, timedelta(minutes=int(offset or 0))))


def _later(moment: _When, by: timedelta) -> _When:
    try:
        return moment + by
    except OverflowError:
        return moment


def _written(time: datetime) -> str:
    precision = "seconds" if time.second else "minutes"
    return time.isoformat(timespec=precision).replace("+00:00", "Z")


def quoted(text: str) -> str:
    """Write a text in double quotes, so that any reader of YAML or JSON gives it back unchanged."""
    return "".join(
        character if character.isprintable() else _escaped(character)
        for character in json.dumps(text, ensure_ascii=False)
    )


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _comment_out(lines: list[str], index: int) -> None:
    """Make a line a comment, and so the groups around it that are left without any line."""
    line = lines[index]
    if not _is_live(line):
        return
    lines[index] = f"# {line}"
    indent = _indent(line)
    for above in range(index - 1, -1, -1):
        if not _is_live(lines[above]) or _indent(lines[above]) >= indent:
            continue
        if _GROUP.fullmatch(lines[above]) and not _has_lines(lines, above):
            _comment_out(lines, above)
        return


def _has_lines(lines: Sequence[str], group: int) -> bool:
    """Say whether a live line below belongs to a group."""
    following = (line for line in lines[group + 1 :] if _is_live(line))
    first = next(following, "")
    return bool(first) and _indent(first) > _indent(lines[group])


def _is_live(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
