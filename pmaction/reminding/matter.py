"""What may be spoken of: something with a due date, where it is said, and in what words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from pmaction.config import Config
from pmaction.desired import Source, SourcedPostmortem, SourceLink
from pmaction.identity import item_key
from pmaction.issue import Issue, Listing
from pmaction.last_written import IssueNumber
from pmaction.model import ActionItem, Postmortem
from pmaction.owners import Ownership, ownership
from pmaction.redaction import redacted, shown_title
from pmaction.reminding.audience import Audience

OWNER = "owner:"
"""How the key begins under which an item's missing owner is spoken of."""


class Links(Struct, frozen=True):
    """How a text leads to a place in a file: as it is now, and where it can be edited, if known."""

    to_source: SourceLink
    to_editor: Callable[[Source], str] | None = None


class Place(Struct, frozen=True):
    """The issue in which something is spoken of; without a number it is the standing one."""

    number: IssueNumber | None = None
    locked: bool = False


class Words(Struct, frozen=True):
    """What is said: `what` it is about, what more there is to say of it, and how to end it.

    `cell` is what it is called in a digest, `link` leads to where it is changed, and `together`
    is how to end it and others of its kind. `change` tells somebody to change it, and
    `is_redacted` is of what may not be quoted.
    """

    what: str
    more: tuple[str, ...]
    ending: str
    cell: str
    together: str
    link: str = ""
    change: str = ""
    is_redacted: bool = False


class Matter(Struct, frozen=True, kw_only=True):
    """Something with a due date that is not settled; what is said of it is made when it is needed.

    `key` is what marks call it, and `former_keys` are what they called it before; `item` is the key
    that a plan shows, and `asks_for` what is due of it if not all of it. `asks_once` is of what has
    no steps before its due date and one after it. `beside` are the items of others that are spoken
    of in the same place: a snooze there is of all of them.
    """

    key: str
    item: str
    title: str
    due: date
    today: date
    place: Place
    audience: Audience
    words: Callable[[], Words]
    asks_for: str = ""
    asks_once: bool = False
    former_keys: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()

    @property
    def item_keys(self) -> frozenset[str]:
        """The key of its item, and those that it had: a snooze is of all that is said of it."""
        former = (key.removeprefix(OWNER) for key in self.former_keys)
        return self.beside.union((self.item, *former))


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
        return Place(self.issue.number, self.issue.locked)

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
