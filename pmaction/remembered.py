"""What issues remember of one another by number, and which of them can be believed in that.

A postmortem's issue maps the ids of its items to their issues, and an item's has the number of its
postmortem's, so that a vanished one is noticed and not silently made again. While an item
remembers a postmortem's issue that cannot be read, nobody knows what that knew, and no issue is
opened for any item of the postmortem.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pmaction.identity import is_item, item_id, postmortem_of
from pmaction.issue import Issue, IssueNumber, Listing


class Remembered:
    """The numbers that postmortems' issues remember of their items', and items' of theirs.

    Believed are the issues that are ours, and those that lost our label and are ours for certain:
    somebody who belongs to the repository opened them, or another one that is believed knows them.
    Anybody can write a marker, and no label.
    """

    def __init__(self, listing: Listing, ours: Mapping[str, Issue]) -> None:
        """Gather it; `ours` is the issue of each key that has one."""
        self._parents: dict[str, list[Issue]] = {}
        self._items: dict[str, list[Issue]] = {}
        left_alone = listing.misplaced().keys() | listing.unvouched().keys()
        # That of a duplicate is no loss, even if it does not count.
        self._readable = {
            one.number
            for one in listing.issues
            if one.is_ours and not is_item(one.key) and one.number not in left_alone
        }
        for issue in ours.values():
            self._believe(issue)
        self.unlabelled = tuple(self._genuine(listing, ours))

    def _believe(self, issue: Issue) -> None:
        if not is_item(issue.key):
            self._readable.add(issue.number)
        found = self._items if is_item(issue.key) else self._parents
        for postmortem_id in {postmortem_of(key) for key in issue.keys}:
            found.setdefault(postmortem_id, []).append(issue)

    def _genuine(self, listing: Listing, ours: Mapping[str, Issue]) -> Iterable[Issue]:
        """Give those without our label that are ours, and believe them too."""
        left = [one for one in listing.issues if not one.is_ours and one.key not in ours]
        left = [one for one in left if not (one.is_set_aside and one.state == "closed")]
        found: list[Issue] = []
        # One may be known only to another one that is found to be ours.
        while new := [one for one in left if one.by_insider or self._knows(one)]:
            found += new
            for issue in new:
                self._believe(issue)
            numbers = {one.number for one in new}
            left = [one for one in left if one.number not in numbers]
        return found

    def _knows(self, issue: Issue) -> bool:
        if is_item(issue.key):
            return any(issue.number in self._numbers_of(key) for key in issue.keys)
        recorded = issue.last.items or {}
        return any(
            one.last.parent == issue.number
            if one.last.parent is not None
            else recorded.get(item_id(one.key)) == one.number
            for one in self._items.get(postmortem_of(issue.key), ())
        )

    def _numbers_of(self, item: str) -> Iterable[IssueNumber]:
        return (
            parent.last.items[item_id(item)]
            for parent in self._parents.get(postmortem_of(item), ())
            if parent.last.items and item_id(item) in parent.last.items
        )

    def is_parent(self, number: IssueNumber | None) -> bool:
        """Say whether this is the issue of a postmortem, and can be read."""
        return number in self._readable

    def numbers(self, key: str) -> list[IssueNumber]:
        """Give the numbers under which others know a key's issue: its postmortem's, or its items'.

        For a postmortem's these are only the ones that lead to none of its issues.
        """
        if is_item(key):
            return _sorted(self._numbers_of(key))
        return self.lost_parents(postmortem_of(key))

    def lost_parents(self, postmortem_id: str) -> list[IssueNumber]:
        """Give the issues of a postmortem that its items remember and that cannot be read.

        What these knew of the items is not known, then.
        """
        items = self._items.get(postmortem_id, ())
        return _sorted(
            one.last.parent
            for one in items
            # An item that came from another postmortem may still remember that one's issue.
            if postmortem_of(one.former_key or one.key) == postmortem_id
            if not self.is_parent(one.last.parent)
        )


def _sorted(numbers: Iterable[IssueNumber | None]) -> list[IssueNumber]:
    present = {number for number in numbers if number is not None}
    return sorted(present, key=lambda one: (isinstance(one, str), one))
