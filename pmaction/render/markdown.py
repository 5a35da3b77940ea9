"""Plans and reports as Markdown, for a comment on a pull request and for a step's summary.

All text from files and issues is made inert: it pings nobody, hides nothing and leads nowhere. Each
piece has a cell or a line of its own, where a stray back tick in it cannot reach another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmaction.allowances import Refusal
from pmaction.change import ApplyReport, Change, Kind, Note, Outcome, Plan, Result
from pmaction.enumeration import joined, listed
from pmaction.identity import postmortem_of, reading_order
from pmaction.render.inert import code_span, table_cell
from pmaction.render.markdown_parts import COMMENT, Bound, Part, bounded, folded_part, table
from pmaction.render.text import by_postmortem, count, details, folded, goes_without_saying

MAX_LEFT_OUT = 5
MAX_UNFOLDED = 20
"""With more rows than this a text is long: its tables are folded, and say what is in them."""

_PLAN_HEAD = "| Change | Item | Title | Why |\n| --- | --- | --- | --- |"
_REPORT_HEAD = "| Outcome | Change | Item | Title | Why |\n| --- | --- | --- | --- | --- |"
_LOUD = (Outcome.FAILED, Outcome.DEFERRED)


def plan_markdown(
    plan: Plan,
    bound: Bound,
    *,
    lead: str = "`pmaction apply`",
    left_out: Sequence[str] = (),
    refused: Refusal | None = None,
    remarks: Sequence[str] = (),
) -> str:
    """Write a plan by postmortem, with what it comes to in plain words first.

    `lead` is what would do it, `left_out` are files that cannot be used, `refused` says why
    `apply` would not carry it out; `remarks` are Markdown. What is too long is cut with a word.
    """
    top = [f"**{lead} would {_in_words(plan.changes)}.**", *remarks]
    if refused:
        top.append(
            f"**`pmaction apply` would refuse this:** it would {refused.what}. If it is right, "
            f"raise {refused.settings} in the configuration, or run `apply` with "
            f"`{refused.options}`."
        )
    if left_out:
        top.append(_left_out(left_out))
    tables = {key: folded(changes) for key, changes in by_postmortem(plan.changes).items()}
    is_long = sum(map(len, tables.values())) > MAX_UNFOLDED
    parts = [
        table(
            key,
            _PLAN_HEAD,
            [_change(one) for one in shown],
            is_long and f"would {_in_words(shown)}",
        )
        for key, shown in tables.items()
    ]
    return bounded(top, [*parts, *_notes(plan.notes)], bound)


def report_markdown(report: ApplyReport, bound: Bound) -> str:
    """Write what became of each change by postmortem, with the counts in plain words first."""
    counts = report.summary()
    said = _counted(report.results)
    top = [f"**{said}.**" if said else "**There was nothing to do.**"]
    if any(outcome.value in counts for outcome in _LOUD):
        top.append("Run `pmaction` again: it finishes what is left, and doubles nothing.")
    created = {r.change.item for r in report.results if r.change.kind is Kind.CREATE}
    grouped: dict[str, list[Result]] = {}
    for result in sorted(report.results, key=_worst_first):
        if result.outcome in _LOUD or not goes_without_saying(result.change, created):
            grouped.setdefault(postmortem_of(result.change.item), []).append(result)
    is_long = sum(map(len, grouped.values())) > MAX_UNFOLDED
    parts = [
        table(
            key,
            _REPORT_HEAD,
            [_result(one) for one in found],
            is_long and _counted(found),
            is_open=any(one.outcome in _LOUD for one in found),
        )
        for key, found in grouped.items()
    ]
    return bounded(top, [*parts, *_notes(report.notes)], bound)


def issues_markdown(number: int, lines: Sequence[str], differences: Sequence[str] = ()) -> str:
    """Write which issues were opened for a pull request; `lines` are a list, one issue each.

    `differences` are sentences about what the plan that was shown had otherwise.
    """
    opened = "1 issue was" if number == 1 else f"{number or 'No'} issues were"
    top = [f"**{opened} opened for this pull request.**"]
    parts = []
    if lines:
        top.append(
            "`pmaction` keeps them up to date from the files; whoever closes one says that it is "
            "done."
        )
        first, *rest = lines
        parts.append(
            folded_part("issue", lines, "The issues")
            if number > MAX_UNFOLDED
            else Part("issue", [f"\n{first}", *rest], "")
        )
    if differences:
        head = (
            "**This is not what the plan before the merge showed.** Files or issues changed in "
            "between, or something is left for the next run:\n"
        )
        rows = [f"- {one}" for one in differences]
        parts.insert(0, Part("difference", rows, f"\n{head}"))
    return bounded(top, parts, COMMENT)


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
    return joined(parts) or "change nothing"


def _counted(results: Sequence[Result]) -> str:
    counts = ApplyReport(tuple(results)).summary()
    return joined([f"{count(number, 'change')} {name}" for name, number in counts.items()])


def _left_out(paths: Sequence[str]) -> str:
    shown = listed([code_span(path) for path in paths], MAX_LEFT_OUT)
    return f"Left out, since they cannot be used: {shown}. `pmaction validate` says why."


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


def _notes(notes: Sequence[Note]) -> Iterator[Part]:
    lines = []
    for note in notes:
        said = table_cell(f"{note.message}. {note.hint}".rstrip())
        lines.append(f"- {code_span(note.item)} {said}" if note.item else f"- {said}")
    if len(lines) > MAX_UNFOLDED:
        yield folded_part("note", lines, f"Good to know: {count(len(lines), 'note')}")
    elif lines:
        yield Part("note", lines, "\n### Good to know\n")
