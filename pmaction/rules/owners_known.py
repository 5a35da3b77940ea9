"""Rules about whether an owner exists, and is reached when it matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pmaction.config import Config
from pmaction.enumeration import listed
from pmaction.model import ActionItem, Postmortem
from pmaction.policy import working_days_of
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.due_dates import is_far_off
from pmaction.rules.selection import open_items
from pmaction.suggest import suggest


def unknown_owner(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, who works on open items is known from `.pmaction.yml` or `CODEOWNERS`.

    Why: a mistyped name is assigned to nobody, or to a stranger, and the item waits for somebody
    who never hears of it.

    Fix: correct the name, or add the person to a team's `members`. Nothing is reported where
    neither of the two files names persons. Owner, backup and collaborators are looked at, and each
    name is reported once, where it first stands.

    Failing:
        # config: teams: {Backend team: {members: ["@ana-petrova"]}}
        status: reviewed
        action_items:
          - {id: A1, title: Raise the connection pool, priority: P0, owner: "@ana-petrva"}

    Passing:
        # config: teams: {Backend team: {members: ["@ana-petrova"]}}
        status: reviewed
        action_items:
          - {id: A1, title: Raise the connection pool, priority: P0, owner: "@ana-petrova"}
    """
    persons, teams = _known(surroundings)
    places: dict[str, list[tuple[Path, str]]] = {}
    for index, item in open_items(postmortem):
        for path, name in _who_works_on(item):
            known = teams if "/" in name else persons
            if name.startswith("@") and known and name.casefold() not in known:
                places.setdefault(name, []).append((("action_items", index, *path), item.id))
    for name, found in places.items():
        path, first = found[0]
        message = f"`{name}` is known neither from the teams in .pmaction.yml nor from CODEOWNERS"
        meant = (teams if "/" in name else persons).values()
        message += suggest(name, {*meant, *_teams_like(name, surroundings)})
        others = [*dict.fromkeys(item_id for _, item_id in found if item_id != first)]
        if others:
            message += f" (it also stands in {listed(others)})"
        yield Problem(
            path,
            message,
            "Correct the name, or add it to the `members` of a team in .pmaction.yml.",
        )


def _who_works_on(item: ActionItem) -> Iterator[tuple[Path, str]]:
    if item.owner is not None:
        yield ("owner",), item.owner
    if item.backup is not None:
        yield ("backup",), item.backup
    for place, name in enumerate(item.collaborators):
        yield ("collaborators", place), name


def _known(surroundings: Surroundings) -> tuple[dict[str, str], dict[str, str]]:
    """Give the known persons and organization teams as they are written, by their folded names.

    Persons are empty where nobody but leads is named: a list of leads is no list of all.
    """
    named = [*surroundings.repository.code_owners]
    if any(team.members for team in surroundings.config.teams.values()) or any(
        "/" not in owner for owner in named
    ):
        named += _persons(surroundings.config)
    teams = {name.casefold(): name for name in named if "/" in name}
    return {name.casefold(): name for name in named if "/" not in name}, teams


def _teams_like(name: str, surroundings: Surroundings) -> Iterator[str]:
    """Give the configured team that is called as a handle is: teams are written without `@`."""
    bare = name.removeprefix("@").casefold()
    for team in surroundings.config.teams:
        if team.casefold().replace(" ", "-") == bare or team.casefold() == bare:
            yield team


def _persons(config: Config) -> Iterator[str]:
    for team in config.teams.values():
        yield from team.members
        if team.lead is not None:
            yield team.lead


def due_on_skipped_day(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Once reviewed, no open action item will be due on a day on which nobody is reminded.

    Why: with `reminders.skip_weekends`, what is due on a Sunday or a public holiday is first spoken
    of on the working day after it, when it is late already.

    Fix: take the working day before, or the one after. Where people do work on such days, set
    `skip_weekends: false` in `.pmaction.yml`, or say under `working_days` which days are free. Each
    day is reported once, where it first stands; days that have passed are left alone.

    Failing:
        status: reviewed
        action_items:
          - {id: A1, title: Raise the connection pool, owner: "@ana-petrova", due: 2026-01-17}

    Passing:
        status: reviewed
        action_items:
          - {id: A1, title: Raise the connection pool, owner: "@ana-petrova", due: 2026-01-16}
    """
    if not surroundings.config.reminders.skip_weekends:
        return
    working_days = working_days_of(surroundings.config)
    today = surroundings.now.date()
    found: dict[date, list[tuple[Path, str]]] = {}
    for index, item in open_items(postmortem):
        path, due = _due_in_force(item)
        # A year that was mistyped is one mistake, and `due-far-off` has it.
        is_meant = due is not None and not is_far_off(due, today)
        if due is not None and is_meant and due >= today and not working_days.is_working(due):
            found.setdefault(due, []).append((("action_items", index, *path), item.id))
    for due, places in found.items():
        path, first = places[0]
        others = [item_id for _, item_id in places[1:]]
        message = f"{first} is due on a {working_days.why_free(due)}, when nobody is reminded"
        if others:
            message += f" (and so {'is' if len(others) == 1 else 'are'} {listed(others)})"
        around = working_days.not_after(due), working_days.not_before(due)
        days = " or ".join(str(day) for day in around if working_days.is_working(day))
        yield Problem(
            path, message, f"Take {days}, or set `skip_weekends: false` under `reminders`."
        )


def _due_in_force(item: ActionItem) -> tuple[Path, date | None]:
    if item.extensions:
        return ("extensions", len(item.extensions) - 1, "due"), item.extensions[-1].due
    return ("due",), item.due
