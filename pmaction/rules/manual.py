"""Manual pages of rules, read into their parts.

A page is the docstring of a check: one line that says what is required, then `Why:`, `Fix:` and,
where the rule comes from outside, `Source:`, each a paragraph; then `Failing:` and `Passing:`,
each with an indented piece of a postmortem. Comments at the beginning of such a piece say what
is around it:

    # file: postmortems/2025/2025-12-14-email-outage.yaml     its own path
    # other: PM-2025-002/A1 at postmortems/2025/...yaml       another document, with an item
    # recurs: PM-2024-007 of PM-2025-001                      another document's `recurrence_of`
    # base: A1 Add an alert, due 2026-01-15                   an item that the base branch has
    # config: due_policy: none                                a line of .pmaction.yml

What the registry says (severity, status, options) is no part of the docstring; `said_of` and
`option_lines` say it.
"""

from __future__ import annotations

import re

from msgspec import Struct

from pmaction.rules.base import Rule
from pmaction.rules.options import option_pages

_HEADER = re.compile(r"(Why|Fix|Source|Failing|Passing):(?: (.*))?")
_AROUND = re.compile(r"# (file|other|recurs|base|config): (.+)")
_ORDERS = (
    ["Why", "Fix", "Failing", "Passing"],
    ["Why", "Fix", "Source", "Failing", "Passing"],
)
_INDENT = "    "


class Example(Struct, frozen=True):
    """A piece of a postmortem, with what is around it.

    `others` holds a postmortem id or an item key with the path of its document, for each
    document that the example needs; `repeats` which of them recurs which; `base` the ids and
    titles of action items that the postmortem, reviewed already, has on the base branch;
    `config` is the text of its `.pmaction.yml`.
    """

    text: str
    file: str | None = None
    others: tuple[tuple[str, str], ...] = ()
    repeats: tuple[tuple[str, str], ...] = ()
    base: tuple[tuple[str, str], ...] = ()
    config: str = ""


class Manual(Struct, frozen=True):
    """A rule's manual page in its parts; `source` is empty for a rule of our own."""

    summary: str
    why: str
    fix: str
    source: str
    failing: Example
    passing: Example


def parse_manual(page: str) -> Manual:
    """Read a manual page, already freed of the docstring's indentation.

    Raises ValueError when it has not the form that this module describes.
    """
    summary, *rest = page.splitlines() or [""]
    if not summary.endswith("."):
        raise ValueError("a manual page begins with one line that ends with a full stop")
    names: list[str] = []
    contents: list[list[str]] = []
    for line in rest:
        if header := _HEADER.fullmatch(line):
            names.append(header[1])
            contents.append([header[2] or ""])
        elif contents:
            contents[-1].append(line)
        elif line:
            raise ValueError(f"`{line}` stands before the first part")
    if names not in _ORDERS:
        raise ValueError(f"the parts are {names}, not {_ORDERS[0]} with `Source` after `Fix`")
    parts = dict(zip(names, contents, strict=True))
    return Manual(
        summary,
        _paragraph("Why", parts["Why"]),
        _paragraph("Fix", parts["Fix"]),
        _paragraph("Source", parts["Source"]) if "Source" in parts else "",
        _example("Failing", parts["Failing"]),
        _example("Passing", parts["Passing"]),
    )


def _paragraph(name: str, lines: list[str]) -> str:
    text = "\n".join(lines).strip()
    if not text or "\n\n" in text:
        raise ValueError(f"`{name}` is not one paragraph")
    return " ".join(text.split())


def _example(name: str, lines: list[str]) -> Example:
    same_line, *rest = lines
    if same_line or any(line and not line.startswith(_INDENT) for line in rest):
        raise ValueError(f"`{name}` is not an indented example below its header")
    text = "\n".join(line.removeprefix(_INDENT) for line in rest).strip("\n") + "\n"
    if not text.strip():
        raise ValueError(f"`{name}` is empty")
    file: str | None = None
    others: list[tuple[str, str]] = []
    repeats: list[tuple[str, str]] = []
    base: list[tuple[str, str]] = []
    config: list[str] = []
    for line in text.splitlines():
        around = _AROUND.fullmatch(line)
        if around is None:
            break
        kind, value = around.groups()
        if kind == "file":
            file = value
        elif kind == "config":
            config.append(value)
        else:
            word = {"base": " ", "recurs": " of ", "other": " at "}[kind]
            first, there, second = value.partition(word)
            if not there:
                raise ValueError(f"`{line}` does not say what or where it is")
            {"base": base, "recurs": repeats, "other": others}[kind].append((first, second))
    config_text = "".join(line + "\n" for line in config)
    return Example(text, file, tuple(others), tuple(repeats), tuple(base), config_text)


def said_of(rule: Rule) -> str:
    """Say how much a rule's findings count, and from which status on it asks."""
    asked = "" if rule.asks_from == "draft" else f" Asks from the status `{rule.asks_from}` on."
    return f"Severity: {rule.severity.value}.{asked}"


def option_lines(rule: Rule) -> list[str]:
    """Say what can be set for a rule in `.pmaction.yml`, one option a line."""
    return [
        f"`{page.name}`: {page.says} Expected {page.expected}; by default {page.default}."
        for page in option_pages(rule.options)
    ]
