"""Comments and labels."""

from __future__ import annotations

from typing import Any

from . import issue_writes
from .call import Call, Reply, serves
from .paging import listing
from .refusals import Refused, not_found
from .serve_issues import names_of
from .state import Comment, Issue


def view(call: Call, issue: Issue, comment: Comment) -> dict[str, Any]:
    """A comment as JSON."""
    return call.views.comment(issue, comment)


@serves("issues/list-comments", "issues", or_pull=True)
def list_comments(call: Call) -> Reply:
    """The comments of one issue, oldest first."""
    call.only("since")
    issue, since = call.issue(), call.since()
    found = [one for one in issue.comments if since is None or one.updated_at >= since]
    return listing(call, found, lambda one: view(call, issue, one))


@serves("issues/list-comments-for-repo", "issues", or_pull=True)
def list_all_comments(call: Call) -> Reply:
    """The comments of all issues, by id, or by time with `sort`."""
    call.only("since", "sort", "direction")
    since, sort = call.since(), call.request.query.get("sort")
    found = [
        (issue, one)
        for issue in call.repository.listed()
        for one in issue.comments
        if since is None or one.updated_at >= since
    ]
    found.sort(key=lambda pair: pair[1].id)
    if sort is not None:
        backwards = call.request.query.get("direction", "desc") == "desc"
        found.sort(key=lambda pair: getattr(pair[1], f"{sort}_at"), reverse=backwards)
    return listing(call, found, lambda pair: view(call, *pair))


@serves("issues/create-comment", "issues", or_pull=True)
def create_comment(call: Call) -> Reply:
    """A new comment."""
    issue = call.issue()
    if issue.locked:
        raise Refused(403, "Unable to create comment because issue is locked.")
    comment = issue_writes.add_comment(call.platform, issue, call.login, call.body["body"])
    answer = view(call, issue, comment)
    return Reply(201, answer, {"Location": answer["url"]})


@serves("issues/get-comment", "issues", or_pull=True)
def get_comment(call: Call) -> Reply:
    """One comment."""
    return Reply(200, view(call, *call.comment()))


@serves("issues/update-comment", "issues", or_pull=True)
def update_comment(call: Call) -> Reply:
    """Another text for a comment."""
    issue, comment = call.comment()
    issue_writes.change_comment(call.platform, issue, comment, call.body["body"])
    return Reply(200, view(call, issue, comment))


@serves("issues/list-labels-for-repo", "issues", or_pull=True)
def list_labels(call: Call) -> Reply:
    """The labels of the repository, by name."""
    repository = call.repository
    found = [label for _, label in sorted(repository.labels.items())]
    return listing(call, found, lambda one: call.views.label(repository, one))


@serves("issues/create-label", "issues", or_pull=True)
def create_label(call: Call) -> Reply:
    """A new label."""
    body = call.body
    color = body.get("color", "ededed")
    what = (call.platform, call.repository, body["name"], color, body.get("description"))
    label = issue_writes.make_label(*what)
    call.platform.wrote()
    return Reply(201, call.views.label(call.repository, label))


@serves("issues/get-label", "issues", or_pull=True)
def get_label(call: Call) -> Reply:
    """One label."""
    label = call.repository.labels.get(call.parameters["name"].lower())
    if label is None:
        raise not_found()
    return Reply(200, call.views.label(call.repository, label))


def labels_asked(call: Call) -> list[str]:
    """Label names in a body of any of the forms that GitHub takes."""
    body = call.request.body or {}
    return names_of(body if isinstance(body, list) else body.get("labels", []), "name")


@serves("issues/list-labels-on-issue", "issues", or_pull=True)
def list_labels_of_issue(call: Call) -> Reply:
    """The labels of one issue."""
    issue = call.issue()
    return listing(call, issue.labels, lambda one: call.views.label(issue.repository, one))


@serves("issues/add-labels", "issues", or_pull=True)
def add_labels(call: Call) -> Reply:
    """More labels for an issue."""
    issue = call.issue()
    names = [*issue.label_names, *labels_asked(call)]
    issue_writes.set_labels(call.platform, issue, names)
    return Reply(200, call.views.labels(issue))


@serves("issues/set-labels", "issues", or_pull=True)
def set_labels(call: Call) -> Reply:
    """Other labels for an issue."""
    issue = call.issue()
    issue_writes.set_labels(call.platform, issue, labels_asked(call))
    return Reply(200, call.views.labels(issue))


@serves("issues/remove-label", "issues", or_pull=True)
def remove_label(call: Call) -> Reply:
    """One label fewer."""
    issue = call.issue()
    issue_writes.remove_label(call.platform, issue, call.parameters["name"])
    return Reply(200, call.views.labels(issue))
