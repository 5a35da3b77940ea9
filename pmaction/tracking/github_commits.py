"""Commits generated files to a branch on GitHub, or beside it where that takes none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pmaction.errors import TrackingError
from pmaction.tracking.github_branches import Branches, MayNotWrite
from pmaction.tracking.github_client import Forbidden, Refused

ATTEMPTS = 5
"""How often a commit is made anew because the branch moved meanwhile."""


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file to commit; `read` gives the text of what was there, or raises if it is not ours."""

    path: str
    text: str
    read: Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class GeneratedFiles:
    """Files that go into one commit; `shown` is how people name them all."""

    files: tuple[GeneratedFile, ...]
    shown: str
    message: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Their paths in the repository."""
        return tuple(file.path for file in self.files)

    @property
    def texts(self) -> dict[str, str]:
        """Their texts by path."""
        return {file.path: file.text for file in self.files}


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of files: the branch that they were committed to, empty where they stood already.

    `head` is the branch's commit that has them. `refused` says why the branch does not take them;
    then nothing was committed. `lacks_right` says that no branch will.
    """

    branch: str = ""
    head: str = ""
    refused: str = ""
    lacks_right: bool = False


def stand_on(branches: Branches, head: str, made: GeneratedFiles) -> bool:
    """Say whether a commit has the files already. Raises what a file's `read` raises."""
    # Each is looked at, whatever became of the others: none may be somebody else's.
    stands = [_stands(branches, head, file) for file in made.files]
    return all(stands)


def _stands(branches: Branches, head: str, file: GeneratedFile) -> bool:
    existing = branches.file(file.path, head)
    return existing is not None and file.read(existing) == file.text


def commit_files(branches: Branches, branch: str, made: GeneratedFiles) -> Committed:
    """Commit files to a branch, on top of whatever is there by then.

    Raises what a file's `read` raises, and TrackingError where the branch keeps moving.
    """
    for attempt in range(ATTEMPTS):
        head = branches.newest(branch)
        if stand_on(branches, head, made):
            return Committed(head=head)
        if attempt == 0 and (why := branches.why_no_push(branch)):
            return Committed(refused=why)
        try:
            sha = branches.commit(head, [head], made.texts, made.message)
        except MayNotWrite as error:
            return _without_right(error)
        try:
            branches.move(branch, sha)
        except (Forbidden, Refused) as error:
            if branches.head(branch) == head:
                return Committed(refused=error.message)
        else:
            return Committed(branch, sha)
    raise _keeps_moving(branch, made)


def commit_beside(branches: Branches, branch: str, side: str, made: GeneratedFiles) -> Committed:
    """Commit files to a side branch: the other branch's newest commit, and these files.

    The side branch is made if it is missing. It only ever moves forward, and is left as it is
    while it has the files and the other branch has not touched them since. Raises TrackingError
    where it keeps moving.
    """
    for _ in range(ATTEMPTS):
        head, at = branches.newest(branch), branches.head(side)
        if at is not None and _is_current(branches, at, head, made):
            return Committed(head=at)
        parents = [head] if at is None else [at, head]
        try:
            sha = branches.commit(head, parents, made.texts, made.message)
        except MayNotWrite as error:
            return _without_right(error)
        try:
            if at is None:
                branches.make(side, sha)
            else:
                branches.move(side, sha)
        except (Forbidden, Refused) as error:
            now = branches.head(side)
            if now == at:
                return Committed(refused=error.message)
            if now != sha:
                continue
        return Committed(side, sha)
    raise _keeps_moving(side, made)


def _without_right(error: MayNotWrite) -> Committed:
    return Committed(refused=f"{error.message}. {error.hint}", lacks_right=True)


def _is_current(branches: Branches, at: str, head: str, made: GeneratedFiles) -> bool:
    if any(branches.file(file.path, at) != file.text.encode() for file in made.files):
        return False
    # Whatever else happened on the other branch is no conflict; a change of these files may be.
    since = branches.compare(at, head)
    return since is not None and not since.touches(made.paths)


def _keeps_moving(branch: str, made: GeneratedFiles) -> TrackingError:
    return TrackingError(
        f"{branch} moved {ATTEMPTS} times while {made.shown} was being committed",
        "Run again: it is made anew each time, and nothing is lost.",
    )
