"""Sets of words, written as a text with blanks between them."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Give the words of a text as a set."""
    return frozenset(text.split())
