"""Plans and reports as Markdown, for a comment on a pull request and for a step's summary.

All text from files and issues is made inert: it pings nobody, hides nothing and leads nowhere. Each
piece has a cell or a line of its own, where a stray back tick in it cannot reach another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pmaction.change import ApplyReport, Change, Kind, Note, Outcome, Plan, Result
from pmaction.identity import postmortem_of, reading_order
from pmaction.render.github import MAX_SUMMARY_BYTES
from pmaction.render.inert import code_span, table_cell
from pmaction.render.text import by_postmortem, count, details, folded, goes_without_saying

MAX_LEFT_OUT = 5
_FOR_THE_END = 200


@dataclass(frozen=True, slots=True)
class Bound:
    """How long a text may become, and how that is measured."""

    most: int
    size: Callable[[str], int]


COMMENT = Bound(60_000, len)
"""GitHub takes 65,536 characters; a hidden mark comes with them."""

SUMMARY = Bound(MAX_SUMMARY_BYTES, lambda text: len(text.encode(errors="replace")))

_PLAN_HEAD = "| Change | Item | Title | Why |\n| --- | --- | --- | --- |"
_REPORT_HEAD = "| Outcome | Change | Item | Title | Why |\n| --- | --- | --- | --- | --- |"
_LOUD = (Outcome.FAILED, Outcome.DEFERRED)


def plan_markdown(
    plan: Plan,
    bound: Bound,
    *,
    lead: str = "`pmaction apply`",
    left_out: Sequence[str] = (),
    refused: str = "",
) -> str:
    """Write a plan by postmortem, with what it comes to in plain words first.

    `lead` is what would do it, `left_out` are files that cannot be used, `refused` says how many
    issues are opened if that is more than allowed. What is too long is cut with a word.
    """
    top = [f"**{lead} would {_in_words(plan.changes)}.**"]
    if refused:
        top.append(
            f"**`pmaction apply` would refuse this:** it opens {table_cell(refused)}. If it is "
            "right, raise `allow_creates` in the configuration, or run `apply` with a higher "
            "`--allow-creates`."
        )
    if left_out:
        top.append(_left_out(left_out))
    rows: list[str] = []
    for postmortem_id, changes in by_postmortem(plan.changes).items():
        rows += _table(postmortem_id, _PLAN_HEAD, map(_change, folded(changes)))
    return _bounded(top, {"change": rows, "note": _notes(plan.notes)}, bound)


def report_markdown(report: ApplyReport, bound: Bound) -> str:
    """Write what became of each change by postmortem, with the counts in plain words first."""
    counts = report.summary()
    said = _listed([f"{count(number, 'change')} {name}" for name, number in counts.items()])
    top = [f"**{said}.**" if said else "**There was nothing to do.**"]
    if any(outcome.value in counts for outcome in _LOUD):
        top.append("Run `pmaction` again: it finishes what is left, and doubles nothing.")
    created = {r.change.item for r in report.results if r.change.kind is Kind.CREATE}
    grouped: dict[str, list[str]] = {}
    for result in sorted(report.results, key=_worst_first):
        if result.outcome in _LOUD or not goes_without_saying(result.change, created):
            rows = grouped.setdefault(postmortem_of(result.change.item), [])
            rows.append(_result(result))
    rows = [row for key, found in grouped.items() for row in _table(key, _REPORT_HEAD, found)]
    return _bounded(top, {"change": rows, "note": _notes(report.notes)}, bound)


def issues_markdown(number: int, lines: Sequence[str]) -> str:
    """Write which issues were opened for a pull request; `lines` are a list, one issue each."""
    were = "issue was" if number == 1 else "issues were"
    top = [
        f"**{number} {were} opened for this pull request.**",
        "`pmaction` keeps them up to date from the files; whoever closes one says that it is done.",
    ]
    first, *rest = lines
    return _bounded(top, {"issue": [f"\n{first}", *rest]}, COMMENT)


def _worst_first(result: Result) -> tuple[bool, tuple[str, bool, str, int, str]]:
    return result.outcome not in _LOUD, reading_order(result.change.item)


def _in_words(changes: Sequence[Change]) -> str:
    """Say what changes come to for the issues that a person will find."""
    new = {change.item for change in changes if change.kind is Kind.CREATE}

    def items(*kinds: Kind) -> set[str]:
        found = {c.item for c in changes if c.kind in kinds and c.pull is None}
        return found - new

    reopened, closed = items(Kind.REOPEN), items(Kind.CLOSE)
    numbers = (
        ("open", len(new), "issue"),
        ("reopen", len(reopened), "issue"),
        ("close", len(closed), "issue"),
        ("change", len(items(Kind.UPDATE, Kind.LABEL, Kind.LINK) - reopened - closed), "issue"),
        ("comment on", len(items(Kind.COMMENT)), "issue"),
        ("comment on", len({c.pull for c in changes if c.pull is not None}), "pull request"),
    )
    parts = [f"{verb} {count(number, noun)}" for verb, number, noun in numbers if number]
    return _listed(parts) or "change nothing"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _left_out(paths: Sequence[str]) -> str:
    shown = ", ".join(code_span(path) for path in paths[:MAX_LEFT_OUT])
    more = f" and {len(paths) - MAX_LEFT_OUT} more" if len(paths) > MAX_LEFT_OUT else ""
    return f"Left out, since they cannot be used: {shown}{more}. `pmaction validate` says why."


def _table(postmortem_id: str, head: str, rows: Iterable[str]) -> list[str]:
    """Give the rows of a table, with heading and head as part of the first."""
    written = list(rows)
    if written:
        written[0] = f"\n### {table_cell(postmortem_id)}\n\n{head}\n{written[0]}"
    return written


def _change(change: Change) -> str:
    title = table_cell(change.title)
    return f"| {change.kind.value} | {_item(change)} | {title} | {_why(change)} |"


def _result(result: Result) -> str:
    change, outcome = result.change, result.outcome.value
    loud = f"**{outcome}**" if result.outcome in _LOUD else outcome
    why = table_cell(result.detail) if result.detail else _why(change)
    issue = result.issue if result.issue is not None else change.issue
    return (
        f"| {loud} | {change.kind.value} | {_item(change, issue)} "
        f"| {table_cell(change.title)} | {why} |"
    )


def _item(change: Change, issue: int | str | None = None) -> str:
    number = change.issue if issue is None else issue
    link = f" #{number}" if isinstance(number, int) else ""
    return f"{code_span(change.item)}{link}"


def _why(change: Change) -> str:
    return table_cell("; ".join([change.why, *details(change)]))


def _notes(notes: Sequence[Note]) -> list[str]:
    lines = []
    for note in notes:
        said = table_cell(f"{note.message}. {note.hint}".rstrip())
        lines.append(f"- {code_span(note.item)} {said}" if note.item else f"- {said}")
    if lines:
        lines[0] = f"\n### Good to know\n\n{lines[0]}"
    return lines


def _bounded(top: Sequence[str], parts: Mapping[str, Sequence[str]], bound: Bound) -> str:
    """Join all lines as long as there is room, and say how many of each kind were left out."""
    lines = ["\n\n".join(top)]
    size = bound.size(lines[0]) + _FOR_THE_END
    left: list[str] = []
    for noun, entries in parts.items():
        for number, entry in enumerate(entries):
            size += bound.size(entry) + 1
            if left or size > bound.most:
                left.append(count(len(entries) - number, f"more {noun}"))
                break
            lines.append(entry)
    if left:
        lines.append(f"\n… and {_listed(left)}, too many to show here.")
    return "\n".join(lines)
