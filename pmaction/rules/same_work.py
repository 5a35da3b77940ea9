"""Whether an action item still stands for the work that it stood for, told by its words.

Titles are reworded all the time, so one shared word is enough for the same work, and so is any
text that stayed. Only what has nothing in common is another work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmaction.model import ActionItem
from pmaction.rules.item_wording import why_vague

_WORD = re.compile(r"[^\W_]+")
# Scripts without blanks between words: there a character is as telling as a word elsewhere.
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STEM = 4
"""Words that begin with the same letters, so many of them, are forms of one: alert, alerting."""

# Words with which any title may begin, and those that only hold others together.
_SAYING_NOTHING = frozenset(
    {
        *("the", "and", "for", "with", "from", "into", "that", "this", "all", "any", "our"),
        *("are", "was", "not", "per", "its", "when", "than", "after", "before", "each"),
        *("add", "make", "write", "create", "use", "set", "new", "let", "have", "get"),
    }
)


def stands_for_other_work(before: ActionItem, now: ActionItem) -> bool:
    """Say whether an item has nothing in common with the one that had its id before."""
    if before.title == now.title or why_vague(before.title).why:
        return False  # A vague title is meant to be replaced by one that says what is to be done.
    texts, others = [*_texts(before)], [*_texts(now)]
    if before.issue is not None and before.issue == now.issue:
        return False
    if not {text.casefold() for text in texts}.isdisjoint(text.casefold() for text in others):
        return False
    # What a title says now, a description may have said before, and the other way round.
    return _stems(before.title).isdisjoint(_stems(" ".join((now.title, *others)))) and _stems(
        now.title
    ).isdisjoint(_stems(" ".join((before.title, *texts))))


def _texts(item: ActionItem) -> Iterator[str]:
    said = (item.description, item.done_when, item.rationale, item.verification, item.evidence)
    yield from (text for text in said if text)


def _stems(text: str) -> frozenset[str]:
    words = (word for word in _WORD.findall(text.casefold()) if word not in _SAYING_NOTHING)
    stems = {word[:_STEM] for word in words if len(word) > 1}
    return frozenset(stems.union(_IDEOGRAPH.findall(text)))
