"""Rules about ids, which name a thing once and for ever, and about titles that tell items apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmaction.enumeration import listed
from pmaction.model import ActionItem, Postmortem
from pmaction.rules.base import Problem, Surroundings


def duplicate_postmortem_id(
    postmortem: Postmortem, surroundings: Surroundings
) -> Iterator[Problem]:
    """Every postmortem has an id of its own.

    Why: issues, links and statistics find a postmortem by its id, wherever its file is. Two
    documents with one id would fight over the same issues.

    Fix: give the newer of the two the next free id. If one is a copy of the other, delete it.

    Failing:
        # other: PM-2025-001 at postmortems/2025/2025-03-02-search-slow.yaml
        id: PM-2025-001

    Passing:
        # other: PM-2025-001 at postmortems/2025/2025-03-02-search-slow.yaml
        id: PM-2025-002
    """
    paths = surroundings.paths_by_id.get(postmortem.id, ())
    others = [path for path in paths if path != surroundings.path]
    # One copy is one mistake: it is told where the copy is, and names the original.
    if others and surroundings.path != _original(postmortem.id, paths, surroundings):
        yield Problem(
            ("id",),
            f"`{postmortem.id}` is also the id of {listed(others)}",
            "Give the newer postmortem an id that was never used, or delete the copy.",
        )


def _original(postmortem_id: str, paths: Sequence[str], surroundings: Surroundings) -> str:
    """Give the file whose id it is: the one of the base branch, else the first that was read."""
    before = (surroundings.at_base or {}).get(postmortem_id)
    return before.path if before is not None and before.path in paths else paths[0]


def duplicate_item_id(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Every action item has an id of its own within its postmortem.

    Why: the postmortem's id and the item's id together lead to the item's issue. Of two items
    with one id, only one would get an issue.

    Fix: give the item that was added later an id that this postmortem never used.

    Failing:
        action_items:
          - {id: A1, title: Alert on connection pool usage above 80 %}
          - {id: A1, title: Raise the connection pool to 50 connections}

    Passing:
        action_items:
          - {id: A1, title: Alert on connection pool usage above 80 %}
          - {id: A2, title: Raise the connection pool to 50 connections}
    """
    first: dict[str, int] = {}
    for index, item in enumerate(postmortem.action_items):
        earlier = first.setdefault(item.id, index)
        if earlier != index:
            yield Problem(
                ("action_items", index, "id"),
                f"`{item.id}` is already the id of item {earlier + 1}, "
                f"“{postmortem.action_items[earlier].title}”",
                f"Give this one an id that was never used here, such as "
                f"`{_next_id(item.id, [other.id for other in postmortem.action_items])}`.",
            )


def _next_id(like: str, taken: list[str]) -> str:
    """Give the id after the highest one with the same letters, written in the same way."""
    prefix = like.rstrip("0123456789")
    numbers = [other.removeprefix(prefix) for other in taken if other.startswith(prefix)]
    highest = max(int(number) for number in numbers if number.isdecimal())
    return f"{prefix}{highest + 1:0{len(like) - len(prefix)}}"


def duplicate_failure_mode_id(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Every failure mode has an id of its own within its postmortem.

    Why: action items name the failure modes they address. With one id for two of them nobody
    can tell which one is covered.

    Fix: give the second one the next free id, and look through `addresses` for its old one.

    Failing:
        root_cause:
          description: The pool was smaller than the daily peak needed.
          failure_modes:
            - {id: F1, description: The pool runs full at the daily peak.}
            - {id: F1, description: Nothing measures how full the pool is.}

    Passing:
        root_cause:
          description: The pool was smaller than the daily peak needed.
          failure_modes:
            - {id: F1, description: The pool runs full at the daily peak.}
            - {id: F2, description: Nothing measures how full the pool is.}
    """
    modes = postmortem.root_cause.failure_modes
    first: dict[str, int] = {}
    for index, mode in enumerate(modes):
        earlier = first.setdefault(mode.id, index)
        if earlier != index:
            yield Problem(
                ("root_cause", "failure_modes", index, "id"),
                f"`{mode.id}` is already the id of failure mode {earlier + 1}",
                f"Give this one a free id, such as "
                f"`{_next_id(mode.id, [other.id for other in modes])}`.",
            )


def duplicate_item_title(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """No two action items of a postmortem have the same title.

    Why: the title becomes the issue's title. Two issues of one name are worked on twice, or by
    nobody; mostly an entry was copied and its title forgotten.

    Fix: say in each title what is different, or delete the copy. An item that will not be done
    may keep its title when the work is taken up again under a new id.

    Failing:
        action_items:
          - {id: A1, title: Alert on connection pool usage}
          - {id: A2, title: Alert on  Connection Pool usage}

    Passing:
        action_items:
          - {id: A1, title: Alert on connection pool usage of the email service}
          - {id: A2, title: Alert on connection pool usage of the search service}
    """
    first: dict[str, ActionItem] = {}
    for index, item in enumerate(postmortem.action_items):
        if item.status == "wont_do":
            continue
        earlier = first.setdefault(" ".join(item.title.casefold().split()), item)
        # A copy with the same id is one mistake, and `duplicate-item-id` reports it.
        if earlier.id != item.id:
            yield Problem(
                ("action_items", index, "title"),
                f"{item.id} has the same title as {earlier.id}",
                "Say in each title what is different, or delete the copy.",
            )
