"""How commits, branches, files and pull requests look in answers."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from .clock import maybe_stamp, stamp
from .git_store import Entry, FileChange, Signature
from .state import Issue, Pull, Repository, Run, Workflow
from .views import Views, node_id

UNVERIFIED = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}


INLINE = 1_048_576  # bytes of a file that its contents show; a larger one is read as a blob


class GitViews:
    """Values of one repository's git as JSON."""

    def __init__(self, views: Views, repository: Repository) -> None:
        self.views = views
        self.repository = repository
        self.git = repository.git
        self.home = views.home(repository)
        self.page = views.page(repository)

    def ref(self, name: str, sha: str) -> dict[str, Any]:
        """A ref."""
        target = {"type": "commit", "sha": sha, "url": f"{self.home}/git/commits/{sha}"}
        url = f"{self.home}/git/{name}"
        return {"ref": name, "node_id": node_id("REF", name), "url": url, "object": target}

    def git_commit(self, sha: str) -> dict[str, Any]:
        """A commit as the git endpoints show it."""
        commit = self.git.commit_of(sha)
        return {
            "sha": sha,
            "node_id": node_id("C", sha),
            "url": f"{self.home}/git/commits/{sha}",
            "html_url": f"{self.page}/commit/{sha}",
            "author": signed(commit.author),
            "committer": signed(commit.committer),
            "message": commit.message,
            "tree": {"sha": commit.tree, "url": f"{self.home}/git/trees/{commit.tree}"},
            "parents": [self._parent(one, "git/commits") for one in commit.parents],
            "verification": UNVERIFIED,
        }

    def commit(self, sha: str) -> dict[str, Any]:
        """A commit as everything else shows it."""
        inner = self.git_commit(sha)
        parents = [self._parent(one["sha"], "commits") for one in inner["parents"]]
        kept = ("author", "committer", "message", "tree", "url", "verification")
        return {
            "sha": sha,
            "node_id": inner["node_id"],
            "url": f"{self.home}/commits/{sha}",
            "html_url": inner["html_url"],
            "comments_url": f"{self.home}/commits/{sha}/comments",
            "commit": {key: inner[key] for key in kept} | {"comment_count": 0},
            "author": None,
            "committer": None,
            "parents": parents,
        }

    def _parent(self, sha: str, kind: str) -> dict[str, Any]:
        url, page = f"{self.home}/{kind}/{sha}", f"{self.page}/commit/{sha}"
        return {"sha": sha, "url": url, "html_url": page}

    def branch(self, name: str, sha: str) -> dict[str, Any]:
        """A branch with its commit."""
        url = f"{self.home}/branches/{quote(name)}"
        checks = self.repository.required_checks.get(name, [])
        level = {"enforcement_level": "non_admins", "contexts": checks, "checks": []}
        asked = {"required_status_checks": level} if checks else {}
        guarded = bool(checks) or name in self.repository.protected
        return {
            "name": name,
            "commit": self.commit(sha),
            "_links": {"self": url, "html": f"{self.page}/tree/{name}"},
            "protected": guarded or bool(self.repository.rules.get(name)),
            "protection": {"enabled": guarded} | asked,
            "protection_url": f"{url}/protection",
        }

    def file(self, entry: Entry, ref: str, *, content: bool) -> dict[str, Any]:
        """A file or folder at a ref; a file may come with its content."""
        url = f"{self.home}/contents/{quote(entry.path)}?ref={quote(ref, safe='')}"
        kind = "trees" if entry.type == "tree" else "blobs"
        git_url = f"{self.home}/git/{kind}/{entry.sha}"
        page = f"{self.page}/{'tree' if entry.type == 'tree' else 'blob'}/{ref}/{entry.path}"
        answer = {
            "type": "dir" if entry.type == "tree" else "file",
            "size": entry.size,
            "name": entry.path.rpartition("/")[2],
            "path": entry.path,
            "sha": entry.sha,
            "url": url,
            "git_url": git_url,
            "html_url": page,
            "download_url": None if entry.type == "tree" else f"{page}?raw=true",
            "_links": {"self": url, "git": git_url, "html": page},
        }
        if content and entry.size > INLINE:
            answer |= {"encoding": "none", "content": ""}
        elif content and entry.sha:
            text = base64.encodebytes(self.git.content(entry.sha)).decode()
            answer |= {"encoding": "base64", "content": text}
        return answer

    def change(self, change: FileChange, head: str) -> dict[str, Any]:
        """A file in a comparison or a pull request."""
        path = quote(change.path)
        answer = {
            "sha": change.sha,
            "filename": change.path,
            "status": change.status,
            "additions": change.additions,
            "deletions": change.deletions,
            "changes": change.additions + change.deletions,
            "blob_url": f"{self.page}/blob/{head}/{path}",
            "raw_url": f"{self.page}/raw/{head}/{path}",
            "contents_url": f"{self.home}/contents/{path}?ref={head}",
        }
        return answer | ({"previous_filename": change.previous} if change.previous else {})

    def pull(self, issue: Issue, pull: Pull, *, full: bool) -> dict[str, Any]:
        """A pull request, with counts if full."""
        url, page = f"{self.home}/pulls/{issue.number}", f"{self.page}/pull/{issue.number}"
        issue_url = f"{self.home}/issues/{issue.number}"
        as_issue = self.views.issue(issue)
        same = ["number", "state", "locked", "title", "user", "body", "milestone", "assignee"]
        same += ["active_lock_reason", "created_at", "updated_at", "closed_at", "assignees"]
        links = {
            "self": url,
            "html": page,
            "issue": issue_url,
            "comments": f"{issue_url}/comments",
            "commits": f"{url}/commits",
            "review_comments": f"{url}/comments",
            "review_comment": f"{self.home}/pulls/comments{{/number}}",
            "statuses": f"{self.home}/statuses/{pull.head_sha}",
        }
        answer = {key: as_issue[key] for key in same} | {
            "id": issue.id + 1,
            "node_id": as_issue["node_id"],
            "url": url,
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            **{f"{key}_url": link for key, link in links.items() if key not in {"self", "html"}},
            "labels": [
                one | {"description": one["description"] or ""} for one in as_issue["labels"]
            ],
            "draft": pull.draft,
            "merged_at": maybe_stamp(pull.merged_at),
            "merge_commit_sha": pull.merge_sha,
            "requested_reviewers": [],
            "requested_teams": [],
            "head": self._end(pull.head_repository, pull.head, pull.head_sha),
            "base": self._end(self.repository, pull.base, pull.base_sha),
            "_links": {key: {"href": link} for key, link in links.items()},
            "author_association": as_issue["author_association"],
            "auto_merge": None,
        }
        return answer | (self._counts(issue, pull) if full else {})

    def _counts(self, issue: Issue, pull: Pull) -> dict[str, Any]:
        changes = self.git.changes(pull.base_sha, pull.head_sha)
        unmerged = issue.state == "open"
        return {
            "merged": pull.merged_at is not None,
            "mergeable": True if unmerged else None,
            "rebaseable": True if unmerged else None,
            "mergeable_state": "clean" if unmerged else "unknown",
            "merged_by": self.views.maybe_user(pull.merged_by),
            "comments": len(issue.comments),
            "review_comments": 0,
            "maintainer_can_modify": False,
            "commits": len(self.git.between(pull.base_sha, pull.head_sha)),
            "additions": sum(one.additions for one in changes),
            "deletions": sum(one.deletions for one in changes),
            "changed_files": len(changes),
        }

    def _end(self, repository: Repository, branch: str, sha: str) -> dict[str, Any]:
        return {
            "label": f"{repository.owner}:{branch}",
            "ref": branch,
            "sha": sha,
            "user": self.views.user(repository.owner),
            "repo": self.views.repository(repository),
        }

    def workflow(self, workflow: Workflow) -> dict[str, Any]:
        """A workflow file."""
        page = f"{self.page}/blob/{self.repository.default_branch}/{workflow.path}"
        made = stamp(workflow.created_at)
        return {
            "id": workflow.id,
            "node_id": node_id("W", workflow.id),
            "name": workflow.name,
            "path": workflow.path,
            "state": workflow.state,
            "created_at": made,
            "updated_at": made,
            "url": f"{self.home}/actions/workflows/{workflow.id}",
            "html_url": page,
            "badge_url": f"{self.page}/workflows/{quote(workflow.name)}/badge.svg",
        }

    def run(self, workflow: Workflow, run: Run) -> dict[str, Any]:
        """A run of a workflow."""
        url = f"{self.home}/actions/runs/{run.id}"
        pages = ("jobs", "logs", "artifacts", "cancel", "rerun", "check_suite")
        return {
            "id": run.id,
            "node_id": node_id("WR", run.id),
            "name": workflow.name,
            "display_title": workflow.name,
            "path": workflow.path,
            "workflow_id": workflow.id,
            "run_number": 1 + workflow.runs.index(run),
            "run_attempt": 1,
            "event": run.event,
            "status": run.status,
            "conclusion": run.conclusion,
            "head_branch": run.branch,
            "head_sha": run.head_sha,
            "head_commit": None,
            "pull_requests": [],
            "url": url,
            "html_url": f"{self.page}/actions/runs/{run.id}",
            "workflow_url": f"{self.home}/actions/workflows/{workflow.id}",
            **{f"{page}_url": f"{url}/{page}" for page in pages},
            **dict.fromkeys(("created_at", "updated_at", "run_started_at"), stamp(run.created_at)),
            "repository": self.views.repository(self.repository),
            "head_repository": self.views.repository(self.repository),
        }


def signed(signature: Signature) -> dict[str, str]:
    """Who and when, as in a commit."""
    return {"name": signature.name, "email": signature.email, "date": stamp(signature.at)}
