"""What of a checkout no commit has yet, as far as issues are made of it."""

from __future__ import annotations

from pmaction import git
from pmaction.cli.session import Session
from pmaction.path_patterns import is_covered
from pmaction.workspace import Workspace


def uncommitted_files(session: Session) -> tuple[str, ...]:
    """Give the postmortems, and the configuration, that are not as the checked-out commit has them.

    There are none where Git knows nothing of the folder.
    """
    workspace = session.workspace
    changed = git.changed_since(workspace.root, "HEAD") or ()
    config = workspace.shown(session.config_path)
    paths = [p for p in changed if p == config or is_covered(p, session.config.postmortems)]
    committed = git.files_at(workspace.root, "HEAD", paths) if paths else {}
    return tuple(path for path in paths if _now(workspace, path) != committed.get(path))


def _now(workspace: Workspace, path: str) -> bytes | None:
    """Give a file's bytes; other rights of a file alone are no other text."""
    raw = workspace.read(workspace.root / path)
    return raw if isinstance(raw, bytes) else None
