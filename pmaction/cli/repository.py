"""What is known of the repository around the postmortems: its code owners, and who can read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from pmaction.actions_env import ActionsEnvironment
from pmaction.cli.session import Session
from pmaction.codeowners import PLACES, code_owners
from pmaction.rules.base import Repository


def read_repository(session: Session) -> Repository:
    """Read CODEOWNERS, where there is one, and what the event of a workflow says."""
    return Repository(_code_owners(session), _by_event(session.step.environment))


def _code_owners(session: Session) -> tuple[str, ...]:
    workspace = session.workspace
    for place in PLACES:
        raw = workspace.read(workspace.root / place)
        if isinstance(raw, bytes):
            return code_owners(raw.decode("utf-8-sig", errors="replace"))
    return ()


def _by_event(environment: ActionsEnvironment) -> bool | None:
    """Say whether everybody can read the repository that a workflow runs in."""
    if not environment.event_path:
        return None
    try:
        payload: Any = msgspec.json.decode(Path(environment.event_path).read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
    return is_public(payload.get("repository") if isinstance(payload, dict) else None)


def is_public(repository: object) -> bool | None:
    """Say whether everybody can read a repository, as GitHub describes it; None if it does not."""
    if not isinstance(repository, dict):
        return None
    visibility, private = repository.get("visibility"), repository.get("private")
    # An internal repository is one that a whole enterprise can read, and nobody else.
    if isinstance(visibility, str):
        return visibility == "public"
    return not private if isinstance(private, bool) else None
