"""What may be spoken of: action items with a due date, and those that want an owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct

from pmaction.config import Config
from pmaction.days import today_of
from pmaction.desired import Source, SourcedPostmortem, SourceLink
from pmaction.due import Due, due_date, owner_deadline
from pmaction.identity import item_key
from pmaction.issue import Issue, Listing
from pmaction.last_written import IssueNumber
from pmaction.model import ActionItem, Postmortem
from pmaction.owners import Ownership, ownership
from pmaction.policy import Terms, terms_of
from pmaction.redaction import redacted, shown_title
from pmaction.reminding.audience import Audience, audience_of, without_owner

OWNER = "owner:"
"""How the key begins under which an item's missing owner is spoken of."""


class Links(Struct, frozen=True):
    """How a text leads to a place in a file: as it is now, and where it can be edited, if known."""

    to_source: SourceLink
    to_editor: Callable[[Source], str] | None = None


class Place(Struct, frozen=True):
    """The issue in which something is spoken of; without a number it is the standing one.

    `comment_count` is how many comments it has, None where that is not known.
    """

    number: IssueNumber | None = None
    locked: bool = False
    comment_count: int | None = None


class Words(Struct, frozen=True):
    """What is said: `what` it is about, what more there is to say of it, and how to end it.

    `cell` is what it is called in a digest, `link` leads to where it is changed; `change` tells
    somebody to do so, and `is_redacted` is of what may not be quoted.
    """

    what: str
    more: tuple[str, ...]
    ending: str
    cell: str
    link: str = ""
    change: str = ""
    is_redacted: bool = False


class Matter(Struct, frozen=True, kw_only=True):
    """Something with a due date that is not settled; what is said of it is made when it is needed.

    `key` is what marks call it, and `former_keys` are what they called it before; `item` is the key
    that a plan shows. `asks_once` is of what has no steps before its due date and one after it.
    """

    key: str
    item: str
    title: str
    due: date
    today: date
    place: Place
    audience: Audience
    words: Callable[[], Words]
    asks_once: bool = False
    former_keys: frozenset[str] = frozenset()

    @property
    def item_keys(self) -> frozenset[str]:
        """The key of its item, and those that it had: a snooze is of all that is said of it."""
        return frozenset({self.item, *(key.removeprefix(OWNER) for key in self.former_keys)})


class OpenItem(Struct, frozen=True):
    """An open action item with all that is said of it."""

    key: str
    postmortem: Postmortem
    item: ActionItem
    issue: Issue
    owner: Ownership
    source: Source

    @property
    def title(self) -> str:
        """Its title, for people to read."""
        return self.item.title if self.postmortem.confidential else shown_title(self.issue)

    @property
    def place(self) -> Place:
        """Its issue."""
        return Place(self.issue.number, self.issue.locked, self.issue.comment_count)

    @property
    def former_keys(self) -> frozenset[str]:
        """The keys that it had before."""
        return self.issue.keys - {self.key}


def open_items(
    postmortems: Sequence[SourcedPostmortem], listing: Listing, config: Config
) -> Iterator[OpenItem]:
    """Give the items that are open in the file and on the tracking system."""
    issues = listing.by_key()
    for sourced in postmortems:
        postmortem = redacted(sourced.postmortem, config)
        for item in postmortem.action_items:
            key = item_key(postmortem.id, item.id)
            issue = issues.get(key)
            if item.status == "open" and issue is not None and issue.state == "open":
                owner = ownership(item, config.teams)
                yield OpenItem(key, postmortem, item, issue, owner, sourced.item_sources[item.id])


def item_matters(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    now: datetime,
    links: Links,
) -> Iterator[Matter]:
    """Give what is to be said of action items: of their due dates, and of those without owners."""
    from pmaction.reminding.texts import item_words, owner_words

    terms = terms_of(config)
    authors = {one.postmortem.id: one.postmortem for one in postmortems}
    for one in open_items(postmortems, listing, config):
        today = today_of(now, config, one.item)
        due = due_date(one.postmortem, one.item, terms)
        if due is not None:
            escalate = config.reminders.escalate
            yield Matter(
                key=one.key,
                item=one.key,
                title=one.title,
                due=due.on,
                today=today,
                place=one.place,
                audience=audience_of(one.item, one.issue, one.owner, config.teams, escalate),
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
                # Of a confidential one, handles are all that may be told, and they are needed.
                audience=without_owner(one.item, authors[one.postmortem.id], config.teams),
                words=_said(owner_words, one, asked, links),
                asks_once=True,
                former_keys=frozenset(f"{OWNER}{key}" for key in one.former_keys),
            )


def _said(
    words: Callable[[OpenItem, Due, Links], Words], one: OpenItem, due: Due, links: Links
) -> Callable[[], Words]:
    return lambda: words(one, due, links)


def _asked_for(one: OpenItem, terms: Terms) -> Due | None:
    """Give by when an item is to have an owner, if it has none."""
    if one.owner.assignees or one.owner.called or one.issue.assignees:
        return None
    return owner_deadline(one.postmortem, one.item, terms)
