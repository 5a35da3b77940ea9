"""Owners and labels in use, and whether the repository can take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pmaction.config import Config
from pmaction.desired import SourcedPostmortem
from pmaction.doctor.check import Check, Verdict
from pmaction.doctor.facts import Facts
from pmaction.enumeration import joined
from pmaction.issue import NEEDS_EVIDENCE, OUR_LABEL
from pmaction.model import ActionItem
from pmaction.owners import NEEDS_OWNER, UNNAMED, ownership
from pmaction.quiet import why_quiet
from pmaction.redaction import redacted
from pmaction.render.text import count


def items_in_use(postmortems: Sequence[SourcedPostmortem], config: Config) -> dict[str, ActionItem]:
    """Give the open action items whose issues are open or may open, by their keys."""
    return {
        key: item
        for sourced in postmortems
        if not why_quiet(sourced.postmortem, config)
        for key, item in redacted(sourced.postmortem, config).keyed_items()
        if item.status == "open"
    }


def persons_in_use(items: Mapping[str, ActionItem], config: Config) -> frozenset[str]:
    """Give the persons who would be assigned to these items, and who would stand in for them."""
    persons: set[str] = set()
    for item in items.values():
        owned = ownership(item, config.teams)
        persons.update(owned.assignees)
        for team in config.teams.values():
            if {*owned.assignees} & {*team.members, team.lead}:
                persons.update(team.members)
                persons.update([team.lead] if team.lead else ())
    return frozenset(persons)


def labels_in_use(items: Mapping[str, ActionItem], config: Config) -> frozenset[str]:
    """Give the labels that the issues of these items have or may get."""
    priorities = {item.priority for item in items.values() if item.priority}
    evidence = {NEEDS_EVIDENCE} if config.require_evidence else set()
    return frozenset({OUR_LABEL, NEEDS_OWNER, *config.labels, *priorities, *evidence})


def owner_checks(facts: Facts, items: Mapping[str, ActionItem], config: Config) -> Iterator[Check]:
    """Say which owners cannot be assigned, and whose action items that concerns."""
    owned: dict[str, list[str]] = {}
    for key, item in items.items():
        if item.owner is not None:
            owned.setdefault(item.owner, []).append(key)
    if facts.unassignable is None:
        message = "this token may not ask who can be assigned"
        yield Check("owners", Verdict.UNKNOWN, message, "Give it `issues: read`.")
        return
    found = []
    for owner, keys in sorted(owned.items()):
        said = ownership(items[keys[0]], config.teams, facts.unassignable)
        if said.problem:
            message = f"{said.problem}: {joined(keys, most=3)}"
            found.append(Check("owners", Verdict.WARNING, message, _hint(owner, config)))
    if not found:
        how_many = count(len(owned), "owner")
        can = "can be assigned" if owned else "has an open action item"
        found = [Check("owners", Verdict.OK, f"{how_many if owned else 'nobody'} {can}")]
    yield from found


def _hint(owner: str, config: Config) -> str:
    if owner == UNNAMED:
        return "Name the team under `teams` in the config, with lead and members."
    if owner in config.teams:
        return "Correct `teams` in the config, or give its members access to the repository."
    if "/" in owner or not owner.startswith("@"):
        return f"Name `{owner}` under `teams` in the config, with lead and members."
    return "Give them access to the repository, or name somebody else as the owner."


def label_checks(facts: Facts, items: Mapping[str, ActionItem], config: Config) -> Iterator[Check]:
    """Say which labels are there, and which `apply` will make."""
    if facts.labels is None:
        message = "this token may not list the labels"
        yield Check("labels", Verdict.UNKNOWN, message, "Give it `issues: read`.")
        return
    there = {name.casefold() for name in facts.labels}
    wanted = sorted(labels_in_use(items, config))
    missing = [f"`{name}`" for name in wanted if name.casefold() not in there]
    if missing:
        are = "are" if len(missing) > 1 else "is"
        them = "them" if len(missing) > 1 else "it"
        message = f"{joined(missing, most=9)} {are} not there yet: `apply` makes {them} when needed"
    else:
        message = f"{count(len(wanted), 'label')} in use, and all there"
    yield Check("labels", Verdict.OK, message)
