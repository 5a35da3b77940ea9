"""Rules about single action items: that they can be done, and that anybody can tell when they are.

Whether words are vague is judged for English only; titles in other languages are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Struct

from pmaction.model import Postmortem
from pmaction.prioritization import fitting_priorities
from pmaction.quoting import cut
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.done_wording import why_unmeasurable
from pmaction.rules.item_wording import why_unmeasured, why_vague
from pmaction.rules.options import Option
from pmaction.rules.selection import open_items


def vague_action_item(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Once reviewed, the title of every open action item says what to do. English titles only.

    Why: `improve monitoring` can be closed on the first day or never. Its owner has to guess what
    was meant weeks after the meeting in which everybody knew.

    Fix: name the deed, the thing and the measure: `Alert on connection pool usage above 80 %`.
    `Improve checkout monitoring` will do beside a `done_when` or a `description`.
    A title that asks people to be more careful needs a change of the system instead.

    Failing:
        status: reviewed
        action_items:
          - {id: A1, title: Improve monitoring, priority: P2, owner: "@ana-petrova"}

    Passing:
        status: reviewed
        action_items:
          - id: A1
            title: Add alert for connection pool usage above 80 %
            priority: P2
            owner: "@ana-petrova"
    """
    for index, item in open_items(postmortem):
        why, hint = why_vague(item.title)
        if not why and not (item.done_when or item.description or item.verification):
            why, hint = why_unmeasured(item.title)
        if why:
            yield Problem(
                ("action_items", index, "title"),
                f"{item.id}, “{cut(item.title)}”, is vague: {why}",
                hint,
            )


class DoneWhenOptions(Struct, frozen=True):
    """Options of `measurable-done-when`."""

    required: Annotated[
        bool, Option("Whether P0 and P1 items must have a `done_when` at all.", "true or false")
    ] = False


def measurable_done_when(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, `done_when` of open items can be checked by somebody else. English only.

    Why: `deployed to production` is true on the day of the deployment, whether it helps or not.
    Only what can be seen or counted ends the discussion about what done means.

    Fix: name what anybody can see then: a number, a test that passes, an alert that fires in
    staging, `monitored for 7 days, no timeouts`.

    Failing:
        status: reviewed
        action_items:
          - id: A1
            title: Add a timeout of 10 s to calls of the payment API
            priority: P1
            owner: "@ana-petrova"
            done_when: Deployed to production

    Passing:
        status: reviewed
        action_items:
          - id: A1
            title: Add a timeout of 10 s to calls of the payment API
            priority: P1
            owner: "@ana-petrova"
            done_when: Deployed to production, monitored for 7 days, no call above 10 s
    """
    required = surroundings.options(DoneWhenOptions).required
    for index, item in open_items(postmortem):
        if item.done_when is None:
            if required and item.priority in ("P0", "P1"):
                yield Problem(
                    ("action_items", index),
                    f"{item.id} is {item.priority}, but does not say when it is done",
                    "Add `done_when:` with what anybody can see then, such as “the alert fires in "
                    "staging”.",
                )
        elif why := why_unmeasurable(item.done_when):
            yield Problem(
                ("action_items", index, "done_when"),
                f"nobody can check when {item.id} is done: {why}",
                "Say what can be seen or counted then: “monitored for 7 days, no timeouts”.",
            )


def priority_mismatch(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """The priority of an open action item agrees with its impact and its effort.

    Why: a low impact that is worked on first keeps the work waiting that would have helped. Of
    three values that contradict each other, one is a slip.

    Fix: correct the one that is wrong. High impact is P0, or P1 from effort M on; medium impact
    is P1, with effort M also P2, with L only P2; low impact is P2 with effort S, and else P3.

    Failing:
        action_items:
          - {id: A1, title: Raise the connection pool, impact: low, effort: L, priority: P0}

    Passing:
        action_items:
          - {id: A1, title: Raise the connection pool, impact: high, effort: S, priority: P0}
          - {id: A2, title: Shard the connection pool, impact: high, effort: L, priority: P1}
    """
    for index, item in open_items(postmortem):
        fitting = fitting_priorities(item.impact or "", item.effort or "")
        if not fitting or item.priority is None or item.priority in fitting:
            continue
        yield Problem(
            ("action_items", index, "priority"),
            f"{item.id} is {item.priority}, but with {item.impact} impact and effort {item.effort} "
            f"it would be {' or '.join(fitting)}",
            "Correct `priority`, `impact` or `effort`, whichever is wrong.",
        )
