"""Former keys that items name by `previously`: which issues get another key by that, and which not.

An issue that something else may still stand for is never taken away from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pmaction.identity import postmortem_of
from pmaction.model import Postmortem


@dataclass(frozen=True, slots=True)
class OtherFiles:
    """What is known of the files that nothing is made of.

    `keys` are the item keys in them, as far as these can be read; `postmortems` the ids of those
    of which perhaps not all can be; `is_all` is off where there is a file without a known id.
    """

    keys: frozenset[str] = frozenset()
    postmortems: frozenset[str] = frozenset()
    is_all: bool = True


@dataclass(frozen=True, slots=True)
class Dispute:
    """Why an item does not get the issue of the key that it names, and what to do about it."""

    why: str
    hint: str


@dataclass(frozen=True, slots=True)
class FormerKeys:
    """The former key of each item whose issue gets a new key, by that, and why others get none."""

    certain: Mapping[str, str]
    disputed: Mapping[str, Dispute]


def former_keys(postmortems: Iterable[Postmortem], others: OtherFiles | None = None) -> FormerKeys:
    """Find out which items of these postmortems get the issue of the key that they name."""
    others = others or OtherFiles()
    named: dict[str, str] = {}
    known: set[str] = set()
    keys, drafts = set(others.keys), set()
    for postmortem in postmortems:
        known.add(postmortem.id)
        for key, item in postmortem.keyed_items():
            keys.add(key)
            if item.previously and item.previously != key:
                named[key] = item.previously
            if postmortem.status == "draft":
                drafts.add(key)
    claimants: dict[str, list[str]] = {}
    for key, former in named.items():
        claimants.setdefault(former, []).append(key)
    disputed: dict[str, Dispute] = {}
    for key, former in named.items():
        rivals = [one for one in claimants[former] if one != key]
        may_be_there = postmortem_of(former) in others.postmortems or (
            not others.is_all and postmortem_of(former) not in known
        )
        if former in keys:
            disputed[key] = Dispute(
                f"names {former} as its former key, and there still is an item of that key",
                f"Take {former} out of its file if it is {key} now; else take `previously` out.",
            )
        elif rivals:
            disputed[key] = Dispute(
                f"names {former} as its former key, and so does {' and '.join(sorted(rivals))}",
                f"Leave `previously` to the one that {former} has become.",
            )
        elif may_be_there:
            disputed[key] = Dispute(
                f"names {former} as its former key, and that may stand in a file that cannot be "
                "used",
                "Put that file right first.",
            )
        elif key in drafts:
            disputed[key] = Dispute(
                f"is in a draft, and gets the issue of {former} once that is reviewed",
                f"Leave {former} where it was until then, if somebody is to look after it.",
            )
    certain = {key: former for key, former in named.items() if key not in disputed}
    return FormerKeys(certain, disputed)
