"""A folder of issues as files: which there are, and reading one that may be bad or elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pmaction.errors import TrackingError
from pmaction.issue import IssueNumber
from pmaction.tracking.key_names import key_of
from pmaction.tracking.local_file import LocalFile, read_file
from pmaction.tracking.local_issue import Damaged
from pmaction.whereabouts import Whereabouts

MAX_BYTES = 4_194_304
"""No issue is longer; a larger file is not read."""

_ON_A_LINK = (
    "Replace the symbolic link by a real folder or file, so that nothing else is written to."
)


class IssueFolder:
    """The files of issues in a folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        """Look into this folder; nothing is read yet."""
        self._folder = folder

    def numbers(self) -> Iterator[str]:
        """Give every Markdown file in the folder, and links that stand where an issue would."""
        with self.refusals(""):
            if not self._folder.exists():
                return
            for here, folders, files in os.walk(self._folder, onerror=_raise):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                place = Path(here).relative_to(self._folder).as_posix()
                within = "" if place == "." else f"{place}/"
                for name in sorted(files):
                    if name.lower().endswith(".md"):
                        yield f"{within}{name}"

    def scanned(self, number: str) -> LocalFile | None:
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

    def look_up(self, number: IssueNumber) -> Whereabouts:
        """Say what stands where an issue was. Raises TrackingError when that cannot be read."""
        name = str(number)
        if key_of(name) is None:
            return Whereabouts("deleted")  # no name of an issue's, so never one of ours
        try:
            file = self.scanned(name)
        except Damaged as damage:
            return Whereabouts("damaged", why=damage.why)
        if file is not None:
            return Whereabouts("found", file.issue)
        return Whereabouts("unmarked" if self.exists(name) else "deleted")

    def existing(self, number: str) -> LocalFile:
        """Read the file of an issue. Raises TrackingError unless it is there and whole."""
        path = self.path(number)
        with self.refusals(number):
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

    def _read(self, number: str, path: Path) -> LocalFile | None:
        if path.stat().st_size > MAX_BYTES:
            if key := key_of(number):
                why = f"it is larger than {MAX_BYTES // 2**20} MiB. Move long text elsewhere."
                raise Damaged(why, key)
            return None
        return read_file(number, path.read_bytes())

    def exists(self, number: str) -> bool:
        """Say whether there is anything under the name of an issue's file."""
        path = self.path(number)
        with self.refusals(number):
            return path.exists()

    def path(self, number: str) -> Path:
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

    def inside(self, name: str) -> Path:
        """Give the path of a file beside the folders. Raises TrackingError if it is elsewhere."""
        if self._is_elsewhere(name):
            raise TrackingError(
                f"{self._folder / name}: a symbolic link leads elsewhere.", _ON_A_LINK
            )
        return self._folder / name

    def _is_elsewhere(self, number: str) -> bool:
        # Texts, not paths: a listing asks this of each file.
        expected = os.path.normpath(f"{os.path.realpath(self._folder)}/{number}")
        return os.path.realpath(expected) != expected

    @contextmanager
    def refusals(self, number: str) -> Iterator[None]:
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
