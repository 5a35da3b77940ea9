"""The timeline of an issue: comments, closing and reopening, and what mentions it."""

from __future__ import annotations

from typing import Any

from .call import Call, Reply, serves
from .clock import stamp
from .paging import listing
from .state import Comment, Event, Issue
from .views import node_id


@serves("issues/list-events-for-timeline", "issues", or_pull=True)
def list_timeline(call: Call) -> Reply:
    """What happened to an issue, oldest first; changed labels and assignees are left out."""
    call.only()
    issue = call.issue()
    found: list[Comment | Event] = [*issue.comments, *issue.events]
    found.sort(key=lambda one: (one.created_at if isinstance(one, Comment) else one.at, one.id))
    return listing(call, found, lambda one: entry(call, issue, one))


def entry(call: Call, issue: Issue, one: Comment | Event) -> dict[str, Any]:
    """One entry."""
    views = call.views
    if isinstance(one, Comment):
        author = {"event": "commented", "actor": views.user(one.author)}
        return views.comment(issue, one) | author
    what = {"event": one.kind, "actor": views.user(one.actor), "created_at": stamp(one.at)}
    if one.source is not None:
        source = {"type": "issue", "issue": views.issue(one.source)}
        return what | {"updated_at": stamp(one.at), "source": source}
    home = views.home(issue.repository)
    return what | {
        "id": one.id,
        "node_id": node_id("E", one.id),
        "url": f"{home}/issues/events/{one.id}",
        "commit_id": one.commit,
        "commit_url": one.commit and f"{home}/commits/{one.commit}",
        "state_reason": one.reason,
        "performed_via_github_app": None,
    }
