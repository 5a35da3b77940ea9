"""The tracking system `local`: a folder of Markdown issues that people can read and edit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pmaction.atomic_files import ATOMIC, Writer
from pmaction.errors import TrackingError
from pmaction.identity import reading_order
from pmaction.issue import DamagedIssue, Issue, IssueFields, IssueNumber, LastWritten, Listing
from pmaction.refusal import Refusal
from pmaction.tracking.key_names import key_of, number_of
from pmaction.tracking.local_file import Damaged, LocalFile, encoded, new_text, read_file

MAX_BYTES = 4_194_304
"""No issue is longer; a larger file is not read."""

_ON_A_LINK = (
    "Replace the symbolic link by a real folder or file, so that nothing else is written to."
)


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
        self._write = write
        self._base_url = base_url

    def list_issues(self) -> Listing:
        """Give all issues, and the files that look like one but cannot be trusted.

        Files of other people and programs are passed over. Raises TrackingError when the folder
        cannot be read.
        """
        issues: list[Issue] = []
        damaged: list[tuple[str, Damaged]] = []
        for number in self._numbers():
            try:
                file = self._scanned(number)
            except Damaged as damage:
                damaged.append((number, damage))
            else:
                if file is not None:
                    issues.append(replace(file.issue, url=f"{self._base_url}{number}"))
        whole = {issue.key for issue in issues}
        return Listing(
            tuple(sorted(issues, key=lambda issue: reading_order(issue.key))),
            tuple(
                # A mere copy says nothing of the issue it was made from, which is there and whole.
                DamagedIssue(number, None if damage.key in whole else damage.key, damage.why)
                for number, damage in damaged
            ),
        )

    def unassignable(self, persons: frozenset[str]) -> frozenset[str]:  # noqa: ARG002
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
        path = self._path(number)
        if not self._exists(number, path):
            with self._refusals(number):
                if self._write.create(path, encoded(new_text(key, fields, written))):
                    return number
        self._existing(number)
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

    def link_parent(self, item: str, issue: IssueNumber, parent: IssueNumber) -> None:
        """Record an item's issue in its postmortem's. Raises TrackingError as `update` does."""
        with self._changed(parent) as file:
            file.keep(LastWritten(items={item.rpartition("/")[2]: issue}))

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

    def comment(self, issue: IssueNumber, comment_id: str, text: str) -> bool:
        """Append a comment unless it is there; say whether it was written.

        Raises TrackingError as `update` does.
        """
        with self._changed(issue) as file:
            if comment_id in file.issue.comments:
                return False
            file.comment(comment_id, text)
        return True

    def comment_on_pull(self, pull: int, comment_id: str, text: str) -> bool:  # noqa: ARG002
        """Raise TrackingError: a folder of issues has no pull requests."""
        raise TrackingError(
            "the tracking system `local` has no pull requests", "Comment where there are some."
        )

    def _numbers(self) -> Iterator[str]:
        """Give every Markdown file in the folder, and links that stand where an issue would."""
        with self._refusals(""):
            if not self._folder.exists():
                return
            for here, folders, files in os.walk(self._folder, onerror=_raise):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(files):
                    if name.lower().endswith(".md"):
                        yield (Path(here) / name).relative_to(self._folder).as_posix()

    def _scanned(self, number: str) -> LocalFile | None:
        """Read one file of a listing, in which one bad file must not hide the others."""
        key, path = key_of(number), self._folder / number
        try:
            if self._is_elsewhere(number):
                if key is None:
                    return None
                raise Damaged(f"it is a symbolic link. {_ON_A_LINK}", key)
            return self._read(number, path)
        except FileNotFoundError:
            return None
        except OSError as error:
            if key is None:
                return None
            raise Damaged(f"it cannot be read: {error.strerror or error}.", key) from None

    def _existing(self, number: str) -> LocalFile:
        """Read the file of an issue. Raises TrackingError unless it is there and whole."""
        path = self._path(number)
        with self._refusals(number):
            try:
                file = self._read(number, path)
            except FileNotFoundError:
                message = f"{path}: the issue's file is gone."
                raise TrackingError(message, "Bring it back from version control.") from None
            except Damaged as damage:
                hint = "Nothing was written to it. Repair the file and run again."
                raise TrackingError(f"{path}: {damage.why}", hint) from None
        if file is None:
            message = (
                f"{path}: this file is not an issue of pmaction, yet stands where one belongs."
            )
            raise TrackingError(message, "Move it elsewhere, then run again.")
        return file

    @contextmanager
    def _changed(self, issue: IssueNumber) -> Iterator[LocalFile]:
        """Give a freshly read file to be changed, and write it if it was."""
        number = str(issue)
        file = self._existing(number)
        try:
            yield file
        except Refusal as refusal:
            path = self._folder / number
            raise TrackingError(f"{path}: {refusal.message}.", refusal.hint) from None
        if (data := file.data) is not None:
            with self._refusals(number):
                self._write.replace(self._path(number), data)

    def _read(self, number: str, path: Path) -> LocalFile | None:
        if path.stat().st_size > MAX_BYTES:
            if key := key_of(number):
                why = f"it is larger than {MAX_BYTES // 2**20} MiB. Move long text elsewhere."
                raise Damaged(why, key)
            return None
        return read_file(number, path.read_bytes())

    def _exists(self, number: str, path: Path) -> bool:
        with self._refusals(number):
            return path.exists()

    def _path(self, number: str) -> Path:
        """Give the path of an issue's file. Raises TrackingError if it leads elsewhere."""
        path = self._folder / number
        if key_of(number) is None:
            message = f"{self._folder}: `{number}` is not the name of an issue's file."
            raise TrackingError(
                message, "Issues are named by key: `PM-2025-001/PM-2025-001-A1.md`."
            )
        if self._is_elsewhere(number):
            raise TrackingError(f"{path}: a symbolic link leads elsewhere.", _ON_A_LINK)
        return path

    def _is_elsewhere(self, number: str) -> bool:
        real = Path(os.path.realpath(self._folder))
        return Path(os.path.realpath(real / number)) != real / number

    @contextmanager
    def _refusals(self, number: str) -> Iterator[None]:
        """Turn what the file system refuses into a TrackingError."""
        try:
            yield
        except OSError as error:
            raise TrackingError(
                f"{self._folder / number}: {error.strerror or error}.",
                "Check that there is room and that you may write there, and that no other program "
                "has the file open; then run again.",
            ) from error


def _raise(error: OSError) -> None:
    raise error
