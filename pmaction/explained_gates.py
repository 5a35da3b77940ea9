"""What a postmortem itself owes: by when, by which setting, and who is asked on which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from pmaction.config import Config
from pmaction.days import day_of, today_of
from pmaction.desired import SourcedPostmortem
from pmaction.due import Due
from pmaction.explanation import Spoken, reminder_days, why_no_reminder
from pmaction.gates import hours_to_publish, incident_end, owed_by_file
from pmaction.incident import Times
from pmaction.model import Postmortem
from pmaction.policy import terms_of
from pmaction.reminding.matter import Links, Matter, Place
from pmaction.reminding.steps import Silence, silence_of


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
    sourced: SourcedPostmortem, config: Config, now: datetime, times: Mapping[str, Times]
) -> Iterator[ExplainedGate]:
    """Explain what a postmortem owes at a moment; nothing of what it does not owe.

    `times` are those of all incidents, by postmortem id.
    """
    terms = terms_of(config)
    today = today_of(now, config)
    links = Links(to_source=lambda source: source.path)
    for matter in owed_by_file(sourced, Place(), config, today, links, times):
        silence = silence_of(config.reminders, terms.working_days)
        days = reminder_days(matter.due, matter.audience, config.reminders, terms)
        days = tuple(_once_it_is_owed(days, matter, sourced.postmortem, config, silence))
        yield ExplainedGate(
            postmortem=sourced.postmortem.id,
            asks_for=matter.asks_for,
            today=today,
            due=_due(matter, sourced, config, times),
            asked=matter.audience.persons,
            reminders=days,
            repeat=config.reminders.repeat,
            no_reminder="" if days else why_no_reminder(matter.due, config.reminders, terms),
        )


def _once_it_is_owed(
    days: tuple[Spoken, ...],
    matter: Matter,
    postmortem: Postmortem,
    config: Config,
    silence: Silence,
) -> Iterator[Spoken]:
    """Bring what would come before anything was owed to the first day on which it can come."""
    if matter.asks_for == "publication":
        since, why = incident_end(postmortem), "the incident ended later"
    else:
        since, why = postmortem.published_at, "it was published later"
    day = day_of(since, config.time_zone)
    if day is None:
        yield from days
        return
    first = silence.after(day)
    early = [one for one in days if one.on < day]
    for one in early:
        # Of several on one day, the latest alone is said.
        gives_way = one is not early[-1] or any(other.on == first for other in days)
        yield replace(one, on=first, moved=why, gives_way=gives_way)
    yield from days[len(early) :]


def _due(
    matter: Matter, sourced: SourcedPostmortem, config: Config, times: Mapping[str, Times]
) -> Due:
    severity = sourced.postmortem.severity
    if matter.asks_for == "publication":
        asked = hours_to_publish(sourced.postmortem, config, times)
        within = f"{asked} within {asked.hours} hours" if asked is not None else ""
        said = f"late-publication: {within} of the incident's end"
        return Due(matter.due, f"rule {said}", came_from="rule late-publication")
    said = f"gates.action_items: once published, a {severity} has some, or says why not"
    return Due(matter.due, said, came_from="gates.action_items")
