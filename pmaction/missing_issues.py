"""Issues that others remember by number and that no list shows: asked about, told, not doubled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pmaction.change import Note
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item, is_under, postmortem_of
from pmaction.issue import Issue, IssueNumber, Listing
from pmaction.parents import Parents
from pmaction.whereabouts import Whereabouts, said


@dataclass(frozen=True, slots=True)
class Missing:
    """What is to be said of a missing issue, and the numbers that must be looked up first."""

    note: Note
    unknown: frozenset[IssueNumber] = frozenset()


def all_known(
    listing: Listing, looked_up: Mapping[IssueNumber, Whereabouts]
) -> Mapping[IssueNumber, Whereabouts]:
    """Give what is known by number, from the listing and from looks at single numbers."""
    found = {issue.number: Whereabouts("found", issue) for issue in listing.issues}
    damaged = {one.number: Whereabouts("damaged", why=one.why) for one in listing.damaged}
    return {**looked_up, **found, **damaged}


def missing_issue(
    wanted: DesiredIssue,
    ours: Mapping[str, Issue],
    parents: Parents,
    known: Mapping[IssueNumber, Whereabouts],
) -> Missing | None:
    """Say what became of the issue that a key without one once had; None if it never had any.

    None too if it may be made again because the file says so. `known` is what `all_known` gave.
    """
    numbers = _remembered(wanted.key, ours, parents)
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
        else "`recreate: true` at the top level of the postmortem to have a new one; its action "
        "items go on without it."
    )
    hint = f"{way_back}. Or say {demand}" if way_back else f"Say {demand}"
    return Missing(Note(wanted.key, f"{what}, and is not silently made again", hint), unknown)


def _remembered(key: str, ours: Mapping[str, Issue], parents: Parents) -> list[IssueNumber]:
    """Give the numbers under which others know a key's issue: its postmortem's, or its items'."""
    if is_item(key):
        return _sorted(parents.recorded(key).values())
    # An item that came from another postmortem may still remember that one's issue.
    others = {issue.number for other, issue in ours.items() if not is_item(other)}
    return _sorted(
        one.last.parent
        for item, one in ours.items()
        if is_under(item, postmortem_of(key)) and one.last.parent not in others
    )


def _sorted(numbers: Iterable[IssueNumber | None]) -> list[IssueNumber]:
    present = {number for number in numbers if number is not None}
    return sorted(present, key=lambda one: (isinstance(one, str), one))


def _is_damaged(where: Whereabouts | None) -> bool:
    return where is not None and where.kind == "damaged"
