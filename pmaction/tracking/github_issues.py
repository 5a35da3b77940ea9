"""One repository's issues as a run has read them: the list, its tail, single ones by number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pmaction.believed import believed
from pmaction.elsewhere import homes_here
from pmaction.errors import TrackingError
from pmaction.issue import DamagedIssue, Issue, IssueNumber, Listing
from pmaction.standing import Incident
from pmaction.tracking.github_cache import BadCache, KeptIssue, Memory, kept_fields
from pmaction.tracking.github_client import GitHubClient
from pmaction.tracking.github_list import MAX_AGE, IssueList
from pmaction.tracking.github_read import read_issue
from pmaction.tracking.github_reminded import read_incident, read_standing
from pmaction.tracking.github_tail import Moved, read_tail
from pmaction.tracking.github_waits import with_waits


class KnownIssues:
    """What was read of a repository's issues, and how to read more of them."""

    def __init__(
        self,
        client: GitHubClient,
        at: str,
        memory: Memory | None = None,
        max_age: float = MAX_AGE,
        incident_label: str | None = None,
    ) -> None:
        """Read the repository at this API path; nothing is asked yet.

        The first listing asks for what changed since `memory`, if that is younger than `max_age`.
        `standing` is the number of the issue that remembers what was said in reminders.
        """
        self._client, self._at = client, at
        self._incident_label = incident_label
        self._list = IssueList(client, at, memory, max_age)
        self._forget()

    def _forget(self) -> None:
        self._raw: dict[int, dict[str, Any]] = {}
        self._keys: dict[str, int] = {}
        self._homes: frozenset[str] = frozenset()
        self._damaged: dict[str, DamagedIssue] = {}
        self.standing: int | None = None
        self._home = self._list.home or self._at
        self._newest = 0
        self._tail_is_complete = False

    def listing(self) -> Listing:
        """Read all issues with a marker, from the unfiltered list: filtered ones may be stale."""
        self._forget()
        issues: list[Issue] = []
        damaged: list[DamagedIssue] = []
        incidents: list[Incident] = []
        for raw in self._list.entries(self.read):
            # A repository that was renamed is still the one that its former name leads to.
            self._home = raw.get("repository_url") or self._home
            one = None if "pull_request" in raw else self.remember(raw)
            if isinstance(one, Issue):
                issues.append(one)
            elif one is not None:
                damaged.append(one)
            else:
                self._list.others.add(int(raw["number"]))
                is_asked = self._incident_label is not None and "pull_request" not in raw
                if is_asked and (incident := read_incident(raw, self._incident_label or "")):
                    incidents.append(incident)
        self._newest = self._list.newest
        issues = list(believed(issues))
        self._homes = homes_here(issues, self.home)
        waits = {one.number: one.last.waits for one in issues if one.last.waits}
        issues = [with_waits(one, waits.get(one.last.parent or 0)) for one in issues]
        standing = read_standing(self._raw[self.standing]) if self.standing is not None else None
        listing = Listing(
            tuple(issues), tuple(damaged), standing, tuple(incidents), home=self.home
        ).without_others()
        self._keys = {key: int(issue.number) for key, issue in listing.by_key().items()}
        return listing

    def read(self, number: IssueNumber) -> dict[str, Any]:
        """Read an issue or pull request as it is now.

        Raises Moved if it is in another repository now (GitHub answers with what is there), Gone if
        it was deleted, NotFound if there is none.
        """
        raw: dict[str, Any] = self._client.read(f"{self._at}/issues/{number}")
        home = (raw.get("repository_url") or self._home).casefold()
        if int(raw["number"]) != int(number) or not home.endswith(self._home.casefold()):
            raise Moved(number, raw.get("html_url") or "")
        return raw

    def remember(self, raw: dict[str, Any]) -> Issue | DamagedIssue | None:
        """Keep an issue as it was read, and give what the core needs of it if it has a marker."""
        one = read_issue(raw)
        number = int(raw["number"])
        if one is None:
            self._raw.pop(number, None)
            if read_standing(raw) is not None:
                self._raw[number] = kept_fields(raw)
                self.standing = min(number, self.standing or number)
            return None
        self._raw[number] = kept_fields(raw)
        if isinstance(one, Issue) and one.may_count and self._is_from_here(one):
            self._keys.setdefault(one.key, number)
        elif isinstance(one, DamagedIssue) and one.key is not None:
            self._damaged.setdefault(one.key, one)
        return one

    def _is_from_here(self, issue: Issue) -> bool:
        return issue.home is None or issue.home in (self._homes or {self.home})

    @property
    def home(self) -> str:
        """The repository's name with its owner's, as GitHub says it, in lower case."""
        return "/".join(self._home.split("/")[-2:]).casefold()

    @property
    def unsure(self) -> frozenset[int]:
        """The numbers of which this run has only a memory."""
        return self._list.unsure

    @property
    def newest(self) -> int:
        """The highest number that is known to have been given out."""
        return self._newest

    def few(self) -> int:
        """Give how many requests cost less than to list all."""
        return self._list.few()

    def known_by_number(self, number: int) -> Issue | DamagedIssue | None:
        """Give an issue with a marker, or a damaged one, as it was read last or remembered."""
        raw = self._raw.get(number)
        return read_issue(raw) if raw is not None else None

    def comments_on(self, number: int) -> int:
        """Give how many comments an issue had when it was read, anybody's."""
        return int(self._raw.get(number, {}).get("comments") or 0)

    def memory(self, assignable: Iterable[str]) -> Memory | None:
        """Give what a further run may build upon; None without a listing, or a clock to trust."""
        now, full = self._list.seen_at, self._list.in_full_at
        if now is None or full is None:
            return None
        try:
            kept = tuple(KeptIssue.of(raw) for _, raw in sorted(self._raw.items()))
        except BadCache:
            return None
        others = self._list.others - self._raw.keys()
        return Memory(
            home=self._home,
            in_full_at=int(full),
            seen_at=int(now),
            issues=kept,
            others=tuple(sorted(others)),
            gone=tuple(sorted(self._list.gone - others - self._raw.keys())),
            assignable=tuple(sorted(assignable)),
        )

    def known(self, number: IssueNumber) -> Issue | None:
        """Give an issue with a marker as it was read last; None if it was not read."""
        one = self.known_by_number(int(number))
        return self._whole(one) if isinstance(one, Issue) else None

    def _whole(self, issue: Issue) -> Issue:
        """Give an issue with what its parent remembers of it, as far as that was read."""
        number = issue.last.parent
        parent = self.known_by_number(number) if isinstance(number, int) else None
        return with_waits(issue, parent.last.waits) if isinstance(parent, Issue) else issue

    def existing(self, key: str, *, again: bool = False) -> int | None:
        """Give the number of a key's issue, after the list's tail was read, or read `again`.

        Raises TrackingError when its issue is there but damaged.
        """
        if again or not self._tail_is_complete:
            self._complete_tail()
            self._tail_is_complete = True
        if key not in self._keys and (damaged := self._damaged.get(key)) is not None:
            why = damaged.why.rstrip(".")
            raise TrackingError(
                f"#{damaged.number} is left alone: {why}", "Put it right by hand, and run again."
            )
        return self._keys.get(key)

    def created(self, key: str, raw: dict[str, Any]) -> int:
        """Keep an issue that was just opened, and give its number."""
        number = int(raw["number"])
        self._newest = max(self._newest, number)
        self.remember(raw)
        self._keys.setdefault(key, number)
        return number

    def id_of(self, number: IssueNumber) -> int:
        """Give an issue's id, which sub-issues and dependencies take instead of its number."""
        raw = self._raw.get(int(number)) or self.read(number)
        return int(raw["id"])

    def _complete_tail(self) -> None:
        """Keep what stands after the newest known number."""
        for raw in read_tail(self._newest, self.read):
            self._newest = int(raw["number"])
            if "pull_request" not in raw:
                self.remember(raw)
