"""What a heading over action items says of each of them: owner, priority, horizon."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pmaction.importing.blocks import Block
from pmaction.importing.field_names import field_of
from pmaction.importing.horizons import (
    category_in,
    horizon_in,
    is_horizon,
    is_priority,
    priority_in,
)
from pmaction.importing.inline import plain, without_emoji
from pmaction.importing.item_blocks import is_field
from pmaction.importing.item_draft import Around
from pmaction.importing.item_signs import IMPERATIVE
from pmaction.importing.ledger import Ledger
from pmaction.importing.meanings import is_exact_name, label_meaning
from pmaction.importing.people import is_group_of_people, people_in
from pmaction.importing.section_names import Meaning
from pmaction.importing.sections import Section

_BOX = re.compile(r"\s*\[[ xX]\]\s")
_ACTIONS = (Meaning.ACTIONS, Meaning.REMEDY)
_WHEN = re.compile(
    r"(?:later|backlog|open|done|completed?|closed|outstanding|pending|other|others|general|misc|"
    r"optional|nice to have|ideas?|parked|todo|rejected|declined|follow)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:completed|done|already implemented)\b|[(\[:–-]\s*complete\W*$", re.IGNORECASE
)
_DROPPED = re.compile(
    r"\b(?:won['’]?t[ -]?(?:do|fix|be done)|will not (?:do|fix|be done)"
    r"|not (?:doing|planned|going to)|rejected|declined|decided against|discarded|dropped"
    r"|abandoned|out of scope"
    r"|considered (?:and|but) (?:rejected|discarded|dropped|not))\b|\bcancell?ed\b|^nope$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Group:
    """What the headings above an item say of it."""

    owner: str | None = None
    priority: str | None = None
    horizon: str | None = None
    category: str | None = None
    status: str | None = None
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
    label, colon, named = bare.partition(":")
    if colon and field_of(label) == "owner" and people_in(named):
        owner = people_in(named)[0]
    elif is_group_of_people(bare, around.people) or (among_teams and _may_be_team(bare)):
        owner = next(iter(people_in(bare)), owner)
    status = "wont_do" if _DROPPED.search(bare) else "done" if _DONE.search(bare) else None
    priority = priority_in(bare) if is_priority(bare) or re.search(r"\bP[0-3]\b", bare) else None
    return Group(
        owner,
        priority or above.priority,
        horizon_in(bare) or above.horizon,
        category_in(bare) or above.category,
        status or above.status,
        name.strip(),
    )


def names_group(head: str, inner: Block, ledger: Ledger, around: Around) -> bool:
    """Say whether an entry with a list below it is a group of items, and no item itself.

    A label that is no task is one (`**Improvements:**`), unless fields stand below it.
    """
    bare = plain(head).strip(" :")
    if is_priority(bare) or is_horizon(bare) or label_meaning(bare) in _ACTIONS:
        return True
    if is_group_of_people(bare, around.people) and len(bare) < 60:
        return True
    is_label = plain(head).rstrip().endswith((":", "：")) and len(bare.split()) < 5
    heads = [ledger.entry(entry)[0] for entry in inner.entries]
    if len(bare.split()) < 4 and not _BOX.match(head):
        if heads and all(map(_BOX.match, heads)):
            return True
        if category_in(bare) is not None and not any(map(is_field, heads)):
            return True
    return is_label and not IMPERATIVE.match(bare) and not any(map(is_field, heads))


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
