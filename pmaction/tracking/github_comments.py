"""Comments of ours on issues and pull requests, known by the hidden mark at their end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pmaction.errors import TrackingError
from pmaction.last_written import IssueNumber
from pmaction.standing import IssueComment, Recent
from pmaction.tracking.github_body import MAX_BODY, comment_id_of, comment_text, text_of_comment
from pmaction.tracking.github_client import AnswerLost, Forbidden, GitHubClient, NotFound
from pmaction.tracking.github_login import OwnLogin
from pmaction.tracking.github_read import moment_of
from pmaction.tracking.github_recent import new_comments

_PRIVILEGED = ("OWNER", "MEMBER", "COLLABORATOR")


@dataclass(frozen=True, slots=True)
class OurComment:
    """A comment with our mark: `number` is GitHub's id, `comment_id` our own."""

    number: int
    comment_id: str
    text: str


class Comments:
    """The comments of one repository's issues and pull requests.

    Anybody can write a mark, and members copy whole comments: ours is only what the account wrote
    that we write as. Of others, a bot or a member, a comment of just the same words does as well:
    it may be from a time when another account wrote ours, and nothing of it is ever overwritten.
    """

    def __init__(self, client: GitHubClient, at: str, login: OwnLogin | None = None) -> None:
        """Work on the repository at this API path; nothing is asked yet."""
        self._client, self._at = client, at
        self._login = login or OwnLogin(client)
        self._read: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self._threads: dict[int, list[dict[str, Any]]] = {}
        self._recent: dict[int, list[dict[str, Any]]] | None = None

    def thread(self, issue: int) -> tuple[IssueComment, ...]:
        """Read all comments of an issue; none where it is gone. `add` then reads them no more."""
        try:
            self._threads[issue] = list(self._client.pages(self._place(issue)))
        except NotFound:
            self._threads[issue] = self._of_no_issue(issue)
        return tuple(map(self._comment, self._threads[issue]))

    def recent(self, since: datetime | None) -> Recent:
        """Read what was written or edited anywhere since a moment. Raises TrackingError."""
        self._recent = None
        new = new_comments(self._client, f"{self._at}/issues/comments", since)
        by_number: dict[int, list[dict[str, Any]]] = {}
        for raw in new.found:
            by_number.setdefault(_issue_of(raw), []).append(raw)
        if new.is_complete:
            self._recent = by_number
        comments: dict[IssueNumber, tuple[IssueComment, ...]] = {
            number: tuple(map(self._comment, raws)) for number, raws in by_number.items()
        }
        return Recent(comments, new.until, new.is_complete, new.failed)

    def _of_no_issue(self, issue: int) -> list[dict[str, Any]]:
        """Give nothing if the issue is gone indeed; otherwise its comments must be read."""
        try:
            self._client.read(f"{self._at}/issues/{issue}")
        except NotFound:
            return []
        return list(self._client.pages(self._place(issue)))

    def _comment(self, raw: dict[str, Any]) -> IssueComment:
        user, text = raw.get("user") or {}, raw.get("body") or ""
        mark = comment_id_of(text)
        written, edited = moment_of(raw.get("created_at")), moment_of(raw.get("updated_at"))
        return IssueComment(
            number=int(raw["id"]),
            text=text,
            author=user.get("login") or "",
            written_at=written,
            edited_at=edited if edited != written else None,
            mark=mark if mark is not None and self._login.wrote(raw) else None,
            by_insider=raw.get("author_association") in _PRIVILEGED,
            is_bot=user.get("type") == "Bot",
        )

    def add(self, issue: int, comment_id: str, text: str) -> bool:
        """Write a comment unless there is one with this id; say whether it was written."""
        read = self._read_of(issue)
        marked = self._marked(issue, comment_id) if read is None else _with_mark(read, comment_id)
        if self._is_said(marked, text):
            return False
        try:
            self._post(issue, comment_id, text)
        except Forbidden as error:
            raise _without_right(error, "issue", "issues: write") from None
        return True

    def on_pull(self, pull: int, comment_id: str) -> OurComment | None:
        """Give our comment with this id on a pull request, the oldest if there are several.

        Raises TrackingError, with the right that is needed if it is that.
        """
        try:
            marked = self._marked(pull, comment_id)
        except Forbidden as error:
            raise _without_right(error, "pull request", "pull-requests: write") from None
        self._read[pull, comment_id] = marked
        return self._oldest(marked, comment_id)

    def put_on_pull(self, pull: int, comment_id: str, text: str) -> bool:
        """Write the comment with this id, or edit it in place; say whether it had to change.

        Raises TrackingError, with the right that is needed if it is that.
        """
        if (pull, comment_id) not in self._read:
            self.on_pull(pull, comment_id)
        marked = self._read.pop((pull, comment_id))
        there = self._oldest(marked, comment_id)
        if text == there.text if there is not None else _is_repeated(marked, text):
            return False
        try:
            if there is None:
                self._post(pull, comment_id, text)
            else:
                place = f"{self._at}/issues/comments/{there.number}"
                self._client.replace("PATCH", place, {"body": _body(comment_id, text)})
        except Forbidden as error:
            raise _without_right(error, "pull request", "pull-requests: write") from None
        return True

    def _post(self, issue: int, comment_id: str, text: str) -> None:
        try:
            answer = self._client.add(self._place(issue), {"body": _body(comment_id, text)})
        except AnswerLost:
            if not self._is_said(self._marked(issue, comment_id), text):
                raise
        else:
            self._login.learn(answer)
            if (read := self._read_of(issue)) is not None:
                read.append(answer)

    def _marked(self, issue: int, comment_id: str) -> list[dict[str, Any]]:
        """Read the comments that end in the mark of this id, whoever wrote them."""
        return _with_mark(self._client.pages(self._place(issue)), comment_id)

    def _is_said(self, marked: Sequence[dict[str, Any]], text: str) -> bool:
        return _is_repeated(marked, text) or any(map(self._login.wrote, marked))

    def _oldest(self, marked: Sequence[dict[str, Any]], comment_id: str) -> OurComment | None:
        ours = sorted(filter(self._login.wrote, marked), key=lambda raw: int(raw["id"]))
        return next((OurComment(int(r["id"]), comment_id, _text(r)) for r in ours), None)

    def _read_of(self, issue: int) -> list[dict[str, Any]] | None:
        """Give what was read of an issue: all of it, or what there is since all was known."""
        if issue in self._threads or self._recent is None:
            return self._threads.get(issue)
        return self._recent.setdefault(issue, [])

    def _place(self, issue: int) -> str:
        return f"{self._at}/issues/{issue}/comments"


def _issue_of(raw: dict[str, Any]) -> int:
    number = str(raw.get("issue_url", "")).rpartition("/")[2]
    return int(number) if number.isdecimal() else 0


def _with_mark(comments: Iterable[dict[str, Any]], comment_id: str) -> list[dict[str, Any]]:
    return [raw for raw in comments if comment_id_of(raw.get("body") or "") == comment_id]


def _text(raw: dict[str, Any]) -> str:
    return text_of_comment(raw.get("body") or "")


def _is_repeated(marked: Iterable[dict[str, Any]], text: str) -> bool:
    """Say whether a bot or a member says just this, with our mark."""
    return any(
        _text(raw) == text
        and (
            (raw.get("user") or {}).get("type") == "Bot"
            or raw.get("author_association") in _PRIVILEGED
        )
        for raw in marked
    )


def _body(comment_id: str, text: str) -> str:
    body = comment_text(comment_id, text)
    if len(body) > MAX_BODY:
        # Texts are cut before, so this is a bug; yet what else is to be written must not wait.
        raise TrackingError(
            f"a comment has {len(body):,} of at most {MAX_BODY:,} characters",
            "This is a bug in pmaction: please report it.",
        )
    return body


def _without_right(error: TrackingError, what: str, right: str) -> TrackingError:
    if "locked" in error.message.casefold():
        return TrackingError(
            f"the {what} cannot be commented on, since {error.message}",
            "Unlock its conversation, and run again.",
        )
    return TrackingError(
        f"the {what} cannot be commented on, since {error.message}",
        f"Give the job `{right}` under `permissions:`.",
    )
