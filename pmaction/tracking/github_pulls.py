"""Pull requests of a repository on GitHub: what they are, and which files came with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pmaction.errors import TrackingError, TrackingUnavailable, UsageError
from pmaction.tracking.github_client import (
    AnswerLost,
    Forbidden,
    GitHubClient,
    NotFound,
    Refused,
)

DEPENDABOT = "dependabot[bot]"
MOST_FILES = 3000
"""So many files of a pull request does GitHub list at most."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What matters of a pull request; `why_no_write` says why its runs may not comment on it."""

    number: int
    is_merged: bool
    why_no_write: str = ""


@dataclass(frozen=True, slots=True)
class StandingPull:
    """The one pull request from a side branch, or why there is none.

    `refused` says why none could be opened. `closed` is the number of one that a person closed as
    it stands, and so it is not opened again.
    """

    number: int | None = None
    is_new: bool = False
    refused: str = ""
    closed: int | None = None


class GitHubPulls:
    """The pull requests of one repository, named `owner/name`, seen from one commit of it."""

    def __init__(
        self, client: GitHubClient, repository: str, commit: str = "", folder: str = ""
    ) -> None:
        """Prepare; nothing is asked yet. `folder` is the workspace's in the repository."""
        self._client = client
        self._repository = repository
        self._at = f"/repos/{repository}"
        self._commit, self._folder = commit, folder
        self._of_commits: dict[str, int | None] = {}
        self._may_ask = True

    def read(self, number: int) -> PullRequest:
        """Read one. Raises UsageError if there is none, TrackingError if it cannot be read."""
        try:
            raw = self._client.read(f"{self._at}/pulls/{number}")
        except NotFound:
            raise UsageError(
                f"{self._repository} has no pull request #{number}",
                "Give --pr the number of one that this token may read.",
            ) from None
        except Forbidden as error:
            raise TrackingError(
                f"pull request #{number} cannot be read, since {error.message}",
                "Give the job `pull-requests: write` under `permissions:`.",
            ) from None
        return PullRequest(number, bool(raw.get("merged_at")), self._why_no_write(raw))

    def standing(self, side: str, base: str, head: str, title: str, body: str) -> StandingPull:
        """Find the open pull request from a side branch to another one, or open it.

        `head` is the side branch's newest commit. What a person closed without merging it stays
        closed until there is more to merge. Raises TrackingError.
        """
        try:
            if (found := self._standing(side, base, head)) is not None:
                return found
            body_of = {"title": title, "body": body, "head": side, "base": base}
            made = self._client.add(f"{self._at}/pulls", body_of)
        except (Forbidden, NotFound) as error:
            return StandingPull(refused=error.message)
        except (AnswerLost, Refused) as error:
            # It may be there all the same: by this very request, or by somebody else's.
            if (found := self._standing(side, base, head)) is not None:
                return found
            if isinstance(error, AnswerLost):
                raise
            return StandingPull(refused=error.message)
        return StandingPull(int(made["number"]), is_new=True)

    def _standing(self, side: str, base: str, head: str) -> StandingPull | None:
        owner = self._repository.partition("/")[0]
        newest_first = self._client.page(
            f"{self._at}/pulls",
            state="all",
            head=f"{owner}:{side}",
            base=base,
            sort="created",
            direction="desc",
        )
        branches = (side, base)
        found = [
            raw for raw in newest_first if (raw["head"]["ref"], raw["base"]["ref"]) == branches
        ]
        for raw in found:
            if raw["state"] == "open":
                return StandingPull(int(raw["number"]))
        newest = next(iter(found), None)
        if newest is None or newest.get("merged_at") or newest["head"]["sha"] != head:
            return None
        return StandingPull(closed=int(newest["number"]))

    def changed_paths(self, number: int) -> frozenset[str] | None:
        """Give the paths of the files that one changes, old and new names; None if unknown."""
        try:
            files = list(self._client.pages(f"{self._at}/pulls/{number}/files"))
        except (NotFound, Forbidden):
            return None
        if len(files) >= MOST_FILES:
            return None
        names = (file.get(name) for file in files for name in ("filename", "previous_filename"))
        return frozenset(name for name in names if name)

    def merged_with(self, path: str) -> int | None:
        """Give the merged pull request that a file's newest commit came with, if it is known.

        Not to know it is no failure: it is one link less. Raises TrackingUnavailable.
        """
        if not self._may_ask:
            return None
        query = urlencode({"path": f"{self._folder}{path}", "sha": self._commit, "per_page": 1})
        try:
            commits = self._client.page(f"{self._at}/commits?{query}")
            if commits:
                return self._of_commit(str(commits[0]["sha"]))
        except TrackingUnavailable:
            raise
        except TrackingError as error:
            # Where the right is missing, the next question will not be answered either.
            self._may_ask = not isinstance(error, Forbidden)
        return None

    def merged_as(self, sha: str) -> int | None:
        """Give the merged pull request that a commit came with, if it is known.

        Not to know it is no failure. Raises TrackingUnavailable.
        """
        try:
            return self._of_commit(sha)
        except TrackingUnavailable:
            raise
        except TrackingError:
            return None

    def _of_commit(self, sha: str) -> int | None:
        if sha not in self._of_commits:
            found = self._client.pages(f"{self._at}/commits/{sha}/pulls")
            numbers = [int(raw["number"]) for raw in found if _is_in_default_branch(raw)]
            self._of_commits[sha] = min(numbers, default=None)
        return self._of_commits[sha]

    def _why_no_write(self, raw: dict[str, Any]) -> str:
        """GitHub gives such runs a token that may only read, so that nothing need be tried."""
        source = ((raw.get("head") or {}).get("repo") or {}).get("full_name") or ""
        if source.casefold() != self._repository.casefold():  # nor one that is gone
            return "it comes from a fork"
        if (raw.get("user") or {}).get("login") == DEPENDABOT:
            return "it comes from Dependabot"
        return ""


def _is_in_default_branch(raw: dict[str, Any]) -> bool:
    base = raw.get("base") or {}
    default = (base.get("repo") or {}).get("default_branch")
    return bool(raw.get("merged_at")) and default in (None, base.get("ref"))
