"""Issues of people on GitHub that become an item's: how files name them, and what they get."""

from __future__ import annotations

import re
from typing import Any

from pmaction.errors import TrackingError
from pmaction.issue import NOTHING_WRITTEN, IssueNumber
from pmaction.tracking.github_body import BadMarker, Marker, existing_block, marker_of
from pmaction.tracking.issue_text import bounded

_NAMED = re.compile(
    r"(?:(?:https?://[^/\s]+/(?P<there>[\w.-]+/[\w.-]+)/(?:issues|pull)/)"
    r"|(?:(?P<here>[\w.-]+/[\w.-]+)?\#)|)"
    r"(?P<number>[1-9][0-9]{0,9})/?(?:[?#]\S*)?",
    re.ASCII | re.VERBOSE,
)


def number_named(name: IssueNumber, at: str) -> int | None:
    """Read an issue's number from how a file names it; None for one of another repository.

    `at` is the API path of ours. An address of another server looks the same here.
    """
    found = _NAMED.fullmatch(str(name).strip())
    if found is None:
        return None
    repository = found["there"] or found["here"]
    if repository is not None and f"/repos/{repository}".casefold() != at.casefold():
        return None
    return int(found["number"])


def with_marker(raw: dict[str, Any], key: str, home: str | None = None) -> dict[str, Any] | None:
    """Give a person's issue with an empty block and a marker below its text, as if it had them.

    None if it has the key's marker already. Raises TrackingError for one that is not to be adopted
    any more: it changed since the plan was made.
    """
    body = raw.get("body") or ""
    try:
        marker = marker_of(body)
    except BadMarker as bad:
        raise _changed(raw, str(bad)) from None
    if marker is not None and marker.key == key:
        return None
    if marker is not None:
        raise _changed(raw, f"it has the hidden marker of {marker.key}")
    if "pull_request" in raw or raw.get("state") != "open" or existing_block(body) is not None:
        raise _changed(raw, "it is no open issue without a managed block")
    text = f"{body.rstrip()}\n\n" if body.strip() else ""
    return raw | {"body": f"{text}{bounded('')}{Marker(key, NOTHING_WRITTEN, home)}\n"}


def _changed(raw: dict[str, Any], why: str) -> TrackingError:
    return TrackingError(
        f"#{raw['number']} is not adopted: {why.rstrip('.')}", "Run again: the plan says more."
    )
