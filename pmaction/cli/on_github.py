"""The repository on GitHub that a checkout is of, and whether this checkout may write to it."""

from __future__ import annotations

import os
from os.path import relpath
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from pmaction.cli.session import Session
from pmaction.cli.uncommitted import uncommitted_files
from pmaction.errors import UsageError
from pmaction.path_patterns import is_covered
from pmaction.render.text import printable

if TYPE_CHECKING:
    from pmaction.tracking.github_branches import Branches, Comparison
    from pmaction.tracking.github_client import GitHubClient
    from pmaction.tracking.github_comments import Comments


class OnGitHub(Struct, frozen=True):
    """The repository on GitHub that a checkout is of.

    `commit` is the checked-out one, `folder` the workspace's path in the repository, empty or
    ending in `/`; `tracker_paths` are where the tracker files are in it, `page` the
    repository's address for people. `comments` are those that the tracking system writes.
    """

    client: GitHubClient
    repository: str
    commit: str
    folder: str
    tracker_paths: frozenset[str]
    page: str
    comments: Comments

    @property
    def blob(self) -> str:
        """The address, ending in `/`, before a path in the workspace as the commit has it."""
        return f"{self.page}/blob/{self.commit}/{quote(self.folder)}"

    @property
    def branches(self) -> Branches:
        """The repository's branches."""
        from pmaction.tracking.github_branches import Branches

        return Branches(self.client, self.repository)


class Newer(Struct, frozen=True):
    """What newer commits changed of what is read here.

    `why_not` says why nothing here can be relied on any more, or nothing; `postmortems` are the
    files that are others by now, as the workspace names them.
    """

    why_not: str = ""
    postmortems: frozenset[str] = frozenset()


def why_not_apply(session: Session, github: OnGitHub) -> str:
    """Refuse what is not the newest commit, and raise UsageError for what no commit has.

    An issue links to its file in the commit; and what nobody committed, the next run undoes.
    """
    not_tip, since = _behind(github)
    # Tracker files committed since are no newer postmortem, and start no run of their own.
    if not_tip and not (since and since.touches_only(github.tracker_paths)):
        return not_tip
    _refuse_uncommitted(session, github)
    return ""


def newer_commits(session: Session, github: OnGitHub) -> Newer:
    """Tell what newer commits changed of what is read here; raise UsageError as `why_not_apply`.

    Somebody may merge something each few minutes, and nothing but the schedule starts a run that
    reminds or tracks: what is merged beside postmortems and configuration must not stop it.
    """
    not_tip, since = _behind(github)
    changed: frozenset[str] = frozenset()
    if not_tip:
        if since is None or since.paths is None:
            return Newer(not_tip)
        config = relpath(session.config_path, session.workspace.root).replace(os.sep, "/")
        if normpath(f"{github.folder}{config}") in since.paths:
            return Newer(f"{not_tip} and has another {printable(config)}")
        folder, patterns = github.folder, session.config.postmortems
        here = (path.removeprefix(folder) for path in since.paths if path.startswith(folder))
        changed = frozenset(path for path in here if is_covered(path, patterns))
    _refuse_uncommitted(session, github)
    return Newer(postmortems=changed)


def _refuse_uncommitted(session: Session, github: OnGitHub) -> None:
    if changed := uncommitted_files(session):
        path = printable(changed[0])
        more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
        raise UsageError(
            f"{path}{more} differs from commit {github.commit[:12]}, to which issues would link; "
            "nothing was done",
            "Commit and push it first, or take the change back.",
        )


def _behind(github: OnGitHub) -> tuple[str, Comparison | None]:
    """Say that the checked-out commit is not the tip of the default branch, if it is not.

    With what changed since; None where that is not known, or where the tip does not build on it.
    """
    branches = github.branches
    branch = branches.default()
    tip = branches.newest(branch)
    if tip == github.commit:
        return "", None
    since = branches.compare(github.commit, tip)
    said = f"{github.commit[:12]} is not the tip of {branch}, which is {tip[:12]}"
    return said, since if since and since.status == "ahead" else None
