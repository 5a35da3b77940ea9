"""Tokens: whose they are, what they may do, and what they have used up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

BOT = "github-actions[bot]"


@dataclass(frozen=True)
class Rights:
    """What a token may do: read, write or none for each."""

    contents: str = "none"
    issues: str = "none"
    pull_requests: str = "none"
    actions: str = "none"
    administration: str = "none"
    metadata: str = "read"

    def allows(self, right: str, level: str) -> bool:
        """Whether this is enough; write includes read."""
        has = getattr(self, right)
        return has == "write" or (has == "read" and level == "read")


@dataclass(eq=False)
class Token:
    """A declared token; `person` is None for the Actions token, which writes as the bot."""

    name: str
    value: str
    rights: Rights
    person: str | None = None
    repositories: frozenset[str] | None = None  # full names in small letters; None is all
    limit: int = 1000
    used: int = 0
    resets_at: datetime | None = None
    written_at: list[datetime] = field(default_factory=list, repr=False)  # while limited

    @property
    def login(self) -> str:
        """Whose writes these are."""
        return self.person or BOT

    @property
    def is_admin(self) -> bool:
        """Whether its person administers the repository, and the token may do so too."""
        return self.person is not None and self.rights.allows("administration", "write")
