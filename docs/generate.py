"""Writes what is generated: pages of `docs/`, this repository's own workflows.

See `python3 dev.py docs`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from pmaction.cli import COMMANDS, cli
from pmaction.rules import RULES
from pmaction.rules.base import Rule
from pmaction.rules.file_checks import FILE_CHECKS
from pmaction.rules.manual import Manual, option_lines, parse_manual, said_of
from pmaction.workflows import FOLDER, HERE, NAMES, workflow

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
HEADER = "<!-- Generated: `python3 dev.py docs` writes this page anew. -->"


def help_of(name: str) -> str:
    """Give a command's help as `--help` shows it on a terminal of 100 columns.

    Behind that of a command with commands below it comes theirs.
    """
    group = click.Context(cli, info_name="pmaction", terminal_width=WIDTH, **cli.context_settings)
    return _help(cli, name, group)


def _help(group: click.Group, name: str, parent: click.Context) -> str:
    command = group.get_command(parent, name)
    if command is None:
        raise LookupError(f"`{name}` is listed, but there is no such command")
    with click.Context(
        command, parent=parent, info_name=name, terminal_width=WIDTH, **command.context_settings
    ) as context:
        parts = ["\n".join(map(str.rstrip, command.get_help(context).splitlines()))]
        if isinstance(command, click.Group):
            parts += [_help(command, below, context) for below in command.list_commands(context)]
    return "\n\n".join(parts)


def commands_page() -> str:
    """Write the page of all commands, in the order in which one meets them."""
    lines = [
        HEADER,
        "",
        "# Commands",
        "",
        "What `pmaction COMMAND --help` says. The exit codes are in the [README](../README.md).",
        "",
        "| Command | What it does |",
        "|---|---|",
        *(f"| [`{name}`](#{name}) | {_cell(what)} |" for name, what in COMMANDS.items()),
    ]
    for name in COMMANDS:
        lines += ["", f"## {name}", "", "```text", help_of(name), "```"]
    return "\n".join(lines) + "\n"


def rules_page() -> str:
    """Write the page of all rules, in the order in which `pmaction rules` lists them."""
    lines = [
        HEADER,
        "",
        "# Rules",
        "",
        "What is checked beyond the schema. `pmaction rules ID` shows one page of these. The tests",
        "run both examples of each rule.",
        "",
        "Under `rules` in `.pmaction.yml` each can be an `error`, a `warning` or `off`, or a group",
        "that also says `from` which status on it asks, and sets the rule's own options:",
        "",
        "```yaml",
        "rules:",
        '  file-name: "off"',
        "  late-publication: {severity: error, P1: 120}",
        "  contributing-factors: {from: published}",
        "```",
        "",
        "A finding is ignored by a comment with a reason, on its line or above it. Above an entry",
        "or a property the comment holds for all of it, above everything else for the file:",
        "",
        "```yaml",
        "# pmaction: ignore[due-before-incident] The vendor had promised it before.",
        "- {id: A3, title: Replace the modem, due: 2025-11-01}",
        "```",
        "",
        "The other findings come from reading the file and from the schema; they are errors, and",
        "cannot be turned off. They are listed [below](#reading-a-file).",
        "",
        "| Rule | Severity | What it asks for |",
        "|---|---|---|",
        *(
            f"| [`{rule.id}`](#{rule.id}) | {rule.severity.value} | {_cell(rule.title)} |"
            for rule in RULES
        ),
    ]
    for rule in RULES:
        lines += ["", *_rule(rule, parse_manual(rule.manual))]
    lines += ["", "## Reading a file", "", "| Finding | What is asked for |", "|---|---|"]
    lines += [f"| `{name}` | {_cell(title)} |" for name, title in FILE_CHECKS.items()]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule, manual: Manual) -> list[str]:
    said = [("Why", manual.why), ("Fix", manual.fix), ("Source", manual.source)]
    examples = [("Failing", manual.failing), ("Passing", manual.passing)]
    lines = [f"## {rule.id}", "", f"{manual.summary} {said_of(rule)}"]
    for name, text in said:
        lines += ["", f"**{name}:** {text}"] if text else []
    if options := option_lines(rule):
        lines += ["", "**Options:**", "", *(f"- {line}" for line in options)]
    for name, example in examples:
        lines += ["", f"**{name}:**", "", "```yaml", example.text.rstrip("\n"), "```"]
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def own_workflow(name: str) -> str:
    """Write one of the workflows as this repository uses it: with the action in `./`."""
    template = (ROOT / "pmaction/templates/workflows" / name).read_text(encoding="utf-8")
    note = "# Generated from pmaction/templates/workflows: `python3 dev.py docs` writes it anew.\n"
    return note + workflow(template, HERE, "main")


PAGES: dict[str, Callable[[], str]] = {
    "docs/commands.md": commands_page,
    "docs/rules.md": rules_page,
    **{f"{FOLDER}/{name}": partial(own_workflow, name) for name in NAMES},
}


def main() -> int:
    """Write each page whose text has changed, and say so."""
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        changed = not path.is_file() or path.read_bytes() != text.encode()
        if changed:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{name} {'written' if changed else 'unchanged'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
