"""Comments of ours on issues and pull requests, known by the hidden mark at their end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pmaction.errors import TrackingError
from pmaction.tracking.github_body import MAX_BODY, comment_id_of, comment_text, text_of_comment
from pmaction.tracking.github_client import AnswerLost, Forbidden, GitHubClient

_PRIVILEGED = ("OWNER", "MEMBER", "COLLABORATOR")


@dataclass(frozen=True, slots=True)
class OurComment:
    """A comment with our mark: `number` is GitHub's id, `comment_id` our own."""

    number: int
    comment_id: str
    text: str


class Comments:
    """The comments of one repository's issues and pull requests."""

    def __init__(self, client: GitHubClient, at: str) -> None:
        """Work on the repository at this API path; nothing is asked yet."""
        self._client, self._at = client, at

    def ours(self, issue: int) -> Iterator[OurComment]:
        """Give those that a bot or a member wrote: anybody can write a mark."""
        for raw in self._client.pages(self._place(issue)):
            user = raw.get("user") or {}
            trusted = user.get("type") == "Bot" or raw.get("author_association") in _PRIVILEGED
            body = raw.get("body") or ""
            comment_id = comment_id_of(body)
            if trusted and comment_id is not None:
                yield OurComment(int(raw["id"]), comment_id, text_of_comment(body))

    def add(self, issue: int, comment_id: str, text: str) -> bool:
        """Write a comment unless there is one with this id; say whether it was written."""
        if self._ids(issue, comment_id):
            return False
        try:
            self._post(issue, comment_id, text)
        except Forbidden as error:
            raise _without_right(error, "issue", "issues: write") from None
        return True

    def on_pull(self, pull: int, comment_id: str) -> OurComment | None:
        """Give the comment with this id on a pull request, the oldest if there are several.

        Raises TrackingError, with the right that is needed if it is that.
        """
        try:
            return min(self._ids(pull, comment_id), key=lambda one: one.number, default=None)
        except Forbidden as error:
            raise _without_right(error, "pull request", "pull-requests: write") from None

    def put_on_pull(self, pull: int, comment_id: str, text: str) -> bool:
        """Write the comment with this id, or edit it in place; say whether it had to change.

        Raises TrackingError, with the right that is needed if it is that.
        """
        there = self.on_pull(pull, comment_id)
        if there is not None and there.text == text:
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
            self._client.add(self._place(issue), {"body": _body(comment_id, text)})
        except AnswerLost:
            if not self._ids(issue, comment_id):
                raise

    def _ids(self, issue: int, comment_id: str) -> list[OurComment]:
        return [one for one in self.ours(issue) if one.comment_id == comment_id]

    def _place(self, issue: int) -> str:
        return f"{self._at}/issues/{issue}/comments"


def _body(comment_id: str, text: str) -> str:
    body = comment_text(comment_id, text)
    if len(body) > MAX_BODY:
        # Texts are cut before, so this is a bug and not a user's doing.
        raise ValueError(f"a comment has {len(body):,} of at most {MAX_BODY:,} characters")
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
