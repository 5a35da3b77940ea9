"""What the stand-in knows: accounts, tokens, repositories, issues. Plain values, no HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from .clock import Clock
from .git_store import Git
from .tokens import BOT, Rights, Token


class Assignable(Enum):
    """What becomes of a login that is named as an assignee."""

    YES = "yes"
    REFUSED = "creating or editing the issue fails with 422"
    DROPPED = "left out without a word"
    PROMISED = "said to be assignable, and yet left out without a word"


@dataclass(eq=False)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(eq=False)
class Comment:
    """A comment on an issue or pull request."""

    id: int
    body: str
    author: str
    created_at: datetime
    updated_at: datetime


@dataclass(eq=False)
class Event:
    """What happened to an issue, as its timeline says."""

    id: int
    kind: str  # closed, reopened, referenced, cross-referenced
    actor: str
    at: datetime
    reason: str | None = None
    commit: str | None = None  # that closed it, or that mentions it
    source: Issue | None = field(default=None, repr=False)  # what mentions it


@dataclass(eq=False)
class Pull:
    """What makes an issue a pull request."""

    head: str
    head_sha: str
    base: str
    base_sha: str
    head_repository: Repository
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: str | None = None
    merge_sha: str | None = None


@dataclass(eq=False)
class Issue:
    """An issue or, with `pull`, a pull request."""

    repository: Repository = field(repr=False)
    number: int
    id: int
    title: str
    body: str | None
    author: str
    created_at: datetime
    updated_at: datetime
    born: int  # number of the write that made it
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    milestone: int | None = None
    type: str | None = None
    locked: bool = False
    comments: list[Comment] = field(default_factory=list, repr=False)
    events: list[Event] = field(default_factory=list, repr=False)
    parent: Issue | None = field(default=None, repr=False)
    children: list[Issue] = field(default_factory=list, repr=False)
    blocked_by: list[Issue] = field(default_factory=list, repr=False)
    blocking: list[Issue] = field(default_factory=list, repr=False)
    pull: Pull | None = field(default=None, repr=False)
    deleted: bool = False
    gone_as: int = 410  # the status of a deleted one
    moved_to: Issue | None = field(default=None, repr=False)

    @property
    def label_names(self) -> list[str]:
        """Names of its labels, in the order given."""
        return [label.name for label in self.labels]

    @property
    def here(self) -> bool:
        """Whether it is still in its repository."""
        return not self.deleted and self.moved_to is None

    def as_it_is(self) -> Issue:
        """The same as a value that later changes do not reach."""
        lists = {name: [*value] for name, value in vars(self).items() if isinstance(value, list)}
        return replace(self, **lists)


@dataclass(eq=False)
class Run:
    """A run of a workflow."""

    id: int
    event: str
    created_at: datetime
    head_sha: str
    status: str = "completed"
    conclusion: str | None = "success"
    branch: str = "main"


@dataclass(eq=False)
class Workflow:
    """A workflow file and its runs; `state` is `disabled_inactivity` after 60 idle days."""

    id: int
    name: str
    path: str
    created_at: datetime
    state: str = "active"
    runs: list[Run] = field(default_factory=list)


@dataclass(eq=False)
class Repository:
    """A repository: settings, git, issues and pull requests in one sequence of numbers."""

    owner: str
    name: str
    id: int
    git: Git = field(repr=False)
    created_at: datetime
    private: bool = False
    origin: Repository | None = field(default=None, repr=False)  # what this is a fork of
    has_issues: bool = True
    default_branch: str = "main"
    actions_may_open_pulls: bool = False
    assignable: dict[str, Assignable] = field(default_factory=dict)
    collaborators: dict[str, str] = field(default_factory=dict)  # role by login in small letters
    unknown_login: Assignable = Assignable.REFUSED
    labels: dict[str, Label] = field(default_factory=dict, repr=False)
    issues: dict[int, Issue] = field(default_factory=dict, repr=False)
    milestones: dict[int, str] = field(default_factory=dict)
    rules: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # by branch
    bypassing: dict[int, set[str]] = field(default_factory=dict)  # ruleset id: names of tokens
    protected: set[str] = field(default_factory=set)  # says so, and yet takes pushes
    required_checks: dict[str, list[str]] = field(default_factory=dict)  # by branch; no ruleset's
    archived: bool = False
    workflows: list[Workflow] = field(default_factory=list, repr=False)
    last_number: int = 0
    old_list: list[Issue] | None = field(default=None, repr=False)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    def listed(self) -> Iterator[Issue]:
        """The issues and pull requests that are still here, by number."""
        return (one for one in self.issues.values() if not one.deleted and one.moved_to is None)

    def shown(self) -> Iterable[Issue]:
        """The same as lists show it, which may be out of date."""
        return self.listed() if self.old_list is None else self.old_list

    def freeze_list(self) -> None:
        """Let lists show everything as it is now until `old_list` is None; reads stay true."""
        self.old_list = [one.as_it_is() for one in self.listed()]

    def titles(self) -> list[str]:
        """Titles of the issues (no pull requests), by number."""
        return [one.title for one in self.listed() if one.pull is None]

    def may_be_assigned(self, login: str) -> Assignable:
        """What becomes of this login as an assignee."""
        return self.assignable.get(login.lower(), self.unknown_login)


@dataclass(frozen=True)
class ContentLimits:
    """The secondary limit: so many writes, as GitHub documents it."""

    a_minute: int = 80
    an_hour: int = 500


@dataclass(eq=False)
class Platform:
    """One GitHub: everything in it, its clock and its count of writes."""

    clock: Clock = field(default_factory=Clock)
    web: str = "https://github.com"
    list_lag: int = 0  # lists leave out issues younger than so many writes
    content_limits: ContentLimits | None = None
    outsiders: set[str] = field(default_factory=set)  # who belongs to no repository
    repositories: dict[str, Repository] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    issue_types: dict[str, list[str]] = field(default_factory=dict)  # by organization
    accounts: dict[str, int] = field(default_factory=lambda: {BOT: 41898282})
    writes: int = 0
    last_id: int = 2_800_000_000  # far from any number, and no 32-bit integer

    def next_id(self) -> int:
        """An id that nothing else has."""
        self.last_id += 7
        return self.last_id

    def wrote(self) -> datetime:
        """Count a write and give its time."""
        self.writes += 1
        return self.clock.tick()

    def account_id(self, login: str) -> int:
        """The id of a login, made when first asked for."""
        return self.accounts.setdefault(login, 500_000 + len(self.accounts))

    def declare_token(self, name: str, *, person: str | None = None, **rights: str) -> Token:
        """A token with these rights (`issues="write"`); its value is made from its name."""
        token = Token(name, f"value-of-{name}", Rights(**rights), person)
        self.tokens[token.value] = token
        return token
