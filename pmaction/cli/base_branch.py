"""What the base branch has: read from Git, for a pull request or as `--changed-since` says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from pmaction.checking import check_files
from pmaction.cli.session import Session
from pmaction.comparison import Comparison
from pmaction.config import Config
from pmaction.errors import UsageError
from pmaction.path_patterns import is_covered
from pmaction.reading import PostmortemFile, read_config, read_postmortem
from pmaction.render.text import printable
from pmaction.rules.base import Repository

PULL_REQUEST, MERGE_GROUP = "pull_request", "merge_group"


class Base(Struct, frozen=True):
    """The files as the base has them, and how today differs from that.

    `has_other_config` says that the configuration is not the base's.
    """

    files: tuple[PostmortemFile, ...]
    comparison: Comparison
    has_other_config: bool = False


def read_base(
    session: Session, ref: str | None, files: Sequence[PostmortemFile], repository: Repository
) -> Base | None:
    """Read the base of what is checked out; None where none was asked for or is known.

    `files` are those of today: what did not change is not read again; `repository` is taken as it
    is today, so that a finding comes from a file and not from what is around it. Raises
    UsageError for a `ref` that Git cannot follow.
    """
    if ref is None and session.step.environment.event not in (PULL_REQUEST, MERGE_GROUP):
        return None
    from pmaction import git  # Not needed by most runs, which start sooner without it.

    root = session.workspace.root
    commit = _of_ref(root, ref) if ref is not None else base_of_event(session)
    if commit is None:
        session.talk.say(
            "The base of this pull request is not known here: removed action items go unnoticed, "
            "and findings in files that it does not touch count too. `fetch-depth: 2` at the "
            "checkout step brings it."
        )
    changed = git.changed_since(root, commit) if commit is not None else None
    if commit is None or changed is None:
        return None
    config_path = session.workspace.shown(session.config_path)
    former = git.files_at(root, commit, changed)
    config = session.config
    if config_path in changed:
        read = read_config(config_path, former.get(config_path, b""))
        config = read if isinstance(read, Config) else config
    today = {file.path for file in files}
    at_base = [
        read_postmortem(path, raw)
        for path, raw in former.items()
        if path in today or is_covered(path, config.postmortems)
    ]
    unchanged = [file for file in files if file.path not in changed]
    both = (*unchanged, *at_base)
    texts = {file.path: file.document.text for file in at_base if file.document is not None}
    before = check_files(both, config, session.now, repository=repository)
    comparison = Comparison(frozenset(changed), texts, before)
    return Base(both, comparison, has_other_config=config_path in changed)


def _of_ref(root: Path, ref: str) -> str:
    from pmaction import git

    commit = git.merge_base(root, ref)
    if commit is not None:
        return commit
    if git.resolved(root, ref) is None:
        raise UsageError(
            f"--changed-since: Git knows no branch, tag or commit `{printable(ref)}` here",
            "Check its name; a branch of the server is called like origin/main once it is fetched.",
        )
    raise UsageError(
        f"--changed-since: `{printable(ref)}` and what is checked out share no commit here",
        "A shallow clone lacks older commits: `git fetch --unshallow` brings them.",
    )


def base_of_event(session: Session) -> str | None:
    """Find the base of the pull request, or of the merge queue's group, that a workflow is for.

    None where a run is for neither, or the checkout does not have it.
    """
    from pmaction import git

    environment = session.step.environment
    if environment.event not in (PULL_REQUEST, MERGE_GROUP):
        return None
    root = session.workspace.root
    # GitHub checks out the merge of the base branch, its first parent, and the pull request.
    # Any other merge is the pull request's own, such as one of the base branch into it.
    head = _told(environment.event, environment.event_path, "head")
    second = git.resolved(root, "HEAD^2")
    merged = git.resolved(root, "HEAD^1") if second and head in ("", second) else None
    told = _told(environment.event, environment.event_path, "base")
    named = git.merge_base(root, told) if told else None
    found = (merged, named) if environment.event == PULL_REQUEST else (named, merged)
    return next(filter(None, found), None)


def _told(event: str, path: str, which: str) -> str:
    """Give the base or head commit that the event's file names; empty where there is none."""
    try:
        payload: Any = msgspec.json.decode(Path(path).read_bytes()) if path else {}
    except (OSError, msgspec.DecodeError):
        return ""
    for name in (event, *((which, "sha") if event == PULL_REQUEST else (f"{which}_sha",))):
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload if isinstance(payload, str) else ""
