"""The tracking system `github`: issues of a repository, with sub-issues and dependencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pmaction.errors import TrackingError, TrackingUnavailable
from pmaction.identity import is_item, postmortem_of
from pmaction.issue import OUR_LABEL, IssueFields, IssueNumber, LastWritten, Listing
from pmaction.tracking.github_body import (
    MAX_BODY,
    BadMarker,
    Marker,
    changed_body,
    marker_of,
    new_body,
)
from pmaction.tracking.github_cache import Memory
from pmaction.tracking.github_client import AnswerLost, Forbidden, GitHubClient, NotFound
from pmaction.tracking.github_comments import Comments
from pmaction.tracking.github_directory import Directory
from pmaction.tracking.github_doubts import Doubts
from pmaction.tracking.github_issues import KnownIssues
from pmaction.tracking.github_links import Links
from pmaction.tracking.github_list import NOTHING_RECALLED, Recalled
from pmaction.tracking.github_new_issues import NewIssues
from pmaction.tracking.github_read import assignee_logins, label_names, login_of
from pmaction.whereabouts import Whereabouts

MAX_ASSIGNEES = 10


class GitHubTrackingSystem:
    """Issues of one repository, as one run sees them."""

    def __init__(
        self,
        client: GitHubClient,
        repository: str,
        issue_type: str | None = None,
        recalled: Recalled = NOTHING_RECALLED,
    ) -> None:
        """Work on a repository, named `owner/name`; new issues of items get this type, if any.

        What is recalled of it spares requests.
        """
        self._client = client
        self._at = f"/repos/{repository}"
        self._issues = KnownIssues(client, self._at, recalled.memory, recalled.max_age)
        self._doubts = Doubts(client, repository, self._issues)
        self._links = Links(client, self._at, self._issues)
        self._directory = Directory(client, self._at, recalled.assignable)
        self._comments = Comments(client, self._at)
        self._new = NewIssues(client, self._at, issue_type)
        self._noticed: list[tuple[str, str]] = []

    def list_issues(self) -> Listing:
        """Give all issues with a marker, from the unfiltered list: filtered ones may be stale."""
        return self._issues.listing()

    def is_as_recalled(
        self, numbers: frozenset[IssueNumber], postmortems: frozenset[str] = frozenset()
    ) -> bool:
        """Say whether these issues are as recalled, and no issue of these postmortems is missing.

        If not, `list_issues` lists all. Issues that were read in this run are not asked about.
        """
        return self._doubts.none_of(numbers, postmortems)

    def memory(self) -> Memory | None:
        """Give what a further run may recall; None if nothing was listed."""
        return self._issues.memory(self._directory.assignable())

    def look_up(self, numbers: frozenset[IssueNumber]) -> Mapping[IssueNumber, Whereabouts]:
        """Read issues by number: what a list leaves out is true there."""
        return {number: self._issues.look_up(number) for number in sorted(numbers, key=str)}

    def unassignable(self, persons: frozenset[str]) -> frozenset[str]:
        """Ask of each person whether they can be assigned, once in a run."""
        return frozenset(
            person
            for person in sorted(persons)
            if not self._directory.can_be_assigned(login_of(person))
        )

    def create(self, key: str, fields: IssueFields, written: LastWritten) -> IssueNumber:
        """Open an issue, once: the list's tail is read first, and again if the answer is lost."""
        if (there := self._issues.existing(key)) is not None:
            return there
        parent = self._issues.number_of(postmortem_of(key)) if is_item(key) else None
        written = written if parent is None else replace(written, parent=parent)
        labels = sorted(fields.labels or ())
        self._directory.make_labels(labels)
        body = {
            "title": fields.title or key,
            "body": _fitting(new_body(fields.block or "", Marker(key, written), parent)),
            "labels": labels,
        }
        logins = map(login_of, sorted(fields.assignees or ()))
        if assignees := [login for login in logins if self._directory.can_be_assigned(login)]:
            body["assignees"] = assignees[:MAX_ASSIGNEES]
        try:
            raw = self._new.open(body, typed=is_item(key))
        except AnswerLost:
            there = self._issues.existing(key, again=True)
            if there is None:
                raise
            return there
        number = self._issues.created(key, raw)
        if OUR_LABEL not in label_names(raw):
            self._label(number, labels)
        self._note_dropped(raw, fields.assignees or frozenset(), written)
        return number

    def update(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        """Write fields and marker in one request, so that they cannot part."""
        raw = self._issues.read(issue)
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
        answer = self._write(raw, written, after.block, body, after.key)
        if after.assignees is not None:
            added = after.assignees - (before.assignees or frozenset())
            self._note_dropped(answer, added, written)

    def link_parent(self, item: str, issue: IssueNumber, parent: IssueNumber) -> None:
        """Make an issue a sub-issue of its postmortem's, and record its number there."""
        self._links.make_sub_issue(issue, parent)
        known = self._issues.known(issue)
        if known is None or known.last.parent != parent:
            self._write(self._issues.read(issue), LastWritten(parent=parent), None, {})
        record = LastWritten(items={item.rpartition("/")[2]: issue})
        self._write(self._issues.read(parent), record, None, {})

    def link_blocked_by(
        self,
        issue: IssueNumber,
        added: Mapping[str, IssueNumber],
        removed: Mapping[str, IssueNumber | None],
        written: LastWritten,
    ) -> None:
        """Say which issues an issue waits for; the issue's text says so too, for older servers."""
        gone = [number for number in removed.values() if number is not None]
        self._links.block(issue, added.values(), gone)
        self._write(self._issues.read(issue), written, None, {})

    def comment(self, issue: IssueNumber, comment_id: str, text: str) -> bool:
        """Write a comment unless one of ours has this id, and note its id with the issue."""
        is_new = self._comments.add(int(issue), comment_id, text)
        noted = LastWritten(comments=frozenset({comment_id}))
        self._write(self._issues.read(issue), noted, None, {})
        return is_new

    def comment_on_pull(self, pull: int, comment_id: str, text: str) -> bool:
        """Write the comment with this id on a pull request, or edit it in place."""
        return self._comments.put_on_pull(pull, comment_id, text)

    def noticed(self) -> Sequence[tuple[str, str]]:
        """Give what issues did not get of what they should have."""
        return [*self._new.noticed, *self._noticed]

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

    def _label(self, number: int, labels: list[str]) -> None:
        """Label an issue whose labels were dropped as it was opened: only so is it ours."""
        try:
            self._client.add(f"{self._at}/issues/{number}/labels", {"labels": labels})
        except (Forbidden, NotFound) as error:
            raise TrackingUnavailable(
                f"#{number} was opened without labels, and may not be labelled: {error.message}",
                "Give the job `issues: write` under `permissions:`, and close that issue.",
            ) from None

    def _note_dropped(
        self, raw: dict[str, Any], asked: frozenset[str], written: LastWritten
    ) -> None:
        """Remember who was left out without a word: the next plan then says that it needs one."""
        has = {login.casefold() for login in assignee_logins(raw)}
        dropped = frozenset(name for name in asked if login_of(name).casefold() not in has)
        if not dropped or len(has) >= MAX_ASSIGNEES:
            return
        self._directory.not_assignable(map(login_of, dropped))
        names = ", ".join(f"`{name}`" for name in sorted(dropped))
        message = f"GitHub did not assign {names} to #{raw['number']}, without saying why"
        self._noticed.append((message, "The next run looks for somebody else."))
        kept = LastWritten(
            assignees=(written.assignees or frozenset()) - dropped,
            unassignable=(written.unassignable or frozenset()) | dropped,
        )
        self._write(raw, kept, None, {})

    def _write(
        self,
        raw: dict[str, Any],
        written: LastWritten,
        block: str | None,
        body: dict[str, Any],
        key: str | None = None,
    ) -> dict[str, Any]:
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
        text = changed_body(old, block, Marker(key or marker.key, marker.last.updated(written)))
        changes = body if text == old else body | {"body": _fitting(text)}
        if changes:
            raw = self._client.replace("PATCH", f"{self._at}/issues/{number}", changes)
            self._issues.remember(raw)
        return raw


def _fitting(text: str) -> str:
    """Refuse what GitHub would: texts are cut before, so this is a bug and not a user's doing."""
    if len(text) > MAX_BODY:
        raise ValueError(f"an issue's text has {len(text):,} of at most {MAX_BODY:,} characters")
    return text
