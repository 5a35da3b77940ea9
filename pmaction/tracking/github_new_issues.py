"""New issues, and what GitHub refuses or leaves out of them without a word."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from pmaction.tracking.github_client import GitHubClient, Refused

_LEFT_OUT: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"type"}),
    frozenset({"assignees"}),
    frozenset({"type", "assignees"}),
)
"""What may be the reason why an issue is refused: tried from the least to the most."""


class NewIssues:
    """Opens issues in one repository, with as much of what they should have as GitHub takes.

    `noticed` is what a person should know of that, once in a run, and what to do about it.
    """

    def __init__(self, client: GitHubClient, at: str, issue_type: str | None) -> None:
        """Open issues in the repository at this API path; action items get this type, if any."""
        self._client, self._place = client, f"{at}/issues"
        self._type = issue_type
        self.noticed: list[tuple[str, str]] = []

    def open(self, body: dict[str, Any], *, typed: bool) -> dict[str, Any]:
        """Open an issue, with the issue type if it is `typed`.

        Somebody who could be assigned a moment ago may no longer be, and a type may be unknown:
        the issue is opened without. Raises AnswerLost, Refused or another TrackingError.
        """
        wanted = body | {"type": self._type} if typed and self._type else body
        *attempts, last = (names for names in _LEFT_OUT if names <= wanted.keys())
        for names in attempts:
            with suppress(Refused):
                return self._opened(wanted, names)
        return self._opened(wanted, last)

    def _opened(self, wanted: dict[str, Any], without: frozenset[str]) -> dict[str, Any]:
        body = {name: value for name, value in wanted.items() if name not in without}
        raw: dict[str, Any] = self._client.add(self._place, body)
        self._look_at_type(wanted.get("type"), raw, was_refused="type" in without)
        return raw

    def _look_at_type(self, wanted: str | None, raw: dict[str, Any], *, was_refused: bool) -> None:
        has = raw.get("type")
        name = has.get("name") if isinstance(has, dict) else None
        if wanted is None or str(name).casefold() == wanted.casefold():
            return
        self._type = None
        why = (
            "this organization has other ones"
            if was_refused
            else "there are none here, or the token may not set them"
        )
        self.noticed.append(
            (
                f"new issues do not get the issue type `{wanted}`: {why}",
                "Correct or take away `issue_type` in the configuration.",
            )
        )
