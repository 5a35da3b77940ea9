"""What is answered to people's commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pmaction.enumeration import joined
from pmaction.reminding.matter import Words
from pmaction.reminding.snooze import Answer
from pmaction.reminding.ways import ways_in
from pmaction.render.inert import code_span, inert_line


def answer_text(
    answer: Answer,
    keys: Sequence[str],
    due: date,
    longest: int,
    words: Words,
    *,
    is_among_others: bool,
) -> str:
    """Answer somebody's command about what is spoken of in an issue, by its `keys`.

    `is_among_others` says that a digest there lists what else is late.
    """
    command, change = answer.command, words.change
    who = code_span(f"@{command.comment.author}") if command.comment.author else "somebody here"
    if answer.verdict in ("granted", "ended"):
        is_told = command.reason and not words.is_redacted
        reason = f": {inert_line(command.reason)}" if is_told else ""
        most = (
            ", the longest that `reminders.longest_snooze` allows" if command.is_shortened else ""
        )
        until = f"Quiet until **{command.until}**{most}, as {who} asked"
        stays = f"The due date of {code_span(keys[0])} stays {due}."
        if len(keys) > 1:
            stays = f"The due dates of {joined(map(code_span, keys))} stay as they are."
        if answer.verdict == "ended":
            return f"Quiet no more, as {who} asked{reason}\n\n{stays}"
        ways = ways_in(command.comment.number)
        found = f"{until}{reason}\n\n{stays} To end the quiet before: {ways.wake_this}."
        if is_among_others:
            found += f"\n\nTo put off something else that is listed here: {ways.snooze_one}."
        return found
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
