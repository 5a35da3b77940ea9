"""The history of a branch or of one file in it."""

from __future__ import annotations

from .call import Call, Reply, serves
from .git_views import GitViews
from .paging import listing
from .serve_git import commit_named


@serves("repos/list-commits", "contents")
def list_commits(call: Call) -> Reply:
    """The commits that a branch, tag or sha has, newest first; with `path`, those of a file."""
    call.only("sha", "path")
    repository, query = call.repository, call.request.query
    start = commit_named(repository, query.get("sha") or repository.default_branch)
    arguments = ["rev-list", start]
    if path := query.get("path", "").strip("/"):
        arguments += ["--", path]
    views = GitViews(call.views, repository)
    return listing(call, repository.git.text(*arguments).split(), views.commit)
