"""The file in which a run finds what an earlier one knew of the issues; losing it loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from msgspec import Struct

from pmaction.atomic_files import ATOMIC
from pmaction.cli.session import Session, Talk
from pmaction.render.text import printable
from pmaction.tracking.github_cache import BadCache, Memory, sealed, unsealed
from pmaction.tracking.github_list import MAX_AGE, Recalled

MAX_BYTES = 256 * 1024 * 1024

MAX_AGE_ON_SCHEDULE = 3600
"""Seconds: the scheduled run lists all issues, and its later steps build upon that."""


class CacheFile(Struct, frozen=True):
    """A file about the repository at an address, for a run that was started as it was.

    `path` is None where no file was named; then nothing is read or written.
    """

    path: Path | None
    repository: str
    event: str
    talk: Talk

    @classmethod
    def of(cls, session: Session, repository: str) -> CacheFile:
        """Give the file that a session's command was told to use."""
        return cls(session.cache, repository, session.step.environment.event, session.talk)

    def recalled(self, *, ask_again: bool) -> Recalled:
        """Give what can be believed of what the file says, for a run that asks people again."""
        if self.path is None:
            return Recalled()
        max_age = MAX_AGE_ON_SCHEDULE if self.event == "schedule" else MAX_AGE
        data = self._read(self.path)
        try:
            memory = unsealed(data, self.repository) if data else None
        except BadCache as bad:
            self.talk.detail(f"{printable(str(self.path))} is not used: {bad}")
            memory = None
        return Recalled(memory, max_age, ask_again)

    def keep_at_end(self, memory: Callable[[], Memory | None]) -> None:
        """When the command ends, however it does, write what is known by then."""
        context = click.get_current_context(silent=True)
        if self.path is not None and context is not None:
            context.call_on_close(lambda: self._keep(memory()))

    def _read(self, path: Path) -> bytes:
        try:
            if not path.is_file():
                return b""
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            self.talk.detail(f"{printable(str(path))} is not read: {error.strerror or error}")
            return b""
        return data if len(data) <= MAX_BYTES else b""

    def _keep(self, memory: Memory | None) -> None:
        if self.path is None or memory is None:
            return
        data = sealed(memory, self.repository)
        try:
            if len(data) <= MAX_BYTES and not ATOMIC.create(self.path, data):
                ATOMIC.replace(self.path, data)
        except OSError as error:
            self.talk.say(
                f"{printable(str(self.path))} cannot be written, and the next run does without: "
                f"{error.strerror or error}"
            )
