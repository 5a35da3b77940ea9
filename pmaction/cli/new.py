"""`pmaction new`."""

from __future__ import annotations

import os
import shlex
import sys
from importlib.resources import files
from pathlib import Path

import click

from pmaction.authoring import (
    Draft,
    file_paths,
    fill_template,
    incident_day,
    next_id,
)
from pmaction.cli.answers import Answers, ask, known_severity, refuse_mistakes, tidy, tidy_names
from pmaction.cli.session import Session, common_options, style
from pmaction.cli.taken_ids import taken_ids
from pmaction.document import Document, read_document
from pmaction.errors import UsageError
from pmaction.findings import Finding
from pmaction.moment import parse_moment
from pmaction.path_patterns import is_covered
from pmaction.policy import working_days_of

TEMPLATE = ".pmaction/template.yaml"
SCHEMA = ".pmaction/postmortem.v1.schema.json"
_EDITOR_LINE = "# yaml-language-server:"


@click.command("new")
@click.option("--title", metavar="TEXT", help="What broke and for whom, in one line.")
@click.option("--severity", metavar="NAME", help="P0 to P3, or one of your severity aliases.")
@click.option(
    "--service", "services", multiple=True, metavar="NAME", help="An affected service; repeatable."
)
@click.option(
    "--started",
    metavar="TIME",
    help="When the trouble began: 2025-12-14T10:00:00+03:00, 2025-12-14, either of them after "
    "`about`, or `unknown`.",
)
@common_options
def command(
    session: Session,
    title: str | None,
    severity: str | None,
    services: tuple[str, ...],
    started: str | None,
) -> None:
    """Start a postmortem from the template, with the next free id.

    On a terminal it asks for what is not given. It prints the path of the new file.
    """
    answers = Answers(
        tidy(title), known_severity(session, severity), tidy_names(services), tidy(started)
    )
    refuse_mistakes(session, answers)
    if sys.stdin.isatty() and sys.stderr.isatty():
        answers = ask(session, answers)
    if not answers.title:
        raise UsageError(
            "a postmortem needs a title, and there is no terminal to ask on",
            'Give it: pmaction new --title "What broke, and for whom"',
        )
    moment = parse_moment(answers.started) if answers.started else None
    draft = Draft(
        next_id(taken_ids(session), incident_day(moment, session.now).year),
        answers.title,
        session.now,
        answers.severity or None,
        answers.services,
        moment,
        working_days_of(session.config),
    )
    relative = _write(session, draft)
    shown = os.path.relpath(session.workspace.root / relative)
    click.echo(shown)
    _say_what_is_next(session, draft, relative, shlex.quote(shown))


def _write(session: Session, draft: Draft) -> str:
    """Write the new file where nothing is yet, and give its path from the root.

    Raises UsageError when the template cannot be used or the path leads out of the repository,
    and PmactionError when the file cannot be written.
    """
    workspace = session.workspace
    filled = fill_template(_template(session), draft)
    _refuse_broken(filled, draft)
    has_schema = workspace.inside(SCHEMA).is_file()
    for relative in file_paths(session.config.postmortems, draft):
        path = workspace.inside(relative)
        text = filled
        if has_schema and not filled.startswith(_EDITOR_LINE):
            text = f"{_EDITOR_LINE} $schema={'../' * relative.count('/')}{SCHEMA}\n{filled}"
        if workspace.write_new(path, text):
            return relative
    raise AssertionError("there is always one more path")


def _template(session: Session) -> str:
    """Read the repository's own template, or else the shipped one."""
    path = session.workspace.inside(TEMPLATE)
    if not os.path.lexists(path):
        return files("pmaction").joinpath("templates", "postmortem.yaml").read_text("utf-8")
    raw = session.workspace.read(path)
    if isinstance(raw, Finding):
        raise UsageError(f"{TEMPLATE} cannot be used: {raw.message}", raw.hint)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{TEMPLATE} is not UTF-8", "Save it again as UTF-8.") from None


def _refuse_broken(filled: str, draft: Draft) -> None:
    """Refuse a template of which no document with the new id comes out, by UsageError."""
    document = read_document("", filled.encode())
    hint = f"Correct {TEMPLATE}; without that file the shipped one is used."
    if not isinstance(document, Document):
        first = document[0]
        line = filled.splitlines()[first.line - 1 : first.line]
        shown = f", at `{line[0].strip()}`" if line else ""
        raise UsageError(f"the template gives no valid YAML{shown}: {first.message}", hint)
    if not isinstance(document.data, dict) or document.data.get("id") != draft.id:
        raise UsageError("the template has no line `id: {{id}}`", hint)


def _say_what_is_next(session: Session, draft: Draft, relative: str, shown: str) -> None:
    session.talk.say(
        f"\n{style(draft.id, 'strong')} is a draft; no issue is opened for it yet. Next:\n"
        "  1. Open the file and write down what you know; gaps are fine.\n"
        f"  2. pmaction validate {shown}\n"
        "  3. Once others agree with it, set `status: reviewed`; its action items become issues."
    )
    if not is_covered(relative, session.config.postmortems):
        session.talk.say(
            f"\n{style('warning:', 'warning')} `postmortems` in .pmaction.yml does not name this "
            f"file, so that other commands pass over it.\n  Add this pattern: "
            f"{Path(relative).parent.as_posix()}/*{Path(relative).suffix}"
        )
