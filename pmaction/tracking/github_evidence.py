"""What an issue's timeline on GitHub shows of how it came to be closed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from pmaction.issue import NEEDS_EVIDENCE, Issue, IssueNumber
from pmaction.tracking.github_body import comment_id_of
from pmaction.tracking.github_client import GitHubClient, NotFound
from pmaction.tracking.github_issues import KnownIssues
from pmaction.tracking.github_list import Recalled

MAX_AGAIN = 10
"""So many issues that wait for an answer are looked at again although nobody commented on them."""

MAX_CHANGED = 2
"""So many of them in a run that builds upon what an earlier one knew."""


class Evidence:
    """The timelines of one repository's issues."""

    def __init__(
        self, client: GitHubClient, at: str, issues: KnownIssues, recalled: Recalled
    ) -> None:
        """Read in the repository at this API path; nothing is asked yet."""
        self._client, self._at, self._issues = client, at, issues
        self._left = recalled.max_timelines
        self._recalled = frozenset(recalled.memory.silent if recalled.memory else ())
        self._silent: dict[int, bool] = {}
        self._read: dict[IssueNumber, tuple[Issue | None, bool]] = {}

    def shown(self, numbers: Iterable[IssueNumber]) -> dict[IssueNumber, bool]:
        """Say of issues whether there is a pull request, a commit, or a comment that is not ours.

        That costs a request for each, and once they were asked for evidence only for those with
        further comments, and for the newest few of the others: a pull request is not counted. One
        that did not change since it showed nothing is not asked again. Those never asked come
        first. One whose timeline cannot be found, or for which the run has no request left, is
        left out.
        """
        newest = sorted(numbers, key=int, reverse=True)
        waiting = [number for number in newest if self._was_asked(number)]
        as_before = {n for n in waiting if n in self._recalled & self._issues.unsure}
        answered = [n for n in waiting if n not in as_before and self._was_answered(n)]
        silent = [n for n in waiting if n not in as_before and n not in answered]
        again = silent[: MAX_CHANGED if self._issues.unsure else MAX_AGAIN]
        found: dict[IssueNumber, bool] = dict.fromkeys([*as_before, *silent], False)
        for number in (*(n for n in newest if n not in waiting), *answered, *again):
            known = self._issues.known(number)
            if (before := self._read.get(number)) is not None and before[0] == known:
                found[number] = before[1]
            elif self._left > 0:
                self._left -= 1
                found.pop(number, None)
                with suppress(NotFound):
                    found[number] = self._is_shown(int(number))
                    self._read[number] = known, found[number]
        self._silent |= {int(number): not shown for number, shown in found.items()}
        return found

    def silent(self) -> frozenset[int]:
        """Give the issues that show nothing, as far as this run or what it builds upon knows."""
        known = dict.fromkeys(self._recalled & self._issues.unsure, True) | self._silent
        return frozenset(number for number, is_silent in known.items() if is_silent)

    def _was_asked(self, number: IssueNumber) -> bool:
        known = self._issues.known(number)
        if known is None:
            return False
        # Nobody can comment on one that is locked: its label alone says that it was asked.
        was_labelled = known.locked and NEEDS_EVIDENCE in (known.last.labels or ())
        return was_labelled or NEEDS_EVIDENCE in known.comments

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
