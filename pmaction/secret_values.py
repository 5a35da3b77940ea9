"""Whether a value that stands where a secret would is one: no variable, no example, no word."""

from __future__ import annotations

import re
from itertools import pairwise

from pmaction.lazy_pattern import LazyPattern
from pmaction.word_sets import word_set

# Not a value, but a place for one: a variable, a template, stars, or a word that says so.
_PLACEHOLDER = LazyPattern(
    r"[$<>{}*•…]|%[sd]|%\w+%|\.\.\.|xxx|example|placeholder|change-?me|redacted|removed|your|dummy"
    r"|fake|sample|todo|none|null|undefined|env\.|environ|secrets?\.|vault|keychain|-here|^\["
    r"|^(?:env|file|op|ssm|arn|vault):",
    re.IGNORECASE,
)
_PASSWORD_WORDS = word_set(
    "password passwd pass passphrase pw pwd secret token user value key mypassword"
)
_PIECES = LazyPattern(r"[^A-Za-z0-9]+")
# What begins like this is a path, an option or the place of a value.
_NO_VALUE = LazyPattern(r"[/~@-]|\.{1,2}/|[A-Za-z]:\\|https?://")
_SHORTEST_CHOSEN = 6
_SHORTEST_JUMBLED = 16


def is_placeholder(text: str) -> bool:
    """Say whether a text holds the place of a secret, or a part of it does."""
    return bool(_PLACEHOLDER.search(text))


def is_password(value: str) -> bool:
    """Say whether a value can be meant, where nothing but a password stands."""
    return (
        value.casefold() not in _PASSWORD_WORDS
        and not _NO_VALUE.match(value)
        and not is_placeholder(value)
    )


def is_chosen(value: str) -> bool:
    """Say whether a value is more than a plain word or number, as a chosen password mostly is."""
    value = value.rstrip(".:!?,)")
    if len(value) < _SHORTEST_CHOSEN or not is_password(value):
        return False
    letters = [char for char in value if char.isalpha()]
    signs = set(value) & set("!#%^&+?@=")
    jumbled = any(a.islower() and b.isupper() for a, b in pairwise(value))
    return bool(letters) and (len(letters) < len(value.strip("._-")) or bool(signs) or jumbled)


def is_jumbled(value: str) -> bool:
    """Say whether a long value has letters of both cases in no order, as base64 has."""
    turns = sum(a.islower() and b.isupper() for a, b in pairwise(value))
    return len(value) >= _SHORTEST_JUMBLED and turns >= 3 and not is_placeholder(value)


def is_odd(value: str) -> bool:
    """Say whether a value is no word, name, path, version or address, but looks like chance."""
    value = value.rstrip(".:!?")
    if len(value) < 8 or is_placeholder(value) or "://" in value:
        return False
    letters = any(char.isalpha() for char in value)
    digits = any(char.isdigit() for char in value)
    if not (letters and digits):
        return False
    # Pieces that are words or numbers make a name: prod-db-2, 2025-12-14T10:00, arn:aws:iam.
    pieces = [piece for piece in _PIECES.split(value) if piece]
    return any(_is_mixed(piece) for piece in pieces)


def _is_mixed(piece: str) -> bool:
    turns = sum(a.isdigit() != b.isdigit() for a, b in pairwise(piece))
    return len(piece) >= 8 and turns >= 1 and (turns >= 2 or len(piece) < 20)
