"""Which incident a postmortem repeats, as far as that can be true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pmaction.incident import Times
from pmaction.model import Postmortem


def times_by_id(postmortems: Iterable[Postmortem]) -> Mapping[str, Times]:
    """Give the times of each incident by its postmortem's id."""
    return {one.id: one.times for one in postmortems}


def repeated_by(postmortem: Postmortem, times: Mapping[str, Times]) -> str | None:
    """Give what a postmortem is a recurrence of: an id of ours, or an address.

    `times` are those of all incidents, by postmortem id. What names itself, or an incident that
    certainly began later, is a recurrence of nothing.
    """
    named = postmortem.recurrence_of
    if named is None or named == postmortem.id:
        return None
    began = times.get(named)
    return None if began is not None and began.began_after(postmortem.times) else named
