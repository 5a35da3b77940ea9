"""Writes to git and pull requests: moving refs, opening and merging."""

from __future__ import annotations

from typing import Any

from .git_store import Entry, Git, Signature
from .issue_writes import open_issue
from .refusals import Refused, invalid, unprocessable
from .state import BOT, Issue, Platform, Pull, Repository, Token

NO_PUSH = {"pull_request", "update", "required_status_checks", "merge_queue"}


def new_repository(
    platform: Platform, git: Git, full_name: str, *, private: bool = False
) -> Repository:
    """A repository with one commit on its default branch."""
    owner, name = full_name.split("/")
    repository = Repository(owner, name, platform.next_id(), git, platform.clock.now, private)
    platform.repositories[full_name.lower()] = repository
    by = signature(platform, owner)

    def begin() -> None:
        tree = git.tree([Entry("README.md", sha=git.blob(f"# {name}\n".encode()))])
        git.set_ref(
            f"refs/heads/{repository.default_branch}", git.commit(tree, [], "Begin", by, by)
        )

    git.first = begin
    return repository


def signature(platform: Platform, login: str) -> Signature:
    """How a login signs a commit now."""
    address = f"{platform.account_id(login)}+{login}@users.noreply.github.com"
    return Signature(login, address, platform.clock.now)


def commit_files(
    platform: Platform,
    repository: Repository,
    author: str,
    files: dict[str, str | None],
    message: str,
    branch: str = "",
    start: str = "",
) -> str:
    """Commit files on a branch as a push does; None removes one; `start` is where it begins."""
    git, ref = repository.git, f"refs/heads/{branch or repository.default_branch}"
    tip = git.ref(ref) or (git.resolve(start) if start else git.resolve("HEAD"))
    entries = [
        Entry(path, sha=None if text is None else git.blob(text.encode()))
        for path, text in files.items()
    ]
    platform.wrote()
    by = signature(platform, author)
    sha = git.commit(git.tree(entries, tip), [tip] if tip else [], message, by, by)
    point(platform, repository, ref, sha)
    return sha


def point(platform: Platform, repository: Repository, ref: str, sha: str) -> None:
    """Move a ref, and the open pull requests that come from that branch."""
    repository.git.set_ref(ref, sha)
    for target in platform.repositories.values():
        for issue in target.issues.values():
            pull = issue.pull
            if pull is None or issue.state != "open" or pull.head_repository is not repository:
                continue
            if f"refs/heads/{pull.head}" == ref:
                pull.head_sha = sha
                target.git.fetch(repository.git.path, ref, f"refs/pull/{issue.number}/head")


def move_ref(
    platform: Platform,
    repository: Repository,
    ref: str,
    sha: str,
    *,
    force: bool,
    by: Token | None = None,
) -> None:
    """Move a ref as the API does; raises `Refused` for rules, checks and for lost commits.

    A ruleset's rules do not hold for a token that may bypass it, nor checks for an administrator.
    """
    old = repository.git.ref(ref)
    if old is None:
        raise unprocessable("Reference does not exist")
    check_object(repository, sha)
    rules = repository.rules.get(ref.removeprefix("refs/heads/"), [])
    token = by.name if by else ""
    held = [r for r in rules if token not in repository.bypassing.get(r.get("ruleset_id", 0), ())]
    if any(rule["type"] in NO_PUSH for rule in held):
        why = "Changes must be made through a pull request."
        raise unprocessable(f"Repository rule violations found\n\n{why}")
    checks = repository.required_checks.get(ref.removeprefix("refs/heads/"))
    if checks and not (by and by.is_admin):
        raise unprocessable(f'Required status check "{checks[0]}" is expected.')
    if not force and repository.git.merge_base(old, sha) != old:
        raise unprocessable("Update is not a fast forward")
    platform.wrote()
    point(platform, repository, ref, sha)


def make_ref(platform: Platform, repository: Repository, ref: str, sha: str) -> None:
    """A new ref; raises `Refused` if it exists, is misnamed, or its commit is not there."""
    if not ref.startswith("refs/") or ref.count("/") < 2:
        raise unprocessable("Reference name must start with 'refs/' and have two slashes")
    if repository.git.ref(ref) is not None:
        raise unprocessable("Reference already exists")
    check_object(repository, sha)
    rules = repository.rules.get(ref.removeprefix("refs/heads/"), [])
    if any(rule["type"] == "creation" for rule in rules):
        raise unprocessable("Repository rule violations found\n\nCannot create ref.")
    platform.wrote()
    point(platform, repository, ref, sha)


def check_object(repository: Repository, sha: str) -> None:
    """Raises `Refused` unless this is the full sha of a commit."""
    if repository.git.resolve(sha) != sha:
        raise unprocessable("Object does not exist")


def open_pull(
    platform: Platform, repository: Repository, author: str, fields: dict[str, Any]
) -> Issue:
    """A new pull request; `head` may name a fork's owner (`eve:fix`); raises `Refused`."""
    if author == BOT and not repository.actions_may_open_pulls:
        message = "GitHub Actions is not permitted to create or approve pull requests."
        raise Refused(403, message)
    owner, _, head = fields["head"].rpartition(":")
    base = fields["base"]
    source = platform.repositories.get(f"{owner or repository.owner}/{repository.name}".lower())
    head_sha = source.git.ref(f"refs/heads/{head}") if source else None
    base_sha = repository.git.ref(f"refs/heads/{base}")
    if source is None or head_sha is None:
        raise invalid("PullRequest", "head")
    if base_sha is None:
        raise invalid("PullRequest", "base")
    for other in repository.listed():
        if other.state != "open" or other.pull is None:
            continue
        if (other.pull.head_repository, other.pull.head, other.pull.base) == (source, head, base):
            text = f"A pull request already exists for {source.owner}:{head}."
            raise invalid("PullRequest", "head", "custom", message=text)
    repository.git.fetch(source.git.path, f"refs/heads/{head}", "refs/pull/new")
    ahead = repository.git.between(base_sha, head_sha)
    repository.git.run("update-ref", "-d", "refs/pull/new")
    if not ahead:
        text = f"No commits between {base} and {head}"
        raise invalid("PullRequest", "head", "custom", message=text)
    pull = Pull(head, head_sha, base, base_sha, source, bool(fields.get("draft")))
    issue = open_issue(platform, repository, author, fields, pull)
    repository.git.set_ref(f"refs/pull/{issue.number}/head", head_sha)
    return issue


def merge_pull(platform: Platform, issue: Issue, by: str) -> str:
    """Merge a pull request as a person does in the browser; gives the merge commit's sha."""
    pull, repository = issue.pull, issue.repository
    if pull is None or issue.state != "open":
        raise Refused(405, "Pull Request is not mergeable")
    git, ref = repository.git, f"refs/heads/{pull.base}"
    tip = git.ref(ref) or pull.base_sha
    tree = git.text("merge-tree", "--write-tree", tip, pull.head_sha)
    now = platform.wrote()
    message = f"Merge pull request #{issue.number} from {pull.head_repository.owner}/{pull.head}"
    who = signature(platform, by)
    sha = git.commit(tree, [tip, pull.head_sha], f"{message}\n\n{issue.title}", who, who)
    point(platform, repository, ref, sha)
    pull.merged_at, pull.merged_by, pull.merge_sha = now, by, sha
    issue.state, issue.closed_at, issue.closed_by, issue.updated_at = "closed", now, by, now
    return sha
