"""The incidents whose postmortem is not begun: issues with the label for incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from pmaction.config import Config
from pmaction.days import today_of
from pmaction.desired import SourcedPostmortem
from pmaction.lengths import parse_length
from pmaction.model import Postmortem, Priority
from pmaction.policy import working_days_of
from pmaction.reminding.audience import Audience
from pmaction.reminding.matter import Matter, Place, Words
from pmaction.render.inert import code_span, inert_line, table_cell
from pmaction.standing import Incident

_BEGIN = (
    "No postmortem? Begin one with `pmaction new`, and write the line that stands beside the "
    "incident into it. No incident after all? Take the label off."
)
_PRIORITIES: tuple[Priority, ...] = ("P0", "P1", "P2", "P3")
_LATENESS_OF_UNKNOWN: Priority = "P1"


def missing_postmortems(
    postmortems: Sequence[SourcedPostmortem],
    incidents: Sequence[Incident],
    config: Config,
    today: date,
) -> Iterator[Matter]:
    """Give the incidents without a postmortem, with the day by which it is to be begun."""
    aliases = config.severity_aliases
    within = {
        aliases.get(name, name): length for name, length in config.gates.postmortem_within.items()
    }
    # Of thousands, each is looked at once.
    named = {name for one in postmortems for name in _named_in(one.postmortem)}
    for incident in incidents:
        length = within.get(_severity(incident, config) or _LATENESS_OF_UNKNOWN)
        if length is None or incident.is_false_alarm or incident.opened_at is None:
            continue
        opened = today_of(incident.opened_at, config)
        if config.track_since is not None and opened < config.track_since:
            continue
        if not named.isdisjoint(_names_of(incident)):
            continue
        try:
            due = parse_length(length).after(opened, working_days_of(config))
        except OverflowError:
            continue
        yield Matter(
            key=f"incident:{incident.number}",
            item=f"incident-{incident.number}",
            title=incident.title,
            due=due,
            today=today,
            place=Place(incident.number, incident.locked),
            audience=Audience(incident.assignees or tuple(filter(None, (incident.author,)))),
            words=_of_incident(incident),
            asks_for="postmortem",
        )


def _of_incident(incident: Incident) -> Callable[[], Words]:
    number = code_span(f"#{incident.number}")
    line = code_span(f'incident_id: "#{incident.number}"')
    ending = (
        f"Begin one with `pmaction new`, and write this issue into it: {line}. No incident after "
        "all? Take the label off."
    )
    cell = f"the postmortem of {number}: {table_cell(inert_line(incident.title))}"
    return lambda: Words("the postmortem of this incident", (), ending, cell, _BEGIN, line)


def _severity(incident: Incident, config: Config) -> Priority | None:
    """Give how bad an incident is by its labels, the worst if there are several."""
    aliases = {name.casefold(): priority for name, priority in config.severity_aliases.items()}
    labels = {label.casefold() for label in incident.labels}
    found = {aliases[label] for label in labels if label in aliases}
    found |= {one for one in _PRIORITIES if one.casefold() in labels}
    return min(found, default=None)


def is_about(postmortem: Postmortem, incident: Incident) -> bool:
    """Say whether a postmortem names an incident's issue: by its number, or by its address."""
    return not _named_in(postmortem).isdisjoint(_names_of(incident))


def _named_in(postmortem: Postmortem) -> frozenset[str]:
    """Give what a postmortem calls its incidents; an address among its references ends in `/`."""
    named = (postmortem.incident_id or "").casefold()
    urls = (f"{one.url.rstrip('/').casefold()}/" for one in postmortem.references)
    return frozenset(filter(None, (named, *urls)))


def _names_of(incident: Incident) -> frozenset[str]:
    url = incident.url.rstrip("/").casefold()
    numbers = (f"#{incident.number}", str(incident.number))
    return frozenset((*numbers, url, f"{url}/") if url else numbers)
