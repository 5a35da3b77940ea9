"""What GitHub says of an issue, read into what the core needs of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pmaction.issue import (
    NOTHING_WRITTEN,
    OUR_LABEL,
    DamagedIssue,
    Issue,
    LastWritten,
    StateReason,
)
from pmaction.tracking.github_body import BadMarker, existing_block, marker_of
from pmaction.tracking.github_cache import INSIDERS

_REASONS: dict[str | None, StateReason] = {
    "completed": "completed",
    "not_planned": "not_planned",
    "duplicate": "duplicate",
}


def read_issue(raw: dict[str, Any]) -> Issue | DamagedIssue | None:
    """Read an issue; None when it has no marker, or a damaged one without our label."""
    number, body = int(raw["number"]), raw.get("body") or ""
    try:
        marker = marker_of(body)
    except BadMarker as bad:
        is_ours = OUR_LABEL in label_names(raw)
        return DamagedIssue(number, _damaged_key(body), str(bad)) if is_ours else None
    return _issue(raw, marker.key, marker.last, marker.home) if marker is not None else None


def unmarked_issue(raw: dict[str, Any]) -> Issue:
    """Read an issue without a marker, which has no key yet. Raises BadMarker for a bad one."""
    if marker_of(raw.get("body") or "") is not None:
        raise ValueError(f"#{raw['number']} has a marker")
    return _issue(raw, "", NOTHING_WRITTEN)


def _issue(raw: dict[str, Any], key: str, last: LastWritten, home: str | None = None) -> Issue:
    # Logins are the same in any case: keep the spelling of the file, or people seem to change.
    spelled = {login_of(name).casefold(): name for name in last.assignees or ()}
    is_closed = raw.get("state") == "closed"

    def named(logins: Iterable[str]) -> frozenset[str]:
        return frozenset(spelled.get(name.casefold(), f"@{name}") for name in logins)

    return Issue(
        number=int(raw["number"]),
        key=key,
        title=raw.get("title") or "",
        state="closed" if is_closed else "open",
        reason=_REASONS.get(raw.get("state_reason")) if is_closed else None,
        block=existing_block(raw.get("body") or ""),
        labels=label_names(raw, last.labels or ()),
        assignees=named(assignee_logins(raw)),
        bots=named(bot_logins(raw)),
        blocked_by=last.blocked_by or frozenset(),
        comments=last.comments or frozenset(),
        last=last,
        url=raw.get("html_url") or "",
        parent=parent_number(raw),
        author=(raw.get("user") or {}).get("login") or "",
        locked=bool(raw.get("locked")),
        children=(raw.get("sub_issues_summary") or {}).get("total") or 0,
        comment_count=raw.get("comments"),
        opened_at=moment_of(raw.get("created_at")),
        closed_at=moment_of(raw.get("closed_at")) if is_closed else None,
        by_insider=_is_insiders(raw),
        home=home.casefold() if home is not None else None,
    )


def moment_of(stamp: object) -> datetime | None:
    """Read a time; None for what is none."""
    try:
        moment = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _is_insiders(raw: dict[str, Any]) -> bool:
    """Say whether a bot opened an issue, or somebody who belongs to the repository."""
    is_bots = (raw.get("user") or {}).get("type") == "Bot"
    return is_bots or raw.get("author_association") in INSIDERS


def login_of(name: str) -> str:
    return name.removeprefix("@")


def label_names(raw: dict[str, Any], spellings: Iterable[str] = ()) -> frozenset[str]:
    """Give an issue's labels; those that are known, in the spelling in which they are known.

    A label is the same in any case: the repository may have had `PMAction` before us.
    """
    names = {one if isinstance(one, str) else one["name"] for one in raw.get("labels") or ()}
    if names.issubset((OUR_LABEL, *spellings)):
        return frozenset(names)  # As nearly always; there are thousands of issues.
    known = {name.casefold(): name for name in (OUR_LABEL, *spellings)}
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


def bot_logins(raw: dict[str, Any]) -> frozenset[str]:
    """Give the assignees of an issue that are programs."""
    users = raw.get("assignees") or ()
    return frozenset(user["login"] for user in users if user.get("type") == "Bot")


def _damaged_key(body: str) -> str | None:
    """Find the key that a damaged marker still names, so that no second issue is opened."""
    _, mark, rest = body.partition('<!-- pmaction:marker {"key":"')
    key, quote, _ = rest.partition('"')
    return key if mark and quote else None
