"""How the report begins: what is missed, in plain words, for who reads no further."""

from __future__ import annotations

from pmaction.enumeration import listed
from pmaction.metrics import target_words, words
from pmaction.metrics.values import Metrics, Window
from pmaction.render.report.outline import Number, Tone
from pmaction.render.text import count

TITLE = "Postmortems and action items"
"""A report begins with it, in every form for people."""

_DONE = "Done in time, of those due"
_MOST_AGAIN = 3


def title(metrics: Metrics) -> str:
    """Name the report: whose it is, and of which days."""
    of = [name for name in (metrics.team, metrics.service) if name is not None]
    whose = f" of {', '.join(of)}" if of else ""
    return f"{TITLE}{whose}, {span(metrics.window)}"


def scope(metrics: Metrics) -> str:
    """Say which days are compared, and of which day it is that things are open."""
    window, before = metrics.window, metrics.window.before
    compared = f"compared with {span(before)}" if before.days else "with no days before"
    as_of = f"Open and overdue are as of {metrics.as_of}."
    return f"{count(window.days, 'day')}, {compared}. {as_of}"


def span(window: Window) -> str:
    """Write a window: `2025-09-24 to 2025-12-22`."""
    return f"{window.since} to {window.until}"


def verdict(metrics: Metrics) -> str:
    """Say in one sentence how many targets are missed."""
    asked = [one for one in metrics.targets if one.limit is not None]
    missed = sum(one.met is False for one in asked)
    known = sum(one.met is not None for one in asked)
    if not known:
        return "No target can be measured: nothing happened in this period."
    if not missed:
        unknown = len(asked) - known
        return f"No target is missed{f'; {unknown} cannot be measured' if unknown else ''}."
    return f"{missed} of {count(len(asked), 'target')} {'is' if missed == 1 else 'are'} missed."


def tone(metrics: Metrics) -> Tone:
    """Say how the first sentence reads."""
    results = {one.met for one in metrics.targets if one.limit is not None}
    return "bad" if False in results else "good" if True in results else ""


def missed(metrics: Metrics) -> tuple[str, ...]:
    """Say of each missed target what came of it."""
    return tuple(target_words.sentence(one) for one in metrics.targets if one.met is False)


def overdue(metrics: Metrics) -> str:
    """Say which teams' action items are overdue, and how many of them since longer ago.

    Those were due in an earlier period, and so are in none of this one's shares.
    """
    late = metrics.total.overdue
    if not late:
        return ""
    by_team = sorted(metrics.teams, key=lambda one: -one.overdue)
    named = ", ".join(f"{one.name} {one.overdue}" for one in by_team if one.overdue)
    said = f"{count(late, 'action item')} {'is' if late == 1 else 'are'} overdue: {named}."
    due = (one.due_on(metrics.as_of) for one in metrics.open_items)
    longer = sum(day is not None and day < metrics.window.since for day in due)
    if not longer:
        return said
    verb = "was" if longer == 1 else "were"
    which = "All of them" if longer == late > 1 else "It" if late == 1 else f"{longer} of them"
    return f"{said} {which} {verb} due before this period, and so not in “{_DONE}”."


def met(metrics: Metrics) -> str:
    """Say which targets are met; nothing if none is."""
    met = sum(one.met is True for one in metrics.targets)
    said = "This target is" if met == 1 else "These targets are"
    return f"{said} met: {target_words.met(metrics.targets)}." if met else ""


def again(metrics: Metrics) -> tuple[str, ...]:
    """Say what happened again while action items of the earlier time are open, declared first.

    Of many only the first ones, and how many more there are.
    """
    open_ones = [one for one in metrics.recurrences if one.open_items]
    open_ones.sort(key=lambda one: one.kind != "declared")
    said = [
        f"{words.recurrence(one)}; still open there: {listed(one.open_items)}."
        for one in open_ones[:_MOST_AGAIN]
    ]
    more = len(open_ones) - len(said)
    return (*said, f"{more} more: see “What happened again” below.") if more else tuple(said)


def numbers(metrics: Metrics) -> tuple[Number, ...]:
    """Give the few numbers that a manager is asked for."""
    now, before = metrics.now, metrics.before
    return (
        Number("Incidents", str(now.incidents), str(before.incidents)),
        Number("Time to restore", words.median(now.restore), words.median(before.restore)),
        Number("Action items open", str(now.open), str(before.open)),
        Number("Overdue", str(now.overdue), str(before.overdue)),
        Number(_DONE, words.share(now.in_time), words.share(before.in_time)),
    )
