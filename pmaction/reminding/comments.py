"""The comments that are written: one for a single thing, one for many, one for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from pmaction.change import Change, Kind, Note
from pmaction.config import Reminders
from pmaction.enumeration import listed
from pmaction.identity import reading_order
from pmaction.issue import IssueFields
from pmaction.last_written import IssueNumber
from pmaction.reminding.answer_texts import answer_text
from pmaction.reminding.audience import Told
from pmaction.reminding.digest import Group, Spoken, host, weeks_late
from pmaction.reminding.marks import Said, answer_id, reminder_id, said_in, snooze_id
from pmaction.reminding.matter import Matter, Place
from pmaction.reminding.snooze import Answer
from pmaction.reminding.texts import (
    digest_row,
    digest_text,
    how_late,
    roles_text,
    single_text,
)
from pmaction.reminding.ways import ways_in
from pmaction.standing import IssueComment

Number = Callable[[Place], IssueNumber | None]
"""Gives the issue of a place; None for the standing one as long as there is none."""


MOST_CHARACTERS = 50_000
"""So long are the rows of one digest at most, with their marks; GitHub takes 65,536 in all."""


def fitting(group: Group) -> Iterator[Group]:
    """Cut a group into such as fit into a comment each, however long their rows are."""
    part: list[Spoken] = []
    length = 0
    for one, row in zip(group.members, _rows(group), strict=True):
        more = len(row) + sum(len(str(said)) + 2 for said in one.all_said)
        if part and length + more > MOST_CHARACTERS:
            yield replace(group, members=tuple(part))
            part, length = [], 0
        part.append(one)
        length += more
    yield replace(group, members=tuple(part))


def group_changes(group: Group, reminders: Reminders, number: Number) -> Iterator[Change | Note]:
    """Plan the comment of a group, or say why nothing can be written."""
    yield from (_many if group.is_digest else _one)(group, reminders, number)


def _one(group: Group, reminders: Reminders, number: Number) -> Iterator[Change | Note]:
    (spoken,) = group.members
    matter, step = spoken.matter, spoken.step
    if matter.place.locked:
        if (matter.today - step.on).days % 7 == 0:  # Once a week, and not in each run's log.
            yield Note(
                matter.item,
                f"its issue {matter.place.number} is locked, so that nobody can be reminded there",
                "Unlock its conversation, or close it.",
            )
        return
    may_snooze = _may_snooze(matter, reminders) and not spoken.role
    text = single_text(
        matter.words(),
        matter.due,
        matter.today,
        roles_text(spoken.greeted) if spoken.role else " ".join(spoken.persons),
        spoken.told,
        [(one.matter.words(), one.matter.due) for one in spoken.more],
        snooze=ways_in(matter.place.number).snooze_this if may_snooze else "",
        is_of_others=spoken.role != "",
    )
    said, place = spoken.all_said, number(matter.place)
    yield _change(matter, said, matter.title, _why(spoken), text, place)


def _many(group: Group, reminders: Reminders, number: Number) -> Iterator[Change | Note]:
    place = host(group) or group.members[0].matter
    told = _told_of_all(group)
    rows = _rows(group, told)
    put_off = [one.matter for one in group.members if _may_snooze(one.matter, reminders)]
    every = [also.matter for one in group.members for also in (one, *one.more)]
    endings = tuple(dict.fromkeys(matter.words().together for matter in every))
    text = digest_text(
        group.persons,
        rows,
        weeks_late(group),
        endings,
        told,
        roles=tuple(dict.fromkeys(one.role for one in group.members if one.role)),
        snooze=ways_in(put_off[0].place.number).snooze_one if put_off else "",
    )
    said = tuple(said for one in group.members for said in one.all_said)
    who = ", ".join(group.persons) or "nobody"
    title = f"{len(rows)} reminders for {who} in one"
    why = listed([f"{one.matter.item} {_why(one)}" for one in group.members])
    at = place.place if not place.place.locked else Place()
    yield _change(place, said, title, why, text, number(at))


def _told_of_all(group: Group) -> tuple[Told, ...]:
    """Give who hears of each thing in a digest beside those whom it greets."""
    first, *others = [_told(one, group.persons) for one in group.members]
    return tuple(told for told in first if all(told in more for more in others))


def _told(one: Spoken, greeted: Sequence[str]) -> tuple[Told, ...]:
    """Give who hears of it beside those whom a digest greets, from whatever day on."""
    known = {name.casefold() for name in greeted}
    beside = (told for told in (*one.greeted, *one.told) if told.person.casefold() not in known)
    return tuple(replace(told, from_days=0) for told in beside)


def _rows(group: Group, told: tuple[Told, ...] = ()) -> list[str]:
    """Give the rows of a digest, without those who are told of all that is in it."""
    if not group.is_digest:
        return [""] * len(group.members)
    rows, greeted = [], group.persons
    known = {name.casefold() for name in greeted}
    for one in group.members:
        matter = one.matter
        others = [] if one.role else [n for n in one.persons if n.casefold() not in known]
        rows.append(
            digest_row(
                matter.words(),
                matter.due,
                matter.today,
                matter.place.number,
                others,
                [also for also in _told(one, greeted) if also not in told],
            )
        )
    return rows


def answer_change(
    answer: Answer, matter: Matter, longest: int, comments: Iterable[IssueComment]
) -> Change:
    """Plan the answer to somebody's command among the comments of an issue."""
    command = answer.command
    items = sorted({matter.item, *matter.beside}, key=reading_order)
    text = answer_text(
        answer,
        items,
        matter.due,
        longest,
        matter.words(),
        is_among_others=any(_lists_others(one, matter) for one in comments),
    )
    until = command.until if answer.verdict in ("granted", "ended") else None
    who = f"@{command.comment.author}" if command.comment.author else "somebody"
    why = f"{who} wrote /{command.name}: {answer.verdict}"
    number = command.comment.number
    name = answer_id(number, command.comment.edited_at)
    if until is not None:
        name = snooze_id(number, matter.item, until)
    return Change(
        kind=Kind.COMMENT,
        item=matter.item,
        title=matter.title,
        issue=matter.place.number,
        why=why if until is None else f"{why} until {until}",
        after=IssueFields(comment=text),
        comment_id=name,
        noted=False,
    )


def _change(
    matter: Matter,
    said: tuple[Said, ...],
    title: str,
    why: str,
    text: str,
    number: IssueNumber | None,
) -> Change:
    return Change(
        kind=Kind.COMMENT,
        item=matter.item,
        title=title,
        issue=number,
        why=why,
        after=IssueFields(comment=text),
        comment_id=reminder_id(said),
        noted=False,
    )


def _lists_others(comment: IssueComment, matter: Matter) -> bool:
    """Say whether a comment is a digest with more than what is spoken of in its issue."""
    items = {said.key.rpartition(":")[2] for said in said_in(comment.mark or "")}
    return len(items) > 1 and not items <= matter.item_keys


def _may_snooze(matter: Matter, reminders: Reminders) -> bool:
    return bool(reminders.longest_snooze) and matter.place.number is not None


def _why(one: Spoken) -> str:
    what = f"{one.matter.asks_for} " if one.matter.asks_for else ""
    why = f"{what}due {one.matter.due}, {how_late(one.matter.due, one.matter.today)}"
    return f"{why}, told to its {one.role}" if one.role else why
