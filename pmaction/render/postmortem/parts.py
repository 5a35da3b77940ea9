"""What documents are made of: facts, quotes, lists and tables, as lines of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pmaction.moment import Duration
from pmaction.render.postmortem.escaping import block, clean, inline

UNKNOWN = "unknown"
EMPTY = "_Nothing is written here yet._"
NOBODY = "_nobody yet_"
NO_DATE = "_no date_"


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value on a line of a list; `long` is a Markdown text in its place.

    `value` is Markdown already. A fact without a value or a text is left out.
    """

    label: str
    value: str | None = None
    long: str | None = None
    below: tuple[Fact, ...] = ()


def facts(given: Iterable[Fact], indent: str = "") -> list[str]:
    """Write facts as a list; a long text stands below its name, indented."""
    lines: list[str] = []
    for fact in given:
        lines += _fact(fact, indent)
    return lines


def _fact(fact: Fact, indent: str) -> list[str]:
    lead = f"{indent}- **{fact.label}:**"
    if fact.value:
        lines = [f"{lead} {fact.value}"]
    elif fact.long and (text := clean(fact.long)):
        if "\n" not in text:
            lines = [f"{lead} {inline(text)}"]
        else:
            lines = [lead, "", *indented(block(text), f"{indent}  "), ""]
    else:
        return []
    return lines + facts(fact.below, f"{indent}  ")


def indented(lines: Iterable[str], indent: str) -> list[str]:
    """Indent all lines that are not empty."""
    return [f"{indent}{one}" if one else "" for one in lines]


def quote(text: str | None) -> list[str]:
    """Quote a text: whatever Markdown is in it, it ends with the quote."""
    if not text or not clean(text):
        return []
    return [f"> {one}" if one else ">" for one in block(text)]


def bullets(texts: Iterable[str]) -> list[str]:
    """List Markdown texts, each with all of its lines."""
    lines: list[str] = []
    for text in texts:
        first, *rest = block(text)
        lines += [f"- {first}", *indented(rest, "  ")]
    return lines


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table of cells that are Markdown already; nothing if it has no rows."""
    written = [_row(row) for row in rows]
    return [_row(head), _row(["---"] * len(head)), *written] if written else []


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def section(heading: str, *parts: Sequence[str], always: bool = False) -> list[str]:
    """Put parts under a heading, with empty lines between them.

    A section without any is left out, or says so if it is there `always`.
    """
    filled = [part for part in parts if part] or ([[EMPTY]] if always else [])
    if not filled:
        return []
    return joined([heading], *filled)


def joined(*parts: Sequence[str]) -> list[str]:
    """Join parts by single empty lines."""
    lines: list[str] = []
    for part in parts:
        trimmed = _trimmed(part)
        if trimmed:
            lines += ["", *trimmed] if lines else trimmed
    return lines


def _trimmed(part: Sequence[str]) -> list[str]:
    lines = list(part)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def written(lines: Sequence[str]) -> str:
    """Give the text of a document."""
    return "\n".join(lines) + "\n"


def said(duration: Duration | None) -> str:
    """Give a length of time, or `unknown`: what cannot be computed is never 0."""
    return UNKNOWN if duration is None else str(duration)


def number(value: float) -> str:
    """Write a number with its thousands apart, and no more digits than it has: `1,200`, `99.9`."""
    return f"{int(value) if float(value).is_integer() else value:,}"


def percent(value: float | None) -> str | None:
    """Write a share, if there is one."""
    return None if value is None else f"{number(value)} %"


def words(term: str | None) -> str | None:
    """Write a term of the schema in words: `automated-alert` becomes `automated alert`."""
    return None if term is None else term.replace("-", " ").replace("_", " ")


def headed(term: str) -> str:
    """Write a term of the schema as a heading or a cell begins: `Automated alert`."""
    return (words(term) or "").capitalize()
