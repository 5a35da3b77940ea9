"""Writes to issues that are there: fields and hidden marker in one request, fitting into both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pmaction.errors import TrackingError
from pmaction.issue import IssueFields, LastWritten, digest
from pmaction.merge import HIDDEN
from pmaction.owners import NEEDS_OWNER
from pmaction.tracking.github_body import (
    MAX_BODY,
    Marker,
    changed_body,
    existing_block,
    may_overwrite,
    own_marker,
)
from pmaction.tracking.github_client import GitHubClient
from pmaction.tracking.github_directory import MAX_ASSIGNEES, Directory
from pmaction.tracking.github_issues import KnownIssues
from pmaction.tracking.github_read import assignee_logins, label_names, login_of

_CUT = "\n\n… (cut here for want of room; the file has the whole text)"
_LEAST = 100
"""So much of a managed block is left at least, or it is not cut."""


class IssueWrites:
    """Writes to issues of one repository.

    `noticed` is what a person should know of them, and what to do about it.
    """

    def __init__(
        self, client: GitHubClient, at: str, issues: KnownIssues, directory: Directory
    ) -> None:
        """Write in the repository at this API path; nothing is asked yet."""
        self._client, self._at = client, at
        self._issues, self._directory = issues, directory
        self.noticed: list[tuple[str, str]] = []

    def change(
        self,
        raw: dict[str, Any],
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        """Change the fields of an issue as it was just read, and its marker, in one request."""
        body: dict[str, Any] = {}
        if after.title is not None and self._may_rename(raw, before.title, after.title):
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
            body["assignees"] = self._directory.assignees_after(
                raw, before.assignees, after.assignees
            )
        answer = self.write(raw, written, after.block, body, key=after.key)
        if after.assignees is not None:
            added = after.assignees - (before.assignees or frozenset())
            self.note_dropped(answer, added, written)

    def write(
        self,
        raw: dict[str, Any],
        written: LastWritten,
        block: str | None,
        body: dict[str, Any],
        *,
        key: str | None = None,
        text: str | None = None,
    ) -> dict[str, Any]:
        """Write an issue as it was just read: these fields, managed block and what is remembered.

        `text` is what the body is to be apart from block and marker. Raises TrackingError where the
        marker is damaged, the block was edited meanwhile, or all that does not fit in.
        """
        number, old = int(raw["number"]), raw.get("body") or ""
        before = own_marker(number, old)
        if block is not None and not may_overwrite(old, before.last):
            raise TrackingError(
                f"#{number} is left alone: somebody edited its managed block in the meantime",
                "Run again: a comment keeps what was written there, and then it is restored.",
            )
        marker = Marker(
            key or before.key, before.last.updated(written), before.home or self._issues.home
        )
        whole = changed_body(text or old, block, marker)
        if len(whole) > MAX_BODY:
            said = replace(before.last, comments=marker.last.comments)
            whole = self._shortened(number, whole, marker, may_cut=may_overwrite(old, said))
        changes = body if whole == old else body | {"body": whole}
        if changes:
            raw = self._client.replace("PATCH", f"{self._at}/issues/{number}", changes)
            self._issues.remember(raw)
        return raw

    def _may_rename(self, raw: dict[str, Any], before: str | None, after: str) -> bool:
        """Say whether an issue as it was just read still has the title that was planned with.

        If not, a person gave it another one since; that is told, and the next run finds it kept.
        """
        title = str(raw.get("title") or "")
        last = own_marker(int(raw["number"]), raw.get("body") or "").last.title
        if before in (None, HIDDEN) or title in (before, after) or last == digest(title):
            return True
        self.noticed.append(
            (
                f"#{raw['number']} keeps the title that somebody gave it in the meantime",
                "The file has another one; make the two agree in either place.",
            )
        )
        return False

    def _shortened(self, number: int, whole: str, marker: Marker, *, may_cut: bool) -> str:
        """Cut the managed block of a body that is too long; what people wrote there stays."""
        block = (existing_block(whole) or "").removesuffix(_CUT)
        room = len(block) - (len(whole) - MAX_BODY) - len(_CUT)
        if room < _LEAST or not may_cut:
            raise TrackingError(
                f"#{number} has so long a text that what pmaction writes does not fit in",
                "Shorten what people wrote there.",
            )
        block = block[:room] + _CUT
        # Remembered as it stands there, or the next run would take it for edited.
        marker = replace(marker, last=replace(marker.last, block=digest(block)))
        self.noticed.append(
            (
                f"#{number} has so long a text that its managed part is cut",
                "Shorten what people wrote there; the part is written again when the file changes.",
            )
        )
        return changed_body(whole, block, marker)

    def note_dropped(
        self, raw: dict[str, Any], asked: frozenset[str], written: LastWritten
    ) -> None:
        """Remember who was left out without a word: the next plan then looks for somebody else.

        Until then an issue that has nobody says so by its label.
        """
        has = {login.casefold() for login in assignee_logins(raw)}
        dropped = frozenset(name for name in asked if login_of(name).casefold() not in has)
        if not dropped or len(has) >= MAX_ASSIGNEES:
            return
        for_no_reason = {name for name in dropped if self._directory.was_left_out(login_of(name))}
        names = ", ".join(f"`{name}`" for name in sorted(dropped))
        message = f"GitHub did not assign {names} to #{raw['number']}, without saying why"
        self.noticed.append((message, "The next run looks for somebody else."))
        kept = LastWritten(
            assignees=(written.assignees or frozenset()) - dropped,
            unassignable=(written.unassignable or frozenset()) | dropped,
            dropped=frozenset(for_no_reason) or None,
        )
        body: dict[str, Any] = {}
        if not has:
            last = own_marker(int(raw["number"]), raw.get("body") or "").last
            kept = replace(kept, labels=(last.labels or frozenset()) | {NEEDS_OWNER})
            body["labels"] = sorted(label_names(raw) | {NEEDS_OWNER})
            self._directory.make_labels(body["labels"])
        self.write(raw, kept, None, body)
