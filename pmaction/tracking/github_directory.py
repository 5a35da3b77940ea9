"""Labels and people of a repository, asked for once in a run."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from pmaction.issue import OUR_LABEL
from pmaction.tracking.github_client import AnswerLost, GitHubClient, NotFound, Refused

_LABELS = {
    OUR_LABEL: ("5319e7", "An action item or postmortem that pmaction keeps"),
    "needs-owner": ("d93f0b", "Nobody could be assigned to this action item"),
    "P0": ("b60205", "Most urgent"),
    "P1": ("d93f0b", "Urgent"),
    "P2": ("fbca04", "Not urgent"),
    "P3": ("c2e0c6", "Can wait"),
}
_OTHER_COLOUR = "ededed"


class Directory:
    """What a repository has of labels and assignable people."""

    def __init__(self, client: GitHubClient, at: str, assignable: Iterable[str] = ()) -> None:
        """Look into the repository at this API path; nothing is asked yet.

        These people are taken to be `assignable` without being asked about.
        """
        self._client, self._at = client, at
        self._labels: set[str] | None = None
        self._assignable = dict.fromkeys(assignable, True)

    def can_be_assigned(self, login: str) -> bool:
        """Ask before assigning: an unknown assignee fails an issue, or vanishes silently."""
        if login not in self._assignable:
            try:
                self._client.read_any(f"{self._at}/assignees/{login}")
                self._assignable[login] = True
            except NotFound:
                self._assignable[login] = False
        return self._assignable[login]

    def assignable(self) -> Iterable[str]:
        """Give those of whom it is known that they can be assigned."""
        return (login for login, can_be in self._assignable.items() if can_be)

    def not_assignable(self, logins: Iterable[str]) -> None:
        """Learn who was left out of an issue after all."""
        self._assignable.update(dict.fromkeys(logins, False))

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
