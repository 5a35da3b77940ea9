"""How accounts, repositories, issues and comments look in answers."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from .addresses import REPOSITORY_LINKS, USER_LINKS
from .clock import maybe_stamp, stamp
from .state import BOT, Comment, Issue, Label, Platform, Repository


def node_id(kind: str, number: int | str) -> str:
    """An opaque global id, as GraphQL has it."""
    return f"{kind}_" + base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


class Views:
    """Values as JSON, with addresses under the API that the client asked."""

    def __init__(self, platform: Platform, api: str) -> None:
        self.platform = platform
        self.api = api
        self.web = platform.web
        self._users: dict[str, dict[str, Any]] = {}  # a list names the same few many times

    def home(self, repository: Repository) -> str:
        """A repository's address in the API."""
        return f"{self.api}/repos/{repository.full_name}"

    def page(self, repository: Repository) -> str:
        """A repository's page for people."""
        return f"{self.web}/{repository.full_name}"

    def user(self, login: str) -> dict[str, Any]:
        """An account."""
        if login not in self._users:
            self._users[login] = self._user(login)
        return self._users[login]

    def _user(self, login: str) -> dict[str, Any]:
        number = self.platform.account_id(login)
        url = f"{self.api}/users/{quote(login)}"
        kind = "Bot" if login.endswith("[bot]") or login == "Copilot" else "User"
        if login in self.platform.issue_types:
            kind = "Organization"
        app = login.removesuffix("[bot]")
        return {
            "login": login,
            "id": number,
            "node_id": node_id("U", number),
            "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.web}/apps/{app}" if kind == "Bot" else f"{self.web}/{login}",
            "type": kind,
            "site_admin": False,
            **{key: url + rest for key, rest in USER_LINKS.items()},
        }

    def maybe_user(self, login: str | None) -> dict[str, Any] | None:
        """An account where there may be none."""
        return None if login is None else self.user(login)

    def repository(self, repository: Repository) -> dict[str, Any]:
        """A repository, in the full form that serves for the shorter ones too."""
        home, page, now = self.home(repository), self.page(repository), repository.created_at
        opened = sum(one.state == "open" for one in repository.listed())
        nothing = ("forks", "forks_count", "stargazers_count", "watchers", "watchers_count", "size")
        return {
            "id": repository.id,
            "node_id": node_id("R", repository.id),
            "name": repository.name,
            "full_name": repository.full_name,
            "owner": self.user(repository.owner),
            "private": repository.private,
            "visibility": "private" if repository.private else "public",
            "html_url": page,
            "description": None,
            "fork": repository.origin is not None,
            "url": home,
            **{key: home + rest for key, rest in REPOSITORY_LINKS.items()},
            "clone_url": f"{page}.git",
            "git_url": f"git://github.com/{repository.full_name}.git",
            "ssh_url": f"git@github.com:{repository.full_name}.git",
            "svn_url": page,
            "mirror_url": None,
            "homepage": None,
            "language": None,
            "license": None,
            "default_branch": repository.default_branch,
            "open_issues": opened,
            "open_issues_count": opened,
            **dict.fromkeys((*nothing, "network_count", "subscribers_count"), 0),
            "has_issues": repository.has_issues,
            **dict.fromkeys(("has_projects", "has_wiki", "has_pages", "has_downloads"), False),
            **dict.fromkeys(("has_discussions", "disabled"), False),
            "archived": repository.archived,
            **dict.fromkeys(("pushed_at", "created_at", "updated_at"), stamp(now)),
        }

    def label(self, repository: Repository, label: Label) -> dict[str, Any]:
        """A label."""
        return {
            "id": label.id,
            "node_id": node_id("LA", label.id),
            "url": f"{self.home(repository)}/labels/{quote(label.name, safe='')}",
            "name": label.name,
            "description": label.description,
            "color": label.color,
            "default": False,
        }

    def labels(self, issue: Issue) -> list[dict[str, Any]]:
        """The labels of an issue."""
        return [self.label(issue.repository, label) for label in issue.labels]

    def comment(self, issue: Issue, comment: Comment) -> dict[str, Any]:
        """A comment."""
        home, kind = self.home(issue.repository), "pull" if issue.pull else "issues"
        page = f"{self.page(issue.repository)}/{kind}/{issue.number}"
        return {
            "id": comment.id,
            "node_id": node_id("IC", comment.id),
            "url": f"{home}/issues/comments/{comment.id}",
            "html_url": f"{page}#issuecomment-{comment.id}",
            "issue_url": f"{home}/issues/{issue.number}",
            "body": comment.body,
            "user": self.user(comment.author),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "author_association": self.association(comment.author),
            "performed_via_github_app": None,
        }

    def association(self, login: str) -> str:
        """How a login belongs to the repository."""
        return "NONE" if login == BOT or login in self.platform.outsiders else "MEMBER"

    def issue(self, issue: Issue) -> dict[str, Any]:
        """An issue; a pull request has `pull_request` too."""
        repository = issue.repository
        url = f"{self.home(repository)}/issues/{issue.number}"
        kind = "pull" if issue.pull else "issues"
        done = sum(child.state == "closed" for child in issue.children)
        total = len(issue.children)
        blockers = issue.blocked_by
        blocking = issue.blocking
        answer = {
            "id": issue.id,
            "node_id": node_id("PR" if issue.pull else "I", issue.id),
            "url": url,
            "repository_url": self.home(repository),
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "timeline_url": f"{url}/timeline",
            "html_url": f"{self.page(repository)}/{kind}/{issue.number}",
            "number": issue.number,
            "state": issue.state,
            "state_reason": issue.state_reason,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(issue.author),
            "labels": self.labels(issue),
            "assignee": self.maybe_user(issue.assignees[0] if issue.assignees else None),
            "assignees": [self.user(login) for login in issue.assignees],
            "milestone": self.milestone(issue),
            "locked": issue.locked,
            "active_lock_reason": None,
            "comments": len(issue.comments),
            "closed_at": maybe_stamp(issue.closed_at),
            "closed_by": self.maybe_user(issue.closed_by),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "author_association": self.association(issue.author),
            "performed_via_github_app": None,
            "sub_issues_summary": {
                "total": total,
                "completed": done,
                "percent_completed": 100 * done // total if total else 0,
            },
            "issue_dependencies_summary": {
                "blocked_by": sum(one.state == "open" for one in blockers),
                "total_blocked_by": len(blockers),
                "blocking": sum(one.state == "open" for one in blocking),
                "total_blocking": len(blocking),
            },
        }
        return answer | self._sometimes(issue)

    def _sometimes(self, issue: Issue) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if issue.type is not None:
            found["type"] = self.issue_type(issue.repository.owner, issue.type)
        if issue.parent is not None:
            parent = issue.parent
            found["parent_issue_url"] = f"{self.home(parent.repository)}/issues/{parent.number}"
        if issue.pull is not None:
            page = f"{self.page(issue.repository)}/pull/{issue.number}"
            found["draft"] = issue.pull.draft
            found["pull_request"] = {
                "url": f"{self.home(issue.repository)}/pulls/{issue.number}",
                "html_url": page,
                "diff_url": f"{page}.diff",
                "patch_url": f"{page}.patch",
                "merged_at": maybe_stamp(issue.pull.merged_at),
            }
        return found

    def issue_type(self, organization: str, name: str) -> dict[str, Any]:
        """An issue type of an organization."""
        number = 1 + self.platform.issue_types.get(organization, [name]).index(name)
        plain = {"description": None, "color": None, "is_enabled": True}
        return {"id": number, "node_id": node_id("IT", number), "name": name, **plain}

    def milestone(self, issue: Issue) -> dict[str, Any] | None:
        """The milestone of an issue, if it has one."""
        number, repository = issue.milestone, issue.repository
        if number is None:
            return None
        url = f"{self.home(repository)}/milestones/{number}"
        return {
            "url": url,
            "html_url": f"{self.page(repository)}/milestone/{number}",
            "labels_url": f"{url}/labels",
            "id": repository.id + number,
            "node_id": node_id("MI", repository.id + number),
            "number": number,
            "state": "open",
            "title": repository.milestones[number],
            "description": None,
            "creator": self.user(repository.owner),
            "open_issues": 0,
            "closed_issues": 0,
            **dict.fromkeys(("created_at", "updated_at"), stamp(repository.created_at)),
            **dict.fromkeys(("closed_at", "due_on")),
        }
