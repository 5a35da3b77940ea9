"""How the report begins: what is missed, in plain words, for who reads no further."""

from __future__ import annotations

from pmaction.enumeration import listed
from pmaction.metrics import target_words, words
from pmaction.metrics.values import Metrics, Window
from pmaction.render.report.outline import Number, Tone
from pmaction.render.text import count

TITLE = "Postmortems and action items"
"""A report begins with it, in every form for people."""

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
        Number("Time to restore", _median(metrics, "now"), _median(metrics, "before")),
        Number("Action items open", str(now.open), str(before.open)),
        Number("Overdue", str(now.overdue), str(before.overdue)),
        Number("Done in time", words.share(now.in_time), words.share(before.in_time)),
    )


def _median(metrics: Metrics, which: str) -> str:
    return words.median((metrics.now if which == "now" else metrics.before).restore)
