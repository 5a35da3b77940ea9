"""What may be told of a confidential postmortem: that there is one, who does what, and by when."""

from __future__ import annotations

from msgspec.structs import replace

from pmaction.config import Config
from pmaction.due import due_date
from pmaction.identity import is_item, item_id, parent_place, postmortem_of
from pmaction.incident import Summary
from pmaction.issue import Issue, digest
from pmaction.model import ActionItem, Extension, Planning, Postmortem
from pmaction.owners import UNNAMED
from pmaction.policy import terms_of

_PRIORITIES = ("P0", "P1", "P2", "P3")


def redacted(postmortem: Postmortem, config: Config) -> Postmortem:
    """Give a confidential postmortem without any of its text; others are given back as they are.

    What stays are ids, dates, values of a fixed choice, names that the configuration has too, and
    handles, without which nobody could be assigned. So does what names an issue, to find it by:
    it may be an address with the title in it, and is not for showing. A due date that follows from
    the services, which are not told, stays as if it were set in the file.
    """
    if not postmortem.confidential:
        return postmortem
    told = _without_text(postmortem, config)
    terms = terms_of(config)
    if not any(rule.services for rule in terms.policy.rules):
        return told
    items = []
    for item, shown in zip(postmortem.action_items, told.action_items, strict=True):
        due = due_date(postmortem, item, terms)
        hides = due is not None and not item.extensions and due != due_date(told, shown, terms)
        items.append(replace(shown, due=due.on) if due is not None and hides else shown)
    return replace(told, action_items=tuple(items))


def _without_text(postmortem: Postmortem, config: Config) -> Postmortem:
    return Postmortem(
        id=postmortem.id,
        title="Confidential postmortem",
        status=postmortem.status,
        published_at=postmortem.published_at,
        severity=_severity(postmortem, config),
        confidential=True,
        recreate=postmortem.recreate,
        summary=Summary(),
        times=postmortem.times,
        planning=Planning(due_policy=postmortem.planning.due_policy),
        action_items=tuple(_item(item, config) for item in postmortem.action_items),
    )


def _item(item: ActionItem, config: Config) -> ActionItem:
    return ActionItem(
        id=item.id,
        title=_item_title(item.id),
        priority=item.priority,
        horizon=item.horizon,
        owner=_owner(item, config),
        due=item.due,
        depends_on=item.depends_on,
        status=item.status,
        extensions=tuple(
            Extension(e.due, "confidential", "(not shown)", e.approved_on) for e in item.extensions
        ),
        evidence="confidential" if item.evidence else None,
        issue=item.issue,
        previously=item.previously,
        recreate=item.recreate,
    )


def _item_title(item_id: str) -> str:
    return f"Action item {item_id} (confidential)"


def _owner(item: ActionItem, config: Config) -> str | None:
    owner = item.owner
    is_known = owner is None or owner.startswith("@") or owner in config.teams
    return owner if is_known else UNNAMED


def _severity(postmortem: Postmortem, config: Config) -> str | None:
    severity = postmortem.severity
    return severity if severity in (*_PRIORITIES, *config.severity_aliases) else None


def shown_title(issue: Issue) -> str:
    """Give an issue's title, or what was last written in its place since it is confidential.

    Whatever a person made of the title since then: nobody knows what they put into it. This is
    known of an issue whose file is gone, too.
    """
    key = issue.key
    hidden = _item_title(item_id(key)) if is_item(key) else _parent_title(key)
    return hidden if issue.last.title == digest(hidden) else issue.title


def _parent_title(key: str) -> str:
    place = parent_place(key)
    part = f" (part {place})" if place > 1 else ""
    return f"{postmortem_of(key)}: Confidential postmortem{part}"
