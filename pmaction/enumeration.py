"""Several things named in one line of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_NAMED = 3


def listed(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Name the first things and count the others: `A1, A2, A3 and 4 more`."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def joined(names: Iterable[str], most: int | None = None) -> str:
    """Name things as a sentence does: `A1, A2 and A3`; of more than `most`, how many there are."""
    every = list(names)
    shown = every[:most]
    if more := len(every) - len(shown):
        shown.append(f"{more} more")
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
