"""The standing issue of a repository on GitHub: found, made once, and written to."""

from __future__ import annotations

from typing import Any

from pmaction.errors import TrackingError
from pmaction.issue import OUR_LABEL
from pmaction.last_written import IssueNumber
from pmaction.standing import STANDING, STANDING_TITLE, Record, Standing
from pmaction.tracking.github_body import MAX_BODY
from pmaction.tracking.github_client import AnswerLost, GitHubClient, NotFound
from pmaction.tracking.github_directory import Directory
from pmaction.tracking.github_issues import KnownIssues
from pmaction.tracking.github_login import OwnLogin
from pmaction.tracking.github_new_issues import NewIssues
from pmaction.tracking.github_read import label_names
from pmaction.tracking.github_reminded import read_standing
from pmaction.tracking.standing_text import new_text, with_record


class StandingIssue:
    """The one issue of a repository that remembers what was said in reminders."""

    def __init__(
        self,
        client: GitHubClient,
        at: str,
        issues: KnownIssues,
        new: NewIssues,
        directory: Directory,
        login: OwnLogin,
    ) -> None:
        """Work on the repository at this API path; nothing is asked yet."""
        self._client, self._at = client, at
        self._issues, self._new, self._directory, self._login = issues, new, directory, login
        self._fresh: dict[str, Any] | None = None

    def read(self) -> Standing | None:
        """Read it by its number, after the list's tail if the list has none: lists lag."""
        self._fresh = self._read()
        return read_standing(self._fresh) if self._fresh is not None else None

    def _read(self) -> dict[str, Any] | None:
        if self._issues.standing is None:
            self._issues.existing(STANDING)
        if (known := self._issues.standing) is None:
            return None
        try:
            raw = self._issues.read(known)
        except NotFound:  # gone, or in another repository
            return None
        return raw if read_standing(raw) is not None else None

    def keep(self, record: Record) -> IssueNumber:
        """Let it remember a record; it is made if there is none, and read if it was written to."""
        raw, self._fresh = self._fresh or self._read(), None
        if raw is None:
            return self._made(record)
        number, text = int(raw["number"]), (raw.get("body") or "").replace("\r\n", "\n")
        changed = with_record(text, record)
        if len(changed) > MAX_BODY:
            raise TrackingError(
                f"#{number} has so long a text that what is remembered does not fit in",
                "Shorten what people wrote there.",
            )
        if changed != text:
            self._client.replace("PATCH", f"{self._at}/issues/{number}", {"body": changed})
        return number

    def _made(self, record: Record) -> IssueNumber:
        labels = [OUR_LABEL]
        self._directory.make_labels(labels)
        body = {"title": STANDING_TITLE, "body": new_text(record), "labels": labels}
        try:
            raw = self._new.open(body, typed=False)
        except AnswerLost:
            self._issues.existing(STANDING, again=True)
            if (there := self._read()) is None:
                raise
            return int(there["number"])
        self._login.learn(raw)
        number = self._issues.created(STANDING, raw)
        if OUR_LABEL not in label_names(raw):
            self._directory.label_issue(number, labels)
        self._issues.standing = number
        return number
