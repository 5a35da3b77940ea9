"""Which reminders are due: open action items × their issues × policy × today → a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pmaction.change import Change, Kind, Note, Plan
from pmaction.config import Config, Reminders
from pmaction.desired import Source, SourcedPostmortem, SourceLink
from pmaction.due import Due, due_date
from pmaction.identity import item_key, reading_order
from pmaction.issue import Issue, IssueFields, Listing
from pmaction.model import ActionItem, Postmortem
from pmaction.owners import Ownership, ownership
from pmaction.policy import terms_of
from pmaction.redaction import redacted, shown_title
from pmaction.render.contained import below_or_behind
from pmaction.render.inert import code_span

_COMMENT_ID = re.compile(r"reminder-(\d{4}-\d{2}-\d{2})-([bd]\d+)", re.ASCII)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder of an item: `days` after its due date, negative before; `on` is when it fires.

    `on` differs from due date plus days when that is a weekend and the policy skips weekends.
    """

    days: int
    on: date


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open action item with all that a reminder says of it."""

    key: str
    postmortem: Postmortem
    item: ActionItem
    issue: Issue
    owner: Ownership
    due: Due
    source: Source


def comment_id(due: date, step: Step) -> str:
    """Name a reminder for ever: by the due date it speaks of and its step.

    A new due date starts the steps anew.
    """
    return f"reminder-{due}-{'b' if step.days < 0 else 'd'}{abs(step.days)}"


def steps(due: date, policy: Reminders) -> tuple[Step, ...]:
    """Give the steps of a due date in the order in which they fire.

    If the policy skips weekends, a step that falls on one fires on the Friday before it when it
    is a warning, and on the Monday after it when the due date has come.
    """
    days = sorted({-before for before in policy.before} | set(policy.after))
    return tuple(Step(n, _working_day(_days_after(due, n), n < 0, policy)) for n in days)


def _days_after(day: date, days: int) -> date:
    """Count days within the calendar: it begins and ends on a working day."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _working_day(day: date, is_warning: bool, policy: Reminders) -> date:
    over = day.weekday() - SATURDAY
    if not policy.skip_weekends or over < 0:
        return day
    return day - timedelta(days=over + 1) if is_warning else day + timedelta(days=2 - over)


def step_due(due: date, policy: Reminders, written: frozenset[str], today: date) -> Step | None:
    """Give the reminder to write today, or None.

    Missed days collapse into the latest step; once that one is written, no earlier step follows,
    however late the schedule ran. Nothing is due on a skipped day.
    """
    if policy.skip_weekends and today.weekday() >= SATURDAY:
        return None
    fired = [step for step in steps(due, policy) if step.on <= today]
    if not fired or fired[-1].days < _latest_written(due, written):
        return None
    return None if comment_id(due, fired[-1]) in written else fired[-1]


def _latest_written(due: date, written: frozenset[str]) -> int:
    """Give the days of the latest step that was written for this due date."""
    days = [-100_000]
    for name in written:
        match = _COMMENT_ID.fullmatch(name)
        if match and match[1] == due.isoformat():
            days.append(int(match[2][1:]) * (-1 if match[2][0] == "b" else 1))
    return max(days)


def plan_reminders(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    link: SourceLink,
    today: date,
) -> Plan:
    """Plan the comments that are due on `today`, a day in the configured time zone.

    Only items that are open in the file and have an open issue are spoken of; at most one comment
    an item, and none twice for the same step of the same due date.
    """
    due = [
        found
        for one in open_items(postmortems, listing, config)
        for found in _reminder(one, config.reminders, link, today)
    ]
    due.sort(key=lambda found: reading_order(found.item))
    return Plan(
        tuple(found for found in due if isinstance(found, Change)),
        tuple(found for found in due if isinstance(found, Note)),
    )


def open_items(
    postmortems: Sequence[SourcedPostmortem], listing: Listing, config: Config
) -> Iterator[OpenItem]:
    """Give the items that are open in the file and on the tracking system, and have a due date."""
    issues = listing.by_key()
    for sourced in postmortems:
        postmortem = redacted(sourced.postmortem, config)
        for item in postmortem.action_items:
            key = item_key(postmortem.id, item.id)
            issue = issues.get(key)
            due = due_date(postmortem, item, terms_of(config))
            if item.status != "open" or due is None or issue is None or issue.state != "open":
                continue
            owner = ownership(item, config.teams)
            yield OpenItem(key, postmortem, item, issue, owner, due, sourced.item_sources[item.id])


def _reminder(
    one: OpenItem, policy: Reminders, link: SourceLink, today: date
) -> Iterator[Change | Note]:
    step = step_due(one.due.on, policy, one.issue.comments, today)
    if step is None:
        return
    if one.issue.locked:
        yield Note(
            one.key,
            f"its issue {one.issue.number} is locked, so that nobody can be reminded there",
            "Unlock its conversation, or close it.",
        )
        return
    late = (today - one.due.on).days
    why = f"due {one.due.on}, {_how_late(late)}"
    yield Change(
        kind=Kind.COMMENT,
        item=one.key,
        title=one.item.title if one.postmortem.confidential else shown_title(one.issue),
        issue=one.issue.number,
        why=why,
        after=IssueFields(comment=reminder_text(one, late, link)),
        comment_id=comment_id(one.due.on, step),
    )


def _how_late(days: int) -> str:
    if days == 0:
        return "today"
    count = f"{abs(days)} day{'s' if abs(days) != 1 else ''}"
    return f"{count} ago" if days > 0 else f"in {count}"


def reminder_text(one: OpenItem, late: int, link: SourceLink) -> str:
    """Write a reminder: how late, what done means, how to close it, where to change the date."""
    # Whoever took it over hears of it, and not whom the file still names.
    assigned = tuple(sorted(name for name in one.issue.assignees if name.startswith("@")))
    names = (
        assigned
        or one.owner.assignees
        or tuple(
            name
            for name in (one.item.backup, one.item.coordinator)
            if name is not None and name.startswith("@") and "/" not in name
        )
    )
    greeting = f"{' '.join(names)}: this" if names else "This"
    verb = "was" if late > 0 else "is"
    lines = [f"{greeting} action item {verb} due on **{one.due.on}**, {_how_late(late)}."]
    if not one.owner.assignees:
        lines.append(f"Nobody is assigned: {one.owner.problem}.")
    if one.item.done_when:
        lines.append(below_or_behind("Done when:", one.item.done_when))
    if one.due.slips:
        times = "once" if one.due.slips == 1 else f"{one.due.slips} times"
        lines.append(f"The date was moved {times}.")
    lines.append(
        "Done? Close this issue, and say what shows it. Not to be done by then, or by somebody "
        f"else? Change {code_span(one.key)} in {link(one.source)}, so that it is reviewed: `due`, "
        "`extensions`, `owner`, or `status: wont_do` with a reason."
    )
    return "\n\n".join(lines)
