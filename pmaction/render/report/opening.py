"""How the report begins: what is missed, in plain words, for who reads no further."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.metrics import words
from pmaction.metrics.values import Metrics, Window
from pmaction.render.report.outline import Number
from pmaction.render.text import count


def title(metrics: Metrics) -> str:
    """Name the report: whose it is, and of which days."""
    of = [name for name in (metrics.team, metrics.service) if name is not None]
    whose = f" of {', '.join(of)}" if of else ""
    return f"Postmortems and action items{whose}, {span(metrics.window)}"


def scope(metrics: Metrics) -> str:
    """Say which days are compared, and of which day it is that things are open."""
    window = metrics.window
    as_of = f"Open and overdue are as of {metrics.as_of}."
    return f"{count(window.days, 'day')}, compared with {span(window.before)}. {as_of}"


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
        return "No target is missed." if known == len(asked) else "No target that can be is missed."
    return f"{missed} of {count(len(asked), 'target')} {'is' if missed == 1 else 'are'} missed."


def missed(metrics: Metrics) -> tuple[str, ...]:
    """Say of each missed target what came of it, and what else needs somebody now."""
    return tuple(_missed(metrics))


def _missed(metrics: Metrics) -> Iterator[str]:
    for target in metrics.targets:
        if target.met is False:
            yield words.sentence(target)
    for again in metrics.recurrences:
        if again.open_items:
            still = f"still open there: {words.listed(again.open_items)}"
            yield f"{words.recurrence(again)}; {still}."


def met(metrics: Metrics) -> str:
    """Name the targets that are met; nothing if none is."""
    names = [words.target_name(one) for one in metrics.targets if one.met]
    lower = [name[0].lower() + name[1:] for name in names]
    return f"Met: {', '.join([*names[:1], *lower[1:]])}." if names else ""


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
    restore = (metrics.now if which == "now" else metrics.before).restore
    if restore.median is not None:
        return str(restore.median)
    return words.UNKNOWN if restore.unknown else words.NOTHING
