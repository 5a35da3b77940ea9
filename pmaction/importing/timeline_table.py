"""Tables of events: which of their columns say when, what, who, and what was done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo

from pmaction.importing.blocks import Block
from pmaction.importing.inline import plain
from pmaction.importing.meanings import name_of
from pmaction.importing.stamps import NO_STAMP, Stamp, read_stamp
from pmaction.importing.zones import zone_in

_WHEN = re.compile(
    r"time|date|when|timestamp|clock|hour|utc|day|время|дата|zeit|uhrzeit|datum|"
    r"hora|fecha|heure|quand|時刻|時間|日時|时间|日期"
)
_DAY = re.compile(r"date|day|дата|datum|fecha|日付|日期")
_WHAT = re.compile(
    r"event|description|what|detail|activity|happen|summary|message|entry|status|"
    r"событие|описание|ereignis|beschreibung|evento|descripcion|événement|evenement|"
    r"内容|事件|出来事|イベント"
)
_WHO = re.compile(
    r"actors?|who|persons?|people|owner|by|author|source|reporter|system|who "
    r"did it|кто|участник|wer|quien|quem|担当|人员"
)
_DONE = re.compile(r"actions? taken|actions?|response|действия|maßnahmen?|acciones?|対応")


@dataclass(slots=True)
class EventRow:
    """One row: when, what, and if the table says so who and what was done."""

    line: int
    when: str
    event: str
    actor: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class EventTable:
    """The rows of a table of events, with the zone that its header names."""

    rows: list[EventRow]
    zone: tuple[tzinfo, str] | None
    is_plain: bool


def rows_of(block: Block) -> EventTable | None:
    """Read a table of events; None where no column says when."""
    if len(block.rows) < 2:
        return None
    first = read_stamp(block.rows[0].cells[0], None) if block.rows[0].cells else None
    is_headless = first is not None and first.clock is not None
    # An export of a table without a header takes its first row for one.
    header = (
        ["time", *[""] * (len(block.rows[0].cells) - 1)] if is_headless else (block.rows[0].cells)
    )
    names = [name_of(cell) or plain(cell).casefold() for cell in header]
    when = [
        index for index, name in enumerate(names) if _has(_WHEN, name) and not _has(_WHAT, name)
    ]
    when = when or _timed_column(block)
    if not when:
        return None
    when = _when_columns(when, names)
    who = next((i for i, name in enumerate(names) if i not in when and _WHO.fullmatch(name)), None)
    done = next(
        (i for i, name in enumerate(names) if i not in (*when, who) and _DONE.fullmatch(name)), None
    )
    rest = [i for i in range(len(names)) if i not in (*when, who, done)]
    if not rest and done is not None:
        rest, done = [done], None
    if not rest:
        return None
    what = next((i for i in rest if _has(_WHAT, names[i])), rest[0])
    rows = [
        _row(row.line, row.cells, header, when, what, who, done, rest)
        for row in block.rows[0 if is_headless else 1 :]
    ]
    zone = next((found for i in when if (found := zone_in(header[i]))), None)
    known = len(rest) == 1 and all(_is_known(names[i]) for i in range(len(names)))
    return EventTable(rows, zone, known and zone is None)


def _timed_column(block: Block) -> list[int]:
    """Give the column in which most cells are a time of day, whatever its name."""
    for index in range(len(block.rows[0].cells)):
        cells = [row.cells[index] for row in block.rows[1:] if index < len(row.cells)]
        stamps = [read_stamp(cell, None) for cell in cells]
        timed = sum(1 for one in stamps if one is not None and one.clock is not None)
        if timed > 2 and timed * 3 >= len(cells) * 2:
            return [index]
    return []


def told_in(row: EventRow, stamp: Stamp | None) -> tuple[Stamp, str]:
    """Give the time and the event of a row; what its time says besides goes before the event."""
    rest = row.when.strip() if stamp is None else row.when[stamp.end :].strip()
    if stamp is None or rest.strip(" )"):
        event = f"{rest}: {row.event}" if row.event and rest else rest or row.event
        return stamp or NO_STAMP, event
    return stamp, row.event


def _when_columns(when: list[int], names: list[str]) -> list[int]:
    """Take one column, or a date and a time beside it."""
    first = when[0]
    if _has(_DAY, names[first]) and not re.search("time|zeit|время|hora", names[first]):
        clock = next((i for i in when[1:] if not _has(_DAY, names[i])), None)
        return [first] if clock is None else [first, clock]
    day = next((i for i in when[1:] if _has(_DAY, names[i])), None)
    return [first] if day is None else [day, first]


def _row(
    line: int,
    cells: list[str],
    header: list[str],
    when: list[int],
    what: int,
    who: int | None,
    done: int | None,
    rest: list[int],
) -> EventRow:
    def cell(index: int | None) -> str:
        text = cells[index] if index is not None and index < len(cells) else ""
        return re.sub(r"\s*<br\s*/?>\s*", "\n", text.strip())

    event = [cell(what)]
    event += [
        f"{plain(header[i])}: {cell(i)}" if header[i] else cell(i)
        for i in rest
        if i != what and cell(i)
    ]
    actor = plain(cell(who))
    stamp = " ".join(cell(i).replace("\n", " ") for i in when).strip()
    return EventRow(line, stamp, "\n".join(part for part in event if part), actor, cell(done))


def _has(pattern: re.Pattern[str], name: str) -> bool:
    return bool(re.search(rf"(?<!\w)(?:{pattern.pattern})", name))


def _is_known(name: str) -> bool:
    return any(re.fullmatch(f"(?:{one.pattern})s?", name) for one in (_WHEN, _WHAT, _WHO, _DONE))
