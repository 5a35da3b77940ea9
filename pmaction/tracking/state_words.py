"""The words with which people say in an issue's file that it is open, or closed and why."""

from __future__ import annotations

import re
from typing import Any

from pmaction.issue import StateReason
from pmaction.tracking.front_matter_values import as_text

_NO_QUOTES = str.maketrans("", "", "'\u2018\u2019")
_DONE = ("completed", "complete", "done", "resolved", "fixed", "finished", "implemented")
_NOT_PLANNED = (
    *("not planned", "wont do", "wontdo", "will not do", "wont fix", "wontfix", "will not fix"),
    *("declined", "rejected", "cancelled", "canceled", "obsolete", "abandoned", "invalid"),
    *("not needed", "no longer needed"),
)
_DUPLICATE = ("duplicate", "duplicated", "dup", "dupe")
OPEN = {"", "open", "opened", "reopened", "new", "todo", "to do", "in progress"}
CLOSED: dict[str, StateReason | None] = {
    "closed": None,
    "close": None,
    **dict.fromkeys(_DONE, "completed"),
    **dict.fromkeys(_NOT_PLANNED, "not_planned"),
    **dict.fromkeys(_DUPLICATE, "duplicate"),
}


def word_of(value: Any) -> str:
    """Give a value as one of these words would be written."""
    return re.sub(r"[\s_-]+", " ", as_text(value)).strip().lower().translate(_NO_QUOTES)
