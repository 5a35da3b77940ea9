"""A postmortem's parent issues: one takes so many sub-issues, and then there is a further one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pmaction.desired import DesiredIssue
from pmaction.identity import is_item, item_id, parent_key, parent_place, postmortem_of
from pmaction.issue import Issue, IssueNumber
from pmaction.render.inert import MAX_TITLE

MAX_CHILDREN = 100
"""So many sub-issues GitHub takes under one issue, closed ones too."""


class Parents:
    """The parent issues that there are, and what they remember."""

    def __init__(self, ours: Mapping[str, Issue]) -> None:
        """Find them among the issues that are ours, by key."""
        self._ours = ours
        self._found: dict[str, dict[int, Issue]] = {}
        for key, issue in ours.items():
            if not is_item(key):
                self._found.setdefault(postmortem_of(key), {})[parent_place(key)] = issue

    def of(self, postmortem_id: str) -> Mapping[int, Issue]:
        """Give a postmortem's parent issues by their place, in no order."""
        return self._found.get(postmortem_id, {})

    def recorded(self, key: str) -> dict[int, IssueNumber]:
        """Give the places at which an item is remembered, with its number there."""
        return {
            place: parent.last.items[item_id(key)]
            for place, parent in sorted(self.of(postmortem_of(key)).items())
            if parent.last.items and item_id(key) in parent.last.items
        }

    def place_of(self, key: str) -> int | None:
        """Say where an item is remembered, or else where its issue was begun."""
        issue = self._ours.get(key)
        if recorded := self.recorded(key):
            exact = (
                place for place, number in recorded.items() if issue and number == issue.number
            )
            return next(exact, min(recorded))
        parents = self.of(postmortem_of(key)).items()
        begun = (place for place, one in parents if issue and one.number == issue.last.parent)
        return next(begun, None)

    def key_over(self, key: str) -> str:
        """Give the key of the parent issue that an item's issue is under."""
        return parent_key(postmortem_of(key), self.place_of(key) or 1)

    def placed(self, items: Sequence[DesiredIssue]) -> Iterator[DesiredIssue]:
        """Give the items of one postmortem, each with the parent issue that it belongs under."""
        parents = self.of(postmortem_of(items[0].key)) if items else {}
        taken = Counter(
            {place: max(len(p.last.items or {}), p.children) for place, p in parents.items()}
        )
        places: dict[str, int] = {}
        for wanted in items:
            issue, place = self._ours.get(wanted.key), self.place_of(wanted.key)
            if place is None:
                continue
            # Whatever is counted already needs no room.
            is_counted = issue is not None and issue.parent == parents[place].number
            is_counted |= bool(self.recorded(wanted.key))
            if is_counted or taken[place] < MAX_CHILDREN:
                places[wanted.key] = place
                taken[place] += not is_counted
        for wanted in items:
            needs_room = wanted.key in self._ours or (wanted.status == "open" and wanted.may_open)
            if wanted.key not in places:
                places[wanted.key] = _with_room(taken) if needs_room else 1
                taken[places[wanted.key]] += needs_room
            yield replace(wanted, parent=parent_key(postmortem_of(wanted.key), places[wanted.key]))


def with_further_parents(desired: Sequence[DesiredIssue], parents: Parents) -> list[DesiredIssue]:
    """Give each item the parent issue that it belongs under, and ask for the further ones.

    An item stays where it is remembered, or else where its issue was begun. Others come under the
    first parent issue with room.
    """
    items: dict[str, list[DesiredIssue]] = {}
    for wanted in desired:
        if is_item(wanted.key):
            items.setdefault(postmortem_of(wanted.key), []).append(wanted)
    found: list[DesiredIssue] = []
    for wanted in desired:
        if not is_item(wanted.key):
            placed = list(parents.placed(items.pop(wanted.key, [])))
            needed = {parent_place(one.parent or "") for one in placed}
            further = sorted({*parents.of(wanted.key), *needed} - {1})
            found += [wanted, *(_further(wanted, place) for place in further), *placed]
    return [*found, *(wanted for rest in items.values() for wanted in rest)]


def _with_room(taken: Counter[int]) -> int:
    place = 1
    while taken[place] >= MAX_CHILDREN:
        place += 1
    return place


def _further(first: DesiredIssue, place: int) -> DesiredIssue:
    """Ask for a further parent issue, which says of itself that it is one."""
    part = f" (part {place})"
    said = f"Part {place} of its action items, since one issue takes {MAX_CHILDREN} sub-issues."
    return replace(
        first,
        key=parent_key(first.key, place),
        title=first.title[: MAX_TITLE - len(part)] + part,
        content=f"{said}\n\n{first.content}",
        quiet_why="",
    )
