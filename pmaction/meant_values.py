"""Words that people write where a property allows only some values: `complete` means `done`."""

from __future__ import annotations

from collections.abc import Sequence

from pmaction.suggest import suggest

_MEANT = {
    ("done", "published"): "complete completed closed resolved finished fixed implemented final",
    ("published",): "approved accepted public publication publish",
    ("reviewed",): "review in-review reviewing",
    ("wont_do",): "wontfix wont-fix cancelled canceled rejected declined dropped obsolete",
    ("draft", "open"): "wip in-progress ongoing started pending todo to-do new doing planned",
    (
        "automated-alert",
    ): "alert alerts alerting alarm monitoring monitor automated automatic pager",
    ("customer-report",): "customer customers user users support report client",
    ("manual-discovery",): "manual manually human person engineer employee internal",
    ("P0",): "critical blocker urgent highest",
    ("P1", "L"): "high large big",
    ("P2", "M"): "medium moderate normal middle",
    ("P3", "S"): "low small minor lowest",
    ("prevention",): "prevent preventive preventative preventing",
    ("detection",): "detect detective detecting",
    ("response",): "respond mitigate mitigation mitigating recovery",
    ("process",): "documentation docs training",
    ("started",): "start begin began beginning incident incident-start start-of-incident",
    ("resolved",): "end ended resolution resolve incident-end end-of-incident",
}
_SHORTENED = 3
"""Of so many letters a word such as `sat` may be the beginning of an allowed one."""
_BY_WORD = {word: values for values, words in _MEANT.items() for word in words.split()}


def meant_value(written: str, allowed: Sequence[str]) -> str:
    """Give `. Did you mean ...?` for a value that is none of those allowed, or nothing."""
    word = "-".join(written.casefold().replace("_", " ").replace("-", " ").split())
    meant = next((value for value in _BY_WORD.get(word, ()) if value in allowed), None)
    if meant is None and len(word) >= _SHORTENED:
        begun = [value for value in allowed if value.casefold().startswith(word)]
        meant = begun[0] if len(begun) == 1 else None
    return f". Did you mean `{meant}`?" if meant is not None else suggest(written, allowed)
