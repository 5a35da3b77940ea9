"""Commits a generated file to a branch on GitHub, or beside it where rules refuse that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pmaction.errors import TrackingError
from pmaction.tracking.github_branches import Branches
from pmaction.tracking.github_client import Forbidden, Refused

ATTEMPTS = 5
"""How often a commit is made anew because the branch moved meanwhile."""


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file to commit; `read` gives the text of what was there, or raises if it is not ours."""

    path: str
    text: str
    message: str
    read: Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of a file: the branch that it was committed to, empty where it stood already.

    `refused` says why the branch does not take it; then nothing was committed.
    """

    branch: str = ""
    refused: str = ""


def commit_file(branches: Branches, branch: str, file: GeneratedFile) -> Committed:
    """Commit a file to a branch, on top of whatever is there by then.

    Raises what `file.read` raises, and TrackingError where the token lacks the right, or the
    branch keeps moving.
    """
    for attempt in range(ATTEMPTS):
        head = branches.newest(branch)
        existing = branches.file(file.path, head)
        if existing is not None and file.read(existing) == file.text:
            return Committed()
        if attempt == 0 and (why := branches.why_no_push(branch)):
            return Committed(refused=why)
        sha = branches.commit(head, [head], file.path, file.text, file.message)
        try:
            branches.move(branch, sha)
        except (Forbidden, Refused) as error:
            if branches.head(branch) == head:
                return Committed(refused=error.message)
        else:
            return Committed(branch)
    raise _keeps_moving(branch, file)


def commit_beside(branches: Branches, branch: str, side: str, file: GeneratedFile) -> Committed:
    """Commit a file to a side branch: the other branch's newest commit, and this file.

    The side branch is made if it is missing. It only ever moves forward, and is left as it is
    while it has the file and the other branch has not touched that since. Raises TrackingError.
    """
    for _ in range(ATTEMPTS):
        head, at = branches.newest(branch), branches.head(side)
        if at is not None and _is_current(branches, at, head, file):
            return Committed()
        parents = [head] if at is None else [at, head]
        sha = branches.commit(head, parents, file.path, file.text, file.message)
        try:
            if at is None:
                branches.make(side, sha)
            else:
                branches.move(side, sha)
        except (Forbidden, Refused) as error:
            now = branches.head(side)
            if now == at:
                raise TrackingError(
                    f"neither {branch} nor the side branch {side} takes {file.path}: "
                    f"{error.message}",
                    "Let the workflow write to the side branch, name another one as "
                    "`tracker_branch` in the config, or set `tracker_fallback: output`.",
                ) from None
            if now != sha:
                continue
        return Committed(side)
    raise _keeps_moving(side, file)


def _is_current(branches: Branches, at: str, head: str, file: GeneratedFile) -> bool:
    if branches.file(file.path, at) != file.text.encode():
        return False
    # Whatever else happened on the other branch is no conflict; a change of this file may be.
    since = branches.compare(at, head)
    return since is not None and not since.touches(file.path)


def _keeps_moving(branch: str, file: GeneratedFile) -> TrackingError:
    return TrackingError(
        f"{branch} moved {ATTEMPTS} times while {file.path} was being committed",
        "Run again: it is made anew each time, and nothing is lost.",
    )
