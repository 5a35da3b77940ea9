"""The rule about text that a template left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmaction.lazy_pattern import LazyPattern
from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.texts import texts_of, without_code, words_in
from pmaction.word_sets import word_set

_WORDS = word_set("todo tbd tba fixme xxx xxxx xxxxx lorem determined filled your")
_ALONE = re.compile(r"\n(?:\?+|\.\.\.|…|-+)(?=\n)")
_PLACEHOLDER = LazyPattern(
    # Not in quotes, where it is spoken of, and not as a piece of a name: XXX.example.com.
    r"(?<![\w.\"“”'‘/])(?:TBD|TBA|FIXME|XXX+)(?![\"“”'’]|[./-]?\w)"
    r"|\bTODO\b(?=[ \t]*(?:[:(.]|$))|^TODO\b"
    r"|\b(?i:lorem ipsum|to be (?:determined|filled in))\b"
    r"|[\[<](?:(?i:your|insert|describe|fill in|brief|detailed|list of|description|add|name of)"
    r"\b|\d-\d sentences?\b|YYYY|HH:MM|X )[^\]>\n]{0,80}[\]>](?!\()"
    r"|\A(?:\?+|\.\.\.|…|-+)\Z",
    re.MULTILINE,
)


def left_to_fill_in(text: str) -> str:
    """Give the words of a text that hold the place of others, or '' where there are none."""
    found = _first(text) if _can_hold_place(text, words_in(text)) else None
    return found[0] if found is not None else ""


def _can_hold_place(text: str, words: frozenset[str]) -> bool:
    """Say whether a look is worth while; it is quick."""
    return (
        not words.isdisjoint(_WORDS)
        or "[" in text
        or "<" in text
        or bool(_ALONE.search(f"\n{text}\n"))
    )


def _first(text: str) -> re.Match[str] | None:
    return _PLACEHOLDER.search(without_code(text))


def placeholder_text(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Nothing that a template or a hurry left behind is still to be filled in.

    Why: a reader cannot tell whether `TBD` means that nobody looked or that nothing was found, and
    weeks later nobody knows any more. `notes` are not looked at.

    Fix: write what is known now, say in a sentence that it is not known, or delete the property.

    Failing:
        status: reviewed
        resolution:
          immediate_fix: "TODO: ask the platform team"

    Passing:
        status: reviewed
        resolution:
          immediate_fix: Raised the pool from 10 to 50 connections.
    """
    texts = texts_of(postmortem)
    if not _can_hold_place(texts.joined, texts.words):
        return
    for path, text in texts.all:
        # Notes keep what came from elsewhere as it was.
        found = _first(text) if path[0] != "notes" else None
        if found is not None:
            yield Problem(
                path,
                f"“{found[0]}” in `{next(p for p in reversed(path) if isinstance(p, str))}` was "
                "left to be filled in",
                "Write what is known, or say in a sentence that it is not known.",
                offset=found.start(),
            )
