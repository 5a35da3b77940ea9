"""What a pull request is told of its new postmortems: which earlier ones they come after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pmaction.identity import is_item, postmortem_of
from pmaction.issue import IssueNumber, Listing
from pmaction.likeness import like
from pmaction.model import Postmortem
from pmaction.recurrence import repeated_by, times_by_id
from pmaction.render.inert import table_cell
from pmaction.render.text import count

_MOST_TOLD = 5
_MOST_NAMED = 3


def untracked(postmortems: Sequence[Postmortem], listing: Listing) -> tuple[Postmortem, ...]:
    """Give those that may be told of: not confidential, and without any issue yet."""
    known = {postmortem_of(issue.key) for issue in listing.issues}
    return tuple(one for one in postmortems if not one.confidential and one.id not in known)


def alike_remarks(
    new: Sequence[Postmortem], postmortems: Sequence[Postmortem], listing: Listing
) -> tuple[str, ...]:
    """Say, in Markdown, of each new postmortem which older one it repeats or looks like.

    Only where action items of that one are still open: there is something to be done before it
    happens a third time. Of confidential ones nothing is said.
    """
    issues = {
        key: issue.number
        for key, issue in listing.by_key().items()
        if is_item(key) and issue.state == "open"
    }
    times = times_by_id(postmortems)
    earlier = {one.id: repeated_by(one, times) for one in new}
    declared = tuple(
        told for one in new for told in _declared(one.id, earlier[one.id], postmortems, issues)
    )
    alike = (
        told
        for one in new[:_MOST_TOLD]
        for told in _remarks(one, earlier[one.id], postmortems, issues)
    )
    return (*declared, *alike)


def _declared(
    new: str,
    earlier: str | None,
    postmortems: Sequence[Postmortem],
    issues: Mapping[str, IssueNumber],
) -> Iterator[str]:
    """Say what a postmortem itself calls an earlier time of the same."""
    for one in postmortems:
        if one.id != earlier or one.confidential:
            continue
        if open_items := [key for key, _ in one.keyed_items() if key in issues]:
            yield f"**{new} repeats {one.id}**. {_still_open(open_items, issues)}"


def _remarks(
    new: Postmortem,
    declared: str | None,
    postmortems: Sequence[Postmortem],
    issues: Mapping[str, IssueNumber],
) -> Iterator[str]:
    others = (found for found in like(new, postmortems, issues) if found.open_items)
    unfinished = (found for found in others if found.earlier != declared)
    for found in islice(unfinished, _MOST_NAMED):
        yield (
            f"**{found.later} looks like {found.earlier}**: {table_cell(found.why)}. "
            f"{_still_open(found.open_items, issues)}"
        )


def _still_open(keys: Sequence[str], issues: Mapping[str, IssueNumber]) -> str:
    still = ", ".join(f"#{issues[key]} ({key})" for key in keys)
    verb = "is" if len(keys) == 1 else "are"
    return f"{count(len(keys), 'action item')} of that one {verb} still open: {still}."
