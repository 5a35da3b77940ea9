"""What the contract suite asks of a tracking system's surroundings: people, faults, a look inside.

A new tracking system joins the suite by a harness of its own, named in `test_contract.py`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from pmaction.issue import Issue
from pmaction.tracking.base import TrackingSystem
from pmaction.tracking.local import LocalTrackingSystem


class Killed(BaseException):
    """The process is gone: nothing in pmaction may catch this."""


class Harness(Protocol):
    """One tracking system with what people and bad luck do to it."""

    def __init__(self, folder: Path) -> None:
        """A new and empty one, which may use this folder."""

    def end(self) -> None:
        """It is no longer needed."""

    def tracking(self) -> TrackingSystem:
        """A fresh client, as a new run has one."""

    def kill_at(self, write: int, *, after: bool) -> TrackingSystem:
        """A client whose process dies just before or just after its nth write."""

    def refuse_at(self, write: int) -> TrackingSystem:
        """A client whose nth write is refused; the others go through."""

    def close(self, key: str, reason: str) -> None:
        """A person closes an issue."""

    def reopen(self, key: str) -> None:
        """A person opens an issue again."""

    def retitle(self, key: str, title: str) -> None:
        """A person writes another title."""

    def relabel(self, key: str, labels: list[str]) -> None:
        """A person sets the labels."""

    def assign(self, key: str, assignees: list[str]) -> None:
        """A person sets the assignees."""

    def edit_block(self, key: str, old: str, new: str) -> None:
        """A person edits inside the managed block."""

    def write_below(self, key: str, text: str) -> None:
        """A person adds text of their own below the managed block."""

    def answer(self, key: str, text: str) -> None:
        """A person comments on an issue."""

    def delete(self, key: str) -> None:
        """A person deletes an issue for good."""

    def body(self, key: str) -> str:
        """All text of an issue, comments included."""

    def add_foreign_issues(self) -> None:
        """Issues that have nothing to do with pmaction, one of which looks a little like it."""

    def foreign_issues(self) -> object:
        """Those issues as they are now."""

    def issues(self) -> dict[str, list[Issue]]:
        """All issues of ours by key: lists, so that doubles show."""

    def state(self) -> object:
        """Everything that is stored, for 'nothing changed'."""


class _FaultyWriter:
    """Writes plainly, and fails at one write."""

    def __init__(self, fail_at: int = 0, error: BaseException | None = None, after: bool = False):
        self.count, self.fail_at, self.error, self.after = 0, fail_at, error, after

    def create(self, path: Path, data: bytes) -> bool:
        self._strike(before=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            return False
        self._strike(before=False)
        return True

    def replace(self, path: Path, data: bytes) -> None:
        self._strike(before=True)
        path.write_bytes(data)
        self._strike(before=False)

    def _strike(self, *, before: bool) -> None:
        self.count += before
        if self.error is not None and self.count == self.fail_at and before is not self.after:
            raise self.error


class LocalHarness:
    """The tracking system `local` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "issues"

    def end(self) -> None:
        """Nothing is left open."""

    def tracking(self) -> TrackingSystem:
        return LocalTrackingSystem(self.folder, _FaultyWriter())

    def kill_at(self, write: int, *, after: bool) -> TrackingSystem:
        return LocalTrackingSystem(self.folder, _FaultyWriter(write, Killed(), after))

    def refuse_at(self, write: int) -> TrackingSystem:
        error = OSError(28, "No space left on device")
        return LocalTrackingSystem(self.folder, _FaultyWriter(write, error))

    def close(self, key: str, reason: str) -> None:
        self._edit(key, r"^state: .*(\nreason: .*)?$", f"state: closed\nreason: {reason}")

    def reopen(self, key: str) -> None:
        self._edit(key, r"^state: .*$", "state: open")

    def retitle(self, key: str, title: str) -> None:
        self._edit(key, r"^title: .*$", f"title: {title}")

    def relabel(self, key: str, labels: list[str]) -> None:
        self._edit(key, r"^labels: .*$", f"labels: [{', '.join(labels)}]")

    def assign(self, key: str, assignees: list[str]) -> None:
        names = ", ".join(f'"{name}"' for name in assignees)
        self._edit(key, r"^assignees: .*$", f"assignees: [{names}]")

    def edit_block(self, key: str, old: str, new: str) -> None:
        path = self._path(key)
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def write_below(self, key: str, text: str) -> None:
        path = self._path(key)
        path.write_text(path.read_text() + f"\n{text}\n")

    def answer(self, key: str, text: str) -> None:
        self.write_below(key, text)

    def delete(self, key: str) -> None:
        self._path(key).unlink()

    def body(self, key: str) -> str:
        return self._path(key).read_text()

    def add_foreign_issues(self) -> None:
        (self.folder / "PM-2025-001").mkdir(parents=True)
        (self.folder / "README.md").write_text("# About this folder\n")
        (self.folder / "PM-2025-001" / "notes.md").write_text(
            "---\ntitle: Notes\n---\nPM-2025-001/A1\n"
        )

    def foreign_issues(self) -> object:
        return [
            (self.folder / "README.md").read_bytes(),
            (self.folder / "PM-2025-001" / "notes.md").read_bytes(),
        ]

    def issues(self) -> dict[str, list[Issue]]:
        found: dict[str, list[Issue]] = {}
        for issue in self.tracking().list_issues().issues:
            found.setdefault(issue.key, []).append(issue)
        return found

    def state(self) -> object:
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def _path(self, key: str) -> Path:
        postmortem_id = key.partition("/")[0]
        return self.folder / postmortem_id / f"{key.replace('/', '-')}.md"

    def _edit(self, key: str, pattern: str, line: str) -> None:
        path = self._path(key)
        text, count = re.subn(pattern, line, path.read_text(), count=1, flags=re.MULTILINE)
        assert count == 1
        path.write_text(text)
