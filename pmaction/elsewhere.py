"""Issues that another repository's run wrote, and that somebody moved here: they are not ours.

The marker says in which repository it was written. Another one may use the same ids, so its issues
are told of, left alone, and vouch for nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from pmaction.identity import is_item, item_key, postmortem_of
from pmaction.last_written import IssueNumber
from pmaction.one_issue import Issue


def homes_here(issues: Collection[Issue], home: str) -> frozenset[str]:
    """Give the names of repositories that this one is, or was before it was renamed or moved.

    `home` is the name that it has. One that it had is known by postmortems that still hold their
    items by number, or by being that of most postmortems.
    """
    ours = [one for one in issues if one.is_ours and not one.by_stranger]
    names = {one.home for one in ours if one.home is not None}
    if not any(one.home in (None, home) for one in ours):
        return frozenset({home, *names})
    parents = [one for one in ours if not is_item(one.key)]
    written_in = {(one.number, one.key): one.home for one in ours}
    intact = {
        parent.home
        for parent in parents
        for item, number in (parent.last.items or {}).items()
        if parent.home == written_in.get((number, item_key(postmortem_of(parent.key), item)), "")
    }
    count = Counter(home if one.home is None else one.home for one in parents)
    most = {name for name in names if count[name] > count[home]}
    return frozenset({home, *most, *(name for name in intact if name is not None)})


def from_elsewhere(issues: Collection[Issue], home: str) -> frozenset[IssueNumber]:
    """Give the issues that were written elsewhere; none where the system has no such names.

    What an issue of ours knows by its number is ours, whatever was written over it.
    """
    if not home or all(one.home in (None, home) for one in issues):
        return frozenset()
    here = homes_here(issues, home)
    ours = [one for one in issues if one.home is None or one.home in here]
    known = {number for one in ours for number in (one.last.items or {}).values()}
    known |= {one.last.parent for one in ours if one.last.parent is not None}
    return frozenset(
        one.number
        for one in issues
        if one.home is not None and one.home not in here
        if one.number not in known and not one.by_stranger
    )
