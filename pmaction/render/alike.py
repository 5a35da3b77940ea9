"""What a pull request is told of its new postmortems: that something like it happened before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pmaction.identity import is_item, postmortem_of
from pmaction.issue import IssueNumber, Listing
from pmaction.likeness import like
from pmaction.model import Postmortem
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
    """Say, in Markdown, of each new postmortem which older one it looks like.

    Only where action items of that one are still open: there is something to be done before it
    happens a third time. Of confidential ones nothing is said.
    """
    issues = {
        key: issue.number
        for key, issue in listing.by_key().items()
        if is_item(key) and issue.state == "open"
    }
    return tuple(one for each in new[:_MOST_TOLD] for one in _remarks(each, postmortems, issues))


def _remarks(
    new: Postmortem, postmortems: Sequence[Postmortem], issues: Mapping[str, IssueNumber]
) -> Iterator[str]:
    unfinished = (found for found in like(new, postmortems, issues) if found.open_items)
    for found in islice(unfinished, _MOST_NAMED):
        still = ", ".join(f"#{issues[key]} ({key})" for key in found.open_items)
        verb = "is" if len(found.open_items) == 1 else "are"
        yield (
            f"**{found.later} looks like {found.earlier}**: {table_cell(found.why)}. "
            f"{count(len(found.open_items), 'action item')} of that one {verb} still open: {still}."
        )
