"""One request on its way to an operation, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from .refusals import NotServed, Refused, moved, not_found
from .state import Comment, Issue, Platform, Repository, Token

if TYPE_CHECKING:
    from .access import Quota
    from .views import Views


VIEWER = "graphql/viewer"
"""What stands as the operation of the one query in GraphQL, which is no write."""


@dataclass(eq=False)
class Request:
    """A request as it came, with the status that it got (0: it was left unanswered)."""

    method: str
    path: str  # decoded, without `/api/v3`
    query: dict[str, str]
    body: Any
    token: str | None  # the declared token's name
    headers: dict[str, str] = field(default_factory=dict, repr=False)  # names in small letters
    operation: str | None = None  # its id in the description
    status: int = 0

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return self.method not in {"GET", "HEAD"} and self.operation != VIEWER


@dataclass
class Reply:
    """An answer: a status, a body for JSON (None: no body), and headers."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None  # sent as it is instead of the body: an answer that is no JSON
    cut_off: bool = False  # the connection ends in the middle of the body


# What a hook gives back to leave a request unanswered:
DROP: Literal["drop"] = "drop"  # the connection is closed
RESET: Literal["reset"] = "reset"  # the connection is torn down
SILENCE: Literal["silence"] = "silence"  # nothing happens until the client gives up
Unanswered = Literal["drop", "reset", "silence"]
Hook = Callable[..., Reply | Unanswered | None]


@dataclass(eq=False)
class Call:
    """A checked and allowed request, with what its operation needs."""

    request: Request
    platform: Platform
    parameters: dict[str, str]
    token: Token | None
    api: str  # where this API is, as the client addresses it
    views: Views
    quota: Quota
    found: Repository | None = None

    @property
    def repository(self) -> Repository:
        """The repository in the path."""
        if self.found is None:
            raise not_found()
        return self.found

    @property
    def body(self) -> dict[str, Any]:
        """The body's fields."""
        return self.request.body if isinstance(self.request.body, dict) else {}

    @property
    def login(self) -> str:
        """Whose write this is."""
        if self.token is None:
            raise Refused(401, "Requires authentication")
        return self.token.login

    def number(self, name: str) -> int:
        """A number in the path."""
        return int(self.parameters[name])

    def issue(self) -> Issue:
        """The issue in the path; raises `Refused` if it is gone, moved or switched off."""
        issue = self.repository.issues.get(self.number("issue_number"))
        if issue is None:
            raise not_found()
        if issue.pull is None and not self.repository.has_issues:
            raise Refused(410, "Issues has been disabled in this repository.")
        if issue.deleted:
            raise not_found() if issue.gone_as == 404 else Refused(410, "This issue was deleted")
        if issue.moved_to is not None:
            new = issue.moved_to
            rest = self.request.path.split(f"/issues/{issue.number}", 1)[1]
            raise moved(f"{self.api}/repositories/{new.repository.id}/issues/{new.number}{rest}")
        return issue

    def comment(self) -> tuple[Issue, Comment]:
        """The comment in the path and its issue; raises `Refused` for none."""
        for issue in self.repository.listed():
            for comment in issue.comments:
                if comment.id == self.number("comment_id"):
                    return issue, comment
        raise not_found()

    def since(self) -> datetime | None:
        """The query's `since`."""
        text = self.request.query.get("since")
        return datetime.fromisoformat(text) if text else None

    def only(self, *served: str) -> None:
        """Raises `NotServed` for a query parameter that is described but has no meaning here."""
        for name in self.request.query:
            if name not in {*served, "per_page", "page"}:
                raise NotServed(f"the stand-in knows no query parameter {name!r} here yet")


@dataclass(frozen=True)
class Served:
    """How an operation is served, and which right it takes."""

    answer: Callable[[Call], Reply]
    right: str | None
    or_pull: bool  # the right to pull requests does as well, for a pull request


OPERATIONS: dict[str, Served] = {}


def serves(
    operation: str, right: str | None, *, or_pull: bool = False
) -> Callable[[Callable[[Call], Reply]], Callable[[Call], Reply]]:
    """Register what answers an operation of the description, by its id."""

    def register(answer: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        OPERATIONS[operation] = Served(answer, right, or_pull)
        return answer

    return register
