"""What pmaction wrote into an issue last, as it is kept with the issue and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self

IssueNumber = int | str
"""What a tracking system calls an issue: a number on GitHub, a file in a folder."""

State = Literal["open", "closed"]
FileStatus = Literal["open", "done", "wont_do", "removed"]
"""What the files say of an item; `removed` when they no longer say anything."""


def present(values: Any) -> dict[str, Any]:
    """Give the values of a dataclass that are set, as a JSON object; sets as sorted lists."""
    named = {f.name: getattr(values, f.name) for f in fields(values)}
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in named.items()
        if value is not None
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWritten:
    """The values that pmaction wrote last, kept with the issue; None for what it never wrote.

    `title`, `content` and `block` are digests: `content` of what the file asks for (without line
    numbers and commit), `block` of the managed block as it was written. `status` is the file's
    status behind `state`. `items` stands in a parent issue: item id → issue number; `parent` in an
    item's: the number of that issue. `waits` stands in a parent issue too: number → `blocked_by`
    of an item's issue that never had one of its own. `comments` holds ids of comments, where
    reading the comments themselves would cost too much, `unassignable` who could not be assigned,
    `dropped` who of them was left out without a word though GitHub says that they can be, `pull`
    the number of the merged pull request that the issue came with, and `evidence` that something
    was found to show what was done. `former_keys` are those that the issue had before it
    got the one it has.
    """

    title: str | None = None
    content: str | None = None
    block: str | None = None
    state: State | None = None
    status: FileStatus | None = None
    labels: frozenset[str] | None = None
    assignees: frozenset[str] | None = None
    blocked_by: frozenset[str] | None = None
    items: Mapping[str, IssueNumber] | None = None
    waits: Mapping[str, tuple[str, ...]] | None = None
    parent: IssueNumber | None = None
    comments: frozenset[str] | None = None
    unassignable: frozenset[str] | None = None
    dropped: frozenset[str] | None = None
    pull: int | None = None
    evidence: str | None = None
    former_keys: frozenset[str] | None = None

    def updated(self, written: Self) -> Self:
        """Give these values with those of a later write over them.

        `items`, `waits`, `comments`, `dropped` and `former_keys` are added up.
        """
        newer = {
            f.name: value
            for f in fields(written)
            if (value := getattr(written, f.name)) is not None
        }
        if self.items and written.items:
            newer["items"] = {**self.items, **written.items}
        if self.waits and written.waits:
            newer["waits"] = {**self.waits, **written.waits}
        if self.comments and written.comments:
            newer["comments"] = self.comments | written.comments
        if self.dropped and written.dropped:
            newer["dropped"] = self.dropped | written.dropped
        if self.former_keys and written.former_keys:
            newer["former_keys"] = self.former_keys | written.former_keys
        return replace(self, **newer)

    def to_json(self) -> dict[str, Any]:
        """Give a JSON object of what was written, in a stable order."""
        return present(self)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read what `to_json` gave.

        Names that a newer version may have added are passed over. Raises ValueError when it is
        anything else: a damaged marker must never be guessed at.
        """
        if not isinstance(data, Mapping):
            raise ValueError("the values that pmaction wrote last are damaged")
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name in _TEXTS:
                if not isinstance(value, str):
                    raise ValueError(f"`{name}` is not text")
                values[name] = value
            elif name in _SETS:
                if not _are_names(value):
                    raise ValueError(f"`{name}` is not a list of names")
                values[name] = frozenset(value)
            elif name == "items":
                if not isinstance(value, Mapping) or not all(map(_is_number, value.values())):
                    raise ValueError("`items` does not map item ids to issues")
                values[name] = {str(key): number for key, number in value.items()}
            elif name == "waits":
                if not isinstance(value, Mapping) or not all(map(_are_names, value.values())):
                    raise ValueError("`waits` does not map issues to keys")
                values[name] = {str(number): tuple(keys) for number, keys in value.items()}
            elif name == "parent":
                if not _is_number(value):
                    raise ValueError("`parent` is not the number of an issue")
                values[name] = value
            elif name == "pull":
                if not isinstance(value, int) or isinstance(value, bool):
                    raise ValueError("`pull` is not the number of a pull request")
                values[name] = value
        if values.get("state") not in (None, "open", "closed"):
            raise ValueError("`state` is neither open nor closed")
        if values.get("status") not in (None, "open", "done", "wont_do", "removed"):
            raise ValueError("`status` is unknown")
        return cls(**values)


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


_TEXTS = frozenset(("title", "content", "block", "state", "status", "evidence"))
_SETS = frozenset(
    (
        "labels",
        "assignees",
        "blocked_by",
        "comments",
        "unassignable",
        "dropped",
        "former_keys",
    )
)
NOTHING_WRITTEN = LastWritten()
