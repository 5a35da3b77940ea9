"""Issues of people that a file names for an item: made ours with all their text, or left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pmaction.change import Change, Kind, Note
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item
from pmaction.issue import Issue, IssueFields, IssueNumber
from pmaction.merge import note_of_left_over
from pmaction.owners import MAX_ASSIGNEES
from pmaction.whereabouts import Whereabouts, said

NO_OTHER = "no issue is opened"
_TAKE_OUT = "Name another issue, or take `issue` out of the file to have one of its own."


@dataclass(frozen=True, slots=True)
class Adoptions:
    """What is done and said about issues that files name; `unknown` must be looked up first."""

    found: tuple[Change | Note, ...] = ()
    unknown: frozenset[IssueNumber] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """The keys that get an issue."""
        return frozenset(one.item for one in self.found if isinstance(one, Change))


def resolved(
    wanted: Iterable[DesiredIssue], number_named: Callable[[IssueNumber], IssueNumber | None]
) -> tuple[DesiredIssue, ...]:
    """Say of each item that names an issue which number that is, if it is one of this system."""
    return tuple(
        replace(one, adopts=number_named(one.tracked_by)) if one.tracked_by is not None else one
        for one in wanted
    )


def beside_its_own(wanted: DesiredIssue, issue: Issue) -> Note | None:
    """Say that an item has an issue already where the file names another one."""
    name = wanted.tracked_by
    if name in (None, issue.number):
        return None
    if wanted.adopts == issue.number and not _is_elsewhere(wanted, issue):
        return None
    return Note(
        wanted.key,
        f"has its own issue {issue.number} already, so that {_named(wanted)} is not adopted",
        f"Take `issue` out of the file. Or say there which one counts: `issue: {issue.number}`.",
    )


def adoptions(
    wishes: Sequence[DesiredIssue],
    ours: Mapping[str, Issue],
    known: Mapping[IssueNumber, Whereabouts],
) -> Adoptions:
    """Plan to adopt the issues that these items name and that are nobody else's.

    `known` says where issues are, by number. Nothing is taken over that is not certain, and no
    item that names an issue gets another one.
    """
    named: dict[IssueNumber, list[str]] = {}
    for wanted in wishes:
        if wanted.adopts is not None:
            named.setdefault(wanted.adopts, []).append(wanted.key)
    return Adoptions(
        tuple(
            one
            for wanted in wishes
            for one in _adoption(wanted, named.get(wanted.adopts or 0, ()), ours, known)
        ),
        frozenset(named) - known.keys(),
    )


def _adoption(
    wanted: DesiredIssue,
    keys: Sequence[str],
    ours: Mapping[str, Issue],
    known: Mapping[IssueNumber, Whereabouts],
) -> Iterator[Change | Note]:
    where = known.get(wanted.adopts) if wanted.adopts is not None else None
    issue = where.issue if where is not None else None
    if wanted.adopts is None or (issue is not None and _is_elsewhere(wanted, issue)):
        yield Note(wanted.key, f"is already tracked by {_named(wanted)}; {NO_OTHER}")
    elif len(keys) > 1:
        others = " and ".join(key for key in keys if key != wanted.key)
        what = f"names issue {wanted.adopts}, and so does {others}: it is not adopted"
        yield Note(wanted.key, f"{what}, and {NO_OTHER}", "Leave the issue to one of them.")
    elif where is not None and (refusal := _refusal(wanted, wanted.adopts, where)) is not None:
        what, way = refusal
        yield Note(wanted.key, f"{what}; it is not adopted, and {NO_OTHER}", f"{way} {_TAKE_OUT}")
    elif issue is not None:
        yield _adopted(wanted, issue)
        yield from _limits(wanted, issue, ours)


def _refusal(
    wanted: DesiredIssue, number: IssueNumber, where: Whereabouts
) -> tuple[str, str] | None:
    """Say why the issue that an item names cannot be its issue, and what helps."""
    issue = where.issue
    if where.kind != "unmarked":
        if issue is None or issue.key != wanted.key:
            what, way = said(number, where)
            return what, f"{way}." if way else ""
        if issue.by_stranger and issue.may_count and issue.state == "open":
            return None  # It was adopted, and the postmortem's issue does not know of it yet.
        if issue.home is not None and not (issue.by_stranger or issue.is_set_aside):
            return f"its issue {number} was opened for another repository's item", ""
        if issue.is_ours:
            return f"its issue {number} is closed as a duplicate", ""
        what = f"its issue {number} has its hidden marker, but not the label `pmaction`"
        return what, "Give it the label if it is right."
    if issue is None or issue.block is not None:
        what, way = said(number, where)
        return (f"its issue {number} is left alone: {where.why}" if where.why else what), f"{way}."
    if issue.state == "closed":
        return f"its issue {number} is closed", "Reopen it, or give the item's status in the file."
    if wanted.confidential:
        what = f"its issue {number} says what is confidential, or may"
        return what, "Nothing of a confidential postmortem stands in an issue."
    if where.room is not None and len(wanted.block(wanted.pull)) > where.room:
        return f"its issue {number} has so long a text that no more fits in", "Shorten it."
    return None


def _adopted(wanted: DesiredIssue, issue: Issue) -> Change:
    block = wanted.block(wanted.pull)
    return Change(
        kind=Kind.UPDATE,
        item=wanted.key,
        title=wanted.title,
        issue=issue.number,
        why="the file names it as the item's issue: it is adopted, and keeps its title and text",
        before=IssueFields(labels=issue.labels, assignees=issue.assignees),
        after=IssueFields(
            key=wanted.key,
            block=block,
            labels=issue.labels | wanted.labels,
            assignees=issue.assignees | frozenset(_new_assignees(wanted, issue)[0]),
        ),
        # As if this title had been written: the one it has is then a person's, and is kept.
        written=wanted.written(block),
    )


def _limits(wanted: DesiredIssue, issue: Issue, ours: Mapping[str, Issue]) -> Iterator[Note]:
    """Say what an adopted issue does not get."""
    if left_over := _new_assignees(wanted, issue)[1]:
        yield note_of_left_over(wanted.key, left_over)
    parents = {one.number for one in ours.values() if not is_item(one.key)}
    if issue.parent is not None and issue.parent not in parents:
        what = f"its issue {issue.number} stays under {issue.parent}, where a person put it"
        yield Note(wanted.key, what, "It is known to its postmortem's issue all the same.")


def _new_assignees(wanted: DesiredIssue, issue: Issue) -> tuple[list[str], list[str]]:
    """Give who is to be assigned besides those who are, and for whom there is no room."""
    added = sorted(wanted.assignees - issue.assignees)
    room = max(0, MAX_ASSIGNEES - len(issue.assignees))
    return added[:room], added[room:]


def _named(wanted: DesiredIssue) -> str:
    """Say which issue the file names; some systems' addresses have its title in them."""
    name = wanted.tracked_by
    return "another issue" if wanted.confidential and isinstance(name, str) else f"{name}"


def _is_elsewhere(wanted: DesiredIssue, issue: Issue) -> bool:
    """Say whether the file gives the address of another issue than the one with that number."""
    name = wanted.tracked_by
    if not isinstance(name, str) or "://" not in name or not issue.url:
        return False
    return _address(name) != _address(issue.url)


def _address(url: str) -> str:
    whole = url.partition("://")[2].partition("#")[0].partition("?")[0]
    return whole.rstrip("/").casefold()
