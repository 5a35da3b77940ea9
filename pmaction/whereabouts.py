"""Where an issue is that the list leaves out: what a look at its number found, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pmaction.issue import Issue, IssueNumber


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a number leads to.

    `found` is an issue with a marker, which `issue` holds; `unmarked` one without, which `issue`
    holds without a key, or with one that cannot be trusted since our label is gone too; `where` is
    the page that it was moved to; `why` says what is wrong with a damaged one, and how much is
    known of a deleted one; `room` is how many characters its text can still take, where that is
    limited.
    """

    kind: Literal["found", "moved", "deleted", "unmarked", "damaged", "pull_request"]
    issue: Issue | None = None
    where: str = ""
    why: str = ""
    room: int | None = None


NOWHERE_KNOWN: Mapping[IssueNumber, Whereabouts] = MappingProxyType({})


def said(number: IssueNumber, whereabouts: Whereabouts | None) -> tuple[str, str]:
    """Say where the issue is, and how a person can bring it back if that is possible."""
    if whereabouts is None:
        return f"its issue {number} is not in the list", ""
    match whereabouts.kind:
        case "moved":
            place = whereabouts.where or "another repository"
            return f"its issue {number} was moved to {place}", "Move it back"
        case "unmarked":
            message = f"its issue {number} has lost the hidden marker that pmaction knows it by"
            return message, "Bring its text back from its history"
        case "damaged":
            why = whereabouts.why.rstrip(".")
            return f"its issue {number} is left alone: {why}", "Put it right by hand"
        case "found":
            other = whereabouts.issue.key if whereabouts.issue is not None else "another item"
            return f"its issue {number} now has the hidden marker of {other}", "Put its text right"
        case "pull_request":
            return f"its issue {number} is a pull request", ""
        case "deleted":
            why = f" ({whereabouts.why})" if whereabouts.why else ""
            return f"its issue {number} is gone{why}", ""
