"""Links between issues: parents with their sub-issues, and what blocks what."""

from __future__ import annotations

from .refusals import Refused, unprocessable
from .state import Issue, Platform

CHILDREN, LEVELS, BLOCKERS = 100, 8, 50


def issue_by_id(platform: Platform, issue_id: int) -> Issue:
    """The issue with that id in any repository; a number is no id, and raises `Refused`."""
    for repository in platform.repositories.values():
        for issue in repository.listed():
            if issue.id == issue_id:
                return issue
    raise Refused(404, "The provided issue does not exist")


def height(issue: Issue) -> int:
    """Levels below and with an issue."""
    return 1 + max((height(child) for child in issue.children), default=0)


def ancestors(issue: Issue) -> list[Issue]:
    """The parents of an issue, nearest first."""
    found = []
    while issue.parent is not None:
        issue = issue.parent
        found.append(issue)
    return found


def add_child(platform: Platform, parent: Issue, child: Issue, *, replace: bool = False) -> None:
    """Make one issue a sub-issue of another; raises `Refused` where GitHub does not do it."""
    if parent.pull or child.pull:
        raise unprocessable("Pull requests cannot be linked as sub-issues")
    if child in parent.children:
        raise unprocessable("Issue may not contain duplicate sub-issues")
    if child.parent is not None and not replace:
        raise unprocessable("Sub issue may only have one parent")
    if parent is child or child in ancestors(parent):
        raise unprocessable("Sub issue cannot be its own parent or ancestor")
    if len(parent.children) >= CHILDREN:
        raise unprocessable(f"Parent cannot have more than {CHILDREN} sub-issues")
    if len(ancestors(parent)) + 1 + height(child) > LEVELS:
        raise unprocessable(f"Sub-issues cannot be nested deeper than {LEVELS} levels")
    if child.parent is not None:
        child.parent.children.remove(child)
    parent.children.append(child)
    child.parent = parent
    parent.updated_at = child.updated_at = platform.wrote()


def remove_child(platform: Platform, parent: Issue, child: Issue) -> None:
    """Undo `add_child`; raises `Refused` if it is no child of this parent."""
    if child not in parent.children:
        raise Refused(404, "The provided sub-issue does not exist")
    parent.children.remove(child)
    child.parent = None
    parent.updated_at = child.updated_at = platform.wrote()


def add_blocker(platform: Platform, issue: Issue, blocker: Issue) -> None:
    """Say that one issue is blocked by another; raises `Refused` where GitHub does not."""
    if issue.pull or blocker.pull:
        raise unprocessable("Pull requests cannot have dependencies")
    if blocker is issue or issue in blocker.blocked_by:
        raise unprocessable("Issues cannot block themselves or each other")
    if blocker in issue.blocked_by:
        raise unprocessable("Target issue has already been taken")
    if len(issue.blocked_by) >= BLOCKERS:
        raise unprocessable(f"An issue can be blocked by at most {BLOCKERS} issues")
    issue.blocked_by.append(blocker)
    blocker.blocking.append(issue)
    issue.updated_at = platform.wrote()


def remove_blocker(platform: Platform, issue: Issue, blocker: Issue) -> None:
    """Undo `add_blocker`; raises `Refused` if it does not block this issue."""
    if blocker not in issue.blocked_by:
        raise Refused(404, "Not Found")
    issue.blocked_by.remove(blocker)
    blocker.blocking.remove(issue)
    issue.updated_at = platform.wrote()
