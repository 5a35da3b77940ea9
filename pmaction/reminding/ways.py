"""How people act on an issue: on a page, or in the file that the tracking system `local` keeps."""

from __future__ import annotations

from msgspec import Struct

from pmaction.last_written import IssueNumber


class Ways(Struct, frozen=True):
    """What to tell people of the issue they read, and of another `one` that is named beside it."""

    close_this: str
    close_one: str
    assign_this: str
    assign_one: str
    snooze_this: str
    snooze_one: str
    wake_this: str


ON_A_PAGE = Ways(
    close_this="Close this issue, and say what shows it.",
    close_one="Close the issue, and say what shows it.",
    assign_this="assign somebody to this issue",
    assign_one="assign somebody to the issue",
    snooze_this="comment `/snooze 2w`, and why",
    snooze_one="comment `/snooze 2w` in its issue, and why",
    wake_this="comment `/snooze 0d`",
)
IN_A_FILE = Ways(
    close_this="Write `state: closed` and the day as `closed_on` at the top of this file, and at "
    "its end what shows it.",
    close_one="Write `state: closed` and the day as `closed_on` at the top of its issue's file, "
    "and at its end what shows it.",
    assign_this="name somebody under `assignees` at the top of this file",
    assign_one="name somebody under `assignees` at the top of its issue's file",
    snooze_this="write `/snooze 2w`, and why, as the last line of this file",
    snooze_one="write `/snooze 2w`, and why, as the last line of its issue's file",
    wake_this="write `/snooze 0d` as the last line of this file",
)


def ways_in(issue: IssueNumber | None) -> Ways:
    """Give how people act on an issue; files go by names, and pages by numbers."""
    return IN_A_FILE if isinstance(issue, str) else ON_A_PAGE


def named(issue: IssueNumber | None) -> str:
    """Give how a comment in another issue names one, with a blank behind it; nothing for none."""
    if issue is None:
        return ""
    # The files lie in a folder for each postmortem, and their names need no escapes in a link.
    return f"[issue](../{issue}) " if isinstance(issue, str) else f"#{issue} "
