"""How messages name several things."""

from __future__ import annotations

from collections.abc import Sequence

_MOST = 3


def listed(names: Sequence[str]) -> str:
    """Name a few things and count the others: `A1, A2, A3 and 4 more`."""
    more = len(names) - _MOST
    return ", ".join(names[:_MOST]) + (f" and {more} more" if more > 0 else "")
