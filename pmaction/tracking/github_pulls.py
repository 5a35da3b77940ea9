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
class SidePull:
    """A pull request from a side branch; `head` is the newest commit that it had or has.

    One that is not open and not merged was closed by a person.
    """

    number: int
    head: str
    is_open: bool
    is_merged: bool


@dataclass(frozen=True, slots=True)
class OpenedPull:
    """The one open pull request from a side branch, or why none could be opened."""

    number: int | None = None
    is_new: bool = False
    refused: str = ""


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

    def of_branch(self, side: str, base: str) -> SidePull | None:
        """Give the open pull request from a side branch to another one, or else the newest.

        None too where they may not be read. Raises TrackingError.
        """
        try:
            return self._of_branch(side, base)
        except (Forbidden, NotFound):
            return None

    def open(self, side: str, base: str, title: str, body: str) -> OpenedPull:
        """Open a pull request, unless one is open. Raises TrackingError."""
        try:
            found = self._of_branch(side, base)
            if found is not None and found.is_open:
                return OpenedPull(found.number)
            body_of = {"title": title, "body": body, "head": side, "base": base}
            made = self._client.add(f"{self._at}/pulls", body_of)
        except (Forbidden, NotFound) as error:
            return OpenedPull(refused=error.message)
        except (AnswerLost, Refused) as error:
            # It may be there all the same: by this very request, or by somebody else's.
            found = self.of_branch(side, base)
            if found is not None and found.is_open:
                return OpenedPull(found.number)
            if isinstance(error, AnswerLost):
                raise
            return OpenedPull(refused=error.message)
        return OpenedPull(int(made["number"]), is_new=True)

    def _of_branch(self, side: str, base: str) -> SidePull | None:
        owner = self._repository.partition("/")[0]
        newest_first = self._client.page(
            f"{self._at}/pulls",
            state="all",
            head=f"{owner}:{side}",
            base=base,
            sort="created",
            direction="desc",
        )
        found = [
            SidePull(
                int(raw["number"]),
                str(raw["head"]["sha"]),
                raw["state"] == "open",
                bool(raw.get("merged_at")),
            )
            for raw in newest_first
            if (raw["head"]["ref"], raw["base"]["ref"]) == (side, base)
        ]
        return next((one for one in found if one.is_open), next(iter(found), None))

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
