"""What a heading over action items says of each of them: owner, priority, horizon."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pmaction.importing.horizons import category_in, horizon_in, is_priority, priority_in
from pmaction.importing.inline import plain, without_emoji
from pmaction.importing.item_draft import Around
from pmaction.importing.meanings import is_exact_name
from pmaction.importing.people import is_group_of_people, people_in
from pmaction.importing.sections import Section

_WHEN = re.compile(
    r"(?:later|backlog|open|done|completed?|closed|outstanding|pending|other|others|general|misc|"
    r"optional|nice to have|ideas?|parked|todo|rejected|declined|follow)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Group:
    """What the headings above an item say of it."""

    owner: str | None = None
    priority: str | None = None
    horizon: str | None = None
    category: str | None = None
    done: bool = False
    name: str = ""


def group_of(section: Section, above: Group, around: Around, *, among_teams: bool = False) -> Group:
    """Give what a heading says of the items below it, beside what those above it say.

    Among headings that are teams, a name is a team too: `Platform` beside `Backend team`.
    """
    if section.named and is_exact_name(section.heading):
        return above
    return group_named(section.heading, above, around, among_teams=among_teams)


def group_named(name: str, above: Group, around: Around, *, among_teams: bool = False) -> Group:
    """Give what the words of a heading say of the items below it."""
    bare = without_emoji(plain(name)).strip(" :.")
    owner = above.owner
    if is_group_of_people(bare, around.people) or (among_teams and _may_be_team(bare)):
        owner = next(iter(people_in(bare)), owner)
    done = above.done or bool(
        re.search(
            r"\b(?:completed|done|already implemented)\b|[(\[:–-]\s*complete\W*$",
            bare,
            re.IGNORECASE,
        )
    )
    priority = priority_in(bare) if is_priority(bare) or re.search(r"\bP[0-3]\b", bare) else None
    return Group(
        owner,
        priority or above.priority,
        horizon_in(bare) or above.horizon,
        category_in(bare) or above.category,
        done,
        name.strip(),
    )


def _may_be_team(name: str) -> bool:
    """Say whether a heading is a name: a few words, each with a capital, and no word for when."""
    words = name.split()
    return (
        0 < len(words) < 4
        and all(word[0].isupper() for word in words)
        and not (horizon_in(name) or is_priority(name) or category_in(name) or _WHEN.match(name))
    )


def is_told(name: str, around: Around) -> bool:
    """Say whether the fields of its items hold all that a heading says."""
    bare = plain(name).strip(" :.")
    return is_exact_name(name) or bool(people_in(bare) and is_group_of_people(bare, around.people))
