"""Labels and people of a repository, asked for once in a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

from pmaction.errors import TrackingUnavailable
from pmaction.issue import NEEDS_EVIDENCE, OUR_LABEL
from pmaction.tracking.github_client import (
    PER_PAGE,
    AnswerLost,
    Forbidden,
    GitHubClient,
    NotFound,
    Refused,
)
from pmaction.tracking.github_read import assignee_logins, login_of

_LABELS = {
    OUR_LABEL: ("5319e7", "An action item or postmortem that pmaction keeps"),
    "needs-owner": ("d93f0b", "Nobody could be assigned to this action item"),
    NEEDS_EVIDENCE: ("d93f0b", "It was closed, and nothing in it shows what was done"),
    "P0": ("b60205", "Most urgent"),
    "P1": ("d93f0b", "Urgent"),
    "P2": ("fbca04", "Not urgent"),
    "P3": ("c2e0c6", "Can wait"),
}
_OTHER_COLOUR = "ededed"
MAX_ASSIGNEES = 10
_WRITERS = ("admin", "maintain", "write")
FEW = 3
"""So many people are asked about one by one; more are looked for in the list of all first."""


class Directory:
    """What a repository has of labels and assignable people."""

    def __init__(self, client: GitHubClient, at: str, assignable: Iterable[str] = ()) -> None:
        """Look into the repository at this API path; nothing is asked yet.

        These people are taken to be `assignable` without being asked about.
        """
        self._client, self._at = client, at
        self._labels: set[str] | None = None
        self._assignable = dict.fromkeys(assignable, True)
        self._writers: dict[str, bool | None] = {}

    def can_be_assigned(self, login: str) -> bool:
        """Ask before assigning: an unknown assignee fails an issue, or vanishes silently."""
        if login not in self._assignable:
            self._assignable[login] = self._says_so(login)
        return self._assignable[login]

    def refused(self, logins: Collection[str], recalled: Collection[str]) -> frozenset[str]:
        """Give those of these who cannot be assigned; of those `recalled` that is believed."""
        unknown = [login for login in sorted(logins) if login not in self._assignable]
        believed = set(unknown) & set(recalled)
        asked = [login for login in unknown if login not in believed]
        if len(asked) > FEW:
            self._look_for(asked)
        known = (login for login in sorted(logins) if login not in believed)
        return frozenset(believed) | {one for one in known if not self.can_be_assigned(one)}

    def _look_for(self, logins: Iterable[str]) -> None:
        """Look for people in the pages of all who can be assigned, as long as some are there.

        Who is not among them is asked about: that a list leaves somebody out proves nothing.
        """
        missing = {login.casefold(): login for login in logins}
        number, is_last = 0, False
        while missing and not is_last:
            number += 1
            place = f"{self._at}/assignees"
            try:
                page = self._client.page(place, per_page=PER_PAGE, page=number)
            except (Forbidden, NotFound):
                return
            found = missing.keys() & {str(one["login"]).casefold() for one in page}
            self._assignable |= {missing.pop(login): True for login in sorted(found)}
            is_last = len(page) < PER_PAGE or not found

    def _says_so(self, login: str) -> bool:
        try:
            self._client.read_any(f"{self._at}/assignees/{login}")
        except NotFound:
            return False
        return True

    def assignable(self, recalled: Iterable[str]) -> frozenset[str]:
        """Give those who can be assigned: these, but for what this run has learnt otherwise."""
        known = dict.fromkeys(recalled, True) | self._assignable
        return frozenset(login for login, can_be in known.items() if can_be)

    def unassignable(self, recalled: Iterable[str]) -> frozenset[str]:
        """Give those who cannot be assigned: these, but for what this run has learnt otherwise."""
        known = dict.fromkeys(recalled, False) | self._assignable
        return frozenset(login for login, can_be in known.items() if not can_be)

    def was_left_out(self, login: str) -> bool:
        """Learn who was not assigned after all; say whether GitHub still says that they can be."""
        self._assignable[login] = False
        return self._says_so(login)

    def may_write(self, login: str) -> bool | None:
        """Ask whether an account may write to the repository; None where that may not be asked.

        Whom GitHub does not find may not.
        """
        if not login:  # whose account is gone
            return False
        if login not in self._writers:
            try:
                place = f"{self._at}/collaborators/{login}/permission"
                answer = self._client.read(place)
                self._writers[login] = str(answer.get("permission")) in _WRITERS
            except NotFound:
                self._writers[login] = False
            except Forbidden:
                self._writers[login] = None
        return self._writers[login]

    def make_labels(self, names: Iterable[str]) -> None:
        """Make the labels that are missing, with colour and description."""
        if self._labels is None:
            self._labels = {
                raw["name"].casefold() for raw in self._client.pages(f"{self._at}/labels")
            }
        for name in names:
            if name.casefold() in self._labels:
                continue
            colour, description = _LABELS.get(name, (_OTHER_COLOUR, ""))
            label = {"name": name, "color": colour, "description": description}
            with suppress(Refused, AnswerLost):  # there already, or made silently with the issue
                self._client.add(f"{self._at}/labels", label)
            self._labels.add(name.casefold())

    def assignees_after(
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
            if folded not in old and self.can_be_assigned(login):
                kept.setdefault(folded, login)
        return sorted(kept.values())[:MAX_ASSIGNEES]

    def label_issue(self, number: int, labels: list[str]) -> None:
        """Label an issue whose labels were dropped without a word: only so is it ours.

        Raises TrackingUnavailable where that is not allowed.
        """
        try:
            self._client.add(f"{self._at}/issues/{number}/labels", {"labels": labels})
        except (Forbidden, NotFound) as error:
            raise TrackingUnavailable(
                f"#{number} is without its labels, and may not be labelled: {error.message}",
                "Give the job `issues: write` under `permissions:`. Label that issue by hand; "
                "close it if it is a new one.",
            ) from None
