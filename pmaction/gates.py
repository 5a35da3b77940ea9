"""What is owed before action items are: a postmortem of an incident, its publication, items."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from pmaction.config import Config
from pmaction.days import today_of
from pmaction.desired import SourcedPostmortem, opening_day
from pmaction.issue import Issue, Listing
from pmaction.lengths import parse_length
from pmaction.model import Postmortem, Priority
from pmaction.policy import working_days_of
from pmaction.reminding.audience import Audience, authors_of
from pmaction.reminding.matter import Links, Matter, Place, Words
from pmaction.render.inert import code_span, inert_line, table_cell
from pmaction.rules.publication import Deadlines
from pmaction.rules.selection import priority_of
from pmaction.standing import Incident

LONGEST = 365
"""So many days after its date nothing more is said: that is history by then, not work."""

_BEGIN = (
    "No postmortem? Begin one with `pmaction new`, and write the line that stands beside the "
    "incident into it. No incident after all? Take the label off."
)
_ASKED_FOR = {"publish": "publication", "items": "action items"}
_RULE = "late-publication"
_PRIORITIES: tuple[Priority, ...] = ("P0", "P1", "P2", "P3")
_LATENESS_OF_UNKNOWN: Priority = "P1"


def owed(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    now: datetime,
    links: Links,
) -> Iterator[Matter]:
    """Give what is owed, as matters with the same steps as action items have."""
    today = today_of(now, config)
    earliest = today - timedelta(days=LONGEST)
    parents = listing.by_key()
    found = [*_missing_postmortems(postmortems, listing.incidents, config, today)]
    for sourced in postmortems:
        postmortem = sourced.postmortem
        if _is_before_tracking(postmortem, config):
            continue
        place = _place(postmortem, parents.get(postmortem.id), listing.incidents)
        for gate in (_unpublished, _without_items):
            found += gate(sourced, place, config, today, links)
    yield from (matter for matter in found if matter.due >= earliest)


def _is_before_tracking(postmortem: Postmortem, config: Config) -> bool:
    day = opening_day(postmortem)
    return config.track_since is not None and (day is None or day < config.track_since)


def _place(postmortem: Postmortem, parent: Issue | None, incidents: Sequence[Incident]) -> Place:
    """Give where the authors hear of it: the postmortem's issue, or else the incident's."""
    if parent is not None:
        return Place(parent.number, parent.locked, parent.comment_count)
    for incident in incidents:
        if _is_about(postmortem, incident):
            return Place(incident.number, incident.locked, incident.comment_count)
    return Place()


def _unpublished(
    sourced: SourcedPostmortem, place: Place, config: Config, today: date, links: Links
) -> Iterator[Matter]:
    """Give a postmortem that is not published, with the day by which it is to be."""
    postmortem = sourced.postmortem
    hours = hours_to_publish(postmortem, config)
    if postmortem.status == "published" or postmortem.published_at is not None or hours is None:
        return
    times = postmortem.times
    end = times.resolved if times.resolved and times.resolved.day else times.restored
    if end is None or end.day is None:
        return
    try:
        if end.instant is not None:
            due = today_of(end.instant + timedelta(hours=hours), config)
        else:
            due = end.day + timedelta(days=1, hours=hours)
    except OverflowError:
        return
    status = "a draft" if postmortem.status == "draft" else "not published"
    said = f"It is still {status}. Finish and publish it in {links.to_source(sourced.source)}"
    yield _of_postmortem(
        "publish",
        sourced,
        place,
        due,
        today,
        f"the publication of {postmortem.id}",
        said,
        "Not published? Finish the postmortem in its file, and publish it.",
        links,
    )


def hours_to_publish(postmortem: Postmortem, config: Config) -> int | None:
    """Give how many hours after its end an incident is to be published, if anybody asks."""
    setting = config.rules.get(_RULE)
    if not config.gates.publish or (setting is not None and setting.severity == "off"):
        return None
    if setting is not None and setting.asks_from == "published":
        return None
    options = setting.options if setting is not None else None
    deadlines = options if isinstance(options, Deadlines) else Deadlines()
    severity = priority_of(postmortem, config)
    hours: int | None = getattr(deadlines, severity) if severity else None
    return hours


def _without_items(
    sourced: SourcedPostmortem, place: Place, config: Config, today: date, links: Links
) -> Iterator[Matter]:
    """Give a published postmortem that has no action items, and does not say why."""
    postmortem = sourced.postmortem
    published = postmortem.published_at
    is_asked = priority_of(postmortem, config) in config.gates.action_items
    if not is_asked or postmortem.status != "published" or published is None or not published.day:
        return
    if postmortem.action_items or postmortem.no_action_needed:
        return
    said = (
        "It is published, and nothing follows from it. Write its action items into "
        f"{links.to_source(sourced.source)}, or `no_action_needed` with the reason"
    )
    what = f"the list of action items of {postmortem.id}"
    together = (
        "No action items? Write them into the postmortem's file, or `no_action_needed` with the "
        "reason."
    )
    day = published.day
    yield _of_postmortem("items", sourced, place, day, today, what, said, together, links)


def _of_postmortem(
    kind: str,
    sourced: SourcedPostmortem,
    place: Place,
    due: date,
    today: date,
    what: str,
    said: str,
    together: str,
    links: Links,
) -> Matter:
    postmortem = sourced.postmortem
    edit = links.to_editor(sourced.source) if links.to_editor is not None else ""
    title = "Confidential postmortem" if postmortem.confidential else postmortem.title
    link = f"[edit it]({edit})" if edit else links.to_source(sourced.source)
    ending = f"{said} ([edit it there]({edit}))." if edit else f"{said}."
    cell = f"{table_cell(what)}: {table_cell(title)}"

    def words() -> Words:
        change = f"change {links.to_source(sourced.source)}"
        return Words(what, (), ending, cell, together, link, change)

    return Matter(
        key=f"{kind}:{postmortem.id}",
        item=postmortem.id,
        title=title,
        due=due,
        today=today,
        place=place,
        audience=Audience(authors_of(postmortem)),
        words=words,
        asks_for=_ASKED_FOR[kind],
    )


def _missing_postmortems(
    postmortems: Sequence[SourcedPostmortem],
    incidents: Sequence[Incident],
    config: Config,
    today: date,
) -> Iterator[Matter]:
    """Give the incidents without a postmortem, with the day by which it is to be begun."""
    within = config.gates.postmortem_within
    for incident in incidents:
        length = within.get(_severity(incident, config) or _LATENESS_OF_UNKNOWN)
        if length is None or incident.is_false_alarm or incident.opened_at is None:
            continue
        opened = today_of(incident.opened_at, config)
        if config.track_since is not None and opened < config.track_since:
            continue
        if any(_is_about(one.postmortem, incident) for one in postmortems):
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
            place=Place(incident.number, incident.locked, incident.comment_count),
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


def _is_about(postmortem: Postmortem, incident: Incident) -> bool:
    """Say whether a postmortem names an incident's issue: by its number, or by its address."""
    named = (postmortem.incident_id or "").casefold()
    url = incident.url.rstrip("/").casefold()
    if named in (f"#{incident.number}", str(incident.number), url) and named:
        return True
    return bool(url) and any(one.url.rstrip("/").casefold() == url for one in postmortem.references)
