"""What a run remembers of a repository's issues for the next one, as JSON and back.

It saves requests and decides nothing: whatever a change would touch is read again before it is
made, and a memory that cannot be believed is none.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

VERSION = 3

INSIDERS = ("OWNER", "MEMBER", "COLLABORATOR")
"""How GitHub says that somebody belongs to a repository."""

_Number = Annotated[int, Meta(ge=1)]
# Until the end of the year 9999, after which there is no date to ask from.
_Seconds = Annotated[int, Meta(ge=0, le=253_402_300_799)]


class BadCache(ValueError):
    """The bytes are no memory of this repository's issues that can be believed; it says why."""


class _Login(Struct, frozen=True, omit_defaults=True):
    login: str
    type: str = ""


class _Children(Struct, frozen=True):
    total: int = 0


class KeptIssue(Struct, frozen=True, omit_defaults=True):
    """What is kept of GitHub's answer about an issue, under GitHub's own names."""

    number: _Number
    id: int
    title: str = ""
    body: str | None = None
    state: Literal["open", "closed"] = "open"
    state_reason: str | None = None
    labels: tuple[str, ...] = ()
    user: _Login | None = None
    assignees: tuple[_Login, ...] = ()
    html_url: str = ""
    locked: bool = False
    comments: int | None = None
    parent_issue_url: str | None = None
    sub_issues_summary: _Children | None = None
    created_at: str | None = None
    closed_at: str | None = None
    author_association: str = ""

    @classmethod
    def of(cls, raw: dict[str, Any]) -> KeptIssue:
        """Keep an answer. Raises BadCache for one that is not of GitHub's form."""
        try:
            return msgspec.convert(kept_fields(raw), cls)
        except msgspec.ValidationError:
            raise BadCache("GitHub's answer is strange") from None

    def as_answer(self, home: str) -> dict[str, Any]:
        """Give it as GitHub would answer; `home` is the repository's address."""
        answer: dict[str, Any] = msgspec.to_builtins(self)
        return answer | {"repository_url": home}


_KEPT = (*KeptIssue.__struct_fields__, "repository_url")


def kept_fields(raw: dict[str, Any]) -> dict[str, Any]:
    """Give of an answer about an issue what is ever asked for, a tenth of it, as an answer too."""
    kept = {name: raw[name] for name in _KEPT if raw.get(name) is not None}
    if children := (kept.pop("sub_issues_summary", None) or {}).get("total"):
        kept["sub_issues_summary"] = {"total": children}
    kept["labels"] = [
        one if isinstance(one, str) else one["name"] for one in raw.get("labels") or ()
    ]
    kept["assignees"] = [_account(one) for one in raw.get("assignees") or ()]
    if raw.get("user"):
        kept["user"] = _account(raw["user"])
    if kept.get("author_association") not in INSIDERS:
        kept.pop("author_association", None)
    return kept


def _account(user: dict[str, Any]) -> dict[str, str]:
    return {"login": user["login"]} | ({"type": "Bot"} if user.get("type") == "Bot" else {})


class KeptPlace(Struct, frozen=True, omit_defaults=True):
    """What was found at a number where no issue of ours is: the page it moved to, or its own."""

    number: _Number
    kind: Literal["moved", "deleted", "closed"]
    where: str = ""
    why: str = ""


class Memory(Struct, frozen=True, kw_only=True):
    """All numbers of a repository, as they were at `seen_at`, in seconds on GitHub's own clock.

    `issues` are those with a marker, `others` the numbers of other issues and of pull requests,
    `gone` those of nothing. `in_full_at` is when all of that was last listed and not built upon
    an older memory. `home` is the repository's address as answers say it; `assignable` are logins
    of which GitHub said so, `unassignable` those of which it said the contrary. `places` is what
    was found at numbers without an issue of ours, `silent` are issues that show no evidence.
    """

    home: str
    in_full_at: _Seconds
    seen_at: _Seconds
    issues: tuple[KeptIssue, ...] = ()
    others: tuple[_Number, ...] = ()
    gone: tuple[_Number, ...] = ()
    places: tuple[KeptPlace, ...] = ()
    silent: tuple[_Number, ...] = ()
    unassignable: tuple[str, ...] = ()
    assignable: tuple[str, ...] = ()


class _Sealed(Struct, frozen=True):
    version: int
    repository: str
    digest: str
    memory: Raw


def sealed(memory: Memory, repository: str) -> bytes:
    """Give a memory as the bytes of a JSON file; `repository` is its address as it is asked for."""
    content = msgspec.json.encode(memory)
    return msgspec.json.encode(
        _Sealed(VERSION, repository, _digest(repository, content), Raw(content))
    )


def unsealed(data: bytes, repository: str) -> Memory:
    """Read what `sealed` gave for this repository. Raises BadCache, which says why it cannot be."""
    try:
        version = msgspec.json.decode(data, type=_Version).version
        if version != VERSION:
            raise BadCache("another version of pmaction wrote it")
        read = msgspec.json.decode(data, type=_Sealed)
        if read.repository != repository:
            raise BadCache("it is another repository's")
        if read.digest != _digest(repository, bytes(read.memory)):
            raise BadCache("it is damaged")
        memory = msgspec.json.decode(read.memory, type=Memory)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadCache("it is damaged") from None
    numbers = [*(one.number for one in memory.issues), *memory.others, *memory.gone]
    if len(set(numbers)) != len(numbers) or memory.in_full_at > memory.seen_at:
        raise BadCache("it contradicts itself")
    return memory


class _Version(Struct, frozen=True):
    version: int


def _digest(repository: str, content: bytes) -> str:
    return hashlib.sha256(f"{VERSION} {repository}\n".encode() + content).hexdigest()
