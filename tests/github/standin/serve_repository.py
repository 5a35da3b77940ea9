"""The repository itself, its pull requests and workflows, the account and the quota."""

from __future__ import annotations

from typing import Any

from . import commit_writes
from .call import Call, Reply, serves
from .clock import stamp
from .git_views import GitViews
from .paging import listing, page_of
from .refusals import forbidden, not_found, unprocessable
from .state import Issue, Pull, Workflow


@serves("repos/get", "metadata")
def get_repository(call: Call) -> Reply:
    """The repository, with the role of the token's person in it; an App's token has none."""
    answer = call.views.repository(call.repository)
    rights = call.token.rights if call.token and call.token.person else None
    push = rights is not None and rights.allows("contents", "write")
    admin = call.token is not None and call.token.is_admin
    pull = rights is not None or not call.repository.private
    permissions = {"admin": admin, "maintain": admin, "triage": push, "push": push, "pull": pull}
    return Reply(200, answer | {"permissions": permissions})


@serves("users/get-authenticated", None)
def get_user(call: Call) -> Reply:
    """The person of a personal token; the Actions token is nobody."""
    if call.token is None or call.token.person is None:
        raise forbidden()
    made = stamp(call.platform.clock.now)
    about = ("name", "company", "blog", "location", "email", "hireable", "bio")
    counts = ("public_repos", "public_gists", "followers", "following")
    answer = call.views.user(call.token.person)
    answer |= dict.fromkeys(about) | dict.fromkeys(counts, 0)
    return Reply(200, answer | {"created_at": made, "updated_at": made})


@serves("rate-limit/get", None)
def get_quota(call: Call) -> Reply:
    """What is left of the hour."""
    core = call.quota.figures(call.token)
    return Reply(200, {"resources": {"core": core, "search": core}, "rate": core})


def pull_in_path(call: Call) -> tuple[Issue, Pull]:
    """The pull request in the path; raises `Refused` if the number is none."""
    issue = call.repository.issues.get(call.number("pull_number"))
    if issue is None or issue.pull is None:
        raise not_found()
    return issue, issue.pull


def list_pulls_of(call: Call, found: list[Issue]) -> Reply:
    """A page of pull requests."""
    views = GitViews(call.views, call.repository)

    def view(issue: Issue) -> dict[str, Any] | None:
        return views.pull(issue, issue.pull, full=False) if issue.pull else None

    return listing(call, found, view)


@serves("pulls/list", "pull_requests")
def list_pulls(call: Call) -> Reply:
    """Newest first unless told otherwise."""
    call.only("state", "head", "base", "sort", "direction")
    query = call.request.query
    state, base, head = query.get("state", "open"), query.get("base"), query.get("head")
    sort = query.get("sort", "created")
    found = []
    for issue in call.repository.listed():
        pull = issue.pull
        if pull is None or state not in {"all", issue.state}:
            continue
        label = f"{pull.head_repository.owner}:{pull.head}"
        if base in {None, pull.base} and (head is None or ":" not in head or head == label):
            found.append(issue)
    usual = "desc" if sort == "created" else "asc"
    updated = sort == "updated"
    found.sort(
        key=lambda one: (one.updated_at if updated else one.created_at, one.number),
        reverse=query.get("direction", usual) == "desc",
    )
    return list_pulls_of(call, found)


@serves("pulls/create", "pull_requests")
def create_pull(call: Call) -> Reply:
    """A new pull request, if the repository lets Actions open them."""
    issue = commit_writes.open_pull(call.platform, call.repository, call.login, call.body)
    views = GitViews(call.views, call.repository)
    return Reply(201, issue.pull and views.pull(issue, issue.pull, full=True))


@serves("pulls/get", "pull_requests")
def get_pull(call: Call) -> Reply:
    """One pull request."""
    views = GitViews(call.views, call.repository)
    return Reply(200, views.pull(*pull_in_path(call), full=True))


@serves("pulls/list-files", "pull_requests")
def list_files(call: Call) -> Reply:
    """The files that a pull request changes."""
    _, pull = pull_in_path(call)
    git = call.repository.git
    parted = git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    views = GitViews(call.views, call.repository)
    changes = git.changes(parted, pull.head_sha)
    return listing(call, changes, lambda one: views.change(one, pull.head_sha))


@serves("repos/list-pull-requests-associated-with-commit", "pull_requests")
def list_pulls_with_commit(call: Call) -> Reply:
    """The pull requests that brought a commit, or would."""
    git, sha = call.repository.git, call.parameters["commit_sha"]
    found = git.resolve(sha)
    if found is None:
        raise unprocessable(f"No commit found for SHA: {sha}")
    brought = []
    for issue in call.repository.listed():
        pull = issue.pull
        if pull is None or (issue.state == "closed" and pull.merged_at is None):
            continue
        if found == pull.merge_sha or found in git.between(pull.base_sha, pull.head_sha):
            brought.append(issue)
    return list_pulls_of(call, brought)


@serves("actions/get-github-actions-default-workflow-permissions-repository", "administration")
def get_job_rights(call: Call) -> Reply:
    """What a job that says nothing may do, and whether Actions may open pull requests."""
    may = call.repository.actions_may_open_pulls
    answer = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": may}
    return Reply(200, answer)


@serves("actions/list-repo-workflows", "actions")
def list_workflows(call: Call) -> Reply:
    """The workflow files."""
    shown, headers = page_of(call, call.repository.workflows)
    views = GitViews(call.views, call.repository)
    answer = {
        "total_count": len(call.repository.workflows),
        "workflows": [views.workflow(one) for one in shown],
    }
    return Reply(200, answer, headers)


def workflow_in_path(call: Call) -> Workflow:
    """The workflow in the path, by id or by file name."""
    name = call.parameters["workflow_id"]
    for one in call.repository.workflows:
        if name in {str(one.id), one.path.rpartition("/")[2]}:
            return one
    raise not_found()


@serves("actions/get-workflow", "actions")
def get_workflow(call: Call) -> Reply:
    """One workflow file."""
    views = GitViews(call.views, call.repository)
    return Reply(200, views.workflow(workflow_in_path(call)))


@serves("actions/list-workflow-runs", "actions")
def list_runs(call: Call) -> Reply:
    """The runs of a workflow, newest first."""
    call.only("event", "status", "branch")
    workflow, query = workflow_in_path(call), call.request.query
    status = query.get("status")
    found = [
        one
        for one in sorted(workflow.runs, key=lambda run: run.created_at, reverse=True)
        if query.get("event", one.event) == one.event
        and query.get("branch", one.branch) == one.branch
        and status in {None, one.status, one.conclusion}
    ]
    shown, headers = page_of(call, found)
    views = GitViews(call.views, call.repository)
    runs = [views.run(workflow, one) for one in shown]
    return Reply(200, {"total_count": len(found), "workflow_runs": runs}, headers)
