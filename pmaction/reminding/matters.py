"""What is said of action items: of their due dates, and of those without owners."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache

from pmaction.config import Config
from pmaction.days import today_of
from pmaction.desired import SourcedPostmortem
from pmaction.due import Due, due_date, owner_deadline
from pmaction.issue import Listing
from pmaction.policy import Terms, terms_of
from pmaction.reminding.audience import Audience, audience_of, greeted
from pmaction.reminding.matter import OWNER, Links, Matter, OpenItem, Words, open_items
from pmaction.reminding.texts import item_words, owner_words


def item_matters(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    now: datetime,
    links: Links,
) -> Iterator[Matter]:
    """Give what is to be said of action items: of their due dates, and of those without owners."""
    terms = terms_of(config)
    # Of a confidential one, handles are all that may be told, and they are needed.
    whole = {one.postmortem.id: one.postmortem for one in postmortems}
    for one in open_items(postmortems, listing, config):
        today = today_of(now, config, one.item)
        due = due_date(one.postmortem, one.item, terms)
        escalate, wrote = config.reminders.escalate, whole[one.postmortem.id]
        if due is not None:
            yield Matter(
                key=one.key,
                item=one.key,
                title=one.title,
                due=due.on,
                today=today,
                place=one.place,
                audience=audience_of(one.item, one.issue, one.owner, wrote, config.teams, escalate),
                words=_said(item_words, one, due, links),
                former_keys=one.former_keys,
            )
        if (asked := _asked_for(one, terms)) is not None:
            yield Matter(
                key=f"{OWNER}{one.key}",
                item=one.key,
                title=one.title,
                due=asked.on,
                today=today,
                place=one.place,
                audience=Audience(greeted(one.item, one.owner, wrote)),
                words=_said(owner_words, one, asked, links),
                asks_for="owner",
                asks_once=True,
                former_keys=frozenset(f"{OWNER}{key}" for key in one.former_keys),
            )


def _said(
    words: Callable[[OpenItem, Due, Links], Words], one: OpenItem, due: Due, links: Links
) -> Callable[[], Words]:
    return cache(lambda: words(one, due, links))


def _asked_for(one: OpenItem, terms: Terms) -> Due | None:
    """Give by when an item is to have an owner, if it has none, or none who can be reached."""
    if one.owner.assignees or one.issue.people:
        return None
    return owner_deadline(one.postmortem, one.item, terms)
