"""The protocols of a tracking system: all that the rest of pmaction asks of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pmaction.issue import IssueFields, IssueNumber, LastWritten, Listing
from pmaction.standing import IssueComment, Recent, Record, Standing
from pmaction.whereabouts import Whereabouts


class TrackingSystem(Protocol):
    """A place that holds issues.

    Issues are known by key; the values that pmaction wrote last are kept with the issue. Every
    `written` is what the kept values gain, to be stored in the same write as the values
    themselves wherever the system allows it. All methods raise TrackingError when the system
    refuses or cannot be reached; whatever they did before that is found again by the next listing.
    """

    def list_issues(self) -> Listing:
        """Give every issue that carries a marker, labelled or not, and the damaged ones."""

    def look_up(
        self, numbers: frozenset[IssueNumber], *, again: bool = False
    ) -> Mapping[IssueNumber, Whereabouts]:
        """Say where each of these issues is, by its number: a list may leave out what is there.

        Those for which the run has no room are left out. With `again`, nothing is said that only
        an earlier run knew.
        """

    def number_named(self, name: IssueNumber) -> IssueNumber | None:
        """Give the number of the issue that a file names so, by number or address.

        None for one of another place, and where issues of people cannot be adopted.
        """

    def evidence(self, issues: frozenset[IssueNumber]) -> Mapping[IssueNumber, bool]:
        """Say of these issues whether anything in them shows what was done.

        That is a pull request, a commit, or a comment that is not ours. Those that cannot be read
        any more, or for which the run has no room, are left out.
        """

    def unassignable(self, persons: frozenset[str], *, again: bool = False) -> frozenset[str]:
        """Give those of these persons, as `@user`, who cannot be assigned to issues here.

        With `again`, nothing is said that only an earlier run knew.
        """

    def create(self, key: str, fields: IssueFields, written: LastWritten) -> IssueNumber:
        """Make the issue of a key and give its number.

        Never makes a second one: where an issue of this key turns out to exist, its number is
        given back and nothing is written.
        """

    def update(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        """Write title, managed block, labels, assignees, state or key of an issue.

        Labels and assignees are changed by what `after` has more or less than `before`; text
        outside the managed block stays. Fields that are None, and `status`, are not written.
        """

    def adopt(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        """Make a person's open issue that of a key, `after.key`, as `update` writes fields.

        Its text stays, and what is ours comes below it. Nothing is written to one that is ours.
        """

    def link_parent(self, issue: IssueNumber, parent: IssueNumber) -> None:
        """Make an issue the child of its postmortem's.

        It remembers the postmortem's, where that was not written when it was made.
        """

    def link_blocked_by(
        self,
        issue: IssueNumber,
        added: Mapping[str, IssueNumber],
        removed: Mapping[str, IssueNumber | None],
        written: LastWritten,
    ) -> None:
        """Say which issues, by key and number, an issue waits for and which no longer.

        A removed key without a number has no link to take away, and is only forgotten.
        """

    def comment(
        self, issue: IssueNumber, comment_id: str, text: str, *, noted: bool = True
    ) -> bool:
        """Write a comment unless one with this id is there; say whether it was written.

        With `noted` the next listing knows of it, whatever that costs.
        """

    def read_comments(self, issue: IssueNumber) -> tuple[IssueComment, ...]:
        """Give all comments on an issue in their order; none where there is no such issue.

        What `comment` finds there is then what was read here.
        """

    def recent_comments(self, since: datetime | None) -> Recent | None:
        """Give what was written since a moment, or ever, in any issue, if that is not too much.

        What is not among it, `comment` then takes for not there. None where only `read_comments`
        gives comments.
        """

    def may_write(self, login: str) -> bool | None:
        """Say whether an account may write to what the files are in; None if nobody says."""

    def standing(self) -> Standing | None:
        """Give the standing issue as it is now, if there is one: a listing may lag behind it."""

    def keep(self, record: Record) -> IssueNumber:
        """Let the standing issue remember just this, and give its number; make it if need be.

        What people wrote into it stays. Never makes a second one.
        """

    def comment_on_pull(self, pull: int, comment_id: str, text: str) -> bool:
        """Let the comment with this id on a pull request say this; say whether it had to change.

        One that is there is edited in place, so that there is never a second one.
        """

    def noticed(self) -> Sequence[tuple[str, str]]:
        """Give what a person should know of what was written, each with what to do about it."""


class PullRequests(Protocol):
    """What is known of the pull requests that files come with."""

    def merged_with(self, path: str) -> int | None:
        """Give the merged pull request that the newest commit of a file came with.

        None where there is none, or where it may not be known. Raises TrackingUnavailable when
        nobody can be asked at all.
        """
