"""What a pull request's comment showed, kept hidden in it, and what became different by the merge.

Only what can be seen of the issues afterwards is kept: which were to open, close, reopen or change,
with short digests of the values that were to be written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pmaction.change import Change, Kind, Plan
from pmaction.identity import reading_order
from pmaction.issue import Issue, LastWritten
from pmaction.render.inert import code_span

MAX_MARK = 4_800
"""So many characters are left beside the longest text of a comment."""

_MARK = re.compile(r"\n*<!-- pmaction:shown([^<>]*)-->")
_NOTHING = "nothing"
_MORE = "…"
_FIELDS = {
    "t": ("title", "title"),
    "c": ("content", "text"),
    "l": ("labels", "labels"),
    "a": ("assignees", "owner"),
    "b": ("blocked_by", "dependencies"),
}
_COMMENT = "m"
_FACT = re.compile(r"([a-z])([0-9a-f]{6})")
_KEY = re.compile(r"[A-Za-z0-9~/-]{1,60}")


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change that was shown; `facts` are digests of what it was to write, by a letter each."""

    kind: Kind
    item: str
    facts: Mapping[str, str]

    def __str__(self) -> str:
        """Write it as one entry of the mark."""
        facts = "".join(f"{letter}{digest}" for letter, digest in self.facts.items())
        return " ".join(filter(None, [self.kind.value, self.item, facts]))


@dataclass(frozen=True, slots=True)
class Shown:
    """The changes that a comment showed; `whole` is False if there were more than fit into it."""

    changes: tuple[ShownChange, ...]
    whole: bool = True


def with_mark(text: str, mark: str) -> str:
    """Give the text of a comment with the hidden mark of what it shows, if there is any."""
    return f"{text}\n\n{mark}" if mark else text


def mark_of(text: str | None) -> str:
    """Give the mark in the text of a comment as it stands there, empty without one."""
    found = _MARK.search(text or "")
    return found[0].strip() if found else ""


def shown_mark(plan: Plan) -> str:
    """Write what a plan shows as an HTML comment. What does not fit is left out, and that is noted.

    A plan of nothing has a mark too: that nothing would change was shown as well.
    """
    shown = [one for change in plan.changes if (one := _shown(change)) is not None]
    entries = [str(one) for one in shown]
    if _length(entries) > MAX_MARK:
        entries = [f"{one.kind.value} {one.item}" for one in shown]
    if _length(entries) > MAX_MARK:
        while _length(entries) > MAX_MARK:
            entries.pop()
        entries.append(_MORE)
    return f"<!-- pmaction:shown {', '.join(entries) or _NOTHING} -->"


def read_mark(text: str | None) -> Shown | None:
    """Read what a comment showed; None where it has no such mark, as from an older version.

    An entry that cannot be read is passed over.
    """
    found = _MARK.search(text or "")
    if found is None:
        return None
    said = found[1].strip()
    entries = said.split(", ") if said != _NOTHING else []
    read = [one for entry in entries if (one := _read(entry)) is not None]
    return Shown(tuple(read), whole=len(read) == len(entries))


def differences(
    shown: Shown, pull: int, came: Iterable[Issue], ours: Mapping[str, Issue]
) -> list[str]:
    """Say in sentences where the issues after a merge are not as the plan before it showed them.

    `came` are the issues that came with the pull request, `ours` all of ours by key. Neither
    titles nor other texts are told. What another change of an existing issue did unseen cannot be
    known.
    """
    said: dict[str, list[str]] = {}
    for change in shown.changes:
        issue = ours.get(change.item)
        if (sentence := _difference(change, issue, pull)) and sentence not in said.get(
            change.item, ()
        ):
            said.setdefault(change.item, []).append(sentence)
    if shown.whole:
        opened = {change.item for change in shown.changes if change.kind is Kind.CREATE}
        for issue in came:
            if issue.key not in opened:
                said.setdefault(issue.key, []).append("was opened, and not shown")
    return [
        f"{code_span(key)}{_number(ours.get(key))} {'; it '.join(sentences)}."
        for key, sentences in sorted(said.items(), key=lambda one: reading_order(one[0]))
    ]


def _shown(change: Change) -> ShownChange | None:
    """Give what is kept of a change; None for what cannot be seen afterwards."""
    facts = {letter: _digest(value) for letter, value in _values(change.written)}
    if change.kind is Kind.COMMENT:
        facts = {_COMMENT: _digest(change.comment_id)}
    is_unseen = change.pull is not None or change.is_of_duplicate
    if is_unseen or (change.kind is Kind.LINK and not facts):
        return None
    return ShownChange(change.kind, change.item, facts)


def _values(written: LastWritten) -> Iterator[tuple[str, object]]:
    for letter, (name, _) in _FIELDS.items():
        value = getattr(written, name)
        if value is not None:
            yield letter, value


def _digest(value: object) -> str:
    text = repr(sorted(value)) if isinstance(value, frozenset) else repr(value)
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _length(entries: Iterable[str]) -> int:
    return sum(len(entry) + 2 for entry in entries) + 40


def _read(entry: str) -> ShownChange | None:
    kind, _, rest = entry.partition(" ")
    item, _, facts = rest.partition(" ")
    if kind not in {one.value for one in Kind} or _KEY.fullmatch(item) is None:
        return None
    return ShownChange(Kind(kind), item, dict(_FACT.findall(facts)))


def _difference(change: ShownChange, issue: Issue | None, pull: int) -> str:
    """Say what is otherwise than one change would have it, or nothing."""
    if issue is None:
        return "has no issue"
    if change.kind is Kind.CREATE and issue.last.pull != pull:
        with_it = f"came with #{issue.last.pull}" if issue.last.pull is not None else "was there"
        return f"was not opened for this pull request: its issue {with_it}"
    if change.kind in (Kind.REOPEN, Kind.CLOSE):
        is_right = issue.state == ("closed" if change.kind is Kind.CLOSE else "open")
        return "" if is_right else f"is {issue.state}"
    if change.kind is Kind.COMMENT:
        written = {_digest(comment_id) for comment_id in issue.comments}
        return "" if written >= {*change.facts.values()} else "got no comment"
    now = {letter: _digest(value) for letter, value in _values(issue.last)}
    other = [
        name
        for letter, (_, name) in _FIELDS.items()
        if letter in change.facts and change.facts[letter] != now.get(letter)
    ]
    return f"has other values than shown: {', '.join(other)}" if other else ""


def _number(issue: Issue | None) -> str:
    return f" #{issue.number}" if issue is not None and isinstance(issue.number, int) else ""
