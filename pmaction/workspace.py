"""Files: the repository's root, its postmortems, reading within bounds, writing atomically."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pmaction.atomic_files import ATOMIC
from pmaction.document import MAX_BYTES
from pmaction.errors import PmactionError, UsageError
from pmaction.findings import Finding, Severity

_YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A repository's working tree, or any folder that is used like one."""

    root: Path

    @classmethod
    def around(cls, start: Path, config_name: str) -> Workspace:
        """Find the workspace of a folder: the nearest one with a config or `.git` at or above it.

        Without either, the folder itself is the workspace.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / config_name).is_file() or (folder / ".git").exists():
                return cls(folder)
        return cls(start)

    def shown(self, path: Path) -> str:
        """Give a path as people and findings name it: relative to the root, with `/`."""
        path = path if path.is_absolute() else self.root / path
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def matching(self, patterns: Iterable[str]) -> tuple[Path, ...]:
        """Give the files that the patterns name, each once, in the order of their paths.

        Hidden files and folders are passed over unless a pattern names a hidden one itself.
        """
        found = {
            path
            for pattern in patterns
            for path in self.root.glob(pattern)
            if (path.is_symlink() or not path.is_dir())
            and (_is_hidden(pattern) or not _is_hidden(self.shown(path)))
        }
        return tuple(sorted(found))

    def named(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        """Give the files that a person named: files as they are, folders with all YAML in them.

        Raises UsageError for a path that is not there.
        """
        found: list[Path] = []
        for given in paths:
            path = Path(os.path.abspath(given))  # noqa: PTH100  (keeps links, unlike resolve)
            if path.is_dir():
                inside = sorted(p for p in path.rglob("[!.]*") if p.suffix in _YAML_ENDINGS)
                if not inside:
                    raise UsageError(
                        f"there are no .yaml files in {given}", "Name a file, or another folder."
                    )
                found += inside
            elif path.exists() or path.is_symlink():
                found.append(path)
            else:
                raise UsageError(
                    f"{given} does not exist", "Check the path; it is taken from here."
                )
        return tuple(dict.fromkeys(found))

    def read(self, path: Path, *, trusted: bool = False) -> bytes | Finding:
        """Read one file up to the bound, or say in a finding why it cannot be read.

        Unless the path is trusted (named by a person), a link that leads out of the workspace is
        not followed: what a pull request puts into the tree is data.
        """
        shown = self.shown(path)
        try:
            if not trusted and not path.resolve().is_relative_to(self.root):
                return _unreadable(
                    shown,
                    "outside-repository",
                    "this is a link that leads out of the repository",
                    "Replace it with the file itself.",
                )
            if not stat.S_ISREG(path.stat().st_mode):
                return _unreadable(
                    shown, "unreadable", "this is not a regular file", "Move it elsewhere."
                )
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except (OSError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            return _unreadable(
                shown,
                "unreadable",
                f"the file cannot be read: {reason}",
                "Check that it is there and that you may read it.",
            )

    def inside(self, relative: str) -> Path:
        """Give a path inside the workspace.

        Raises UsageError when it leads out of it, by `..` or by a link.
        """
        path = self.root / relative
        if not path.resolve().is_relative_to(self.root):
            raise UsageError(
                f"{relative} leads out of the repository", "Name a path inside the repository."
            )
        return path

    def write(self, path: Path, text: str) -> bool:
        """Write a file whole or not at all; say whether its bytes changed.

        Raises PmactionError when it cannot be written.
        """
        data = text.encode()
        with self._refusals(path):
            if path.is_file():
                if path.read_bytes() == data:
                    return False
                ATOMIC.replace(path, data)
                return True
        return self.write_new(path, text)

    def write_new(self, path: Path, text: str) -> bool:
        """Write a file that must not exist yet; say False, and write nothing, if it does.

        Raises PmactionError when it cannot be written.
        """
        with self._refusals(path):
            return ATOMIC.create(path, text.encode())

    @contextmanager
    def _refusals(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise PmactionError(
                f"{self.shown(path)} cannot be written: {error.strerror or error}",
                "Check that the folder is there and that you may write to it.",
            ) from error


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _unreadable(path: str, rule: str, message: str, hint: str) -> Finding:
    return Finding(path, 1, 1, rule, Severity.ERROR, message, hint, "")
