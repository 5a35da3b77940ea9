"""What GitHub says of a repository and of the token at hand, as values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct


class Quota(Struct, frozen=True):
    """How many requests an hour has, how many are left of it, and when the next one begins."""

    limit: int
    remaining: int
    resets_at: datetime


class Run(Struct, frozen=True):
    """A run of a workflow: when it began, how it ended (empty while it goes on), its page."""

    at: datetime
    conclusion: str
    page: str


class Schedule(Struct, frozen=True):
    """A workflow that reminds on a schedule, and how its runs went.

    `state` is GitHub's word for it, empty where GitHub does not know the workflow; `page` is where
    it can be enabled and started. `last` is its newest run by the schedule, `last_good` the newest
    one that succeeded.
    """

    path: str
    crons: tuple[str, ...]
    state: str = ""
    page: str = ""
    created_at: datetime | None = None
    last: Run | None = None
    last_good: Run | None = None


class Facts(Struct, frozen=True):
    """What there is to know; None, or a right that is not in `may`, is what could not be seen.

    `may` says of a right, written as under `permissions:` in a workflow, whether the token has it.
    `refusal` and `side_refusal` say which rules keep the tracker's commit from the default branch
    and from the side branch. `job_rights` are those of a job that says nothing of its own.
    """

    repository: str
    branch: str
    private: bool
    archived: bool = False
    has_issues: bool = True
    pushed_at: datetime | None = None
    quota: Quota | None = None
    may: Mapping[str, bool] = {}
    labels: frozenset[str] | None = None
    unassignable: frozenset[str] | None = None
    refusal: str = ""
    side_refusal: str = ""
    actions_may_open_pulls: bool | None = None
    job_rights: str = ""
    schedules: tuple[Schedule, ...] | None = None
