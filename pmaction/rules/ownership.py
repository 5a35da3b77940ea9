"""Rules about who does it. They ask nothing of drafts and of items that are no longer open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pmaction.config import Config, Team
from pmaction.enumeration import listed
from pmaction.model import ActionItem, Postmortem
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.placeholders import left_to_fill_in
from pmaction.rules.selection import open_items
from pmaction.suggest import suggest

_URGENT = ("P0", "P1")


def owner_required(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, every open action item has an owner; for P0 and P1 a person answers.

    Why: what belongs to everybody is done by nobody. For urgent work a team's name is not
    enough: somebody must be the one to ask.

    Fix: name a person as `"@user"`, or a team of `.pmaction.yml`; for P0 and P1 the team needs
    a `lead` there. Organization teams (`@org/team`) can own P2 and P3.

    Failing:
        status: reviewed
        action_items:
          - {id: A1, title: Alert on connection pool usage, priority: P0}

    Passing:
        # config: teams: {Backend team: {lead: "@mei-tanaka"}}
        status: reviewed
        action_items:
          - {id: A1, title: Alert on connection pool usage, priority: P0, owner: "@ana-petrova"}
          - {id: A2, title: Raise the connection pool, priority: P1, owner: Backend team}
          - id: A3
            title: Load-test the service
            category: prevention
            priority: P2
            owner: "@example-org/qa"
    """
    for index, item in open_items(postmortem):
        urgent = item.priority in _URGENT
        if item.owner is None:
            team = "a team with a `lead` in .pmaction.yml" if urgent else "a team of .pmaction.yml"
            yield Problem(
                ("action_items", index),
                f"{item.id} has no owner",
                f'Add `owner:` with a person, such as "@user", or {team}.',
            )
        elif urgent and (why := _nobody_in(item.owner, surroundings.config)):
            yield Problem(
                ("action_items", index, "owner"),
                f"{item.id} is {item.priority}, but nobody in person answers for it: {why}",
                'Name a person, such as "@user", or a team with a `lead` in .pmaction.yml.',
            )


def _nobody_in(owner: str, config: Config) -> str:
    """Say why no single person stands behind an owner, or '' where one does."""
    if owner.startswith("@"):
        return f"`{owner}` is an organization team" if "/" in owner else ""
    team = config.teams.get(owner)
    # A team that is not configured is the business of `unknown-team`.
    return f"the team `{owner}` has no lead" if team is not None and team.lead is None else ""


def unknown_team(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, every team that open action items name is defined in `.pmaction.yml`.

    Why: the issue is assigned to the team's members or its lead. Of a name that is defined
    nowhere nobody hears about the work.

    Fix: correct the name, or define the team with its lead and members. A person is written
    with an @ in front. Each unknown name is reported once, where it first stands.

    Failing:
        # config: teams: {Backend team: {lead: "@mei-tanaka"}}
        status: reviewed
        action_items:
          - {id: A1, title: Alert on connection pool usage, priority: P2, owner: Backend}

    Passing:
        # config: teams: {Backend team: {lead: "@mei-tanaka"}}
        status: reviewed
        action_items:
          - {id: A1, title: Alert on connection pool usage, priority: P2, owner: Backend team}
    """
    teams = surroundings.config.teams
    places: dict[str, list[tuple[Path, str]]] = {}
    for index, item in open_items(postmortem):
        for path, name in _names(item):
            # What was left to be filled in is no mistyped team: `placeholder-text` has it.
            if not name.startswith("@") and name not in teams and not left_to_fill_in(name):
                places.setdefault(name, []).append((("action_items", index, *path), item.id))
    for name, found in places.items():
        path, first = found[0]
        message = _unknown(name, teams)
        others = [*dict.fromkeys(item_id for _, item_id in found if item_id != first)]
        if others:
            message += f" (it also stands in {listed(others)})"
        yield Problem(path, message, _how_to_define(name, teams))


def _names(item: ActionItem) -> Iterator[tuple[Path, str]]:
    """Give all persons and teams of an item, with the path of each in it."""
    for role in ("owner", "backup", "coordinator", "sponsor"):
        name: str | None = getattr(item, role)
        if name is not None:
            yield (role,), name
    for index, collaborator in enumerate(item.collaborators):
        yield ("collaborators", index), collaborator


def _unknown(name: str, teams: Mapping[str, Team]) -> str:
    if not teams:
        return f"`{name}` is no team, because .pmaction.yml defines none"
    return f"there is no team `{name}` in .pmaction.yml{suggest(name, teams)}"


def _how_to_define(name: str, teams: Mapping[str, Team]) -> str:
    if teams:
        return 'Correct the name or define the team; a person is written with an @, as "@user".'
    return (
        f'Define it there as `teams: {{"{name}": {{lead: "@user"}}}}`; '
        'a person is written with an @, as "@user".'
    )
