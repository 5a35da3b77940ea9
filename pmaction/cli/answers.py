"""What is said of a new postmortem, by options or in answer to questions, and held to the rules."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click
from msgspec import Struct
from msgspec.structs import replace

from pmaction.checking import check_files
from pmaction.cli.session import Session, style
from pmaction.errors import UsageError
from pmaction.findings import Severity
from pmaction.reading import read_postmortem

_FLAGS = {
    "title": "--title",
    "severity": "--severity",
    "services": "--service",
    "times": "--started",
}


class Answers(Struct, frozen=True):
    """What is known; an empty value is one that nobody gave."""

    title: str = ""
    severity: str = ""
    services: tuple[str, ...] = ()
    started: str = ""

    def data(self) -> dict[str, Any]:
        """Give a small document with these values in it."""
        given = {
            "title": self.title,
            "severity": self.severity,
            "services": list(self.services),
            "times": {"started": self.started} if self.started else None,
        }
        named = {name: value for name, value in given.items() if value}
        return {"id": "PM-2025-001", "title": "A title", "status": "draft", **named}


def tidy(text: str | None) -> str:
    """Bring a text onto one line, without blanks around it."""
    return " ".join((text or "").split())


def tidy_names(names: Iterable[str]) -> tuple[str, ...]:
    """Give each name once, leaving out the empty ones."""
    return tuple(dict.fromkeys(name for name in map(tidy, names) if name))


def known_severity(session: Session, text: str | None) -> str:
    """Spell a severity as it is defined, whatever its letters' case; others stay as they are."""
    known = ("P0", "P1", "P2", "P3", *session.config.severity_aliases)
    given = tidy(text)
    return next((name for name in known if name.casefold() == given.casefold()), given)


def refuse_mistakes(session: Session, answers: Answers) -> None:
    """Hold the values against the schema and the rules, as `validate` would.

    Raises UsageError that says which option is wrong and what is expected.
    """
    try:
        raw = json.dumps(answers.data(), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise UsageError(
            "an option holds bytes that are not text", "Set your terminal to UTF-8."
        ) from None
    file = read_postmortem("", raw)
    for finding in check_files((file,), session.config, session.now):
        name = finding.pointer.split("/")[1] if finding.pointer else ""
        if name == "title" and finding.severity is Severity.WARNING:
            continue  # how a title is worded is a matter for the review
        if flag := _FLAGS.get(name):
            hint = f"{finding.hint}{_with_zone(session, answers.started)}"
            raise UsageError(f"{flag}: {finding.message}", hint)


def _with_zone(session: Session, started: str) -> str:
    """Complete a time of which only the zone was forgotten."""
    try:
        time = datetime.fromisoformat(started)
    except ValueError:
        return ""
    if time.tzinfo is not None or len(started) <= len("2025-12-14"):
        return ""
    zoned = time.replace(tzinfo=session.now.tzinfo).isoformat(timespec="minutes")
    zone = session.config.time_zone
    return f" In the zone {zone} it would be {zoned.replace('+00:00', 'Z')}."


def ask(session: Session, answers: Answers) -> Answers:
    """Ask on the terminal for what was not given; only the title has to be answered."""
    now = session.now.isoformat(timespec="minutes").replace("+00:00", "Z")
    severities = ", ".join(("P0 to P3", *session.config.severity_aliases))
    questions = {
        "title": "What broke, and for whom",
        "severity": f"Severity ({severities})",
        "services": "Affected services, with commas between them",
        "started": f"When did it start (a time like {now}, or a date)",
    }
    missing = [name for name in questions if not getattr(answers, name)]
    if any(name != "title" for name in missing):
        hint = "Only the title is needed; Enter leaves a question open."
        click.echo(style(hint, "dim"), err=True)
    for name in missing:
        answers = click.prompt(
            questions[name],
            default=None if name == "title" else "",
            show_default=False,
            value_proc=lambda text, name=name, before=answers: _answered(
                session, before, name, text
            ),
            err=True,
        )
    return answers


def _answered(session: Session, answers: Answers, name: str, text: str) -> Answers:
    """Add one answer. Raises click's UsageError, upon which the question is asked again."""
    match name:
        case "title":
            if not tidy(text):
                raise click.UsageError("A postmortem needs a title.")
            answers = replace(answers, title=tidy(text))
        case "severity":
            answers = replace(answers, severity=known_severity(session, text))
        case "services":
            answers = replace(answers, services=tidy_names(text.split(",")))
        case _:
            answers = replace(answers, started=tidy(text))
    try:
        refuse_mistakes(session, answers)
    except UsageError as error:
        message = error.message.partition(": ")[2]
        raise click.UsageError(f"{message}\n  {error.hint}") from None
    return answers
