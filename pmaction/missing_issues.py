"""Issues that others remember by number and that no list shows: asked about, told, not doubled.

A list may lag, so each such number is read. What is there is worked with as if it had been listed;
what was moved, deleted or robbed of its marker is made again only where the file says `recreate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pmaction.change import Note
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item, postmortem_of
from pmaction.issue import Issue, IssueNumber, Listing
from pmaction.remembered import Remembered
from pmaction.whereabouts import Whereabouts, said

RECREATE = "`recreate: true` at the top level of the postmortem"


@dataclass(frozen=True, slots=True)
class Missing:
    """What is to be said of a missing issue, and the numbers that must be looked up first."""

    note: Note
    unknown: frozenset[IssueNumber] = frozenset()


def all_known(
    listing: Listing, looked_up: Mapping[IssueNumber, Whereabouts]
) -> Mapping[IssueNumber, Whereabouts]:
    """Give what is known by number, from the listing and from looks at single numbers."""
    issues = (*listing.issues, *listing.elsewhere)
    found = {issue.number: Whereabouts("found", issue) for issue in issues}
    damaged = {one.number: Whereabouts("damaged", why=one.why) for one in listing.damaged}
    return {**looked_up, **found, **damaged}


def missing_issue(
    wanted: DesiredIssue, remembered: Remembered, known: Mapping[IssueNumber, Whereabouts]
) -> Missing | None:
    """Say what became of the issue that a key without one once had; None if it never had any.

    None too if it may be made again because the file says so. `known` is what `all_known` gave.
    """
    numbers = remembered.numbers(wanted.key)
    if not numbers and wanted.previously is not None:
        numbers = remembered.numbers(wanted.previously)
    if not numbers:
        return None
    number = next((one for one in numbers if _is_damaged(known.get(one))), numbers[-1])
    where = known.get(number)
    what, way_back = said(number, where)
    if _is_damaged(where):
        return Missing(Note(wanted.key, what, f"{way_back}, or bring it back from its history."))
    unknown = frozenset(one for one in numbers if one not in known)
    if wanted.recreate and not unknown:
        return None
    demand = (
        "`status: wont_do` with a reason, or `recreate: true` to have a new one."
        if is_item(wanted.key)
        else f"{RECREATE} to have a new one; those of its action items that have an issue go on "
        "without it."
    )
    hint = f"{way_back}. Or say {demand}" if way_back else f"Say {demand}"
    return Missing(Note(wanted.key, f"{what}, and is not silently made again", hint), unknown)


def unsure_issue(
    wanted: DesiredIssue,
    desired: Mapping[str, DesiredIssue],
    remembered: Remembered,
    known: Mapping[IssueNumber, Whereabouts],
) -> Missing | None:
    """Say that an item may have an issue that nobody can name any more; None if that cannot be.

    Its number stood in its postmortem's issue, or in that of the postmortem it came from, and that
    is out of sight or cannot be read. Where the file says so, of the item or of the postmortem, it
    is taken to have none; `desired` are all that the files ask for.
    """
    keys = [wanted.key] if wanted.previously is None else [wanted.key, wanted.previously]
    for postmortem_id in map(postmortem_of, keys):
        if numbers := remembered.lost_parents(postmortem_id):
            found = _unsure(wanted, desired.get(postmortem_id), numbers, known)
            if found is not None:
                return found
    return None


def _unsure(
    wanted: DesiredIssue,
    postmortem: DesiredIssue | None,
    numbers: Sequence[IssueNumber],
    known: Mapping[IssueNumber, Whereabouts],
) -> Missing | None:
    unknown = frozenset(one for one in numbers if one not in known)
    number = next((one for one in numbers if _is_there(known.get(one))), numbers[-1])
    where = known.get(number)
    says_so = wanted.recreate or (postmortem is not None and postmortem.recreate)
    if says_so and not unknown and not _is_there(where):
        return None
    what, way_back = said(number, where)
    what = what.replace("its issue", "its postmortem's issue", 1)
    again = f"{RECREATE}: it is made again then, and so is the issue of every item without one."
    if postmortem is None or postmortem.key != postmortem_of(wanted.key):
        again = "`recreate: true` in the item to have a new one."
    if _is_there(where):
        hint = f"{way_back}, or bring it back from its history."
    else:
        hint = f"{way_back}. Or say {again}" if way_back else f"Say {again}"
    message = f"{what}; whether the item has an issue stood there, so that none is opened"
    return Missing(Note(wanted.key, message, hint), unknown)


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is to be said of an item that was perhaps renamed twice, and keys it may have had."""

    note: Note
    keys: frozenset[str]


def renamed_unseen(
    wanted: DesiredIssue, desired: Mapping[str, DesiredIssue], issues: Mapping[str, Issue]
) -> Unseen | None:
    """Say which issues may be an item's that was renamed twice, with no run in between.

    It names a former key that never had an issue, and another one is gone from that postmortem.
    """
    former = wanted.previously
    if former is None or wanted.recreate or postmortem_of(former) not in desired:
        return None
    gone = sorted(
        key
        for key, issue in issues.items()
        if is_item(key) and postmortem_of(key) == postmortem_of(former)
        if key not in desired and issue.state == "open"
    )
    if not gone:
        return None
    message = (
        f"names {former} as its former key, which has no issue, and {gone[0]} is gone from the "
        f"files: its issue {issues[gone[0]].number} may be this item's, so that none is opened"
    )
    hint = f"Say `previously: {gone[0]}` if it is; else take `previously` out of the file."
    return Unseen(Note(wanted.key, message, hint), frozenset(gone))


def _is_damaged(where: Whereabouts | None) -> bool:
    return where is not None and where.kind == "damaged"


def _is_there(where: Whereabouts | None) -> bool:
    """Say whether what an issue remembers can be had again: it is there, and cannot be believed."""
    return where is not None and where.kind in ("damaged", "found")
