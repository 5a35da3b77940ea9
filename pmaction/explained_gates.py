"""What a postmortem itself owes: by when, by which setting, and who is asked on which day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from pmaction.config import Config
from pmaction.days import today_of
from pmaction.desired import SourcedPostmortem
from pmaction.due import Due
from pmaction.explanation import Spoken, reminder_days, why_no_reminder
from pmaction.gates import hours_to_publish, owed_by_file
from pmaction.policy import terms_of
from pmaction.reminding.matter import Links, Matter, Place


class ExplainedGate(Struct, frozen=True):
    """Something that is owed: `asks_for` says what, `asked` are those who are reminded of it.

    `reminders` end with the first that is repeated, every `repeat` days if that is not 0.
    """

    postmortem: str
    asks_for: str
    today: date
    due: Due
    asked: tuple[str, ...]
    reminders: tuple[Spoken, ...]
    repeat: int
    no_reminder: str = ""


def explain_gates(
    sourced: SourcedPostmortem, config: Config, now: datetime
) -> Iterator[ExplainedGate]:
    """Explain what a postmortem owes at a moment; nothing of what it does not owe."""
    terms = terms_of(config)
    today = today_of(now, config)
    links = Links(to_source=lambda source: source.path)
    for matter in owed_by_file(sourced, Place(), config, today, links):
        days = reminder_days(matter.due, matter.audience, config.reminders, terms)
        yield ExplainedGate(
            postmortem=sourced.postmortem.id,
            asks_for=matter.asks_for,
            today=today,
            due=_due(matter, sourced, config),
            asked=matter.audience.persons,
            reminders=days,
            repeat=config.reminders.repeat,
            no_reminder="" if days else why_no_reminder(matter.due, config.reminders, terms),
        )


def _due(matter: Matter, sourced: SourcedPostmortem, config: Config) -> Due:
    severity = sourced.postmortem.severity
    if matter.asks_for == "publication":
        hours = hours_to_publish(sourced.postmortem, config)
        said = f"late-publication: a {severity} within {hours} hours of the incident's end"
        return Due(matter.due, f"rule {said}", came_from="rule late-publication")
    said = f"gates.action_items: once published, a {severity} has some, or says why not"
    return Due(matter.due, said, came_from="gates.action_items")
