"""Making sure of what was only remembered, before anything is done on its word.

Nothing tells what was deleted, and whoever can write the memory can make its digest. So before a
plan is believed, every issue that it rests on is read by number; before anything is opened, GitHub
is searched for issues of that postmortem that the memory may hide. What a lie can still do is to
hide that something is due, until the scheduled run lists all.
"""

from __future__ import annotations

import re

from pmaction.errors import TrackingError
from pmaction.identity import postmortem_of
from pmaction.issue import Issue, IssueNumber
from pmaction.tracking.github_client import PER_PAGE, GitHubClient, NotFound
from pmaction.tracking.github_issues import KnownIssues
from pmaction.tracking.github_read import read_issue

_SEARCHABLE = re.compile(r"[\w.-]+", re.ASCII)


class Doubts:
    """What is to be asked about a memory of one repository's issues; nothing without a memory."""

    def __init__(self, client: GitHubClient, repository: str, issues: KnownIssues) -> None:
        """Ask about the repository, named `owner/name`; nothing is asked yet."""
        self._client, self._repository, self._issues = client, repository, issues

    def none_of(
        self, numbers: frozenset[IssueNumber], postmortems: frozenset[str] = frozenset()
    ) -> bool:
        """Say whether these issues are as remembered, and all issues of these postmortems known.

        False too where to list all issues costs no more than to find out.
        """
        unsure = self._issues.unsure
        if not unsure:
            return True
        doubtful = {int(number) for number in numbers} & unsure
        newest = {self._issues.newest} if postmortems else set()
        if len(doubtful | newest) + len(postmortems) > self._issues.few():
            return False
        return (
            all(map(self._is_as_remembered, sorted(doubtful)))
            and all(map(self._is_there, newest & unsure - doubtful))
            and all(map(self._is_all_known, sorted(postmortems)))
        )

    def _is_as_remembered(self, number: int) -> bool:
        try:
            return read_issue(self._issues.read(number)) == self._issues.known_by_number(number)
        except NotFound:
            return False

    def _is_there(self, number: int) -> bool:
        """Say whether a number was given out: after the newest one, lists are completed."""
        try:
            self._issues.read(number)
        except NotFound:
            return False
        return True

    def _is_all_known(self, postmortem_id: str) -> bool:
        """Search for a postmortem's issues: one that a memory hides would be made again."""
        if not _SEARCHABLE.fullmatch(postmortem_id):
            return False
        question = f'repo:{self._repository} is:issue in:title,body "{postmortem_id}"'
        try:
            found = self._client.read("/search/issues", q=question, per_page=PER_PAGE)
        except TrackingError:
            return False
        if found["incomplete_results"] or found["total_count"] > len(found["items"]):
            return False
        for raw in found["items"]:
            one, known = read_issue(raw), self._issues.known_by_number(int(raw["number"]))
            if (
                isinstance(one, Issue)
                and postmortem_of(one.key) == postmortem_id
                and (not isinstance(known, Issue) or (known.key, known.home) != (one.key, one.home))
            ):
                return False
        return True
