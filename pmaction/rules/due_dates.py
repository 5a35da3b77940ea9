"""Rules about due dates: that there is one where the priority asks for it, and that it can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pmaction.due import due_date
from pmaction.model import ActionItem, Postmortem
from pmaction.moment import Precision
from pmaction.policy import terms_of
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.selection import open_items


def due_required(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, every open action item has a due date or gets one from the policy.

    Why: without a date nothing is ever late, so nobody is reminded and the item stays open.

    Fix: add `due`, or a `priority` from which the due-date policy sets the date. The policy
    counts from the incident; if no day of it is known, each P0, P1 and P2 needs a `due` of its
    own. P3 needs no date, and with the policy `none` a priority is enough.

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
    counted = (postmortem.planning.due_policy or terms.due) != "none"
    for index, item in open_items(postmortem):
        if due_date(postmortem, item, terms) is not None:
            continue
        if item.priority is None:
            yield Problem(
                ("action_items", index),
                f"{item.id} has neither a due date nor a priority",
                "Add `due:` with a date, or `priority:` so that the due-date policy sets one."
                if counted
                else "Add `due:` with a date, or `priority:` with P0 to P3.",
            )
        # Where the start is not even said to be unknown, `reviewed-incomplete` asks for it.
        elif item.priority != "P3" and counted and postmortem.times.started is not None:
            yield Problem(
                ("action_items", index),
                f"{item.id} has no due date, and the policy cannot set one: "
                "no day of the incident is known",
                "Add `due:` with a date, or a time of the incident, if only its day.",
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
                "Correct the date, or list the extensions with the oldest first.",
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
