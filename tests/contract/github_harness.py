"""The tracking system `github` against the stand-in, with what people and bad luck do there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from standin import Assignable, StandIn
from standin.state import Issue as StoredIssue

from contract.harness import Killed
from pmaction.errors import TrackingError
from pmaction.issue import Issue
from pmaction.tracking.base import TrackingSystem
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_body import BadMarker, marker_of
from pmaction.tracking.github_client import GitHubClient, Pace

REPOSITORY = "acme/site"
LABELS = ("pmaction", "needs-owner", "P0", "P1", "P2", "P3")
FOREIGN = ("A bug", "Copied", "A pull request")


class _CountedClient(GitHubClient):
    """A client that something happens to at its nth write."""

    def __init__(self, *arguments: Any, at: int = 0, after: bool = False, error: Any = None):
        super().__init__(*arguments)
        self.count, self.at, self.after, self.error = 0, at, after, error

    def _send(self, method: str, path: str, parameters: Any, body: Any) -> Any:
        struck = False
        if method != "GET":
            self.count += 1
            struck = self.error is not None and self.count == self.at
        if struck and not self.after:
            raise self.error
        answer = super()._send(method, path, parameters, body)
        if struck:
            raise self.error
        return answer


class GitHubHarness:
    """A repository on a GitHub of one's own."""

    def __init__(self, _folder: Path) -> None:
        self.github = StandIn(REPOSITORY).__enter__()
        self.token = self.github.token(issues="write", contents="read")
        self.token.limit = 1_000_000
        self.repository = self.github.repository
        self.repository.unknown_login = Assignable.YES
        self.person = self.github.person("mona")
        first = self.person.opens("An older issue", None, labels=list(LABELS))
        self.person.close(first.number)
        self.now = 0.0

    def end(self) -> None:
        self.github.__exit__(None, None, None)
        assert not self.github.violations

    def tracking(self) -> TrackingSystem:
        return self._tracking()

    def kill_at(self, write: int, *, after: bool) -> TrackingSystem:
        return self._tracking(at=write, after=after, error=Killed())

    def refuse_at(self, write: int) -> TrackingSystem:
        return self._tracking(at=write, error=TrackingError("refused for this test"))

    def client(self, **fault: Any) -> GitHubClient:
        """A client that lives by this harness's clock."""
        pace = Pace(lambda: self.now, self._sleep, lambda _: None)
        return _CountedClient(self.github.url, self.token.value, pace, **fault)

    def _tracking(self, **fault: Any) -> TrackingSystem:
        return GitHubTrackingSystem(self.client(**fault), REPOSITORY)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def close(self, key: str, reason: str) -> None:
        self.person.close(self._stored(key).number, reason)

    def reopen(self, key: str) -> None:
        self.person.reopen(self._stored(key).number)

    def retitle(self, key: str, title: str) -> None:
        self.person.edit(self._stored(key).number, title=title)

    def relabel(self, key: str, labels: list[str]) -> None:
        self.person.edit(self._stored(key).number, labels=labels)

    def assign(self, key: str, assignees: list[str]) -> None:
        names = [name.removeprefix("@") for name in assignees]
        self.person.assign(self._stored(key).number, *names)

    def edit_block(self, key: str, old: str, new: str) -> None:
        stored = self._stored(key)
        assert old in (stored.body or "")
        self.person.edit(stored.number, body=(stored.body or "").replace(old, new))

    def write_below(self, key: str, text: str) -> None:
        stored = self._stored(key)
        self.person.edit(stored.number, body=f"{stored.body}\r\n{text}\r\n")

    def answer(self, key: str, text: str) -> None:
        self.person.comment(self._stored(key).number, text)

    def delete(self, key: str) -> None:
        self.person.delete(self._stored(key).number)

    def body(self, key: str) -> str:
        stored = self._stored(key)
        return "\n".join([stored.body or "", *(comment.body for comment in stored.comments)])

    def add_foreign_issues(self) -> None:
        self.person.opens("A bug", "Something about PM-2025-001/A1", labels=["bug"])
        marker = '<!-- pmaction:marker {"key":"PM-2025-001/A1","last":{}} -->'
        self.person.opens("Copied", f"I copied this.\n{marker}")

    def foreign_issues(self) -> object:
        return [
            (one.title, one.body, one.label_names, one.state, len(one.comments))
            for one in self._all()
            if one.title in FOREIGN
        ]

    def issues(self) -> dict[str, list[Issue]]:
        found: dict[str, list[Issue]] = {}
        for issue in self.tracking().list_issues().issues:
            if issue.title not in FOREIGN:
                found.setdefault(issue.key, []).append(issue)
        return found

    def state(self) -> object:
        return [
            (
                one.number,
                one.title,
                one.body,
                one.state,
                one.state_reason,
                one.label_names,
                one.assignees,
                [comment.body for comment in one.comments],
                [child.number for child in one.children],
                [blocker.number for blocker in one.blocked_by],
            )
            for one in self._all()
        ]

    def _all(self) -> list[StoredIssue]:
        return [one for one in self.repository.issues.values() if one.here]

    def _stored(self, key: str) -> StoredIssue:
        for one in self._all():
            try:
                marker = marker_of(one.body or "")
            except BadMarker:
                continue
            if marker is not None and marker.key == key and one.title not in FOREIGN:
                return one
        raise KeyError(key)
