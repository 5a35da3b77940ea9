"""A tracking system in memory that tells as little of comments as GitHub's list does.

Its list knows how many comments an issue has and not what they say, and it may lag behind; writes
may be struck by death, or their answers lost. What a comment may cost is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from contract.harness import Killed
from msgspec import structs

from pmaction.errors import TrackingBusy, TrackingError, TrackingUnavailable
from pmaction.issue import OUR_LABEL, Issue, IssueFields, IssueNumber, LastWritten, Listing
from pmaction.standing import IssueComment, Recent, Record, Standing
from pmaction.tracking.standing_text import new_text, record_of, with_record
from pmaction.whereabouts import Whereabouts

STANDING_NUMBER = 1000


def _moment(one: IssueComment) -> datetime:
    moment = one.edited_at or one.written_at
    assert moment is not None
    return moment


@dataclass
class Stored:
    """An issue with its comments."""

    issue: Issue
    comments: list[IssueComment] = field(default_factory=list)


@dataclass
class Platform:
    """All that is stored, and what befalls the next writes.

    `strike` counts down the writes until `fault`; `frozen` is a list that lags behind.
    """

    issues: dict[int, Stored] = field(default_factory=dict)
    standing_text: str | None = None
    writers: set[str] = field(default_factory=set)
    now: datetime = datetime(2025, 12, 1, 12, tzinfo=UTC)
    frozen: Listing | None = None
    strike: int = 0
    fault: str = ""
    most_recent: int = 1_000_000
    refuses_comments: bool = False
    reads: int = 0
    writes: int = 0
    standing_comments: list[IssueComment] = field(default_factory=list)
    others: dict[IssueNumber, list[IssueComment]] = field(default_factory=dict)

    def open(self, key: str, **fields: Any) -> int:
        """Open the issue of a key."""
        number = len(self.issues) + 1
        labels = frozenset({OUR_LABEL})
        values: dict[str, Any] = {"title": f"Do {key}", "state": "open", "labels": labels}
        self.issues[number] = Stored(Issue(number=number, key=key, **(values | fields)))
        return number

    def of(self, key: str) -> Stored:
        """The issue of a key."""
        return next(one for one in self.issues.values() if one.issue.key == key)

    def change(self, key: str, /, **fields: Any) -> None:
        """Change an issue."""
        stored = self.of(key)
        stored.issue = replace(stored.issue, **fields)

    def says(self, key: str, author: str, text: str) -> None:
        """A person comments."""
        stored = self.of(key)
        self.tick()
        number = 10_000 + sum(len(one.comments) for one in self.issues.values())
        comment = IssueComment(number=number, text=text, author=author, written_at=self.now)
        stored.comments.append(comment)

    def edits(self, key: str, number: int, text: str) -> None:
        """A person edits a comment."""
        comments = self.of(key).comments
        self.tick()
        at = next(index for index, one in enumerate(comments) if one.number == number)
        comments[at] = structs.replace(comments[at], text=text, edited_at=self.now)

    def marks(self) -> list[str]:
        """The lasting ids of all our comments."""
        every = [
            *self.standing_comments,
            *(c for one in self.issues.values() for c in one.comments),
        ]
        return [one.mark for one in every if one.mark is not None]

    def listing(self) -> Listing:
        """The list as it is now."""
        issues = tuple(
            replace(one.issue, comment_count=len(one.comments)) for one in self.issues.values()
        )
        return Listing(issues, standing=self._standing())

    def _standing(self) -> Standing | None:
        if self.standing_text is None:
            return None
        return Standing(STANDING_NUMBER, record_of(self.standing_text))

    def freeze(self) -> None:
        """From now on the next run's list lags behind."""
        self.frozen = self.listing()

    # What a run asks and writes.

    def list_issues(self) -> Listing:
        listing, self.frozen = self.frozen or self.listing(), None
        return listing

    def standing(self) -> Standing | None:
        self.reads += 1
        return self._standing()

    def read_comments(self, issue: IssueNumber) -> tuple[IssueComment, ...]:
        self.reads += 1
        return tuple(self._comments(issue))

    def recent_comments(self, since: datetime | None) -> Recent | None:
        self.reads += 1
        every = {STANDING_NUMBER: self.standing_comments, **self.others}
        every |= {number: one.comments for number, one in self.issues.items()}
        found = {
            number: tuple(one for one in comments if since is None or _moment(one) >= since)
            for number, comments in every.items()
        }
        self.tick()
        moments = sorted(_moment(one) for comments in found.values() for one in comments)
        until, is_complete = self.now, len(moments) <= self.most_recent
        if not is_complete:
            until = moments[self.most_recent - 1]
        return Recent(
            {
                number: tuple(one for one in ones if _moment(one) <= until)
                for number, ones in found.items()
                if any(_moment(one) <= until for one in ones)
            },
            until,
            is_complete,
        )

    def tick(self) -> None:
        """A second goes by."""
        self.now += timedelta(seconds=1)

    def may_write(self, login: str) -> bool | None:
        self.reads += 1
        return login in self.writers

    def keep(self, record: Record) -> IssueNumber:
        old = self.standing_text
        self._written(lambda: self._keep(with_record(old, record) if old else new_text(record)))
        return STANDING_NUMBER

    def _keep(self, text: str) -> None:
        self.standing_text = text

    def comment(
        self, issue: IssueNumber, comment_id: str, text: str, *, noted: bool = True
    ) -> bool:
        assert not noted
        comments = self._comments(issue)
        if any(one.mark == comment_id for one in comments):
            return False
        self.tick()
        number = 20_000 + len(self.marks())
        comment = IssueComment(
            number=number, text=text, author="pmaction", written_at=self.now, mark=comment_id
        )
        if self.refuses_comments:
            raise TrackingError("the token may not do this")
        self._written(lambda: comments.append(comment))
        return True

    def _comments(self, issue: IssueNumber) -> list[IssueComment]:
        if issue == STANDING_NUMBER:
            return self.standing_comments
        if issue in self.issues:
            return self.issues[int(issue)].comments
        return self.others.setdefault(issue, [])

    def _written(self, write: Any) -> None:
        self.writes += 1
        self.strike -= 1
        if self.strike == 0 and self.fault == "killed before":
            raise Killed
        if self.strike <= 0 and self.fault == "limit reached":
            raise TrackingBusy("the limit is used up")
        write()
        if self.strike == 0 and self.fault == "killed after":
            raise Killed
        if self.strike == 0 and self.fault == "answer lost":
            raise TrackingUnavailable("the answer was lost")

    def noticed(self) -> Sequence[tuple[str, str]]:
        return ()

    # What no reminder asks.

    def look_up(
        self, numbers: frozenset[IssueNumber], *, again: bool = False
    ) -> Mapping[IssueNumber, Whereabouts]:
        raise NotImplementedError

    def number_named(self, name: IssueNumber) -> IssueNumber | None:
        raise NotImplementedError

    def evidence(self, issues: frozenset[IssueNumber]) -> Mapping[IssueNumber, bool]:
        raise NotImplementedError

    def unassignable(self, persons: frozenset[str], *, again: bool = False) -> frozenset[str]:
        raise NotImplementedError

    def create(self, key: str, fields: IssueFields, written: LastWritten) -> IssueNumber:
        raise NotImplementedError

    def update(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        raise NotImplementedError

    def adopt(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        raise NotImplementedError

    def link_parent(self, issue: IssueNumber, parent: IssueNumber) -> None:
        raise NotImplementedError

    def link_blocked_by(
        self,
        issue: IssueNumber,
        added: Mapping[str, IssueNumber],
        removed: Mapping[str, IssueNumber | None],
        written: LastWritten,
    ) -> None:
        raise NotImplementedError

    def comment_on_pull(self, pull: int, comment_id: str, text: str) -> bool:
        raise NotImplementedError
