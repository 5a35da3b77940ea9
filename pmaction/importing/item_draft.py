"""An action item while it is read, and what is known of the document around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of the document in which the items stand."""

    day: date | None
    order: bool | None
    people: frozenset[str] = frozenset()
    repository: str = ""


@dataclass(slots=True)
class Item:
    """An action item that is being read; `more` is text for its description.

    `is_issue_unlinked` says that its issue is a key alone, which may mean something else;
    `is_year_guessed` that its due date names no year.
    """

    start: int
    end: int
    title: str = ""
    given_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)
    is_issue_unlinked: bool = False
    is_year_guessed: bool = False
