"""Rules about what became of it: every item ends with proof or reason, every cause is met."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.selection import is_reviewed


def done_needs_evidence(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """An action item that is done says when, and what shows it.

    Why: a ticked box proves nothing a year later, when the same incident comes back.

    Fix: add `done_at`, and `evidence`: a link to the change, the dashboard or the test run.

    Failing:
        action_items:
          - {id: A1, title: Raise the connection pool, status: done, done_at: 2025-12-19}

    Passing:
        action_items:
          - id: A1
            title: Raise the connection pool
            status: done
            done_at: 2025-12-19
            evidence: https://github.com/example-org/email-service/pull/318
    """
    for index, item in enumerate(postmortem.action_items):
        missing = [
            f"`{name}`"
            for name, value in (("done_at", item.done_at), ("evidence", item.evidence))
            if value is None
        ]
        if item.status == "done" and missing:
            yield Problem(
                ("action_items", index, "status"),
                f"{item.id} is done, but {' and '.join(missing)} "
                f"{'is' if len(missing) == 1 else 'are'} missing",
                "Add the date, and a link or a sentence that shows the result; `done_at: unknown` "
                "is allowed.",
            )


def wont_do_needs_reason(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """An action item that will not be done says why.

    Why: dropping an item is a decision. Without its reason somebody will ask again, or propose
    the same item after the next incident.

    Fix: add `reason`, one sentence: what has changed, what it would cost, or what replaces it.

    Failing:
        action_items:
          - {id: A1, title: Raise the connection pool, status: wont_do}

    Passing:
        action_items:
          - id: A1
            title: Raise the connection pool
            status: wont_do
            reason: The service is replaced in March by one that has no connection pool.
    """
    for index, item in enumerate(postmortem.action_items):
        if item.status == "wont_do" and item.reason is None:
            yield Problem(
                ("action_items", index, "status"),
                f"{item.id} will not be done, but `reason` is missing",
                "Add `reason:` with one sentence.",
            )


def no_action_items(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Once reviewed, a postmortem has action items or says why none are needed; never both.

    Why: an incident without consequences is either a decision or an oversight, and the reader
    must be able to tell which.

    Fix: add an action item, or write the decision into `no_action_needed`. Delete
    `no_action_needed` once there is something to do; items that are all `wont_do` may stand
    beside it.

    Failing:
        status: reviewed
        action_items: []

    Passing:
        status: reviewed
        action_items: []
        no_action_needed: The service was switched off for good a day later.
    """
    reason = postmortem.no_action_needed
    to_do = [item for item in postmortem.action_items if item.status != "wont_do"]
    if reason is not None and to_do:
        yield Problem(
            ("no_action_needed",),
            f"`no_action_needed` is said, but {to_do[0].id} is there to be done",
            "Delete `no_action_needed`, or give each action item the status `wont_do`.",
            at_key=True,
        )
    elif reason is None and not postmortem.action_items and is_reviewed(postmortem):
        yield Problem(
            ("status",),
            f"a {postmortem.status} postmortem without action items must say why none are needed",
            "Add an action item, or `no_action_needed:` with the reason.",
        )


def uncovered_failure_mode(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Once reviewed, every failure mode is addressed by an action item or waived.

    Why: a way to fail that was found and then forgotten is the likeliest next incident.

    Fix: add its id to `addresses` of an item that removes or softens it, or write into `waived`
    why nothing is done about it. An item that is `wont_do` addresses nothing.

    Failing:
        status: reviewed
        severity: P2
        root_cause:
          description: The pool was smaller than the daily peak needed.
          failure_modes:
            - {id: F1, description: The pool runs full at the daily peak.}

    Passing:
        status: reviewed
        severity: P2
        root_cause:
          description: The pool was smaller than the daily peak needed.
          failure_modes:
            - id: F1
              description: The pool runs full at the daily peak.
              waived: The service is replaced in March by one that has no connection pool.
    """
    # Without any action item the whole postmortem needs a reason: see `no-action-items`.
    if not postmortem.action_items:
        return
    met = {
        mode
        for item in postmortem.action_items
        if item.status != "wont_do"
        for mode in item.addresses
    }
    for index, mode in enumerate(postmortem.root_cause.failure_modes):
        if mode.waived is None and mode.id not in met:
            met.add(mode.id)
            yield Problem(
                ("root_cause", "failure_modes", index),
                f"no action item addresses {mode.id}",
                f"Add `addresses: [{mode.id}]` to an item, or `waived:` with the reason here.",
            )
