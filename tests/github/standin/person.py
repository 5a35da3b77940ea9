"""What people do in the browser and with git, straight on the state and past every right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import commit_writes, issue_writes, link_writes
from .git_store import Git
from .state import Comment, Issue, Platform, Repository


@dataclass
class Person:
    """Somebody at work in one repository; issues are named by number."""

    platform: Platform
    repository: Repository
    login: str

    def __post_init__(self) -> None:
        self.platform.account_id(self.login)

    def issue(self, number: int) -> Issue:
        """The issue or pull request of that number."""
        return issue_writes.issue_at(self.repository, number)

    def opens(self, title: str, body: str | None = None, **fields: Any) -> Issue:
        """Open an issue."""
        fields = {"title": title, "body": body, **fields}
        return issue_writes.open_issue(self.platform, self.repository, self.login, fields)

    def edit(self, number: int, **fields: Any) -> None:
        """Change fields as the API names them (`title=`, `body=`, `labels=`, ...)."""
        issue_writes.change_issue(self.platform, self.issue(number), self.login, fields)

    def close(
        self, number: int, reason: str = "completed", *, commit: str | None = None, pull: int = 0
    ) -> None:
        """Close as completed, not_planned or duplicate; by a commit, or a pull request, if named.

        As on GitHub, only a commit is named by the closing itself; a pull request is what
        mentioned the issue before.
        """
        if pull:
            self.mention(number, pull)
        fields = {"state": "closed", "state_reason": reason}
        issue_writes.change_issue(self.platform, self.issue(number), self.login, fields, commit)

    def mention(self, number: int, source: int | str) -> None:
        """Write of an issue in another issue, a pull request, or the message of a commit."""
        issue = self.issue(number)
        self.platform.wrote()
        if isinstance(source, str):
            issue_writes.add_event(self.platform, issue, "referenced", self.login, commit=source)
        else:
            where = self.issue(source)
            issue_writes.add_event(
                self.platform, issue, "cross-referenced", self.login, source=where
            )

    def reopen(self, number: int) -> None:
        """Open it again."""
        self.edit(number, state="open")

    def comment(self, number: int, body: str) -> Comment:
        """Write a comment."""
        return issue_writes.add_comment(self.platform, self.issue(number), self.login, body)

    def edit_comment(self, number: int, comment: Comment, body: str) -> None:
        """Give a comment another text."""
        issue_writes.change_comment(self.platform, self.issue(number), comment, body)

    def delete_comment(self, number: int, comment: Comment) -> None:
        """Take a comment away."""
        issue = self.issue(number)
        issue.comments.remove(comment)
        issue.updated_at = self.platform.wrote()

    def label(self, number: int, *names: str) -> None:
        """Add labels, making the unknown ones."""
        issue = self.issue(number)
        issue_writes.set_labels(self.platform, issue, [*issue.label_names, *names])

    def unlabel(self, number: int, name: str) -> None:
        """Take one label off."""
        issue_writes.remove_label(self.platform, self.issue(number), name)

    def assign(self, number: int, *logins: str) -> None:
        """Assign exactly these."""
        issue_writes.set_assignees(self.platform, self.issue(number), logins)

    def lock(self, number: int) -> None:
        """Lock the conversation."""
        issue = self.issue(number)
        issue.locked = True
        issue.updated_at = self.platform.wrote()

    def link_child(self, parent: int, child: int) -> None:
        """Make one issue a sub-issue of another."""
        link_writes.add_child(self.platform, self.issue(parent), self.issue(child))

    def block(self, number: int, blocker: int) -> None:
        """Say that one issue is blocked by another."""
        link_writes.add_blocker(self.platform, self.issue(number), self.issue(blocker))

    def delete(self, number: int) -> None:
        """Delete an issue: its number answers 410 from now on, its links are gone."""
        issue = self.issue(number)
        self._unlink(issue)
        issue.deleted = True
        self.platform.wrote()

    def convert(self, number: int, status: int = 404) -> None:
        """Make a discussion of an issue: it is no issue any more, and answers as none."""
        self.delete(number)
        self.issue(number).gone_as = status

    def transfer(self, number: int, target: Repository) -> Issue:
        """Move an issue to another repository, where it has another number and another id."""
        old = self.issue(number)
        known = [name for name in old.label_names if name.lower() in target.labels]
        fields = {"title": old.title, "body": old.body, "labels": known}
        new = issue_writes.open_issue(self.platform, target, old.author, fields)
        new.state, new.state_reason = old.state, old.state_reason
        new.closed_at, new.closed_by = old.closed_at, old.closed_by
        new.comments, new.created_at = old.comments, old.created_at
        self._unlink(old)
        old.moved_to = new
        return new

    def fork(self) -> Person:
        """The same person at work in a fork of the repository, made if there is none."""
        origin = self.repository
        full_name = f"{self.login}/{origin.name}"
        if full_name.lower() not in self.platform.repositories:
            git = Git(origin.git.path.with_name(f"fork-of-{self.login}-{origin.id}.git"))
            branch = f"refs/heads/{origin.default_branch}"
            git.fetch(origin.git.path, branch, branch)
            fork = Repository(
                self.login,
                origin.name,
                self.platform.next_id(),
                git,
                self.platform.clock.now,
                private=origin.private,
                origin=origin,
            )
            self.platform.repositories[full_name.lower()] = fork
        return Person(self.platform, self.platform.repositories[full_name.lower()], self.login)

    def push(
        self,
        files: dict[str, str | None],
        message: str = "Change files",
        branch: str = "",
        start: str = "",
    ) -> str:
        """Commit files to a branch, by default the default branch; gives the commit's sha."""
        where = (self.platform, self.repository, self.login, files, message, branch, start)
        return commit_writes.commit_files(*where)

    def open_pull(self, title: str, head: str, body: str = "", **fields: Any) -> Issue:
        """Open a pull request from a branch to the default branch, of the origin in a fork."""
        target = self.repository.origin or self.repository
        fields |= {"title": title, "body": body, "head": f"{self.repository.owner}:{head}"}
        fields |= {"base": target.default_branch}
        return commit_writes.open_pull(self.platform, target, self.login, fields)

    def merge(self, number: int) -> str:
        """Merge a pull request; gives the merge commit's sha."""
        return commit_writes.merge_pull(self.platform, self.issue(number), self.login)

    def _unlink(self, issue: Issue) -> None:
        if issue.parent is not None:
            issue.parent.children.remove(issue)
        for child in issue.children:
            child.parent = None
        issue.parent, issue.children = None, []
        for other in issue.blocking:
            other.blocked_by.remove(issue)
        for other in issue.blocked_by:
            other.blocking.remove(issue)
        issue.blocking, issue.blocked_by = [], []
