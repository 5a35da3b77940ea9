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

_DEPTH = 8
"""So many levels of sub-issues GitHub allows."""


class Links:
    """The links of one repository's issues; each method says what is there in the end.

    `noticed` is what a person should know of that, and what to do about it.
    """

    def __init__(self, client: GitHubClient, at: str, issues: KnownIssues) -> None:
        """Work on the repository at this API path; nothing is asked yet."""
        self._client, self._at, self._issues = client, at, issues
        self.noticed: list[tuple[str, str]] = []

    def make_sub_issue(self, issue: IssueNumber, parent: IssueNumber) -> None:
        """Make an issue a sub-issue of another, where the server has such.

        Under an issue of ours it is taken away there; what a person put elsewhere, or above that
        other one, stays. Raises
        TrackingError where there is no room for it.
        """
        place = f"{self._at}/issues/{parent}/sub_issues"
        body: dict[str, object] = {"sub_issue_id": self._issues.id_of(issue)}
        try:
            self._add_sub_issue(place, issue, body)
        except Refused as refused:
            raw = self._issues.read(issue)
            now = parent_number(raw)
            other = self._issues.known(now) if now is not None and now != parent else None
            if other is not None and other.is_ours and not is_item(other.key):
                self._add_sub_issue(place, issue, body | {"replace_parent": True})
            elif raw.get("parent_issue_url") or self._is_listed(place, issue, refused):
                pass
            elif self._is_above(issue, parent):
                what = f"#{issue} stays above #{parent}, where a person put it"
                self.noticed.append((what, "It is known to its postmortem's issue all the same."))
            else:
                raise TrackingError(
                    f"#{issue} could not be put under #{parent}: {refused.message}",
                    "The next run puts it elsewhere if there is no room left.",
                ) from None

    def _is_above(self, issue: IssueNumber, other: IssueNumber) -> bool:
        """Say whether an issue is the parent of another one, or that one's, and so on."""
        number: IssueNumber | None = other
        for _ in range(_DEPTH):
            number = parent_number(self._issues.read(number)) if number is not None else None
            if number == issue:
                return True
        return False

    def _add_sub_issue(self, place: str, issue: IssueNumber, body: dict[str, object]) -> None:
        try:
            self._client.add(place, body)
        except (AnswerLost, NotFound) as error:
            if not self._is_listed(place, issue, error):
                raise

    def block(
        self, issue: IssueNumber, added: Iterable[IssueNumber], removed: Iterable[IssueNumber]
    ) -> bool:
        """Let an issue wait for these and no longer for those.

        Gives False where this server has no such links. What a person linked the other way round
        stays so, and is `noticed`.
        """
        place = self._blockers(issue)
        for number in removed:
            with suppress(NotFound):  # no dependencies on this server, or gone already
                self._client.replace("DELETE", f"{place}/{self._issues.id_of(number)}")
        are_links = [self._block_by(issue, number) for number in added]
        return all(are_links)

    def _blockers(self, issue: IssueNumber) -> str:
        return f"{self._at}/issues/{issue}/dependencies/blocked_by"

    def _block_by(self, issue: IssueNumber, number: IssueNumber) -> bool:
        """Add one dependency; one that is there already is refused, and is right as it is."""
        place = self._blockers(issue)
        try:
            self._client.add(place, {"issue_id": self._issues.id_of(number)})
        except (AnswerLost, NotFound) as error:
            if not self._is_listed(place, number, error):
                raise
            return not isinstance(error, NotFound)
        except Refused as error:
            if not self._is_listed(place, number, error):
                self._look_at_the_other(issue, number, error)
        return True

    def _look_at_the_other(self, issue: IssueNumber, number: IssueNumber, error: Refused) -> None:
        """Leave out what a person linked the other way round; raise the error otherwise."""
        one, other = self._issues.known(issue), self._issues.known(number)
        is_ours = one is not None and other is not None and one.key in other.blocked_by
        if is_ours or not self._is_listed(self._blockers(number), issue, error):
            raise error
        message = (
            f"#{issue} does not wait for #{number} as the file says, since somebody let #{number} "
            f"wait for #{issue}"
        )
        self.noticed.append((message, "Take it out of `depends_on`, or that link away."))

    def _is_listed(self, place: str, number: IssueNumber, error: TrackingError) -> bool:
        """Say whether the link that could not be made is there, or cannot be on this server.

        A server without such links knows no list of them either; the issue's text says them too.
        """
        try:
            listed = self._client.pages(place)
            return int(number) in {linked["number"] for linked in listed}
        except NotFound:
            return isinstance(error, NotFound)
