"""What the postmortems said before, as far as it is committed: ids in it are never used again."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.cli.session import Session
from pmaction.path_patterns import is_covered


def former_texts(session: Session) -> Iterator[str]:
    """Give the texts of postmortems, where they were others than now, in the commits at hand.

    These are the one that is checked out, the tips of the default branch here and on the server,
    and the base of the pull request that a workflow is for. There are none outside of Git.
    """
    from pmaction import git  # Not needed by most runs, which start sooner without it.

    workspace = session.workspace
    for commit in _commits(session):
        changed = git.changed_since(workspace.root, commit) or ()
        paths = [path for path in changed if is_covered(path, session.config.postmortems)]
        for raw in git.files_at(workspace.root, commit, paths).values() if paths else ():
            yield raw.decode("utf-8-sig", errors="replace")


def _commits(session: Session) -> list[str]:
    """Give the commits, each once; none in a folder that is no checkout."""
    from pmaction import git
    from pmaction.cli.base_branch import base_of_event

    root = session.workspace.root
    head = git.resolved(root, "HEAD")
    if head is None:
        return []
    branch = git.default_branch(root)
    named = [git.resolved(root, f"refs/{kind}/{branch}") for kind in ("remotes/origin", "heads")]
    return [*dict.fromkeys(filter(None, (head, *named, base_of_event(session))))]
