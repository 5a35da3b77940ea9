"""Files: the repository's root, its postmortems, reading within bounds, writing atomically."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from pmaction.atomic_files import ATOMIC
from pmaction.document import MAX_BYTES
from pmaction.errors import PmactionError, UsageError
from pmaction.file_search import FileSearch
from pmaction.findings import Finding, Severity
from pmaction.path_patterns import Rest
from pmaction.render.text import printable

_YAML_BELOW = ("**/*.yaml", "**/*.yml")


class Found(Struct, frozen=True):
    """Files that were looked for, and in findings the folders that could not be looked into."""

    paths: tuple[Path, ...] = ()
    unseen: tuple[Finding, ...] = ()


class Workspace(Struct, frozen=True):
    """A repository's working tree, or any folder that is used like one."""

    root: Path

    @classmethod
    def around(cls, start: Path, config_name: str) -> Workspace:
        """Find the workspace of a folder: the nearest one with a config or `.git` at or above it.

        Without either, the folder itself is the workspace.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if os.path.lexists(folder / config_name) or os.path.lexists(folder / ".git"):
                return cls(folder)
        return cls(start)

    def shown(self, path: Path) -> str:
        """Give a path as people and findings name it: relative to the root, with `/`.

        What is not UTF-8 in a name becomes `?`.
        """
        path = path if path.is_absolute() else self.root / path
        if path == self.root:
            return "."
        # As pathlib compares them, at a tenth of its time, which tells with thousands of files.
        inside = str(path).removeprefix(os.path.join(self.root, ""))  # noqa: PTH118
        return inside.replace(os.sep, "/").encode(errors="replace").decode()

    def holds(self, path: Path) -> bool:
        """Say whether a path is inside the workspace once all links are followed."""
        real = os.path.realpath(path)
        # Nearly always the text says it; only pathlib knows where case does not count.
        begins = real.startswith(os.path.join(self.root, ""))  # noqa: PTH118
        return begins or Path(real).is_relative_to(self.root)

    def matching(self, patterns: Iterable[str]) -> Found:
        """Give the files that the patterns name, each once, in the order of their paths.

        Hidden files and folders are passed over unless a pattern names a hidden one itself. Links
        to folders are not followed, and said unless the patterns cover their targets anyway.
        """
        return self._search(self.root, patterns)

    def named(self, paths: Sequence[Path]) -> Found:
        """Give the files that a person named: files as they are, folders with all YAML in them.

        Raises UsageError for a path that is not there.
        """
        found: list[Path] = []
        unseen: list[Finding] = []
        for given in paths:
            name = printable(str(given))
            path = self._by_its_name(Path(os.path.abspath(given)))  # noqa: PTH100  (keeps links)
            try:
                path.lstat()
            except (FileNotFoundError, NotADirectoryError):
                raise UsageError(
                    f"{name} does not exist", "Check the path; it is taken from here."
                ) from None
            except OSError as error:
                raise UsageError(
                    f"{name} cannot be looked at: {error.strerror or error}",
                    "Check the path, and that you may read it.",
                ) from None
            if not os.path.isdir(path):  # noqa: PTH112  (Path's own raises where this says no)
                found.append(path)
                continue
            inside = self._search(path, _YAML_BELOW)
            if inside == Found():
                raise UsageError(
                    f"there are no .yaml files in {name}", "Name a file, or another folder."
                )
            found += inside.paths
            unseen += inside.unseen
        return Found(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unseen)))

    def _by_its_name(self, path: Path) -> Path:
        """Give the one path under which an existing file of the workspace is known."""
        real = _real(path)
        return real if real.is_relative_to(self.root) and os.path.lexists(real) else path

    def _search(self, folder: Path, patterns: Iterable[str]) -> Found:
        search = FileSearch()
        search.enter(folder, frozenset(map(Rest.of, patterns)))
        unseen = [
            _unreadable(self.shown(path), "unreadable", *_cannot_be_listed(reason))
            for path, reason in search.refused.items()
        ]
        for path, wanted in search.links.items():
            if wanted <= search.entered.get(_real(path), frozenset()):
                continue
            where = ("unreadable", _LINK_INSIDE) if self.holds(path) else _LEADS_OUT
            hint = "Put the folder itself here, or name it under `postmortems` in the config."
            unseen.append(_unreadable(self.shown(path), *where, hint))
        # No folder is entered through a link, so that only a link itself may have another name.
        named = (
            self._by_its_name(path) if is_link else path for path, is_link in search.files.items()
        )
        paths = tuple(sorted(set(named)))
        return Found(paths, tuple(sorted(unseen, key=lambda finding: finding.path)))

    def read(self, path: Path, *, trusted: bool = False) -> bytes | Finding:
        """Read one file up to the bound, or say in a finding why it cannot be read.

        A trusted path, named by a person, may lie anywhere. A link in the workspace that leads out
        of it is never followed: what a pull request puts into the tree is data.
        """
        try:
            if not self.holds(path) and (path.is_relative_to(self.root) or not trusted):
                hint = "Replace it with the file itself."
                return _unreadable(self.shown(path), *_LEADS_OUT, hint)
            if not stat.S_ISREG(path.stat().st_mode):
                message, hint = "this is not a regular file", "Move it elsewhere."
                return _unreadable(self.shown(path), "unreadable", message, hint)
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            reason = error.strerror or error
            return _unreadable(
                self.shown(path),
                "unreadable",
                f"the file cannot be read: {reason}",
                "Check that it is there and that you may read it.",
            )

    def inside(self, relative: str) -> Path:
        """Give a path inside the workspace.

        Raises UsageError when it leads out of it, by `..` or by a link.
        """
        path = self.root / relative
        if not self.holds(path):
            raise UsageError(
                f"{relative} leads out of the repository", "Name a path inside the repository."
            )
        return path

    def target(self, named: str | Path) -> Path:
        """Give the path that a person named to write to, links followed; it may lie anywhere.

        Raises UsageError where it is in the workspace and a link there leads out of it: what a pull
        request puts into the tree is data.
        """
        path = Path(os.path.abspath(named))  # noqa: PTH100  (keeps links)
        if path.is_relative_to(self.root) and not self.holds(path):
            raise UsageError(
                f"{printable(str(named))} leads out of the repository by a link",
                "Take the link away, or name the place that it leads to.",
            )
        return _real(path)

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


_LEADS_OUT = ("outside-repository", "this is a link that leads out of the repository")
_LINK_INSIDE = "a symbolic link to a folder is not followed"


def _real(path: Path) -> Path:
    # Path.resolve raises for a link that leads to itself; this gives a path that is not there.
    return Path(os.path.realpath(path))


def _cannot_be_listed(reason: str) -> tuple[str, str]:
    return (
        f"the folder cannot be looked into: {reason}",
        "Check that you may read it; what is in it is not known.",
    )


def _unreadable(path: str, rule: str, message: str, hint: str) -> Finding:
    return Finding(path, 1, 1, rule, Severity.ERROR, message, hint, "")
