"""The comments of a whole repository since a moment, oldest first and as many as there is room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from msgspec import Struct

from pmaction.errors import TrackingBusy, TrackingUnavailable
from pmaction.tracking.github_client import PER_PAGE, GitHubClient
from pmaction.tracking.github_read import moment_of

MOST_RECENT = 10_000
"""So many comments of a whole repository are read in one run: a hundred pages."""

OVERLAP = timedelta(minutes=10)
"""What is younger may be missing from a list: lists lag."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class NewComments(Struct, frozen=True):
    """Comments as GitHub gives them, in the order in which they were written.

    `until` is the moment up to which they are all; they are not complete where there are more.
    `failed` says why, if that is for another reason than their number.
    """

    found: tuple[dict[str, Any], ...]
    until: datetime | None
    is_complete: bool
    failed: str = ""


def new_comments(client: GitHubClient, place: str, since: datetime | None) -> NewComments:
    """Read what was written or edited since a moment.

    They come oldest first, so that a later run goes on where this one stops. Raises TrackingError
    if not even the first can be read.
    """
    begin = max((since or _LONG_AGO).astimezone(UTC) - _SECOND, _LONG_AGO)
    by_id: dict[int, dict[str, Any]] = {}
    begun: datetime | None = None
    is_complete, failed = False, ""
    try:
        for chunk in _chunks(client, place, begin):
            if begun is None and client.server_time is not None:
                begun = datetime.fromtimestamp(client.server_time, UTC)
            by_id |= {int(raw["id"]): raw for raw in chunk}
            if len(by_id) >= MOST_RECENT:
                break
        else:
            is_complete = True
    except TrackingUnavailable as error:
        if not by_id:
            raise
        failed = "" if isinstance(error, TrackingBusy) else error.message
    found = tuple(raw for _, raw in sorted(by_id.items()))
    last = max(filter(None, map(_changed_at, found)), default=None)
    sure = begun - OVERLAP if begun is not None else None
    until = sure if is_complete else min(filter(None, (last, sure)), default=None)
    return NewComments(found, until, is_complete, failed)


def _chunks(client: GitHubClient, place: str, begin: datetime) -> Iterator[list[dict[str, Any]]]:
    """Read pages; what is edited meanwhile moves to the end, and nothing out of sight."""
    while True:
        since = f"{begin:%Y-%m-%dT%H:%M:%SZ}"
        pages = client.pages(place, sort="updated", direction="asc", since=since)
        newest = begin
        while newest <= begin:
            chunk = list(islice(pages, PER_PAGE))
            yield chunk
            if len(chunk) < PER_PAGE:
                return
            # A second less, as nobody says whether it begins at a moment or after it.
            newest = (_changed_at(chunk[-1]) or begin) - _SECOND
        begin = newest


def _changed_at(raw: dict[str, Any]) -> datetime | None:
    return moment_of(raw.get("updated_at"))
