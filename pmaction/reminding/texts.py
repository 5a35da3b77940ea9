"""What reminders say: how late it is, what done means, how to close it, where to change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pmaction.due import Due
from pmaction.enumeration import joined
from pmaction.last_written import IssueNumber
from pmaction.reminding.audience import Told
from pmaction.reminding.matter import Links, OpenItem, Words
from pmaction.reminding.ways import named, ways_in
from pmaction.render.contained import below_or_behind
from pmaction.render.inert import code_span, inert_line, table_cell

_LONGEST_CELL = 120
_CHANGE = (
    "Needs more time, or somebody else? The link beside it leads to its file: change it there."
)
_OF_OTHERS = (
    "This is not yours to do, but to see done: ask whoever has it what is missing. If it needs "
    "more time or somebody else, {}, so that it is reviewed."
)
_LEADS = {"lead": "lead", "manager": "manage"}


def item_words(one: OpenItem, due: Due, links: Links) -> Words:
    """Give the words about an open action item."""
    more, ways = [], ways_in(one.issue.number)
    is_assigned = bool(one.owner.assignees or one.issue.people)
    if one.issue.bots and not one.issue.people:
        programs = joined(code_span(name) for name in sorted(one.issue.bots))
        more.append(f"This issue is assigned to {programs} and to no person.")
    if not is_assigned:
        todo = f"Please {ways.assign_this}, or name a person as its `owner`."
        more.append(f"Nobody is assigned: {one.owner.problem}. {todo}")
    if one.item.done_when:
        more.append(below_or_behind("Done when:", one.item.done_when))
    if due.slips:
        times = "once" if due.slips == 1 else f"{due.slips} times"
        more.append(f"The date was moved {times}.")
    where = _where(one, links)
    ending = (
        f"Done? {ways.close_this}\n\n"
        f"Needs more time, or somebody else? Change {where}, so that it is reviewed: "
        "a later date below `extensions`, another `owner`, or `status: wont_do` with a reason."
    )
    what = "this action item"
    cell = _cell(one) if is_assigned else f"{_cell(one)}: nobody is assigned"
    redacted = one.postmortem.confidential
    change = f"change {where}"
    link = _link(one, links)
    together = f"Done? {ways.close_one}\n{_CHANGE}"
    return Words(what, tuple(more), ending, cell, together, link, change, redacted)


def owner_words(one: OpenItem, due: Due, links: Links) -> Words:
    """Give the words about an action item that has no owner, or none who can be reached."""
    more = f"Nobody is responsible for it: {one.owner.problem}; asked for by {inert_line(due.why)}."
    ways = ways_in(one.issue.number)
    owner = "an `owner`" if one.item.owner is None else "another `owner`"
    change = f"write {owner} into {_where(one, links)}, or {ways.assign_this}"
    ending = f"{_capitalized(change)}."
    together = f"No owner? Write an `owner` into the file, or {ways.assign_one}."
    what = "an owner of this action item"
    cell = f"{_cell(one)}: an owner"
    redacted = one.postmortem.confidential
    return Words(what, (more,), ending, cell, together, _link(one, links), change, redacted)


def single_text(
    words: Words,
    due: date,
    today: date,
    greeted: str,
    told: Sequence[Told],
    besides: Sequence[tuple[Words, date]] = (),
    *,
    snooze: str,
    is_of_others: bool = False,
) -> str:
    """Write the comment about one thing; `snooze` says how to put it off, if it may be.

    `besides` is what else is due of it, and when. With `is_of_others` those whom it greets lead
    whoever has to do it, or stand in for them.
    """
    said = _due_on(words, due, today)
    lines = [f"{greeted}: {said}" if greeted else _capitalized(said)]
    if told:
        lines.append(f"Told as well: {roles_text(told)}.")
    lines += words.more
    lines += (_capitalized(_due_on(one, day, today)) for one, day in besides)
    lines.append(_OF_OTHERS.format(words.change) if is_of_others else words.ending)
    if snooze:
        lines.append(f"To hear nothing of it for a while: {snooze}.")
    return "\n\n".join(lines)


def _due_on(words: Words, due: date, today: date) -> str:
    verb = "was" if today > due else "is"
    return f"{words.what} {verb} due on **{due}**, {how_late(due, today)}."


def _capitalized(text: str) -> str:
    return text[0].upper() + text[1:]


def digest_text(
    persons: Sequence[str],
    rows: Sequence[str],
    late: int,
    endings: Sequence[str],
    told: Sequence[Told] = (),
    *,
    roles: Sequence[str] = (),
    snooze: str,
) -> str:
    """Write the comment about many things of one person, of which `late` are over a week late.

    `persons` share them all, and `told` hear of all of them. With `roles` it is what others have
    to do. `endings` tell how to end them, one for each kind; `snooze` says how to put one off.
    """
    whom = " ".join(persons)
    is_one = len(rows) == 1
    begin = f"{len(rows)} thing{'' if is_one else 's'} from postmortems wait{'s' if is_one else ''}"
    if roles:
        late_ones = "1 action item is" if is_one else f"{len(rows)} action items are"
        begin = f"{whom}: {late_ones} late {_whose(roles)}."
    elif persons:
        begin = f"{whom}: {begin} for you."
    else:
        begin += f", and nobody is named for {'it' if is_one else 'them'}."
    if late == len(rows):
        begin += f" {'It is' if is_one else 'All of them are'} more than a week late."
    elif late:
        begin += f" {late} of them {'is' if late == 1 else 'are'} more than a week late."
    if told:
        begin += f"\n\nTold as well: {roles_text(told)}."
    ending = "\n".join(endings)
    if snooze:
        ending += f"\n\nTo hear nothing of one for a while: {snooze}."
    table = "\n".join(["| Due | What | |", "|---|---|---|", *rows])
    return f"{begin}\n\n{table}\n\n{ending}"


def digest_row(
    words: Words,
    due: date,
    today: date,
    place: IssueNumber | None,
    others: Sequence[str],
    told: Sequence[Told],
) -> str:
    """Write a row of a digest; `others` share it with whom that greets."""
    said = f"{named(place)}{words.cell}"
    if others:
        said += f"; with {', '.join(others)}"
    if told:
        said += f"; told as well: {roles_text(told)}"
    return f"| {due}, {how_late(due, today)} | {said} | {words.link} |"


def how_late(due: date, today: date) -> str:
    """Say how far a due date is from today."""
    days = (today - due).days
    if days == 0:
        return "today"
    return f"{_days(days)} ago" if days > 0 else f"in {_days(-days)}"


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"


def _whose(roles: Sequence[str]) -> str:
    """Say what late things are to somebody who need not do them."""
    verbs = [verb for role, verb in _LEADS.items() if role in roles]
    found = [f"in teams that you {' or '.join(verbs)}"] if verbs else []
    if "backup" in roles:
        found.append("with you as the backup")
    return ", or ".join(found)


def roles_text(told: Sequence[Told]) -> str:
    """Name people with what they are to an action item."""
    return ", ".join(f"{one.person} ({table_cell(one.said)})" for one in told)


def _where(one: OpenItem, links: Links) -> str:
    place = f"{code_span(one.key)} in {links.to_source(one.source)}"
    if links.to_editor is None:
        return place
    return f"{place} ([edit it there]({links.to_editor(one.source)}))"


def _cell(one: OpenItem) -> str:
    title = one.title if len(one.title) <= _LONGEST_CELL else one.title[:_LONGEST_CELL] + "…"
    return f"{code_span(one.key)} {table_cell(title)}"


def _link(one: OpenItem, links: Links) -> str:
    if links.to_editor is None:
        return links.to_source(one.source)
    return f"[move or hand over]({links.to_editor(one.source)})"
