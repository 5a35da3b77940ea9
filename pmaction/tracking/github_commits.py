"""Commits generated files to a branch on GitHub, or beside it where that takes none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pmaction.errors import TrackingError
from pmaction.tracking.github_branches import Branches, MayNotWrite
from pmaction.tracking.github_client import Forbidden, Refused

ATTEMPTS = 5
"""How often a commit is made anew because the branch moved meanwhile."""

_BY_THE_NEXT = "The next run makes them anew."


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file to commit; `read` gives the text of what was there, or raises if it is not ours."""

    path: str
    text: str
    read: Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class GeneratedFiles:
    """Files that go into one commit; `shown` is how people name them all.

    `seen` has the newest commit of each branch, None without the branch, from before that was read
    of which they are made; `is_source` says of a path in the repository whether it is read.
    """

    files: tuple[GeneratedFile, ...]
    shown: str
    message: str
    seen: Mapping[str, str | None] = field(default_factory=dict)
    is_source: Callable[[str], bool] = lambda _: False

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

    `head` is the branch's commit that has them; a dry run only names the branch. `refused` says why
    the branch does not take them; then nothing was committed. `lacks_right` says that no branch
    will. `outdated` says why they may say less than what is there by now; then nothing was either.
    """

    branch: str = ""
    head: str = ""
    refused: str = ""
    lacks_right: bool = False
    outdated: str = ""


def stand_on(branches: Branches, head: str, made: GeneratedFiles) -> bool:
    """Say whether a commit has the files already. Raises what a file's `read` raises."""
    # Each is looked at, whatever became of the others: none may be somebody else's.
    stands = [_stands(branches, head, file) for file in made.files]
    return all(stands)


def _stands(branches: Branches, head: str, file: GeneratedFile) -> bool:
    existing = branches.file(file.path, head)
    return existing is not None and file.read(existing) == file.text


def commit_files(
    branches: Branches, branch: str, made: GeneratedFiles, *, dry_run: bool = False
) -> Committed:
    """Commit files to a branch, on top of whatever is there by then, unless that made them old.

    What refuses them is found out before anything is written, as far as it can be. Raises what a
    file's `read` raises, and TrackingError where the branch keeps moving.
    """
    for attempt in range(ATTEMPTS):
        head = branches.newest(branch)
        if stand_on(branches, head, made):
            return Committed(head=head)
        if outdated := _outdated(branches, branch, head, made):
            return Committed(outdated=outdated)
        if attempt == 0 and (refused := _refused(branches, branch)):
            return refused
        if dry_run:
            return Committed(branch)
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


def commit_beside(
    branches: Branches, branch: str, side: str, made: GeneratedFiles, *, dry_run: bool = False
) -> Committed:
    """Commit files to a side branch: the other branch's newest commit, and these files.

    The side branch is made if it is missing. It only ever moves forward, and is left as it is
    while it has the files and the other branch has not touched them since. Raises TrackingError
    where it keeps moving.
    """
    for attempt in range(ATTEMPTS):
        head, at = branches.newest(branch), branches.head(side)
        if at is not None and _is_current(branches, at, head, made):
            return Committed(head=at)
        outdated = _outdated(branches, branch, head, made) or _outdated(branches, side, at, made)
        if outdated:
            return Committed(outdated=outdated)
        if attempt == 0 and (refused := _refused(branches, side, is_new=at is None)):
            return refused
        if dry_run:
            return Committed(side, at or "")
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


def _refused(branches: Branches, branch: str, *, is_new: bool = False) -> Committed | None:
    """Say what refuses a commit, as far as that can be known beforehand."""
    if why := branches.why_no_push(branch, is_new=is_new):
        return Committed(refused=why)
    if why := branches.why_no_write():
        return Committed(refused=why, lacks_right=True)
    return None


def _without_right(error: MayNotWrite) -> Committed:
    return Committed(refused=f"{error.message}. {error.hint}", lacks_right=True)


def has_exactly(branches: Branches, commit: str, made: GeneratedFiles) -> bool:
    """Say whether a commit has the files byte by byte, whoever wrote them."""
    return all(branches.file(file.path, commit) == file.text.encode() for file in made.files)


def _is_current(branches: Branches, at: str, head: str, made: GeneratedFiles) -> bool:
    if not has_exactly(branches, at, made):
        return False
    # Whatever else happened on the other branch is no conflict; a change of these files may be.
    since = branches.compare(at, head)
    return since is not None and not since.touches(made.paths)


def _outdated(branches: Branches, branch: str, head: str | None, made: GeneratedFiles) -> str:
    """Say why a branch may know more by now than these files; empty if it does not."""
    before = made.seen.get(branch, head)
    if before == head:
        return ""
    since = branches.compare(before, head) if before and head else None
    if since is None or since.paths is None:
        return f"{branch} moved meanwhile, and what changed on it is not known. {_BY_THE_NEXT}"
    if any(map(made.is_source, since.paths)):
        return f"{made.shown} would miss what changed on {branch} meanwhile. {_BY_THE_NEXT}"
    if since.touches(made.paths):
        return f"{made.shown} changed on {branch} meanwhile. {_BY_THE_NEXT}"
    return ""


def _keeps_moving(branch: str, made: GeneratedFiles) -> TrackingError:
    return TrackingError(
        f"{branch} moved {ATTEMPTS} times while {made.shown} was being committed",
        "Run again when it rests: nothing is lost.",
    )
