"""Links between issues on GitHub: sub-issues, and what blocks what."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from pmaction.errors import TrackingError
from pmaction.identity import is_item
from pmaction.issue import IssueNumber
from pmaction.tracking.github_client import AnswerLost, GitHubClient, NotFound, Refused
from pmaction.tracking.github_issues import KnownIssues
from pmaction.tracking.github_read import parent_number


class Links:
    """The links of one repository's issues; each method says what is there in the end."""

    def __init__(self, client: GitHubClient, at: str, issues: KnownIssues) -> None:
        """Work on the repository at this API path; nothing is asked yet."""
        self._client, self._at, self._issues = client, at, issues

    def make_sub_issue(self, issue: IssueNumber, parent: IssueNumber) -> None:
        """Make an issue a sub-issue of another, where the server has such.

        Under an issue of ours it is taken away there; what a person put elsewhere stays.
        """
        place = f"{self._at}/issues/{parent}/sub_issues"
        body: dict[str, object] = {"sub_issue_id": self._issues.id_of(issue)}
        try:
            self._add_sub_issue(place, issue, body)
        except Refused:
            now = parent_number(self._issues.read(issue))
            other = self._issues.known(now) if now is not None and now != parent else None
            if other is not None and other.is_ours and not is_item(other.key):
                self._add_sub_issue(place, issue, body | {"replace_parent": True})

    def _add_sub_issue(self, place: str, issue: IssueNumber, body: dict[str, object]) -> None:
        try:
            self._client.add(place, body)
        except (AnswerLost, NotFound) as error:
            if not self._is_listed(place, issue, error):
                raise

    def block(
        self, issue: IssueNumber, added: Iterable[IssueNumber], removed: Iterable[IssueNumber]
    ) -> None:
        """Let an issue wait for these and no longer for those, where the server has such links."""
        place = f"{self._at}/issues/{issue}/dependencies/blocked_by"
        for number in added:
            self._block_by(place, number)
        for number in removed:
            with suppress(NotFound):  # no dependencies on this server, or gone already
                self._client.replace("DELETE", f"{place}/{self._issues.id_of(number)}")

    def _block_by(self, place: str, number: IssueNumber) -> None:
        """Add one dependency; one that is there already is refused, and is right as it is."""
        try:
            self._client.add(place, {"issue_id": self._issues.id_of(number)})
        except (AnswerLost, NotFound, Refused) as error:
            if not self._is_listed(place, number, error):
                raise

    def _is_listed(self, place: str, number: IssueNumber, error: TrackingError) -> bool:
        """Say whether the link that could not be made is there, or cannot be on this server.

        A server without such links knows no list of them either; the issue's text says them too.
        """
        try:
            listed = self._client.pages(place)
            return int(number) in {linked["number"] for linked in listed}
        except NotFound:
            return isinstance(error, NotFound)
