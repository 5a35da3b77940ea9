"""What an issue's timeline on GitHub shows of how it came to be closed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from pmaction.issue import NEEDS_EVIDENCE, IssueNumber
from pmaction.tracking.github_body import comment_id_of
from pmaction.tracking.github_client import GitHubClient, NotFound
from pmaction.tracking.github_issues import KnownIssues

MAX_AGAIN = 10
"""So many issues that wait for an answer are looked at again although nobody commented on them."""


class Evidence:
    """The timelines of one repository's issues."""

    def __init__(self, client: GitHubClient, at: str, issues: KnownIssues) -> None:
        """Read in the repository at this API path; nothing is asked yet."""
        self._client, self._at, self._issues = client, at, issues

    def shown(self, numbers: Iterable[IssueNumber]) -> dict[IssueNumber, bool]:
        """Say of issues whether there is a pull request, a commit, or a comment that is not ours.

        That costs a request for each, and once they were asked for evidence only for those with
        further comments, and for the newest few of the others: a pull request is not counted. One
        whose timeline cannot be found is left out.
        """
        waiting = [number for number in numbers if self._was_asked(number)]
        silent = sorted((n for n in waiting if not self._was_answered(n)), key=int)
        found: dict[IssueNumber, bool] = dict.fromkeys(silent[:-MAX_AGAIN], False)
        for number in numbers:
            if number not in found:
                with suppress(NotFound):
                    found[number] = self._is_shown(int(number))
        return found

    def _was_asked(self, number: IssueNumber) -> bool:
        known = self._issues.known(number)
        return known is not None and NEEDS_EVIDENCE in known.comments

    def _was_answered(self, number: IssueNumber) -> bool:
        known = self._issues.known(number)
        return known is None or self._issues.comments_on(int(number)) > len(known.comments)

    def _is_shown(self, number: int) -> bool:
        known = self._issues.known(number)
        came_with = known.last.pull if known is not None else None
        connected = 0
        for entry in self._client.pages(f"{self._at}/issues/{number}/timeline"):
            if _is_comment(entry) or _is_commit(entry) or self._is_pull(entry, came_with):
                return True
            connected += {"connected": 1, "disconnected": -1}.get(entry.get("event"), 0)
        return connected > 0

    def _is_pull(self, entry: dict[str, Any], came_with: int | None) -> bool:
        """Say whether a pull request mentions it that was not given up; not what it came with."""
        source = (entry.get("source") or {}).get("issue") or {}
        pull = source.get("pull_request")
        if entry.get("event") != "cross-referenced" or not pull:
            return False
        is_here = str(source.get("repository_url") or "").casefold().endswith(self._at.casefold())
        if is_here and source.get("number") == came_with:
            return False
        return source.get("state") == "open" or pull.get("merged_at") is not None


def _is_comment(entry: dict[str, Any]) -> bool:
    """Say whether a person commented; what other programs write shows nothing."""
    author = entry.get("user") or entry.get("actor") or {}
    is_bots = author.get("type") == "Bot" or comment_id_of(entry.get("body") or "") is not None
    return entry.get("event") == "commented" and not is_bots


def _is_commit(entry: dict[str, Any]) -> bool:
    return entry.get("event") in ("closed", "referenced") and bool(entry.get("commit_id"))
