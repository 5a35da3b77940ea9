"""The rule about references: what a postmortem names must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pmaction.identity import absolute_key, item_key, postmortem_of
from pmaction.model import Postmortem
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings
from pmaction.suggest import suggest

# Looking for likeness is slow: a file full of wrong references must not cost minutes.
_SUGGESTIONS = 20


class _Missing(Struct, frozen=True):
    """A reference that leads nowhere, with the names it may have meant."""

    path: Path
    message: str
    hint: str
    name: str = ""
    known: Iterable[str] = ()


def unknown_reference(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """Every action item, failure mode and postmortem that is named exists.

    Why: an item that waits for nothing known never starts, and a failure mode that nobody
    defined is addressed on paper only.

    Fix: write the id as it is defined: an action item of this postmortem by its id, one of
    another by its item key, a failure mode by its id under `root_cause`. An incident that is
    not kept in this repository goes into `related_incidents` as `external`.

    Failing:
        action_items:
          - {id: AI-1, title: Raise the connection pool to 50 connections}
          - {id: AI-2, title: Load-test the email service, depends_on: [AI1]}

    Passing:
        # other: PM-2025-002/A3 at postmortems/2025/2025-03-02-search-slow.yaml
        action_items:
          - {id: AI-1, title: Raise the connection pool to 50 connections}
          - {id: AI-2, title: Load-test the email service, depends_on: [AI-1, PM-2025-002/A3]}
        recurrence_of: PM-2025-002
    """
    missing = (
        *_missing_items(postmortem, surroundings),
        *_missing_failure_modes(postmortem),
        *_missing_postmortems(postmortem, surroundings),
    )
    for count, reference in enumerate(missing):
        meant = suggest(reference.name, reference.known) if count < _SUGGESTIONS else ""
        yield Problem(reference.path, reference.message + meant, reference.hint)


def _missing_items(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[_Missing]:
    ids = frozenset(item.id for item in postmortem.action_items)
    for index, item in enumerate(postmortem.action_items):
        for place, reference in enumerate(item.depends_on):
            path: Path = ("action_items", index, "depends_on", place)
            key = absolute_key(postmortem.id, reference)
            if key == item_key(postmortem.id, item.id):
                yield _Missing(
                    path, f"{item.id} depends on itself", "Name what must be done before it."
                )
            elif postmortem_of(key) != postmortem.id:
                yield from _missing_item_elsewhere(path, key, postmortem, surroundings)
            elif key.partition("/")[2] not in ids:
                yield _no_such_item(path, key.partition("/")[2], ids - {item.id})
    for index, validation in enumerate(postmortem.validation_plan):
        for place, item_id in enumerate(validation.items):
            if item_id not in ids:
                yield _no_such_item(("validation_plan", index, "items", place), item_id, ids)


def _no_such_item(path: Path, item_id: str, ids: frozenset[str]) -> _Missing:
    return _Missing(
        path,
        f"there is no action item `{item_id}` in this postmortem",
        "Write its id as under `action_items`; one of another postmortem by its item key, such as "
        "PM-2025-001/A1."
        if path[-2] == "depends_on"
        else "Write its id as under `action_items`.",
        item_id,
        ids,
    )


def _missing_item_elsewhere(
    path: Path, key: str, postmortem: Postmortem, surroundings: Surroundings
) -> Iterator[_Missing]:
    postmortem_id, _, item_id = key.partition("/")
    if postmortem_id not in surroundings.paths_by_id:
        yield _no_such_postmortem(path, postmortem_id, postmortem, surroundings)
    elif key not in surroundings.item_keys:
        siblings = (k for k in surroundings.item_keys if postmortem_of(k) == postmortem_id)
        yield _Missing(
            path,
            f"{postmortem_id} has no action item `{item_id}`",
            f"Look it up in {surroundings.paths_by_id[postmortem_id][0]}.",
            key,
            siblings,
        )


def _no_such_postmortem(
    path: Path, postmortem_id: str, postmortem: Postmortem, surroundings: Surroundings
) -> _Missing:
    return _Missing(
        path,
        f"there is no postmortem `{postmortem_id}`",
        "Correct the id; name an incident that is kept elsewhere by its URL.",
        postmortem_id,
        # Its own id is the one that cannot be meant.
        [known for known in surroundings.paths_by_id if known != postmortem.id],
    )


def _missing_failure_modes(postmortem: Postmortem) -> Iterator[_Missing]:
    modes = frozenset(mode.id for mode in postmortem.root_cause.failure_modes)
    for index, item in enumerate(postmortem.action_items):
        for place, mode in enumerate(item.addresses):
            if mode not in modes:
                yield _Missing(
                    ("action_items", index, "addresses", place),
                    f"there is no failure mode `{mode}`",
                    "Describe it under `root_cause.failure_modes`, or correct the id.",
                    mode,
                    modes,
                )


def _missing_postmortems(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[_Missing]:
    named: list[tuple[Path, str]] = [
        (("related_incidents", index, "id"), incident.id)
        for index, incident in enumerate(postmortem.related_incidents)
        if incident.id
    ]
    if postmortem.recurrence_of and "://" not in postmortem.recurrence_of:
        named.append((("recurrence_of",), postmortem.recurrence_of))
    for path, postmortem_id in named:
        if postmortem_id == postmortem.id:
            yield _Missing(
                path,
                f"`{postmortem_id}` is this postmortem itself",
                "Name the other incident, or delete the line.",
            )
        elif postmortem_id not in surroundings.paths_by_id:
            yield _no_such_postmortem(path, postmortem_id, postmortem, surroundings)
