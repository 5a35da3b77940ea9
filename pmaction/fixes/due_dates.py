"""Due dates from the policy, written into the file."""

from __future__ import annotations

import json

from pmaction.config import Config
from pmaction.document import Document
from pmaction.due import due_date
from pmaction.fixes.changes import Change
from pmaction.model import Postmortem
from pmaction.policy import terms_of


def missing_due_dates(postmortem: Postmortem, config: Config) -> tuple[Change, ...]:
    """Give each open action item without a due date the one that the policy sets.

    Where nobody is reminded on days that are no working days, it is the next working day.
    """
    changes = []
    terms = terms_of(config)
    working_days = terms.working_days
    for index, item in enumerate(postmortem.action_items):
        if item.status != "open" or item.due is not None or item.extensions:
            continue
        if (due := due_date(postmortem, item, terms)) is None:
            continue
        on, why = due.on, due.why
        if config.reminders.skip_weekends and not working_days.is_working(on):
            on = working_days.not_before(due.on)
            why += f", and nobody is reminded on a {working_days.why_free(due.on)}"
        said = f"gives {item.id} the due date {on}: {why}"
        changes.append(Change(("action_items", index, "due"), str(on), said))
    return tuple(changes)


def without_empty_dates(document: Document) -> str:
    """Give a document as a text in which no `due` is left empty: such a date is still to be set."""
    data = document.data
    items = data.get("action_items") if isinstance(data, dict) else None
    if not isinstance(items, list) or not any(map(_has_empty_date, items)):
        return document.text
    filled = [
        {key: value for key, value in item.items() if key != "due"}
        if _has_empty_date(item)
        else item
        for item in items
    ]
    return json.dumps({**data, "action_items": filled}, ensure_ascii=False)


def _has_empty_date(item: object) -> bool:
    return isinstance(item, dict) and "due" in item and item["due"] is None
