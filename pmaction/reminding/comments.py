"""The comments that are written: one for a single thing, one for many, one for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from pmaction.change import Change, Kind, Note
from pmaction.config import Reminders
from pmaction.issue import IssueFields
from pmaction.last_written import IssueNumber
from pmaction.reminding.audience import Told
from pmaction.reminding.digest import Group, Spoken, host, weeks_late
from pmaction.reminding.marks import Said, answer_id, reminder_id, snooze_id
from pmaction.reminding.matter import Matter, Place
from pmaction.reminding.snooze import Answer
from pmaction.reminding.texts import answer_text, digest_row, digest_text, how_late, single_text

Number = Callable[[Place], IssueNumber | None]
"""Gives the issue of a place; None for the standing one as long as there is none."""


MOST_CHARACTERS = 50_000
"""So long are the rows of one digest at most, with their marks; GitHub takes 65,536 in all."""


def fitting(group: Group) -> Iterator[Group]:
    """Cut a group into such as fit into a comment each, however long their rows are."""
    part: list[Spoken] = []
    length = 0
    for one, row in zip(group.members, _rows(group), strict=True):
        more = len(row) + len(str(_said(one))) + 2
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
    text = single_text(
        matter.words(),
        matter.due,
        matter.today,
        matter.audience.persons,
        matter.audience.told_at(step.days),
        snooze=_may_snooze(matter, reminders),
    )
    yield _change(matter, (_said(spoken),), matter.title, _why(spoken), text, number(matter.place))


def _many(group: Group, reminders: Reminders, number: Number) -> Iterator[Change | Note]:
    place = host(group) or group.members[0].matter
    told = _told_of_all(group)
    rows = _rows(group, told)
    snooze = any(_may_snooze(one.matter, reminders) for one in group.members)
    endings = tuple(dict.fromkeys(one.matter.words().together for one in group.members))
    text = digest_text(
        group.person,
        rows,
        weeks_late(group),
        endings,
        told,
        hears_of_others=not all(one.is_for(group.person) for one in group.members),
        snooze=snooze,
    )
    said = tuple(map(_said, group.members))
    who = group.person or "nobody"
    title = f"{len(rows)} reminders for {who} in one"
    why = "; ".join(f"{one.matter.item} {_why(one)}" for one in group.members)
    at = place.place if not place.place.locked else Place()
    yield _change(place, said, title, why, text, number(at))


def _told_of_all(group: Group) -> tuple[Told, ...]:
    """Give who hears of each thing in a digest beside whom it greets."""
    first, *others = [_told(one, group) for one in group.members]
    return tuple(told for told in first if all(told in more for more in others))


def _told(one: Spoken, group: Group) -> tuple[Told, ...]:
    known = group.person.casefold()
    escalated = one.matter.audience.told_at(one.step.days)
    return tuple(
        Told(told.person, 0, told.role) for told in escalated if told.person.casefold() != known
    )


def _rows(group: Group, told: tuple[Told, ...] = ()) -> list[str]:
    """Give the rows of a digest, without those who are told of all that is in it."""
    if not group.is_digest:
        return [""] * len(group.members)
    rows, known = [], group.person.casefold()
    for one in group.members:
        matter = one.matter
        others = [name for name in matter.audience.persons if name.casefold() != known]
        rows.append(
            digest_row(
                matter.words(),
                matter.due,
                matter.today,
                matter.place.number,
                others,
                [also for also in _told(one, group) if also not in told],
                is_of_others=not one.is_for(group.person),
            )
        )
    return rows


def _said(one: Spoken) -> Said:
    return Said(one.matter.key, one.matter.due, one.step.days)


def answer_change(answer: Answer, matter: Matter, longest: int) -> Change:
    """Plan the answer to somebody's command."""
    command = answer.command
    words = matter.words()
    text = answer_text(answer, matter.item, matter.due, longest, words.change, words.is_redacted)
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


def _may_snooze(matter: Matter, reminders: Reminders) -> bool:
    return bool(reminders.longest_snooze) and matter.place.number is not None


def _why(one: Spoken) -> str:
    what = f"{one.matter.asks_for} " if one.matter.asks_for else ""
    return f"{what}due {one.matter.due}, {how_late(one.matter.due, one.matter.today)}"
