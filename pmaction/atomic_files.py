"""Writing files whole: at any moment a file is the old one or the new one, never a part."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Protocol

# What file systems without hard links answer: by errno, and in the numbers of Windows.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS}
_NO_LINKS_ON_WINDOWS = {1, 50}
_TEMPORARY = re.compile(r"\.pmaction-[0-9a-f]{16}\.tmp")


class Writer(Protocol):
    """The only two ways in which files of issues are written. Both raise OSError."""

    def create(self, path: Path, data: bytes) -> bool:
        """Make a file, and its folder; do nothing and give False where one is already."""

    def replace(self, path: Path, data: bytes) -> None:
        """Put these bytes in place of those of an existing file."""


class AtomicWriter:
    """Writes to a temporary file beside the real one, then puts it in place in one step."""

    def create(self, path: Path, data: bytes) -> bool:
        """Make a file and its folder unless the file exists. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _written(path.parent, data)
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return False
        except OSError as error:
            if not _says_no_links(error):
                raise
            return _create_in_place(path, data)
        finally:
            _discard(temporary)
        return True

    def replace(self, path: Path, data: bytes) -> None:
        """Replace a file's bytes and keep its permissions. Raises OSError."""
        import shutil  # Where nothing is written, start-up does without it.

        temporary = _written(path.parent, data)
        try:
            shutil.copymode(path, temporary)
            temporary.replace(path)
        finally:
            _discard(temporary)


ATOMIC = AtomicWriter()


def _says_no_links(error: OSError) -> bool:
    windows: int | None = getattr(error, "winerror", None)
    if windows is not None:
        return windows in _NO_LINKS_ON_WINDOWS
    return error.errno in _NO_LINKS


def _written(folder: Path, data: bytes) -> Path:
    """Write a temporary file to the disk, once those that a crash left here are gone."""
    for left in folder.iterdir():
        if _TEMPORARY.fullmatch(left.name):
            _discard(left)
    temporary = folder / f".pmaction-{os.urandom(8).hex()}.tmp"
    try:
        _create_in_place(temporary, data)
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _create_in_place(path: Path, data: bytes) -> bool:
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _discard(path)
        raise
    return True


def _discard(path: Path) -> None:
    with suppress(OSError):  # a leftover is harmless, and the next write tries again
        path.unlink(missing_ok=True)
