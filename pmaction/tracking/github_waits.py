"""What new issues wait for, remembered in one write with their postmortem's list of its items.

To write it into each of them would cost two requests more, of the thousand that a workflow has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pmaction.issue import Issue, IssueNumber, LastWritten

Waits = Mapping[str, tuple[str, ...]]


class NewWaits:
    """What was linked of the issues that this run opened, until their parent is written.

    A run that ends before that leaves links that nobody remembers: the next one finds them there.
    """

    def __init__(self) -> None:
        """Know of no issue yet."""
        self._new: set[int] = set()
        self._under_a_parent: set[int] = set()
        self._waits: dict[int, tuple[str, ...]] = {}

    def opened(self, number: int) -> None:
        """Take note of an issue that this run opened, and so nobody else linked."""
        self._new.add(number)

    def placed(self, number: IssueNumber) -> None:
        """Take note of an issue that has a parent, which is written before the run ends."""
        self._under_a_parent.add(int(number))

    def keep(self, issue: IssueNumber, written: LastWritten) -> bool:
        """Keep what an issue waits for until its parent is written; not of one that was there.

        Nor of one whose parent is out of sight: nothing is written into that.
        """
        number = int(issue)
        if number not in self._new & self._under_a_parent or written.blocked_by is None:
            return False
        self._waits[number] = tuple(sorted(written.blocked_by))
        return True

    def added_to(self, written: LastWritten) -> LastWritten:
        """Give what a parent is to remember of its items with what these wait for."""
        numbers = (written.items or {}).values()
        kept = {
            str(n): self._waits.pop(n) for n in numbers if isinstance(n, int) and n in self._waits
        }
        return replace(written, waits=kept) if kept else written


def with_waits(issue: Issue, waits: Waits | None) -> Issue:
    """Give an issue with what its parent remembers of it, unless it was written to since."""
    keys = (waits or {}).get(str(issue.number))
    if keys is None or issue.last.blocked_by is not None:
        return issue
    blocked_by = frozenset(keys)
    return replace(issue, blocked_by=blocked_by, last=replace(issue.last, blocked_by=blocked_by))
