"""The tracking system `local`: a folder of Markdown issues that people can read and edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pmaction.atomic_files import ATOMIC, Writer
from pmaction.errors import TrackingError
from pmaction.identity import reading_order
from pmaction.issue import DamagedIssue, Issue, IssueFields, IssueNumber, LastWritten, Listing
from pmaction.refusal import Refusal
from pmaction.standing import IssueComment, Recent, Record, Standing
from pmaction.tracking.key_names import key_of, number_of
from pmaction.tracking.local_file import LocalFile, encoded, new_text
from pmaction.tracking.local_folder import IssueFolder
from pmaction.tracking.local_issue import Damaged
from pmaction.tracking.local_standing import NAME as STANDING_FILE
from pmaction.tracking.local_standing import (
    LocalStanding,
    comments_in_file,
    standing_of,
)
from pmaction.whereabouts import Whereabouts


class LocalTrackingSystem:
    """Issues as files: that of `PM-2025-001/A1` is `PM-2025-001/PM-2025-001-A1.md`.

    One writer at a time, as everywhere: a file that a person saves between our reading and our
    writing it would lose that edit.
    """

    def __init__(self, folder: Path, write: Writer = ATOMIC, base_url: str = "") -> None:
        """Keep issues in a folder, which need not exist yet.

        `base_url` is how links lead to that folder, with a `/` at its end: an issue's URL is that
        and its number.
        """
        self._folder = folder
        self._files = IssueFolder(folder)
        self._write = write
        self._standing = LocalStanding(folder, self._files, write)
        self._base_url = base_url
        self._said: dict[IssueNumber, tuple[IssueComment, ...]] | None = None
        """The comments in all files as they were listed, until something is written."""

    def list_issues(self) -> Listing:
        """Give all issues, and the files that look like one but cannot be trusted.

        Files of other people and programs are passed over. Raises TrackingError when the folder
        cannot be read.
        """
        issues: list[Issue] = []
        said: dict[IssueNumber, tuple[IssueComment, ...]] = {}
        damaged: list[tuple[str, Damaged]] = []
        for number in self._files.numbers():
            try:
                file = self._files.scanned(number)
            except Damaged as damage:
                damaged.append((number, damage))
            else:
                if file is not None:
                    issues.append(replace(file.issue, url=f"{self._base_url}{number}"))
                    if comments := comments_in_file(file.whole_body, with_commands=True):
                        said[number] = comments
        self._said = said
        whole = {issue.key for issue in issues}
        return Listing(
            tuple(sorted(issues, key=lambda issue: reading_order(issue.key))),
            tuple(
                # A mere copy says nothing of the issue it was made from, which is there and whole.
                DamagedIssue(number, None if damage.key in whole else damage.key, damage.why)
                for number, damage in damaged
            ),
            standing_of(issues, said),
            knows_comments=True,
        )

    def look_up(
        self,
        numbers: frozenset[IssueNumber],
        *,
        again: bool = False,  # noqa: ARG002
    ) -> Mapping[IssueNumber, Whereabouts]:
        """Say what stands where these issues were."""
        return {number: self._files.look_up(number) for number in sorted(numbers, key=str)}

    def number_named(self, name: IssueNumber) -> IssueNumber | None:  # noqa: ARG002
        """Give nothing: a file here is named by the key of its issue, and so is nobody else's."""
        return None

    def evidence(self, issues: frozenset[IssueNumber]) -> Mapping[IssueNumber, bool]:
        """Say whether a person wrote something into a file."""
        return {number: self._files.existing(str(number)).has_words_of_people for number in issues}

    def unassignable(
        self,
        persons: frozenset[str],  # noqa: ARG002
        *,
        again: bool = False,  # noqa: ARG002
    ) -> frozenset[str]:
        """Give nobody: anybody's name may stand in a file."""
        return frozenset()

    def create(self, key: str, fields: IssueFields, written: LastWritten) -> IssueNumber:
        """Make the file of a key's issue unless it is there, and give its number.

        Raises TrackingError when it cannot be written, or when a damaged or foreign file is in its
        place.
        """
        try:
            number = number_of(key)
        except ValueError as error:
            raise TrackingError(f"No issue can be made: {error}.", "Correct its id.") from None
        path = self._files.path(number)
        if not self._files.exists(number):
            with self._files.refusals(number):
                if self._write.create(path, encoded(new_text(key, fields, written))):
                    return number
        self._files.existing(number)
        return number

    def update(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        """Write title, managed block, labels, assignees or state; leave the rest as it is.

        Raises TrackingError when the file is missing, damaged or cannot be written.
        """
        with self._changed(issue) as file:
            file.change(before, after, written)

    def adopt(
        self,
        issue: IssueNumber,
        before: IssueFields,  # noqa: ARG002
        after: IssueFields,
        written: LastWritten,  # noqa: ARG002
    ) -> None:
        """Raise TrackingError: `number_named` names no issue that could be adopted."""
        raise TrackingError(
            f"{self._folder / str(issue)} cannot become the issue of {after.key}",
            "Take `issue` out of the file.",
        )

    def link_parent(self, issue: IssueNumber, parent: IssueNumber) -> None:
        """Let an item's issue remember its postmortem's. Raises TrackingError as `update` does."""
        with self._changed(issue) as file:
            file.keep(LastWritten(parent=parent))

    def link_blocked_by(
        self,
        issue: IssueNumber,
        added: Mapping[str, IssueNumber],
        removed: Mapping[str, IssueNumber | None],
        written: LastWritten,
    ) -> None:
        """Say which keys an issue waits for. Raises TrackingError as `update` does."""
        with self._changed(issue) as file:
            file.block_by(sorted(added, key=reading_order), set(removed), written)

    def comment(
        self,
        issue: IssueNumber,
        comment_id: str,
        text: str,
        *,
        noted: bool = True,  # noqa: ARG002  (a listing reads the whole file)
    ) -> bool:
        """Append a comment unless it is there; say whether it was written.

        Raises TrackingError as `update` does.
        """
        if issue == STANDING_FILE:
            return self._standing.comment(comment_id, text)
        with self._changed(issue) as file:
            if comment_id in file.issue.comments:
                return False
            file.comment(comment_id, text)
        return True

    def read_comments(self, issue: IssueNumber) -> tuple[IssueComment, ...]:
        """Give our comments, and lines of people that are commands. Raises TrackingError."""
        if issue == STANDING_FILE:
            return self._standing.comments()
        number = str(issue)
        if key_of(number) is None or not self._files.exists(number):
            return ()
        return comments_in_file(self._files.existing(number).whole_body, with_commands=True)

    def recent_comments(self, since: datetime | None) -> Recent | None:  # noqa: ARG002
        """Give all that was ever said in the files that were listed just now, and beside them.

        None where none were, or something was written since: then each file has to be read.
        """
        if self._said is None:
            return None
        beside = self._standing.comments()
        return Recent(self._said | ({STANDING_FILE: beside} if beside else {}))

    def may_write(self, login: str) -> bool | None:  # noqa: ARG002
        """Say yes: whoever wrote into a file of the repository may write to it."""
        return True

    def standing(self) -> Standing | None:
        """Read the standing issue's file. Raises TrackingError when that cannot be read."""
        return self._standing.read()

    def keep(self, record: Record) -> IssueNumber:
        """Write a record into the standing issue's file. Raises TrackingError if it cannot be."""
        return self._standing.keep(record)

    def comment_on_pull(self, pull: int, comment_id: str, text: str) -> bool:  # noqa: ARG002
        """Raise TrackingError: a folder of issues has no pull requests."""
        raise TrackingError(
            "the tracking system `local` has no pull requests", "Comment where there are some."
        )

    def noticed(self) -> Sequence[tuple[str, str]]:
        """Give nothing: a file takes all that is written to it."""
        return ()

    @contextmanager
    def _changed(self, issue: IssueNumber) -> Iterator[LocalFile]:
        """Give a freshly read file to be changed, and write it if it was."""
        number = str(issue)
        self._said = None
        file = self._files.existing(number)
        try:
            yield file
        except Refusal as refusal:
            path = self._folder / number
            raise TrackingError(f"{path}: {refusal.message}.", refusal.hint) from None
        if (data := file.data) is not None:
            with self._files.refusals(number):
                self._write.replace(self._files.path(number), data)
