"""What the front matter and the text of a file say of an issue; forgiving where that is clear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pmaction.issue import Issue, LastWritten, State, StateReason
from pmaction.quoting import cut
from pmaction.tracking.front_matter_values import as_names, as_text
from pmaction.tracking.issue_text import block_of, comments_in
from pmaction.tracking.key_names import is_key, key_of, number_of
from pmaction.tracking.state_words import CLOSED, OPEN, word_of


class Damaged(Exception):
    """The file looks like an issue but cannot be trusted; `key` is the one it claims, if any."""

    def __init__(self, why: str, key: str | None) -> None:
        super().__init__(why)
        self.why, self.key = why, key


def issue_of(number: str, data: Mapping[str, Any], body: str) -> Issue:
    """Read an issue from the values of its front matter and the text below.

    Raises Damaged for one that cannot be trusted.
    """
    key = as_text(data.get("key"))
    if not is_key(key):
        why = "`key:` does not say whose issue this is. Put it back, or delete the file."
        raise Damaged(why, key_of(number))
    if number_of(key) != number:
        why = (
            f"it says that it is the issue of {key}, which belongs in {number_of(key)}. "
            "Delete the copy, or move the file back."
        )
        raise Damaged(why, key)
    try:
        last = LastWritten.from_json(data["pmaction"])
    except (ValueError, TypeError) as error:
        why = f"`pmaction:` was changed by hand: {error}. Put it back as it was."
        raise Damaged(why, key) from None
    state, reason = _state(data, key)
    closed_on = _closed_on(data, key) if state == "closed" else None
    return Issue(
        number=number,
        key=key,
        title=as_text(data.get("title")),
        state=state,
        reason=reason,
        closed_on=closed_on,
        block=block_of(body),
        labels=_names("labels", data, key),
        assignees=_names("assignees", data, key),
        blocked_by=_names("blocked_by", data, key),
        comments=comments_in(body),
        last=last,
        keeps_key=True,  # the file's name is made of it
    )


def _state(data: Mapping[str, Any], key: str) -> tuple[State, StateReason | None]:
    word = word_of(data.get("state"))
    if word in OPEN:
        return "open", None
    if word not in CLOSED:
        why = (
            f"`state: {as_text(data['state'])}` is neither `open` nor `closed`. Write one of them."
        )
        raise Damaged(why, key)
    said = word_of(data.get("reason"))
    if said and said not in CLOSED:
        why = (
            f"`reason: {cut(as_text(data['reason']))}` does not say how the issue was closed. "
            "Write `completed`, `not_planned` or `duplicate`; an explanation goes below the text."
        )
        raise Damaged(why, key)
    return "closed", CLOSED.get(said) or CLOSED[word] or "completed"


def _closed_on(data: Mapping[str, Any], key: str) -> date | None:
    said = as_text(data.get("closed_on"))
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        why = f"`closed_on: {cut(said)}` is no day. Write it like `closed_on: 2026-01-19`."
        raise Damaged(why, key) from None


def _names(name: str, data: Mapping[str, Any], key: str) -> frozenset[str]:
    try:
        return frozenset(filter(None, as_names(data.get(name))))
    except ValueError as error:
        why = f"`{name}:` cannot be read: {error}. Write it like `{name}: [one, two]`."
        raise Damaged(why, key) from None
