"""How much one run may do at once, so that a mistake stays small."""

from __future__ import annotations

from dataclasses import dataclass

from pmaction.change import Change, Kind, Plan
from pmaction.config import Config
from pmaction.removals import REMOVED_COMMENT


@dataclass(frozen=True, slots=True)
class Allowed:
    """How many issues a run may open, and of how many it may say that the files lost them."""

    creates: int
    closes: int

    @classmethod
    def by(cls, config: Config) -> Allowed:
        """Give what the configuration allows."""
        return cls(config.allow_creates, config.allow_closes)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a plan is not carried out: `what` it would do too much of.

    `settings` and `options` are what allows it, in the configuration and for one run.
    """

    what: str
    settings: str
    options: str


def why_refused(plan: Plan, allowed: Allowed) -> Refusal | None:
    """Say why `apply` does not carry a plan out, None if it does."""
    found: list[Refusal] = []
    creates = sum(change.kind is Kind.CREATE for change in plan.changes)
    if creates > allowed.creates:
        what = f"open {_too_many(creates, allowed.creates)}"
        found.append(Refusal(what, "`allow_creates`", f"--allow-creates {creates}"))
    removals = [change for change in plan.changes if _is_removal(change)]
    closes = len({change.item for change in removals})
    if closes > allowed.closes:
        verb = "close" if any(one.kind is Kind.CLOSE for one in removals) else "comment on"
        what = f"{verb} {_too_many(closes, allowed.closes)}, since the files no longer have them"
        found.append(Refusal(what, "`allow_closes`", f"--allow-closes {closes}"))
    if not found:
        return None
    return Refusal(
        ", and ".join(one.what for one in found),
        " and ".join(one.settings for one in found),
        " ".join(one.options for one in found),
    )


def _is_removal(change: Change) -> bool:
    if change.kind is Kind.CLOSE:
        return change.after.status == "removed"
    return change.comment_id == REMOVED_COMMENT


def _too_many(number: int, allowed: int) -> str:
    if not allowed:
        return f"{number} issue{'s' if number > 1 else ''}, though none is allowed"
    are = "is" if allowed == 1 else "are"
    return f"{number} issues at once, more than the {allowed} that {are} allowed"
