"""What explains an action item's dates, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pmaction.due import Due
from pmaction.explanation import Explanation, Spoken
from pmaction.render.text import printable

_WIDTH = 11


def explanations_text(explained: Sequence[Explanation], style: Callable[[str, str], str]) -> str:
    """Write for each item its due date, its owner and its reminders, with what each came from."""
    return "\n\n".join("\n".join(_lines(one, style)) for one in explained)


def _lines(one: Explanation, style: Callable[[str, str], str]) -> Iterator[str]:
    yield f"{style(one.key, 'strong')}  {printable(one.item.title)}"
    parts = {"due": _due(one), "owner": _owner(one), "reminders": _reminders(one)}
    for name, lines in parts.items():
        for number, line in enumerate(lines):
            yield f"  {'' if number else name:<{_WIDTH}}{printable(line)}"


def _due(one: Explanation) -> Iterator[str]:
    if one.due is None:
        yield f"no date: {one.no_date}"
        return
    late = f", {_how_late((one.today - one.due.on).days)}" if one.item.status == "open" else ""
    yield f"{one.due.on:%Y-%m-%d %a}{late}"
    yield one.due.why
    for other in one.otherwise:
        yield f"otherwise {other.on:%Y-%m-%d %a}: {other.why}"


def _how_late(days: int) -> str:
    if days == 0:
        return "today"
    return f"{_days(days)} ago" if days > 0 else f"in {_days(days)}"


def _owner(one: Explanation) -> Iterator[str]:
    problem = one.owner.problem
    yield one.owner.said + (f" ({problem})" if problem else "")
    if one.owner_by is not None:
        yield f"wanted by {one.owner_by.on:%Y-%m-%d %a}: {one.owner_by.why}"
    if one.asks and one.no_issue:
        yield "asked for once it has an issue:"
    for ask in one.asks:
        whom = ", ".join(one.asked) or "whoever reads it, as nobody is named to ask"
        said = f"{_because(ask)}; asks {whom}"
        yield _on_a_day(ask, said)
    if one.asks and one.repeat:
        yield _again(one.repeat)


def _reminders(one: Explanation) -> Iterator[str]:
    if one.item.status != "open":
        yield f"none: its status is {one.item.status}"
    elif one.no_issue:
        then = "; if it has one:" if one.reminders else ""
        yield f"none while it has no issue: {one.no_issue}{then}"
    elif one.due is None:
        yield "none: there is no date"
    elif not one.reminders:
        yield "none: no step is configured, or all of their days are quiet"
    for spoken in one.reminders:
        yield _on_a_day(spoken, _because(spoken))
    if one.reminders and one.repeat:
        yield _again(one.repeat)
    if one.missing:
        yield f"nobody else hears of it as {' or '.join(one.missing)}: nothing names one"


def _again(days: int) -> str:
    return f"and then every {_days(days)}" if days > 1 else "and then every day"


def _on_a_day(spoken: Spoken, said: str) -> str:
    return f"{spoken.on:%Y-%m-%d %a}  {_when(spoken.days):<17}{said}"


def _because(spoken: Spoken) -> str:
    said = [", ".join(spoken.because_of)]
    if spoken.moved:
        said.append(f"moved from {spoken.planned} ({spoken.moved})")
    if spoken.gives_way:
        said.append("left out for the one after it, on the same day")
    elif spoken.also:
        said.append(f"also to {', '.join(spoken.also)}")
    return "; ".join(said)


def _when(days: int) -> str:
    if days == 0:
        return "on that day"
    return f"{_days(days)} {'before' if days < 0 else 'after'}"


def _days(count: int) -> str:
    return f"{abs(count)} day{'' if abs(count) == 1 else 's'}"


def explanations_json(explained: Sequence[Explanation]) -> str:
    """Give the same for a machine."""
    items = [_object(one) for one in explained]
    return json.dumps({"version": 1, "items": items}, indent=2, ensure_ascii=False)


def _object(one: Explanation) -> dict[str, Any]:
    return {
        "item": one.key,
        "title": one.item.title,
        "status": one.item.status,
        "due": _date(one.due),
        "otherwise": [_date(other) for other in one.otherwise],
        "no_date": one.no_date or None,
        "owner": {
            "said": one.owner.said,
            "problem": one.owner.problem or None,
            "wanted_by": _date(one.owner_by),
            "asked": list(one.asked) if one.asks else [],
            "reminders": [_reminder(ask) for ask in one.asks],
        },
        "reminders": [_reminder(spoken) for spoken in one.reminders],
        "no_issue": one.no_issue or None,
        "repeat": one.repeat,
        "missing": list(one.missing),
    }


def _date(due: Due | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {"on": str(due.on), "came_from": due.came_from, "why": due.why, "slips": due.slips}


def _reminder(spoken: Spoken) -> dict[str, Any]:
    return {
        "on": str(spoken.on),
        "planned": str(spoken.planned),
        "days": spoken.days,
        "because_of": list(spoken.because_of),
        "moved": spoken.moved or None,
        "also": list(spoken.also),
        "gives_way": spoken.gives_way,
    }
