"""What GitHub says of an issue, read into what the core needs of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pmaction.issue import OUR_LABEL, DamagedIssue, Issue, StateReason
from pmaction.tracking.github_body import BadMarker, existing_block, marker_of

_REASONS: dict[str | None, StateReason] = {
    "completed": "completed",
    "not_planned": "not_planned",
    "duplicate": "duplicate",
}


def read_issue(raw: dict[str, Any]) -> Issue | DamagedIssue | None:
    """Read an issue; None when it has no marker, or a damaged one without our label."""
    number, body = int(raw["number"]), raw.get("body") or ""
    labels = label_names(raw)
    try:
        marker = marker_of(body)
    except BadMarker as bad:
        return DamagedIssue(number, _damaged_key(body), str(bad)) if OUR_LABEL in labels else None
    if marker is None:
        return None
    # Logins are the same in any case: keep the spelling of the file, or people seem to change.
    spelled = {login_of(name).casefold(): name for name in marker.last.assignees or ()}
    is_closed = raw.get("state") == "closed"
    return Issue(
        number=number,
        key=marker.key,
        title=raw.get("title") or "",
        state="closed" if is_closed else "open",
        reason=_REASONS.get(raw.get("state_reason")) if is_closed else None,
        block=existing_block(body),
        labels=label_names(raw, marker.last.labels or ()),
        assignees=frozenset(
            spelled.get(name.casefold(), f"@{name}") for name in assignee_logins(raw)
        ),
        blocked_by=marker.last.blocked_by or frozenset(),
        comments=marker.last.comments or frozenset(),
        last=marker.last,
        url=raw.get("html_url") or "",
        parent=parent_number(raw),
        author=(raw.get("user") or {}).get("login") or "",
        locked=bool(raw.get("locked")),
    )


def login_of(name: str) -> str:
    return name.removeprefix("@")


def label_names(raw: dict[str, Any], spellings: Iterable[str] = ()) -> frozenset[str]:
    """Give an issue's labels; those that are known, in the spelling in which they are known.

    A label is the same in any case: the repository may have had `PMAction` before us.
    """
    known = {name.casefold(): name for name in (OUR_LABEL, *spellings)}
    names = (one if isinstance(one, str) else one["name"] for one in raw.get("labels") or ())
    return frozenset(known.get(name.casefold(), name) for name in names)


def parent_number(raw: dict[str, Any]) -> int | None:
    """Give the number of the issue that one is a sub-issue of, if that is in the same repository.

    None too where the server does not say.
    """
    place, _, number = str(raw.get("parent_issue_url") or "").rpartition("/issues/")
    here = str(raw.get("repository_url") or "")
    is_here = bool(place) and place.casefold() == here.casefold()
    return int(number) if is_here and number.isdecimal() else None


def assignee_logins(raw: dict[str, Any]) -> frozenset[str]:
    return frozenset(user["login"] for user in raw.get("assignees") or ())


def _damaged_key(body: str) -> str | None:
    """Find the key that a damaged marker still names, so that no second issue is opened."""
    _, mark, rest = body.partition('<!-- pmaction:marker {"key":"')
    key, quote, _ = rest.partition('"')
    return key if mark and quote else None
