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
from pmaction.tracking.github_rights import is_allowed

MOST_FILES = 300
"""So many changed files does a comparison show at most."""

NO_COMMIT = "f" * 40
"""Nobody has this commit, so that nothing can be made of it."""

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
# What such a rule of a branch keeps from being made.
_NOT_TO_BE_MADE = {"creation": "no branch of this name may be made"}


_MAY_NOT_WRITE = "the token may not write to the repository"
_GIVE_RIGHT = "Give the job `contents: write` under `permissions:`"


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
        self._found: Any = None

    def default(self) -> str:
        """Give the name of the default branch."""
        return str(self._repository()["default_branch"])

    def _repository(self) -> Any:
        if self._found is None:
            self._found = self._client.read(self._at)
        return self._found

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

    def why_no_write(self) -> str:
        """Say why this token may write to no branch; empty if it may, or nobody can say.

        Nothing is written. What `permissions` says of a repository is about persons: it does not
        tell what the token of an App may do, and so not that of a workflow either.
        """
        if self._repository().get("archived"):
            return "the repository is archived. Unarchive it: nothing can be written"
        may = self.may_write()
        return f"{_MAY_NOT_WRITE}. {_GIVE_RIGHT}" if may is False else ""

    def may_write(self) -> bool | None:
        """Say whether the token may write contents; None where nobody can say."""
        ref = {"ref": "refs/heads/pmaction-doctor", "sha": NO_COMMIT}
        return is_allowed(lambda: self._client.add(f"{self._at}/git/refs", ref))

    def why_no_push(self, branch: str, *, is_new: bool = False) -> str:
        """Say what refuses this token a commit without a pull request; empty if nothing known.

        `is_new` says that the branch is yet to be made.
        """
        return self._by_rules(branch, is_new) or ("" if is_new else self._by_protection(branch))

    def _by_rules(self, branch: str, is_new: bool) -> str:
        try:
            rules = list(self._client.pages(f"{self._at}/rules/branches/{quote(branch, safe='')}"))
        except (NotFound, Forbidden):  # an older server, or a plan without rules
            return ""
        reasons = _NOT_TO_BE_MADE | _REFUSING if is_new else _REFUSING
        refusing = [rule for rule in rules if rule.get("type") in reasons]
        passed = {
            ruleset
            for ruleset in {rule.get("ruleset_id") for rule in refusing}
            if ruleset is not None and self._may_bypass(ruleset)
        }
        kinds = {rule["type"] for rule in refusing if rule.get("ruleset_id") not in passed}
        return "; ".join(why for kind, why in reasons.items() if kind in kinds)

    def _by_protection(self, branch: str) -> str:
        """Say what a protection that is no rule asks for, as far as it is shown to this token."""
        try:
            found = self._client.read(f"{self._at}/branches/{quote(branch, safe='')}")
        except (NotFound, Forbidden):
            return ""
        checks = (found.get("protection") or {}).get("required_status_checks") or {}
        level, asked = checks.get("enforcement_level"), checks.get("contexts") or ()
        is_admin = bool((self._repository().get("permissions") or {}).get("admin"))
        holds = level == "everyone" or (level == "non_admins" and not is_admin)
        return _REFUSING["required_status_checks"] if asked and holds else ""

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
            raise MayNotWrite(_MAY_NOT_WRITE, f"{_GIVE_RIGHT}.") from None
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
