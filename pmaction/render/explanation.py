"""What explains an action item's dates, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pmaction.due import Due
from pmaction.explained_gates import ExplainedGate
from pmaction.explanation import Explanation, Spoken
from pmaction.render.inert import with_hidden_escaped
from pmaction.render.text import printable

_WIDTH = 11
_UNNAMED = {
    "backup": "the item names none",
    "lead": "no team of its owner names one",
    "manager": "no team of its owner names one",
}


def explanations_text(
    explained: Sequence[Explanation],
    style: Callable[[str, str], str],
    gates: Sequence[ExplainedGate] = (),
) -> str:
    """Write for each item its due date, its owner and its reminders, with what each came from.

    First comes what the postmortem itself owes.
    """
    blocks = [
        *(_gate_lines(one, style) for one in gates),
        *(_lines(one, style) for one in explained),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _gate_lines(one: ExplainedGate, style: Callable[[str, str], str]) -> Iterator[str]:
    yield f"{style(one.postmortem, 'strong')}  Its {one.asks_for}"
    late = _how_late((one.today - one.due.on).days)
    asked = ", ".join(one.asked) or "whoever reads it, as no author is named"
    reminders = [one.no_reminder] if one.no_reminder else []
    reminders += [_on_a_day(spoken, _because(spoken)) for spoken in one.reminders]
    if one.reminders and one.repeat:
        reminders.append(_again(one.repeat))
    due = [f"{one.due.on:%Y-%m-%d %a}, {late}", one.due.why]
    yield from _parts({"due": due, "asks": [asked], "reminders": reminders})


def _lines(one: Explanation, style: Callable[[str, str], str]) -> Iterator[str]:
    yield f"{style(one.key, 'strong')}  {printable(one.item.title)}"
    yield from _parts({"due": _due(one), "owner": _owner(one), "reminders": _reminders(one)})


def _parts(parts: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for name, lines in parts.items():
        for number, line in enumerate(lines):
            yield f"  {'' if number else name:<{_WIDTH}}{printable(line)}"


def _due(one: Explanation) -> Iterator[str]:
    if one.due is None:
        yield f"no date: {one.no_date}"
        yield from _silent_rule(one)
        return
    late = f", {_how_late((one.today - one.due.on).days)}" if one.item.status == "open" else ""
    yield f"{one.due.on:%Y-%m-%d %a}{late}"
    yield one.due.why
    if one.due.slips:
        days = [str(other.on) for other in one.otherwise[:1]]
        days += [str(extension.due) for extension in one.item.extensions[:-1]]
        said = f" (before that {', then '.join(days)})" if days else ""
        yield f"moved {'once' if one.due.slips == 1 else f'{one.due.slips} times'}{said}"
    if one.due.came_from not in ("extension", "file"):
        yield from _silent_rule(one)
    for other in one.otherwise:
        yield f"otherwise {other.on:%Y-%m-%d %a} ({other.why})"


def _silent_rule(one: Explanation) -> Iterator[str]:
    if one.silent_rule:
        of = f" for {one.item.priority}" if one.item.priority else ", as the item has no priority"
        yield f"{one.silent_rule} is the first that fits, and sets no date{of}"


def _how_late(days: int) -> str:
    if days == 0:
        return "today"
    return f"{_days(days)} ago" if days > 0 else f"in {_days(days)}"


def _owner(one: Explanation) -> Iterator[str]:
    problem = one.owner.problem
    yield one.owner.said + (f" ({problem})" if problem else "")
    if one.owner_by is not None and one.wants_owner:
        yield f"wanted by {one.owner_by.on:%Y-%m-%d %a} ({one.owner_by.why})"
    if one.asks and one.no_issue:
        yield "asked for once it has an issue:"
    for ask in one.asks:
        whom = ", ".join(one.asked) or "whoever reads it"
        said = f"{_because(ask)}; asks {whom} for one"
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
    elif one.no_reminder:
        yield one.no_reminder
    if one.reminders and not one.owner.assignees:
        whom = ", ".join(one.greeted) or "whoever reads it"
        yield f"to {whom}, as long as nobody is assigned:"
    for spoken in one.reminders:
        yield _on_a_day(spoken, _because(spoken))
    if one.reminders and one.repeat:
        yield _again(one.repeat)
    if one.missing:
        why: dict[str, list[str]] = {}
        for role in one.missing:
            why.setdefault(_UNNAMED[role], []).append(role)
        said = (f"{' and '.join(roles)} ({reason})" for reason, roles in why.items())
        yield f"not told: {'; '.join(said)}"


def _again(days: int) -> str:
    return f"and then every {_days(days)}" if days > 1 else "and then every day"


def _on_a_day(spoken: Spoken, said: str) -> str:
    return f"{spoken.on:%Y-%m-%d %a}  {_when(spoken.days):<17}{said}"


def _because(spoken: Spoken) -> str:
    said = [", ".join(spoken.because_of)]
    if spoken.moved:
        said.append(f"moved from {spoken.planned} ({spoken.moved})")
    if spoken.gives_way:
        said.append("left out, as the next one is on the same day")
    elif spoken.also:
        said.append(f"also to {', '.join(spoken.also)}")
    return "; ".join(said)


def _when(days: int) -> str:
    if days == 0:
        return "on that day"
    return f"{_days(days)} {'before' if days < 0 else 'after'}"


def _days(count: int) -> str:
    return f"{abs(count)} day{'' if abs(count) == 1 else 's'}"


def explanations_json(explained: Sequence[Explanation], gates: Sequence[ExplainedGate] = ()) -> str:
    """Give the same for a machine."""
    items, owed = [_object(one) for one in explained], [_gate(one) for one in gates]
    data = {"version": 1, "items": items, "gates": owed}
    return with_hidden_escaped(json.dumps(data, indent=2, ensure_ascii=False))


def _gate(one: ExplainedGate) -> dict[str, Any]:
    return {
        "postmortem": one.postmortem,
        "asks_for": one.asks_for,
        "due": _date(one.due),
        "asked": list(one.asked),
        "reminders": [_reminder(spoken) for spoken in one.reminders],
        "repeat": one.repeat,
        "no_reminder": one.no_reminder or None,
    }


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
        "greeted": list(one.greeted) if one.reminders else [],
        "reminders": [_reminder(spoken) for spoken in one.reminders],
        "no_issue": one.no_issue or None,
        "no_reminder": one.no_reminder or None,
        "silent_rule": one.silent_rule or None,
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
