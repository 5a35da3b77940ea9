"""What was said to people: as the year's book-keeping expects it, and as the comments show it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from standin import BOT, Comment, Issue

from simulation.books import due_of, owner_asked_by
from simulation.calendar import is_silent, step_of
from simulation.organization import Row

SNOOZE = timedelta(weeks=2)
MARK = re.compile(r"<!-- pmaction:comment (\S+) -->")
SAID = re.compile(r"([^\s,@]+)@(\d{4}-\d{2}-\d{2})([+-]\d+)")
SINGLE = re.compile(r"^(?:@[^:]*: )?(.+?) (?:is|was) due on \*\*(\S+)\*\*, (.+?)\.$", re.M)
ROW = re.compile(r"^\| (\d{4}-\d{2}-\d{2}), (.+?) \| (?:#\d+ )?(.+?) \| .* \|$", re.M)
IN_ROW = re.compile(r"`(PM-\d{4}-\d{3}/A\d+)`.*?(: an owner)?(?:; .*)?$")
GREETED = re.compile(r"@[^:]*(?=: )")
TOLD_FROM = {"lead": 14, "manager": 30}
"""From how many days after the due date on others hear of it, beside or apart from its owner."""

Said = tuple[str, date, int]
"""A key, its due date, and the step in days after it."""


@dataclass
class Expected:
    """Each step of each due date that has to be said, as the days go by."""

    said: set[Said] = field(default_factory=set)
    latest: dict[tuple[str, date], int] = field(default_factory=dict)

    def remind(self, items: Iterable[Row], today: date) -> None:
        """Note what a run says on a day."""
        if is_silent(today):
            return
        for item in items:
            if item["opened"] is None or item["state"] != "open" or item["said"] != "open":
                continue
            if item["snoozed"] and today < item["snoozed"] + SNOOZE:
                continue
            self._say(item["key"], due_of(item), today)
            for role, least in TOLD_FROM.items() if item["owner"] else ():
                self._say(f"{role}:{item['key']}", due_of(item), today, least=least)
            if item["owner"] is None:
                self._say(f"owner:{item['key']}", owner_asked_by(item), today, asks_once=True)

    def _say(
        self,
        key: str,
        due: date | None,
        today: date,
        *,
        asks_once: bool = False,
        least: int = -999,
    ) -> None:
        step = step_of(due, today, asks_once=asks_once) if due is not None else None
        if due is None or step is None or step < least:
            return
        if step > self.latest.get((key, due), -999):
            self.latest[key, due] = step
            self.said.add((key, due, step))


def ours(issues: Iterable[Issue]) -> Iterator[tuple[Issue, Comment]]:
    """Every comment of the program, with its issue."""
    for issue in issues:
        yield from ((issue, one) for one in issue.comments if one.author == BOT)


def marks(issues: Iterable[Issue]) -> Counter[str]:
    """How often each comment's mark stands anywhere."""
    return Counter(f"{issue.number} {MARK.findall(one.body)}" for issue, one in ours(issues))


def said_by_mark(issues: Iterable[Issue]) -> Counter[Said]:
    """How often each step was said, by the marks of all comments."""
    return Counter(said for _, comment in ours(issues) for said in said_in(comment))


def said_in(comment: Comment) -> Iterator[Said]:
    """What a comment says, by its marks."""
    for mark in MARK.findall(comment.body):
        _, is_reminder, said = mark.partition("reminder:")
        for key, due, days in SAID.findall(said) if is_reminder else ():
            yield key, date.fromisoformat(due), int(days)


def things_said(issues: Iterable[Issue]) -> int:
    """How many things all comments tell of, by their marks; to how many people each does not count.

    In a table an item has one row, even if it lacks an owner beside being late.
    """
    found = 0
    for _, comment in ours(issues):
        told = {
            (key.removeprefix("lead:").removeprefix("manager:"), due)
            for key, due, _ in said_in(comment)
        }
        items = {key for key, _ in told} if ROW.search(comment.body) else set()
        found += sum(key.removeprefix("owner:") not in items - {key} for key, _ in told)
    return found


def said_by_text(issues: Iterable[Issue], keys: dict[int, str]) -> Counter[tuple[str, ...]]:
    """How often each thing was said to the same people in the same words, for people to read.

    `keys` are those of the items by the numbers of their issues.
    """
    found: Counter[tuple[str, ...]] = Counter()
    for issue, comment in ours(issues):
        greeted = GREETED.match(comment.body)
        whom = greeted[0] if greeted else ""
        for what, due, late in SINGLE.findall(comment.body):
            where = keys.get(issue.number, f"#{issue.number}")
            found[whom, f"{where} {what.lower()}", due, late] += 1
        for due, late, cell in ROW.findall(comment.body):
            item = IN_ROW.match(cell)
            owner = "an owner of " if item and item[2] else ""
            what = f"{item[1]} {owner}this action item" if item else cell
            found[whom, what, due, late] += 1
    return found
