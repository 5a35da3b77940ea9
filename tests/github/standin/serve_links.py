"""Sub-issues, parents, dependencies and issue types."""

from __future__ import annotations

from . import link_writes
from .call import Call, Reply, serves
from .paging import listing
from .refusals import not_found


@serves("issues/list-sub-issues", "issues")
def list_children(call: Call) -> Reply:
    """The sub-issues in their order, closed ones too."""
    return listing(call, call.issue().children, call.views.issue)


@serves("issues/add-sub-issue", "issues")
def add_child(call: Call) -> Reply:
    """One more sub-issue, named by id; the answer is the sub-issue."""
    parent = call.issue()
    child = link_writes.issue_by_id(call.platform, call.body["sub_issue_id"])
    replace = bool(call.body.get("replace_parent"))
    link_writes.add_child(call.platform, parent, child, replace=replace)
    return Reply(201, call.views.issue(child))


@serves("issues/remove-sub-issue", "issues")
def remove_child(call: Call) -> Reply:
    """One sub-issue fewer."""
    parent = call.issue()
    child = link_writes.issue_by_id(call.platform, call.body["sub_issue_id"])
    link_writes.remove_child(call.platform, parent, child)
    return Reply(200, call.views.issue(child))


@serves("issues/get-parent", "issues")
def get_parent(call: Call) -> Reply:
    """The parent of an issue; 404 for none."""
    parent = call.issue().parent
    if parent is None:
        raise not_found()
    return Reply(200, call.views.issue(parent))


@serves("issues/list-dependencies-blocked-by", "issues")
def list_blockers(call: Call) -> Reply:
    """What blocks an issue."""
    return listing(call, call.issue().blocked_by, call.views.issue)


@serves("issues/add-blocked-by-dependency", "issues")
def add_blocker(call: Call) -> Reply:
    """One more blocker, named by id; the answer is the blocker."""
    issue = call.issue()
    blocker = link_writes.issue_by_id(call.platform, call.body["issue_id"])
    link_writes.add_blocker(call.platform, issue, blocker)
    return Reply(201, call.views.issue(blocker))


@serves("issues/remove-dependency-blocked-by", "issues")
def remove_blocker(call: Call) -> Reply:
    """One blocker fewer."""
    issue = call.issue()
    blocker = link_writes.issue_by_id(call.platform, call.number("issue_id"))
    link_writes.remove_blocker(call.platform, issue, blocker)
    return Reply(200, call.views.issue(blocker))


@serves("orgs/list-issue-types", "issues")
def list_issue_types(call: Call) -> Reply:
    """The issue types of an organization; 404 if there is none of that name."""
    organization = call.parameters["org"]
    known = call.platform.issue_types.get(organization)
    if known is None:
        raise not_found()
    return Reply(200, [call.views.issue_type(organization, name) for name in known])
