"""What is due to be said on a day: steps that fired and were not spoken of, as far as is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from pmaction.config import Reminders
from pmaction.issue import Listing
from pmaction.reminding.digest import Spoken, spoken_at
from pmaction.reminding.marks import Said, parse_said, said_in
from pmaction.reminding.matter import Matter, Place
from pmaction.reminding.steps import asking_once, latest_step, silence_of
from pmaction.standing import Record
from pmaction.working_days import WorkingDays

Of = tuple[str, date, str]
"""What is due and when, and the role of whom it is said to."""


class Terms(Struct, frozen=True):
    """By what it is decided what is said: the policy, the working days, the time zone."""

    reminders: Reminders
    week: WorkingDays
    zone: tzinfo
    today: date


def fired(
    matters: Sequence[Matter], terms: Terms, record: Record, listing: Listing
) -> tuple[Spoken, ...]:
    """Give the matters of which a step is due that nothing known says was spoken of.

    Missed days collapse into the latest step; once that one is said, no earlier one follows,
    however late the schedule ran. Of what may have been said, where that had to be forgotten,
    nothing is.
    """
    marks = (said for mark in record.said if (said := parse_said(mark)) is not None)
    noted = (
        said
        for issue in listing.issues
        for one in issue.comments
        for said in said_in(one, issue.key)
    )
    latest = latest_said(of_present_keys((*marks, *noted), matters))
    # Marks of one thing and due date are forgotten together, whoever it was said to.
    known = {(key, due) for key, due, _ in latest}
    silent_to = record.silent_to
    silence = silence_of(terms.reminders, terms.week)
    once = asking_once(terms.reminders)
    found = []
    for matter in matters:
        step = latest_step(
            matter.due, once if matter.asks_once else terms.reminders, silence, matter.today
        )
        if step is None:
            continue
        new = [
            one
            for one in unsaid(spoken_at(matter, step), latest)
            if silent_to is None
            or one.said.due > silent_to
            or (one.said.key, one.said.due) in known
        ]
        is_quiet = quiet_until(matter, record) > matter.today
        if new and (not is_quiet or _is_talked_in(matter.place, record)):
            found += new
    return tuple(found)


def unsaid(spoken: Iterable[Spoken], latest: Mapping[Of, int]) -> list[Spoken]:
    """Leave out what was said, and what comes before what was."""
    return [one for one in spoken if one.step.days > latest.get(of(one.said), one.step.days - 1)]


def quiet_until(matter: Matter, record: Record) -> date:
    """Give until when an item is remembered as snoozed."""
    return max(record.snoozed.get(key, date.min) for key in matter.item_keys)


def _is_talked_in(place: Place, record: Record) -> bool:
    """Say whether somebody asked for something there since, such as the end of a snooze."""
    return place.number is not None and not place.locked and place.number in record.unheard


def of_present_keys(said: Iterable[Said], matters: Iterable[Matter]) -> Iterator[Said]:
    """Give marks under the keys that their matters have now; others as they are."""
    matters = tuple(matters)
    present = {matter.key for matter in matters}
    names = {
        former: matter.key
        for matter in matters
        for former in matter.former_keys
        if former not in present
    }
    for one in said:
        yield replace(one, key=names[one.key]) if one.key in names else one


def latest_said(said: Iterable[Said]) -> dict[Of, int]:
    """Give the days of the last step of each key and due date that was said to each role."""
    latest: dict[Of, int] = {}
    for one in said:
        latest[of(one)] = max(one.days, latest.get(of(one), one.days))
    return latest


def latest_marks(said: Iterable[Said]) -> frozenset[str]:
    """Give the marks of the last steps alone."""
    steps = latest_said(said).items()
    return frozenset(str(Said(key, due, days, role)) for (key, due, role), days in steps)


def of(one: Said) -> Of:
    """Give what a mark is of: the last step of that is what counts."""
    return one.key, one.due, one.role
