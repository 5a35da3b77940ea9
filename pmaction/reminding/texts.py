"""What reminders say: how late it is, what done means, how to close it, where to change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pmaction.due import Due
from pmaction.last_written import IssueNumber
from pmaction.reminding.audience import Told
from pmaction.reminding.matter import Links, OpenItem, Words
from pmaction.reminding.snooze import Answer
from pmaction.render.contained import below_or_behind
from pmaction.render.inert import code_span, inert_line, table_cell

_LONGEST_CELL = 120
_DONE = (
    "Done? Close the issue, and say what shows it. Not to be done by then, or by somebody else? "
    "The link beside it leads to its file: change it there."
)
_OWN = "No owner? Write an `owner` into the file, or assign somebody to the issue."
_SNOOZE = "To hear nothing of it for a while: comment `/snooze 2w`, and why."


def item_words(one: OpenItem, due: Due, links: Links) -> Words:
    """Give the words about an open action item."""
    more = []
    is_assigned = bool(one.owner.assignees or one.issue.assignees)
    if not is_assigned:
        more.append(f"Nobody is assigned: {one.owner.problem}.")
    if one.item.done_when:
        more.append(below_or_behind("Done when:", one.item.done_when))
    if due.slips:
        times = "once" if due.slips == 1 else f"{due.slips} times"
        more.append(f"The date was moved {times}.")
    ending = (
        "Done? Close this issue, and say what shows it. Not to be done by then, or by somebody "
        f"else? Change {_where(one, links)}, so that it is reviewed: `due`, `extensions`, "
        "`owner`, or `status: wont_do` with a reason."
    )
    what = "this action item"
    cell = _cell(one) if is_assigned else f"{_cell(one)}: nobody is assigned"
    redacted = one.postmortem.confidential
    change = f"change {_where(one, links)}"
    link = _link(one, links)
    return Words(what, tuple(more), ending, cell, _DONE, link, change, redacted)


def owner_words(one: OpenItem, due: Due, links: Links) -> Words:
    """Give the words about an action item that has no owner."""
    more = f"Nobody is responsible for it: {one.owner.problem}; asked for by {inert_line(due.why)}."
    ending = f"Write an `owner` into {_where(one, links)}, or assign somebody to this issue."
    what = "an owner of this action item"
    cell = f"{_cell(one)}: an owner"
    redacted = one.postmortem.confidential
    return Words(what, (more,), ending, cell, _OWN, _link(one, links), ending, redacted)


def single_text(
    words: Words,
    due: date,
    today: date,
    persons: Sequence[str],
    told: Sequence[Told],
    *,
    snooze: bool,
) -> str:
    """Write the comment about one thing; `snooze` says whether it may be put off."""
    verb = "was" if today > due else "is"
    said = f"{words.what} {verb} due on **{due}**, {how_late(due, today)}."
    lines = [f"{' '.join(persons)}: {said}" if persons else said[0].upper() + said[1:]]
    if told:
        lines.append(f"Told as well: {_told(told)}.")
    lines += [*words.more, words.ending]
    if snooze:
        lines.append(_SNOOZE)
    return "\n\n".join(lines)


def digest_text(
    person: str,
    rows: Sequence[str],
    late: int,
    endings: Sequence[str],
    told: Sequence[Told] = (),
    *,
    hears_of_others: bool,
    snooze: bool,
) -> str:
    """Write the comment about many things of one person, of which `late` are over a week late.

    `endings` tell how to end them, one for each kind; `told` hear of all of them.
    `hears_of_others` is of what somebody else has to do.
    """
    count = f"{len(rows)} things from postmortems wait"
    whom = "you, or for those whom you back up, lead or manage" if hears_of_others else "you"
    begin = (
        f"{person}: {count} for {whom}." if person else f"{count}, and nobody is named for them."
    )
    if late == len(rows):
        begin += " All of them are more than a week late."
    elif late:
        begin += f" {late} of them {'is' if late == 1 else 'are'} more than a week late."
    if told:
        begin += f"\n\nTold as well: {_told(told)}."
    ending = endings[0] if len(endings) == 1 else "\n".join(f"- {one}" for one in endings)
    if snooze:
        ending += (
            "\n\nTo hear nothing of one for a while: comment `/snooze 2w` in its issue, and why."
        )
    table = "\n".join(["| Due | What | |", "|---|---|---|", *rows])
    return f"{begin}\n\n{table}\n\n{ending}"


def digest_row(
    words: Words,
    due: date,
    today: date,
    place: IssueNumber | None,
    others: Sequence[str],
    told: Sequence[Told],
    *,
    is_of_others: bool,
) -> str:
    """Write a row of a digest; `others` are the persons beside the one whom it greets.

    `is_of_others` is of what that one need not do, and only hears of.
    """
    number = f"#{place} " if isinstance(place, int) else ""
    said = f"{number}{words.cell}"
    if others:
        said += f"; {'for' if is_of_others else 'with'} {', '.join(others)}"
    if told:
        said += f"; told as well: {_told(told)}"
    return f"| {due}, {how_late(due, today)} | {said} | {words.link} |"


def how_late(due: date, today: date) -> str:
    """Say how far a due date is from today."""
    days = (today - due).days
    if days == 0:
        return "today"
    return f"{_days(days)} ago" if days > 0 else f"in {_days(-days)}"


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"


def _told(told: Sequence[Told]) -> str:
    return ", ".join(f"{one.person} ({table_cell(one.role)})" for one in told)


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


def answer_text(
    answer: Answer, key: str, due: date, longest: int, change: str, is_redacted: bool
) -> str:
    """Answer somebody's command; `change` says where to change what the command is about."""
    command = answer.command
    who = code_span(f"@{command.comment.author}") if command.comment.author else "somebody here"
    if answer.verdict in ("granted", "ended"):
        reason = "" if is_redacted or not command.reason else f": {inert_line(command.reason)}"
        most = (
            ", the longest that `reminders.longest_snooze` allows" if command.is_shortened else ""
        )
        until = f"Quiet until **{command.until}**{most}, as {who} asked"
        stays = f"The due date of {code_span(key)} stays {due}."
        if answer.verdict == "ended":
            return f"Quiet no more, as {who} asked{reason}\n\n{stays}"
        return f"{until}{reason}\n\n{stays} To end the quiet before: comment `/snooze 0d`."
    if answer.verdict == "refused":
        return (
            f"{who} cannot put this off: that takes the right to write to this repository. "
            f"Whoever has it may comment `/snooze 2w`, and why; or {change}."
        )
    if answer.verdict == "unclear":
        if not longest:
            return f"Nothing is put off here: `reminders.longest_snooze` is 0. You can {change}."
        return (
            "For how long? Write `/snooze 2w` and why: `d` are days, `w` weeks and `m` months; or "
            f"the day on which it ends, as `YYYY-MM-DD`. {longest} days at most."
        )
    return (
        f"Nothing is done by {code_span(f'/{command.name}')}: what is due when, and whose it is, "
        f"stands in the file, where changes are reviewed. To that end, {change}."
    )
