"""The rule about text that a template left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.texts import texts_of, without_code

_WORDS = frozenset({"todo", "tbd", "tba", "fixme", "xxx", "xx", "lorem", "determined", "your"})
_ANY = re.compile(r"[\[<]|^(?:\?+|\.\.\.|…|-+)$", re.MULTILINE)
_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TBA|FIXME|XXX+)\b"
    r"|\bTODO\b(?=[ \t]*(?:[:(.]|$))|^TODO\b"
    r"|\b(?i:lorem ipsum|to be (?:determined|filled in))\b"
    r"|[\[<](?:(?i:your|insert|describe|fill in|brief|detailed|list of|description|add|name of)"
    r"\b|\d-\d sentences?\b|YYYY|HH:MM|X )[^\]>\n]{0,80}[\]>](?!\()"
    r"|\A(?:\?+|\.\.\.|…|-+)\Z",
    re.MULTILINE,
)


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
    if texts.words.isdisjoint(_WORDS) and not _ANY.search(texts.joined):
        return
    for path, text in texts.all:
        # Notes keep what came from elsewhere as it was.
        found = _PLACEHOLDER.search(without_code(text)) if path[0] != "notes" else None
        if found is not None:
            yield Problem(
                path,
                f"“{found[0]}” in `{next(p for p in reversed(path) if isinstance(p, str))}` was "
                "left to be filled in",
                "Write what is known, or say in a sentence that it is not known.",
            )
