"""Rules about due dates: that there is one where the priority asks for it, and that it can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import get_args

from msgspec.structs import replace

from pmaction.due import allowances, due_date
from pmaction.model import ActionItem, Postmortem, Priority
from pmaction.moment import Precision
from pmaction.policy import Terms, terms_of
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.selection import open_items

_MOST_YEARS = 5


def due_required(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, every open action item has a due date or gets one from the policy.

    Why: without a date nothing is ever late, so nobody is reminded and the item stays open.

    Fix: add `due`, or a `priority` or `horizon` from which the due-date policy sets the date. The
    policy counts from the incident; if no day of it is known, each item for which the policy has
    a limit needs a `due` of its own. Without a limit, as P3 has none and nothing has one under
    the policy `none`, a priority is enough.

    Failing:
        status: reviewed
        action_items:
          - {id: A1, title: Alert on connection pool usage, owner: "@ana-petrova"}

    Passing:
        status: reviewed
        action_items:
          - id: A1
            title: Alert on connection pool usage
            category: detection
            priority: P0
            owner: "@ana-petrova"
          - {id: A2, title: Load-test the service, owner: "@ana-petrova", due: 2026-01-15}
    """
    terms = terms_of(surroundings.config)
    for index, item in open_items(postmortem):
        if due_date(postmortem, item, terms) is not None:
            continue
        if next(allowances(postmortem, item, terms), None) is not None:
            # Where the start is not even said to be unknown, `reviewed-incomplete` asks for it.
            if postmortem.times.started is not None and postmortem.times.first_known is None:
                yield Problem(
                    ("action_items", index),
                    f"{item.id} has no due date, and the policy cannot set one: "
                    "no day of the incident is known",
                    "Add `due:` with a date, or a time of the incident, if only its day.",
                )
        elif item.priority is None:
            yield Problem(
                ("action_items", index),
                f"{item.id} has neither a due date nor a priority",
                "Add `due:` with a date, or `priority:` so that the due-date policy sets one."
                if _counts_by_priority(postmortem, item, terms)
                else "Add `due:` with a date, or `priority:` with P0 to P3.",
            )


def _counts_by_priority(postmortem: Postmortem, item: ActionItem, terms: Terms) -> bool:
    return any(
        any(allowances(postmortem, replace(item, priority=priority), terms))
        for priority in get_args(Priority)
    )


def due_before_incident(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """No action item is due before the incident.

    Why: such a date is a slip of the year or the month, and would make the item overdue at once.

    Fix: correct the date; around New Year look at the year first.

    Failing:
        action_items:
          - {id: A1, title: Alert on connection pool usage, due: 2025-01-15}

    Passing:
        action_items:
          - {id: A1, title: Alert on connection pool usage, due: 2026-01-15}
    """
    incident = _certain_day(postmortem)
    if incident is None:
        return
    for index, item in enumerate(postmortem.action_items):
        if item.due is not None and item.due < incident:
            yield Problem(
                ("action_items", index, "due"),
                f"{item.id} is due {item.due}, before the incident of {incident}",
                "Correct the date.",
            )
        for place, extension in enumerate(item.extensions):
            if extension.due < incident:
                yield Problem(
                    ("action_items", index, "extensions", place, "due"),
                    f"{item.id} is extended to {extension.due}, before the incident of {incident}",
                    "Correct the date.",
                )


def due_far_off(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """No open action item is due more than five years after the incident.

    Why: such a date is a slip of the year, as `2062` for `2026`. Nobody would be reminded before
    everybody has forgotten what the item was for.

    Fix: correct the year. What really takes so long is a programme: let an item end with its plan.

    Failing:
        action_items:
          - {id: A1, title: Alert on connection pool usage, due: 2062-01-15}

    Passing:
        action_items:
          - {id: A1, title: Alert on connection pool usage, due: 2026-01-15}
    """
    began = _certain_day(postmortem)
    since, what = (began, "the incident") if began else (surroundings.now.date(), "today")
    for index, item in open_items(postmortem):
        if item.due is not None:
            yield from _too_far(item.id, item.due, since, what, (index, "due"))
        for place, extension in enumerate(item.extensions):
            path = (index, "extensions", place, "due")
            yield from _too_far(item.id, extension.due, since, what, path)


def is_far_off(due: date, since: date) -> bool:
    """Say whether a due date is so late that its year must be wrong."""
    return due.year - since.year > _MOST_YEARS


def _too_far(item_id: str, due: date, since: date, what: str, path: Path) -> Iterator[Problem]:
    if is_far_off(due, since):
        years = due.year - since.year
        yield Problem(
            ("action_items", *path),
            f"{item_id} is due {due}, {years} years after {what}",
            "Correct the year.",
        )


def _certain_day(postmortem: Postmortem) -> date | None:
    first = postmortem.times.first_known
    return first.day if first is not None and first.precision is not Precision.ABOUT else None


def extension_order(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Every extension moves the due date to a later day.

    Why: the last extension is the date in force. An earlier one is a slip, or a list that is
    not in the order in which it was written.

    Fix: correct the date, or put the extensions in order, the oldest first. To bring a date
    forward, change `due` itself and say why in `rationale`.

    Failing:
        action_items:
          - id: A1
            title: Alert on connection pool usage
            due: 2026-01-15
            extensions:
              - {due: 2026-01-05, reason: The exporter comes first., approver: "@mei-tanaka"}

    Passing:
        action_items:
          - id: A1
            title: Alert on connection pool usage
            due: 2026-01-15
            extensions:
              - {due: 2026-02-05, reason: The exporter comes first., approver: "@mei-tanaka"}
    """
    incident = _certain_day(postmortem)
    for index, item in enumerate(postmortem.action_items):
        for place, before in _not_later(item, incident):
            yield Problem(
                ("action_items", index, "extensions", place, "due"),
                f"{item.id} is extended to {item.extensions[place].due}, "
                f"which is not later than {before}",
                "Correct the date, or list the extensions with the oldest first."
                if place
                else "Correct the date. If `due` was overwritten, put the old date back there: the "
                "extension alone moves it.",
            )


def _not_later(item: ActionItem, incident: date | None) -> Iterator[tuple[int, date]]:
    """Give the indexes of extensions that gain no time, each with the date it should be after."""
    before = item.due
    for place, extension in enumerate(item.extensions):
        # Dates before the incident are reported by `due-before-incident`.
        if incident is not None and extension.due < incident:
            continue
        if before is not None and extension.due <= before:
            yield place, before
        before = extension.due
