"""The tracking system `github`: issues of a repository, with sub-issues and dependencies."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pmaction.errors import TrackingError
from pmaction.identity import is_item, postmortem_of
from pmaction.issue import (
    OUR_LABEL,
    DamagedIssue,
    Issue,
    IssueFields,
    IssueNumber,
    LastWritten,
    Listing,
)
from pmaction.tracking.github_body import (
    MAX_BODY,
    BadMarker,
    Marker,
    changed_body,
    marker_of,
    new_body,
)
from pmaction.tracking.github_client import AnswerLost, GitHubClient, NotFound, Refused
from pmaction.tracking.github_comments import Comments
from pmaction.tracking.github_directory import Directory
from pmaction.tracking.github_read import assignee_logins, label_names, login_of, read_issue

MAX_ASSIGNEES = 10
MISSING_IN_A_ROW = 3
"""So many numbers without an issue mean that the list has no further tail."""


class GitHubTrackingSystem:
    """Issues of one repository, as one run sees them."""

    def __init__(self, client: GitHubClient, repository: str) -> None:
        """Work on a repository, named `owner/name`."""
        self._client = client
        self._at = f"/repos/{repository}"
        self._raw: dict[int, dict[str, Any]] = {}
        self._keys: dict[str, int] = {}
        self._newest = 0
        self._tail_is_complete = False
        self._directory = Directory(client, self._at)
        self._comments = Comments(client, self._at)

    def list_issues(self) -> Listing:
        """Give all issues with a marker, from the unfiltered list: filtered ones may be stale."""
        self._raw, self._keys, self._newest, self._tail_is_complete = {}, {}, 0, False
        issues: list[Issue] = []
        damaged: list[DamagedIssue] = []
        found = self._client.pages(
            f"{self._at}/issues", state="all", sort="created", direction="asc"
        )
        for raw in found:
            self._newest = max(self._newest, int(raw["number"]))
            if "pull_request" in raw:
                continue
            one = self._remember(raw)
            if isinstance(one, Issue):
                issues.append(one)
            elif one is not None:
                damaged.append(one)
        return Listing(tuple(issues), tuple(damaged))

    def unassignable(self, persons: frozenset[str]) -> frozenset[str]:
        """Ask of each person whether they can be assigned, once in a run."""
        return frozenset(
            person
            for person in sorted(persons)
            if not self._directory.can_be_assigned(login_of(person))
        )

    def create(self, key: str, fields: IssueFields, written: LastWritten) -> IssueNumber:
        """Open an issue, once: the list's tail is read first, and again if the answer is lost."""
        if not self._tail_is_complete:
            self._complete_tail()
            self._tail_is_complete = True
        if key in self._keys:
            return self._keys[key]
        labels = sorted(fields.labels or ())
        self._directory.make_labels(labels)
        body = {
            "title": fields.title or key,
            "body": _fitting(
                new_body(
                    fields.block or "",
                    Marker(key, written),
                    self._keys.get(postmortem_of(key)) if is_item(key) else None,
                )
            ),
            "labels": labels,
        }
        logins = map(login_of, sorted(fields.assignees or ()))
        if assignees := [login for login in logins if self._directory.can_be_assigned(login)]:
            body["assignees"] = assignees[:MAX_ASSIGNEES]
        try:
            raw = self._open(body)
        except AnswerLost:
            self._complete_tail()
            if key not in self._keys:
                raise
            return self._keys[key]
        self._newest = max(self._newest, int(raw["number"]))
        self._remember(raw)
        if OUR_LABEL not in label_names(raw):
            self._client.add(f"{self._at}/issues/{raw['number']}/labels", {"labels": labels})
        return int(raw["number"])

    def update(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        """Write fields and marker in one request, so that they cannot part."""
        raw = self._fresh(issue)
        body: dict[str, Any] = {}
        if after.title is not None:
            body["title"] = after.title
        if after.state is not None:
            body["state"] = after.state
            if after.state == "closed":
                body["state_reason"] = after.reason or "completed"
                if raw.get("state") == "closed":
                    # GitHub ignores the reason unless the state changes with it.
                    place = f"{self._at}/issues/{raw['number']}"
                    self._client.replace("PATCH", place, {"state": "open"})
        if after.labels is not None:
            old = before.labels or frozenset()
            has = label_names(raw, (*after.labels, *old))
            names = (has | (after.labels - old)) - (old - after.labels)
            self._directory.make_labels(names)
            body["labels"] = sorted(names)
        if after.assignees is not None:
            body["assignees"] = self._assignees(raw, before.assignees, after.assignees)
        self._write(raw, written, after.block, body)

    def link_parent(self, item: str, issue: IssueNumber, parent: IssueNumber) -> None:
        """Make an issue a sub-issue of its postmortem's, and record its number there."""
        try:
            self._client.add(
                f"{self._at}/issues/{parent}/sub_issues", {"sub_issue_id": self._id(issue)}
            )
        except (NotFound, Refused):
            # No sub-issues on this server, or it has a parent already: the record is enough.
            pass
        except AnswerLost:
            children = self._client.pages(f"{self._at}/issues/{parent}/sub_issues")
            if int(issue) not in {child["number"] for child in children}:
                raise
        record = LastWritten(items={item.rpartition("/")[2]: issue})
        self._write(self._fresh(parent), record, None, {})

    def link_blocked_by(
        self,
        issue: IssueNumber,
        added: Mapping[str, IssueNumber],
        removed: Mapping[str, IssueNumber | None],
        written: LastWritten,
    ) -> None:
        """Say which issues an issue waits for; the issue's text says so too, for older servers."""
        place = f"{self._at}/issues/{issue}/dependencies/blocked_by"
        for blocker in added.values():
            self._block_by(place, blocker)
        for number in removed.values():
            if number is not None:
                with suppress(NotFound):  # no dependencies on this server, or gone already
                    self._client.replace("DELETE", f"{place}/{self._id(number)}")
        self._write(self._fresh(issue), written, None, {})

    def comment(self, issue: IssueNumber, comment_id: str, text: str) -> bool:
        """Write a comment unless one of ours has this id, and note its id with the issue."""
        is_new = self._comments.add(int(issue), comment_id, text)
        noted = LastWritten(comments=frozenset({comment_id}))
        self._write(self._fresh(issue), noted, None, {})
        return is_new

    def comment_on_pull(self, pull: int, comment_id: str, text: str) -> bool:
        """Write the comment with this id on a pull request, or edit it in place."""
        return self._comments.put_on_pull(pull, comment_id, text)

    def _assignees(
        self, raw: dict[str, Any], before: frozenset[str] | None, after: frozenset[str]
    ) -> list[str]:
        """Add and take away what differs, whatever the case in which logins are written."""
        old = {login_of(name).casefold(): login_of(name) for name in before or ()}
        new = {login_of(name).casefold(): login_of(name) for name in after}
        kept = {
            login.casefold(): login
            for login in assignee_logins(raw)
            if login.casefold() not in old or login.casefold() in new
        }
        for folded, login in new.items():
            if folded not in old and self._directory.can_be_assigned(login):
                kept.setdefault(folded, login)
        return sorted(kept.values())[:MAX_ASSIGNEES]

    def _open(self, body: dict[str, Any]) -> dict[str, Any]:
        try:
            raw: dict[str, Any] = self._client.add(f"{self._at}/issues", body)
        except Refused:
            if "assignees" not in body:
                raise
            # Somebody who could be assigned a moment ago can no longer be: go on without.
            raw = self._client.add(
                f"{self._at}/issues", {k: v for k, v in body.items() if k != "assignees"}
            )
        return raw

    def _complete_tail(self) -> None:
        """Read the numbers after the newest known one: lists lag, reads by number do not."""
        number, missing = self._newest + 1, 0
        while missing < MISSING_IN_A_ROW:
            try:
                raw = self._client.read(f"{self._at}/issues/{number}")
            except NotFound:
                missing += 1
            else:
                missing = 0
                self._newest = max(self._newest, number)
                if "pull_request" not in raw:
                    self._remember(raw)
            number += 1

    def _remember(self, raw: dict[str, Any]) -> Issue | DamagedIssue | None:
        """Keep an issue as it was read, and give what the core needs of it if it has a marker."""
        one = read_issue(raw)
        if isinstance(one, Issue):
            self._raw[int(raw["number"])] = raw
            if one.is_ours:
                self._keys.setdefault(one.key, int(raw["number"]))
        return one

    def _fresh(self, issue: IssueNumber) -> dict[str, Any]:
        """Read an issue again before writing it: what a person wrote meanwhile must stay."""
        raw: dict[str, Any] = self._client.read(f"{self._at}/issues/{issue}")
        return raw

    def _write(
        self, raw: dict[str, Any], written: LastWritten, block: str | None, body: dict[str, Any]
    ) -> None:
        number, old = int(raw["number"]), raw.get("body") or ""
        try:
            marker = marker_of(old)
        except BadMarker as bad:
            raise TrackingError(f"#{number} is left alone: {bad}", "Repair or close it.") from None
        if marker is None:
            raise TrackingError(
                f"#{number} is left alone: somebody took its hidden marker away",
                "Restore the issue's text from its edit history.",
            )
        text = changed_body(old, block, Marker(marker.key, marker.last.updated(written)))
        changes = body if text == old else body | {"body": _fitting(text)}
        if changes:
            self._remember(self._client.replace("PATCH", f"{self._at}/issues/{number}", changes))

    def _block_by(self, place: str, number: IssueNumber) -> None:
        """Add one dependency; one that is there already is refused, and is right as it is."""
        with suppress(NotFound):  # no dependencies on this server: the issue's text says it
            try:
                self._client.add(place, {"issue_id": self._id(number)})
            except (AnswerLost, Refused):
                blockers = self._client.pages(place)
                if int(number) not in {blocker["number"] for blocker in blockers}:
                    raise

    def _id(self, issue: IssueNumber) -> int:
        """Give an issue's id, which sub-issues and dependencies take instead of its number."""
        raw = self._raw.get(int(issue)) or self._fresh(issue)
        return int(raw["id"])


def _fitting(text: str) -> str:
    """Refuse what GitHub would: texts are cut before, so this is a bug and not a user's doing."""
    if len(text) > MAX_BODY:
        raise ValueError(f"an issue's text has {len(text):,} of at most {MAX_BODY:,} characters")
    return text
