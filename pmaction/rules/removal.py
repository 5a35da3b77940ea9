"""The rule that nothing published vanishes: what the base branch has must still be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from msgspec import Struct

from pmaction.config import Config
from pmaction.enumeration import listed
from pmaction.identity import item_key
from pmaction.model import ActionItem, Postmortem, PostmortemStatus
from pmaction.positions import Path
from pmaction.quoting import cut
from pmaction.rules.base import BasePostmortem, Problem, Surroundings

_STAGES = get_args(PostmortemStatus)


def item_removed(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """An action item that may have its issue already keeps its place and its id.

    Why: the issue is found by the item's id. Without its item it stays open for ever; under
    another item's id it would be taken for the wrong work.

    Fix: bring the item back, and give it the status `wont_do` and a `reason` if it is dropped.
    Where it was given another id or moved to another postmortem, name its old key there as
    `previously: PM-2025-001/A2`. New work under its id gets an id that was never used. This is
    compared with the base branch: of the pull request in a workflow (which needs `fetch-depth: 2`
    at checkout), else of `--changed-since`; without one nothing is compared. What was a draft
    there had no issues yet, and may go; so what has left that stage does not go back to it.

    Failing:
        # base: A1 Raise the connection pool to 50 connections
        # base: A2 Alert on connection pool usage above 80 %
        status: reviewed
        action_items:
          - id: A1
            title: Raise the connection pool to 50 connections
            priority: P0
            owner: "@ana-petrova"

    Passing:
        # base: A1 Raise the connection pool to 50 connections
        # base: A2 Alert on connection pool usage above 80 %
        status: reviewed
        action_items:
          - id: A1
            title: Raise the connection pool to 50 connections
            priority: P0
            owner: "@ana-petrova"
          - id: A2
            title: Alert on connection pool usage above 80 %
            status: wont_do
            reason: The new client library has no pool.
    """
    before = (surroundings.at_base or {}).get(postmortem.id)
    if before is None or not had_issues(before, surroundings.config):
        return
    if before.titles and not _may_have_issues(postmortem.status, surroundings.config):
        yield Problem(
            ("status",),
            f"this was {before.status} and is a {postmortem.status} again, so that nothing looks "
            "after the issues of its action items",
            f"Leave it {before.status}: it may be changed all the same. If it is no incident after "
            "all, give its items `status: wont_do` with a `reason`.",
        )
    yield from _lost_items(postmortem, before, surroundings)


def _lost_items(
    postmortem: Postmortem, before: BasePostmortem, surroundings: Surroundings
) -> Iterator[Problem]:
    """Report the items of a postmortem whose issues nothing would find any more."""
    now = {item.id: item.title for item in postmortem.action_items}
    for item_id, title in before.titles.items():
        key = item_key(postmortem.id, item_id)
        if key in surroundings.former_keys:
            continue
        other = _moved_to(item_id, title, before.titles, now)
        if other is not None:
            index = [item.id for item in postmortem.action_items].index(other)
            yield Problem(
                ("action_items", index, "id"),
                f"“{title}” was {item_id} and is now {other}, so its issue would be lost",
                "Give each its old id again."
                if item_id in now
                else f"Give it its old id again, or add `previously: {key}`.",
            )
        elif item_id not in now:
            path: Path = ("action_items",) if now else ("status",)
            yield Problem(
                path,
                f"{item_id} (“{title}”) is gone, but its issue may be open",
                "Bring it back; if it is dropped, with `status: wont_do` and a `reason`.",
                at_key=bool(now),
            )
        elif now[item_id] not in before.titles.values():
            yield from _taken_over(postmortem, item_id, before)


def _taken_over(postmortem: Postmortem, item_id: str, before: BasePostmortem) -> Iterator[Problem]:
    """Report an id under which another work stands now."""
    from pmaction.rules.same_work import stands_for_other_work  # Few runs know of a base.

    index, item = next(
        (index, item) for index, item in enumerate(postmortem.action_items) if item.id == item_id
    )
    former = before.items.get(item_id) or ActionItem(item_id, before.titles[item_id])
    if stands_for_other_work(former, item):
        yield Problem(
            ("action_items", index, "id"),
            f"{item_id} was “{cut(former.title)}” and is “{cut(item.title)}” now, so its issue "
            "would be taken for another work",
            "Give the new work an id that was never used, and bring the old item back. If it is "
            "the same in other words, say so: `# pmaction: ignore[item-removed] reason`.",
        )


def _moved_to(
    item_id: str, title: str, before: Mapping[str, str], now: Mapping[str, str]
) -> str | None:
    """Give the id under which an item now stands, if it was given another one."""
    if now.get(item_id) == title:
        return None
    found = [other for other, said in now.items() if said == title and before.get(other) != title]
    return found[0] if len(found) == 1 else None


def had_issues(postmortem: BasePostmortem, config: Config) -> bool:
    """Say whether a postmortem's items may have issues: it had left the draft stage."""
    return _may_have_issues(postmortem.status, config)


def _may_have_issues(status: PostmortemStatus, config: Config) -> bool:
    return _STAGES.index(status) >= _STAGES.index(config.open_from)


class Gone(Struct, frozen=True):
    """A postmortem of the base branch whose id no file has any more."""

    id: str
    before: BasePostmortem
    message: str
    hint: str


def gone_postmortems(surroundings: Surroundings) -> Iterator[Gone]:
    """Give the postmortems that vanished with action items that may have issues."""
    for postmortem_id, before in (surroundings.at_base or {}).items():
        keys = {item_key(postmortem_id, item_id): item_id for item_id in before.titles}
        lost = [item_id for key, item_id in keys.items() if key not in surroundings.former_keys]
        known = postmortem_id in surroundings.paths_by_id
        if lost and not known and had_issues(before, surroundings.config):
            yield Gone(
                postmortem_id,
                before,
                f"{postmortem_id} is gone, and issues of its action items may be open: "
                f"{listed(lost)}",
                "Bring it back under its id; items that are dropped get `status: wont_do` and a "
                "`reason`.",
            )
