"""Median and percentile of lengths of time."""

from __future__ import annotations

from collections.abc import Iterable

from pmaction.metrics.values import Spans
from pmaction.moment import Duration


def spans_of(lengths: Iterable[Duration | None]) -> Spans:
    """Sum up lengths; None is one that is unknown.

    Median and percentile are by nearest rank, so that each is a length that there was: of n known
    ones in order it is number ⌈n/2⌉ and number ⌈9n/10⌉. One that is only about known counts, and
    says so if it is the one that is named.
    """
    every = list(lengths)
    known = sorted(
        (one for one in every if one is not None), key=lambda one: (one.length, one.approximate)
    )
    if not known:
        return Spans(unknown=len(every))
    return Spans(
        median=known[_rank(50, len(known))],
        p90=known[_rank(90, len(known))],
        of=len(known),
        approximate=sum(one.approximate for one in known),
        unknown=len(every) - len(known),
    )


def _rank(percent: int, count: int) -> int:
    return -(-percent * count // 100) - 1
