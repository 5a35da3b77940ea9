"""The tracking system `github`: issues of a repository, with sub-issues and dependencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import structs

from pmaction.identity import is_item
from pmaction.issue import OUR_LABEL, IssueFields, IssueNumber, LastWritten, Listing
from pmaction.standing import IssueComment, Recent, Record, Standing
from pmaction.tracking.github_adoption import number_named, with_marker
from pmaction.tracking.github_body import Marker, fitting_body, new_body
from pmaction.tracking.github_cache import Memory
from pmaction.tracking.github_client import AnswerLost, GitHubClient
from pmaction.tracking.github_comments import Comments
from pmaction.tracking.github_directory import MAX_ASSIGNEES, Directory
from pmaction.tracking.github_doubts import Doubts
from pmaction.tracking.github_evidence import Evidence
from pmaction.tracking.github_issue_writes import IssueWrites
from pmaction.tracking.github_issues import KnownIssues
from pmaction.tracking.github_links import Links
from pmaction.tracking.github_list import NOTHING_RECALLED, Recalled
from pmaction.tracking.github_login import OwnLogin
from pmaction.tracking.github_lookups import LookUps
from pmaction.tracking.github_new_issues import NewIssues
from pmaction.tracking.github_read import label_names, login_of
from pmaction.tracking.github_standing import StandingIssue
from pmaction.tracking.github_task_list import Task, with_tasks
from pmaction.tracking.github_waits import NewWaits
from pmaction.whereabouts import Whereabouts


class GitHubTrackingSystem:
    """Issues of one repository, as one run sees them; `comments` are ours on them."""

    def __init__(
        self,
        client: GitHubClient,
        repository: str,
        issue_type: str | None = None,
        recalled: Recalled = NOTHING_RECALLED,
        incident_label: str | None = None,
    ) -> None:
        """Work on a repository, named `owner/name`; new issues of items get this type, if any.

        What is recalled of it spares requests. Issues of people with this label are incidents.
        """
        self._client, self._recalled = client, recalled
        self._at = f"/repos/{repository}"
        self._issues = KnownIssues(
            client, self._at, recalled.memory, recalled.max_age, incident_label
        )
        self._doubts = Doubts(client, repository, self._issues)
        self._links = Links(client, self._at, self._issues)
        self._directory = Directory(client, self._at, recalled.assignable)
        self._login = OwnLogin(client)
        self.comments = Comments(client, self._at, self._login)
        self._evidence = Evidence(client, self._at, self._issues, recalled)
        places = recalled.memory.places if recalled.memory else ()
        self._look_ups = LookUps(self._issues, places)
        self._new = NewIssues(client, self._at, issue_type)
        self._standing = StandingIssue(
            client, self._at, self._issues, self._new, self._directory, self._login
        )
        self._waits = NewWaits()
        self._writes = IssueWrites(client, self._at, self._issues, self._directory)

    def list_issues(self) -> Listing:
        """Give all issues with a marker, from the unfiltered list: filtered ones may be stale."""
        self._waits = NewWaits()
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
        before = self._recalled.memory.assignable if self._recalled.memory else ()
        if (memory := self._issues.memory(self._directory.assignable(before))) is None:
            return None
        return structs.replace(
            self._look_ups.added_to(memory),
            silent=tuple(sorted(self._evidence.silent())),
            unassignable=tuple(sorted(self._directory.unassignable(self._refused_before()))),
        )

    def look_up(
        self, numbers: frozenset[IssueNumber], *, again: bool = False
    ) -> Mapping[IssueNumber, Whereabouts]:
        """Read issues by number, so many a run: what a list leaves out is true there."""
        return self._look_ups.of(numbers, again=again)

    def number_named(self, name: IssueNumber) -> IssueNumber | None:
        """Read a number from `318`, `#318`, `owner/name#318` or an address of ours."""
        return number_named(name, self._at)

    def evidence(self, issues: frozenset[IssueNumber]) -> Mapping[IssueNumber, bool]:
        """Read the timelines of issues that people closed."""
        return self._evidence.shown(issues)

    def unassignable(self, persons: frozenset[str], *, again: bool = False) -> frozenset[str]:
        """Ask of each person whether they can be assigned, once in a run."""
        before = () if again else self._refused_before()
        refused = self._directory.refused({login_of(person) for person in persons}, before)
        return frozenset(person for person in persons if login_of(person) in refused)

    def _refused_before(self) -> tuple[str, ...]:
        """Give who could not be assigned in the run that the list builds upon, if it does."""
        memory = self._recalled.memory
        return memory.unassignable if memory is not None and self._issues.unsure else ()

    def create(self, key: str, fields: IssueFields, written: LastWritten) -> IssueNumber:
        """Open an issue, once: the list's tail is read first, and again if the answer is lost."""
        if (there := self._issues.existing(key)) is not None:
            return there
        labels = sorted(fields.labels or ())
        self._directory.make_labels(labels)
        marker = Marker(key, written, self._issues.home)
        body = {
            "title": fields.title or key,
            "body": fitting_body(new_body(fields.block or "", marker)),
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
        self._login.learn(raw)
        number = self._issues.created(key, raw)
        self._waits.opened(number)
        if OUR_LABEL not in label_names(raw):
            self._directory.label_issue(number, labels)
        self._writes.note_dropped(raw, fields.assignees or frozenset(), written)
        return number

    def update(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        """Write fields and marker in one request, so that they cannot part."""
        self._writes.change(self._issues.read(issue), before, after, self._waits.added_to(written))

    def adopt(
        self,
        issue: IssueNumber,
        before: IssueFields,
        after: IssueFields,
        written: LastWritten,
    ) -> None:
        """Put marker, block and label on a person's issue in one request, if it is still theirs."""
        raw = self._issues.read(issue)
        if (marked := with_marker(raw, after.key or "", self._issues.home)) is not None:
            self._writes.change(marked, before, after, written)
            known = self._issues.known(issue)
            if known is not None and not known.is_ours:
                self._directory.label_issue(int(issue), sorted(after.labels or ()))

    def link_parent(self, issue: IssueNumber, parent: IssueNumber) -> None:
        """Make an issue a sub-issue of its postmortem's; its marker says which that is."""
        self._links.make_sub_issue(issue, parent)
        self._waits.placed(issue)
        known = self._issues.known(issue)
        if known is None or known.last.parent != parent:
            # What the former parent remembers of it would be forgotten.
            blocked_by = known.last.blocked_by if known is not None else None
            written = LastWritten(parent=parent, blocked_by=blocked_by)
            self._writes.write(self._issues.read(issue), written, None, {})

    def link_blocked_by(
        self,
        issue: IssueNumber,
        added: Mapping[str, IssueNumber],
        removed: Mapping[str, IssueNumber | None],
        written: LastWritten,
    ) -> None:
        """Say which issues an issue waits for, in its text where the server has no such links."""
        gone = [number for number in removed.values() if number is not None]
        is_linked = self._links.block(issue, added.values(), gone)
        if is_linked and self._waits.keep(issue, written):
            return
        raw = self._issues.read(issue)
        tasks = () if is_linked else [self._task(key, number) for key, number in added.items()]
        text = (raw.get("body") or "").replace("\r\n", "\n")
        listed = with_tasks(text, tasks, removed.keys())
        self._writes.write(raw, written, None, {}, text=None if listed == text else listed)

    def _task(self, key: str, number: IssueNumber) -> Task:
        blocker = self._issues.known(number)
        return Task(key, int(number), blocker is not None and blocker.state == "closed")

    def comment(
        self, issue: IssueNumber, comment_id: str, text: str, *, noted: bool = True
    ) -> bool:
        """Write a comment unless one of ours has this id; if `noted`, note that with the issue."""
        is_new = self.comments.add(int(issue), comment_id, text)
        if noted:
            written = LastWritten(comments=frozenset({comment_id}))
            self._writes.write(self._issues.read(issue), written, None, {})
        return is_new

    def read_comments(self, issue: IssueNumber) -> tuple[IssueComment, ...]:
        """Read the pages of an issue's comments."""
        return self.comments.thread(int(issue))

    def recent_comments(self, since: datetime | None) -> Recent | None:
        """Read the repository's comments since a moment, newest first, up to so many."""
        return self.comments.recent(since)

    def may_write(self, login: str) -> bool | None:
        """Ask what an account may do in the repository, once in a run."""
        return self._directory.may_write(login)

    def standing(self) -> Standing | None:
        """Read the standing issue by its number, or the list's tail if the list has none."""
        return self._standing.read()

    def keep(self, record: Record) -> IssueNumber:
        """Put a record into the standing issue's text, or open that issue."""
        return self._standing.keep(record)

    def comment_on_pull(self, pull: int, comment_id: str, text: str) -> bool:
        """Write the comment with this id on a pull request, or edit it in place."""
        return self.comments.put_on_pull(pull, comment_id, text)

    def noticed(self) -> Sequence[tuple[str, str]]:
        """Give what issues did not get of what they should have."""
        return [*self._new.noticed, *self._links.noticed, *self._writes.noticed]
