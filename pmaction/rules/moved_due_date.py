"""The rule that a due date moves later by an extension: reviewed, with its reason, and counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from pmaction.config import Config
from pmaction.days import day_of, zone_of
from pmaction.due import Due, due_date
from pmaction.identity import absolute_key, item_id, postmortem_of
from pmaction.model import ActionItem, Postmortem
from pmaction.policy import terms_of
from pmaction.positions import Path
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.removal import had_issues

_MISTAKEN = "If the old date was a mistake, say so: `# pmaction: ignore[due-date-moved] reason`."


def due_date_moved(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """A due date is put off by an extension, not by writing another date in its place.

    Why: an extension says why it takes longer and who agreed, and it is counted as a slip. A date
    that is only overwritten makes late work look as if it was in time.

    Fix: put the old date back, and add the new one below `extensions`, with `reason` and
    `approver`. This is compared with the base branch, as for `item-removed`: of the pull request
    in a workflow, else of `--changed-since`. What was a draft there may still change its dates,
    an earlier date needs no reason, and nor does one of what is done by the old date.

    Failing:
        # base: A1 Alert on connection pool usage, due 2026-01-15
        status: reviewed
        action_items:
          - id: A1
            title: Alert on connection pool usage
            priority: P0
            owner: "@ana-petrova"
            due: 2026-02-05

    Passing:
        # base: A1 Alert on connection pool usage, due 2026-01-15
        status: reviewed
        action_items:
          - id: A1
            title: Alert on connection pool usage
            priority: P0
            owner: "@ana-petrova"
            due: 2026-01-15
            extensions:
              - {due: 2026-02-05, reason: The exporter comes first., approver: "@mei-tanaka"}
    """
    if not surroundings.at_base:
        return
    terms = terms_of(surroundings.config)
    for index, item in enumerate(postmortem.action_items):
        former = _at_base(postmortem, item, surroundings)
        if former is None or former.status != "open" or item.status == "wont_do":
            continue
        before = due_date(postmortem, former, terms)
        if before is None or len(item.extensions) > len(former.extensions):
            continue
        if item.status == "done" and _done_by(before.on, item, surroundings.config):
            continue
        now = due_date(postmortem, item, terms)
        if len(item.extensions) < len(former.extensions):
            back = due_date(postmortem, _kept(item, former), terms)
            yield from _without_extension(item, former, (before, back, now), index)
        elif _own_dates(item) != _own_dates(former):
            yield from _put_off(item, before, now, index)


def _at_base(
    postmortem: Postmortem, item: ActionItem, surroundings: Surroundings
) -> ActionItem | None:
    """Give an action item as the base branch has it, under its former key if that changed."""
    known = surroundings.at_base or {}
    own = known.get(postmortem.id)
    if own is not None and item.id in own.titles:
        name, base = item.id, own
    elif item.previously is not None:
        key = absolute_key(postmortem.id, item.previously)
        elsewhere = known.get(postmortem_of(key))
        if elsewhere is None:
            return None
        name, base = item_id(key), elsewhere
    else:
        return None
    return base.items.get(name) if had_issues(base, surroundings.config) else None


def _done_by(day: date, item: ActionItem, config: Config) -> bool:
    """Say whether an item was done by a day for sure: then a later date makes nothing of it."""
    done = day_of(item.done_at, zone_of(config, item))
    return done is not None and done <= day


def _own_dates(item: ActionItem) -> tuple[date | None, ...]:
    """Give the dates that an item sets itself: where they stay, only other things moved it."""
    return (item.due, *(extension.due for extension in item.extensions))


def _put_off(item: ActionItem, before: Due, now: Due | None, index: int) -> Iterator[Problem]:
    path: Path = ("action_items", index)
    if now is None or now.on > before.on:
        became = f"is {now.on} now" if now is not None else "is gone"
        wanted = now.on if now is not None else "…"
        back, further = f"Put {before.on} back", ""
        if now is not None and now.came_from == "extension":
            path = (*path, "extensions", len(item.extensions) - 1, "due")
            back, further = f"{back} there", "a further entry: "
        else:
            path = (*path, "due") if item.due is not None else path
            back = back if before.came_from == "file" else "Take `due` out"
        entry = f"`extensions: [{{due: {wanted}, reason: …, approver: …}}]`"
        # What is done takes no more time.
        advice = back if item.status == "done" else f"{back}, and add {further}{entry}"
        yield Problem(
            path,
            f"{item.id} was due {before.on}, and that {became}, without an extension",
            f"{advice}. {_MISTAKEN}",
        )


def _without_extension(
    item: ActionItem, former: ActionItem, dates: tuple[Due, Due | None, Due | None], index: int
) -> Iterator[Problem]:
    """Tell of an extension that is gone, unless the date went back with it.

    `dates` are the former one, what that would be without the extension, and the one now.
    """
    before, back, now = dates
    if now is not None and now.on < before.on and (back is None or now.on <= back.on):
        return
    standing = {extension.due for extension in item.extensions}
    gone = [one.due for one in former.extensions if one.due not in standing]
    became = f"it is due {now.on} now" if now is not None else "it has no date now"
    yield Problem(
        ("action_items", index, *(("due",) if item.due is not None else ())),
        f"an extension of {item.id} is gone, and {became}: the slip is lost",
        f"Bring the extension to {(gone or [before.on])[0]} back; further ones go below it. "
        f"{_MISTAKEN}",
    )


def _kept(item: ActionItem, former: ActionItem) -> ActionItem:
    """Give the former item with those of its extensions that still stand."""
    standing = {extension.due for extension in item.extensions}
    kept = tuple(one for one in former.extensions if one.due in standing)
    return replace(former, extensions=kept)
