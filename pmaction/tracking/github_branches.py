"""Branches of a repository on GitHub, read and moved through the API: no checkout, no git."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pmaction.errors import TrackingError
from pmaction.tracking.github_client import Forbidden, GitHubClient, NotFound, Refused

MOST_FILES = 300
"""So many changed files does a comparison show at most."""

# What a branch with such a rule takes only from a pull request, or from nobody.
_REFUSING = {
    "pull_request": "changes must come by a pull request",
    "required_status_checks": "status checks must pass first",
    "required_deployments": "deployments must succeed first",
    "update": "updates are restricted",
    "merge_queue": "changes must come by the merge queue",
    "workflows": "workflows must pass first",
    "code_scanning": "code scanning must report first",
    "code_quality": "code quality must be reported first",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """How `head` stands to a base: GitHub's word for it, and what changed since they parted.

    `paths` has the old and the new name of what was renamed; None if there may be more.
    """

    status: str
    paths: frozenset[str] | None

    def touches(self, paths: Iterable[str]) -> bool:
        """Say whether one of these files changed, or may have."""
        return self.paths is None or not self.paths.isdisjoint(paths)

    def touches_only(self, paths: Collection[str]) -> bool:
        """Say whether nothing but these files changed."""
        return self.paths is not None and self.paths.issubset(paths)


class MayNotWrite(TrackingError):
    """The token may write nothing to the repository; nothing was written."""


class Branches:
    """Branches of one repository, named `owner/name`."""

    def __init__(self, client: GitHubClient, repository: str) -> None:
        """Look at a repository; nothing is asked yet."""
        self._client = client
        self._at = f"/repos/{repository}"

    def default(self) -> str:
        """Give the name of the default branch."""
        return str(self._client.read(self._at)["default_branch"])

    def head(self, branch: str) -> str | None:
        """Give the sha of a branch's newest commit; None where there is no such branch."""
        try:
            found = self._client.read(f"{self._at}/git/ref/heads/{quote(branch)}")
        except NotFound:
            return None
        return str(found["object"]["sha"])

    def newest(self, branch: str) -> str:
        """Give the sha of a branch's newest commit. Raises TrackingError without the branch."""
        if (head := self.head(branch)) is None:
            raise TrackingError(
                f"there is no branch {branch} on GitHub",
                "Check GITHUB_REPOSITORY, and that the token may read the repository's contents.",
            )
        return head

    def file(self, path: str, commit: str) -> bytes | None:
        """Give a file as it is at a commit; None where there is none.

        Raises TrackingError where something else has that path.
        """
        try:
            found = self._client.read_any(f"{self._at}/contents/{quote(path)}", ref=commit)
        except NotFound:
            return None
        if not isinstance(found, dict) or found.get("type") != "file":
            raise TrackingError(
                f"{path} in the repository is not a file",
                "Move what is there away, or name another path as `tracker_file` in the config.",
            )
        if found.get("encoding") != "base64":  # too large to be shown with the rest
            found = self._client.read(f"{self._at}/git/blobs/{found['sha']}")
        try:
            return base64.b64decode(found["content"])
        except (binascii.Error, ValueError):
            raise TrackingError(f"GitHub's answer for {path} cannot be decoded", "") from None

    def why_no_push(self, branch: str) -> str:
        """Say which rules refuse this token a commit without a pull request; empty if none do."""
        try:
            rules = list(self._client.pages(f"{self._at}/rules/branches/{quote(branch, safe='')}"))
        except (NotFound, Forbidden):  # an older server, or a plan without rules
            return ""
        refusing = [rule for rule in rules if rule.get("type") in _REFUSING]
        passed = {
            ruleset
            for ruleset in {rule.get("ruleset_id") for rule in refusing}
            if ruleset is not None and self._may_bypass(ruleset)
        }
        kinds = {rule["type"] for rule in refusing if rule.get("ruleset_id") not in passed}
        return "; ".join(why for kind, why in _REFUSING.items() if kind in kinds)

    def _may_bypass(self, ruleset: int) -> bool:
        """Say whether this token may, as that of an App which a ruleset names."""
        try:
            found = self._client.read(f"{self._at}/rulesets/{ruleset}")
        except (NotFound, Forbidden):
            return False
        return bool(found.get("current_user_can_bypass") == "always")

    def compare(self, base: str, head: str) -> Comparison | None:
        """Compare two commits or branches; None where that cannot be done."""
        try:
            found = self._client.read(f"{self._at}/compare/{quote(base)}...{quote(head)}")
        except (NotFound, Forbidden, Refused):
            return None
        files = found.get("files")
        names = {
            str(file[name])
            for file in files or ()
            for name in ("filename", "previous_filename")
            if file.get(name)
        }
        whole = files is not None and len(files) < MOST_FILES
        return Comparison(str(found.get("status")), frozenset(names) if whole else None)

    def commit(self, base: str, parents: list[str], files: Mapping[str, str], message: str) -> str:
        """Store the tree of a commit with these files written, and a commit of it; give its sha.

        No branch has it yet. Nobody is named as its author, so that GitHub signs it. Raises
        MayNotWrite.
        """
        tree = self._client.read(f"{self._at}/git/commits/{base}")["tree"]["sha"]
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "content": text}
            for path, text in files.items()
        ]
        try:
            made = self._store("trees", {"base_tree": tree, "tree": entries})
        except (Forbidden, NotFound):  # NotFound: what a personal token without the right gets
            raise MayNotWrite(
                "the token may not write to the repository",
                "Give the job `contents: write` under `permissions:`.",
            ) from None
        body = {"message": message, "tree": made, "parents": list(dict.fromkeys(parents))}
        return self._store("commits", body)

    def move(self, branch: str, sha: str) -> None:
        """Move a branch forward, never back. Raises Forbidden or Refused where it may not be."""
        place = f"{self._at}/git/refs/heads/{quote(branch)}"
        self._client.replace("PATCH", place, {"sha": sha, "force": False})

    def make(self, branch: str, sha: str) -> None:
        """Make a branch. Raises Forbidden or Refused where it may not be, or is there already.

        After a lost answer it may be there already by this very request.
        """
        body = {"ref": f"refs/heads/{branch}", "sha": sha}
        self._client.replace("POST", f"{self._at}/git/refs", body)

    def _store(self, kind: str, body: dict[str, Any]) -> str:
        # May be sent again when its answer is lost: a second tree is the same one, and of two
        # commits one is on no branch.
        return str(self._client.replace("POST", f"{self._at}/git/{kind}", body)["sha"])
