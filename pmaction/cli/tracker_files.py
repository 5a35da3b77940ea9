"""The two tracker files as they are on disk, and as they should be."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from pmaction.cli.session import Session
from pmaction.errors import ConfigurationError, PmactionError
from pmaction.tracker.names import DATA_NAME, data_file, is_our_data, is_our_page


class Place(Struct, frozen=True):
    """Where a tracker file is: on disk, as people name it, and relative to the workspace."""

    path: Path
    shown: str
    relative: str
    is_ours: Callable[[str], bool]

    def existing(self) -> str | None:
        """Give the file's text, its line ends aside; None where there is no such file yet.

        Raises PmactionError when something that is no file is there, and ConfigurationError when
        `track` did not write what is there.
        """
        if not os.path.lexists(self.path):
            return None
        try:
            if not self.path.is_file():
                raise OSError("it is not a file")
            raw = self.path.read_bytes()
        except OSError as error:
            raise PmactionError(
                f"{self.shown} cannot be read: {error.strerror or error}",
                "Move what is there away, or name another path as `tracker_file` in the config.",
            ) from None
        return self.read(raw)

    def read(self, raw: bytes) -> str:
        """Give a file's text, its line ends aside. Raises ConfigurationError if it is not ours."""
        text = raw.decode("utf-8", errors="replace").replace("\r\n", "\n")
        if not self.is_ours(text):
            what = "beside `tracker_file`" if self.shown.endswith(DATA_NAME) else "`tracker_file`"
            raise ConfigurationError(
                f"{what} is {self.shown}, which `pmaction track` did not write; it is left alone",
                "Name another path as `tracker_file` in the config, or delete the file if it may "
                "go.",
            )
        return text


class TrackerFile(Struct, frozen=True):
    """A tracker file: where it is, and the text that it should have."""

    place: Place
    text: str

    @property
    def shown(self) -> str:
        """How people name it."""
        return self.place.shown

    def read(self, raw: bytes) -> str:
        """Give what is there now as text. Raises ConfigurationError if it is not ours."""
        return self.place.read(raw)


def places(session: Session) -> tuple[Place, Place]:
    """Give where the page and the data are. Raises ConfigurationError if they are one file."""
    page = session.config.tracker_file
    data = data_file(page)
    if Path(page).name.casefold() == DATA_NAME:
        raise ConfigurationError(
            f"`tracker_file` is {page}, the name of the data that is written beside it",
            "Name another path as `tracker_file` in the config, such as TRACKER.md.",
        )

    def place(relative: str, is_ours: Callable[[str], bool]) -> Place:
        path = session.workspace.inside(relative)
        return Place(path, session.workspace.shown(path), relative, is_ours)

    return place(page, is_our_page), place(data, is_our_data)


def named(files: Sequence[TrackerFile]) -> str:
    """Name files: `TRACKER.md and tracker.json`."""
    return " and ".join(file.shown for file in files)
