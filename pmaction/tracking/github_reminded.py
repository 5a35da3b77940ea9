"""What reminders need of GitHub's answers beside action items: the standing issue, incidents."""

from __future__ import annotations

from typing import Any

from pmaction.issue import OUR_LABEL
from pmaction.standing import Incident, Standing
from pmaction.tracking.github_read import assignee_logins, bot_logins, label_names, moment_of
from pmaction.tracking.standing_text import is_standing, record_of


def read_standing(raw: dict[str, Any]) -> Standing | None:
    """Read the standing issue; None for any other, and for one without our label."""
    body = raw.get("body") or ""
    if not is_standing(body) or OUR_LABEL not in label_names(raw):
        return None
    locked, url = bool(raw.get("locked")), raw.get("html_url") or ""
    return Standing(int(raw["number"]), record_of(body), locked, url)


def read_incident(raw: dict[str, Any], label: str) -> Incident | None:
    """Read an issue with the label of incidents; None for any other."""
    labels = label_names(raw, (label,))
    if label not in labels:
        return None
    user = raw.get("user") or {}
    is_person = user.get("type") != "Bot"
    return Incident(
        number=int(raw["number"]),
        title=raw.get("title") or "",
        labels=labels,
        is_false_alarm=raw.get("state_reason") in ("not_planned", "duplicate"),
        opened_at=moment_of(raw.get("created_at")),
        author=f"@{user['login']}" if is_person and user.get("login") else "",
        assignees=tuple(sorted(f"@{login}" for login in assignee_logins(raw) - bot_logins(raw))),
        url=raw.get("html_url") or "",
        locked=bool(raw.get("locked")),
        comment_count=raw.get("comments"),
    )
