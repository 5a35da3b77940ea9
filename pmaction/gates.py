"""What is owed before action items are: a postmortem of an incident, its publication, items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from pmaction.config import Config
from pmaction.days import day_of, today_of
from pmaction.desired import SourcedPostmortem
from pmaction.incident import Times
from pmaction.issue import Issue, Listing
from pmaction.missing_postmortems import is_about, missing_postmortems
from pmaction.model import Postmortem
from pmaction.moment import Moment
from pmaction.quiet import opening_day
from pmaction.recurrence import times_by_id
from pmaction.reminding.audience import Audience, authors_of
from pmaction.reminding.matter import Links, Matter, Place, Words
from pmaction.render.inert import table_cell
from pmaction.rules.publication_hours import (
    LATE,
    AskedHours,
    asked_hours,
    asks_before_publication,
)
from pmaction.severities import is_among
from pmaction.standing import Incident

LONGEST = 365
"""So many days after its date nothing more is said: that is history by then, not work."""

_ASKED_FOR = {"publish": "publication", "items": "action items"}
_EMPTY = "no-action-items"
"""The rule that asks for the same; a comment that ignores it silences its gate as well."""


def owed(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    now: datetime,
    links: Links,
) -> Iterator[Matter]:
    """Give what is owed, as matters with the same steps as action items have."""
    found = tuple(_owed(postmortems, listing, config, now, links))
    items: dict[object, set[str]] = {}
    for one in found:
        if one.place.number is not None:
            items.setdefault(one.place.number, set()).add(one.item)
    for one in found:
        beside = items.get(one.place.number, set()) - {one.item}
        yield replace(one, beside=frozenset(beside)) if beside else one


def _owed(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    now: datetime,
    links: Links,
) -> Iterator[Matter]:
    today = today_of(now, config)
    parents = listing.by_key()
    times = times_by_id(one.postmortem for one in postmortems)
    for matter in missing_postmortems(postmortems, listing.incidents, config, today):
        if matter.due >= _earliest(today):
            yield matter
    for sourced in postmortems:
        postmortem = sourced.postmortem
        place = _place(postmortem, parents.get(postmortem.id), listing.incidents)
        yield from owed_by_file(sourced, place, config, today, links, times)


def owed_by_file(
    sourced: SourcedPostmortem,
    place: Place,
    config: Config,
    today: date,
    links: Links,
    times: Mapping[str, Times],
) -> Iterator[Matter]:
    """Give what a postmortem's file owes: its publication, or action items.

    `times` are those of all incidents, by postmortem id.
    """
    if _is_before_tracking(sourced.postmortem, config):
        return
    asked = hours_to_publish(sourced.postmortem, config, times)
    if asked is not None and LATE not in sourced.ignored:
        yield from _recent(_unpublished(sourced, place, config, today, links, asked))
    yield from _recent(_without_items(sourced, place, config, today, links))


def _recent(matters: Iterable[Matter]) -> Iterator[Matter]:
    return (one for one in matters if one.due >= _earliest(one.today))


def _earliest(today: date) -> date:
    return today - timedelta(days=LONGEST)


def _is_before_tracking(postmortem: Postmortem, config: Config) -> bool:
    day = opening_day(postmortem, config)
    return config.track_since is not None and (day is None or day < config.track_since)


def _place(postmortem: Postmortem, parent: Issue | None, incidents: Sequence[Incident]) -> Place:
    """Give where the authors hear of it: the postmortem's issue, or else the incident's."""
    if parent is not None:
        return Place(parent.number, parent.locked)
    for incident in incidents:
        if is_about(postmortem, incident):
            return Place(incident.number, incident.locked)
    return Place()


def _unpublished(
    sourced: SourcedPostmortem,
    place: Place,
    config: Config,
    today: date,
    links: Links,
    asked: AskedHours,
) -> Iterator[Matter]:
    """Give a postmortem that is not published, with the day by which it is to be, and why."""
    postmortem = sourced.postmortem
    if postmortem.status == "published" or postmortem.published_at is not None:
        return
    end = incident_end(postmortem)
    if end is None or end.day is None:
        return
    try:
        if end.instant is not None:
            due = today_of(end.instant + timedelta(hours=asked.hours), config)
        else:
            due = end.day + timedelta(days=1, hours=asked.hours)
    except OverflowError:
        return
    status = "a draft" if postmortem.status == "draft" else "not published"
    why = ""
    if asked.why and not postmortem.confidential:
        why = f" It is asked of this {asked.severity}, as it {asked.why}."
    said = f"It is still {status}.{why} Finish and publish it in {links.to_source(sourced.source)}"
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


def incident_end(postmortem: Postmortem) -> Moment | None:
    """Give the end of an incident, from which the hours to its publication count."""
    times = postmortem.times
    return times.resolved if times.resolved and times.resolved.day else times.restored


def hours_to_publish(
    postmortem: Postmortem, config: Config, times: Mapping[str, Times]
) -> AskedHours | None:
    """Give how many hours after its end an incident is to be published, if anybody is reminded."""
    if not config.gates.publish or not asks_before_publication(config):
        return None
    return asked_hours(postmortem, config, times)


def _without_items(
    sourced: SourcedPostmortem, place: Place, config: Config, today: date, links: Links
) -> Iterator[Matter]:
    """Give a published postmortem that has no action items, and does not say why."""
    postmortem = sourced.postmortem
    day = day_of(postmortem.published_at, config.time_zone)
    is_asked = is_among(postmortem.severity, config.gates.action_items, config.severity_aliases)
    if not is_asked or postmortem.status != "published" or day is None:
        return
    if postmortem.action_items or postmortem.no_action_needed or _EMPTY in sourced.ignored:
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
