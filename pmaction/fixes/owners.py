"""Names of persons and teams, written as the configuration or the file itself knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pmaction.config import Config
from pmaction.fixes.changes import Change
from pmaction.positions import Path
from pmaction.quoting import cut

_HANDLE = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_ROLES = ("owner", "backup", "coordinator", "sponsor")


def owner_spelling(data: Any, config: Config) -> tuple[Change, ...]:
    """Give the names that mean exactly one known person or team, but are written differently.

    A team is one of the configuration. A person is one who leads or belongs to a team there, or
    one whom the file names with an @ somewhere else.
    """
    teams = set(config.teams)
    persons = {name for team in config.teams.values() for name in (team.lead, *team.members)}
    configured = {name for name in persons if name}
    named = {name for name in _all_names(data) if _HANDLE.fullmatch(name)}
    # A handle that differs from a configured one in capitals alone is the same person.
    spelled = {_bare(name) for name in configured}
    here = {name for name in named if _bare(name) not in spelled}
    changes = []
    for path, name in _names(data):
        if name.strip() in teams or name in configured:
            continue
        known = configured if name.startswith("@") else teams | configured | here
        meant = [other for other in known if _bare(other) == _bare(name)]
        if len(meant) == 1 and meant[0] != name:
            said = f"writes the {_role(path)} `{cut(name)}` as {meant[0]}"
            changes.append(Change(path, meant[0], said))
    return tuple(changes)


def _bare(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("@")


def _role(path: Path) -> str:
    return "collaborator" if isinstance(path[-1], int) else str(path[-1])


def _names(data: Any) -> Iterator[tuple[Path, str]]:
    """Give who is named in the roles of action items, with the path of each."""
    items = data.get("action_items") if isinstance(data, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if not isinstance(item, dict):
            continue
        for role in _ROLES:
            if isinstance(item.get(role), str):
                yield ("action_items", index, role), item[role]
        others = item.get("collaborators")
        for place, name in enumerate(others if isinstance(others, list) else ()):
            if isinstance(name, str):
                yield ("action_items", index, "collaborators", place), name


def _all_names(data: Any) -> Iterator[str]:
    yield from (name for _, name in _names(data))
    if not isinstance(data, dict):
        return
    yield from _texts(data.get("authors"))
    reviewers = data.get("reviewers")
    for reviewer in reviewers if isinstance(reviewers, list) else ():
        if isinstance(reviewer, dict):
            yield from _texts([reviewer.get("name")])


def _texts(values: Any) -> Iterable[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
