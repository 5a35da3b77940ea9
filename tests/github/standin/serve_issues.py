"""Issues: listing, opening, reading, changing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from . import issue_writes
from .call import Call, Reply, serves
from .paging import listing
from .refusals import NotServed, Refused
from .state import Issue

NOT_KNOWN = ("issue_field_values", "duplicate_issue_id", "assignee")
FILTERS = ("state", "labels", "since", "creator", "assignee", "milestone")
ROLES = ("read", "triage", "write", "maintain", "admin")
SHORT = {"triage": "read", "maintain": "write"}  # roles that have no word in the older field
SORTED_BY: dict[str, Callable[[Issue], Any]] = {
    "created": attrgetter("created_at", "number"),
    "updated": attrgetter("updated_at", "number"),
    "comments": lambda one: (len(one.comments), one.number),
}


def names_of(items: Iterable[Any], key: str) -> list[str]:
    """Names that come as strings or as objects."""
    found = []
    for one in items:
        if isinstance(one, dict) and one.get("suggest"):
            raise NotServed("the stand-in makes no suggestions")
        found.append(str(one if isinstance(one, str) else one[key]))
    return found


def fields_of(call: Call) -> dict[str, Any]:
    """The body's fields, labels and assignees as plain names."""
    for name in NOT_KNOWN:
        if name in call.body:
            raise NotServed(f"the stand-in knows no field {name!r} yet")
    fields = dict(call.body)
    if "labels" in fields:
        fields["labels"] = names_of(fields["labels"], "name")
    if "assignees" in fields:
        fields["assignees"] = names_of(fields["assignees"], "login")
    return fields


def filters(call: Call) -> Iterator[Callable[[Issue], bool]]:
    """What an issue must pass to be listed; a list that lags leaves out what is too young."""
    query, since, platform = call.request.query, call.since(), call.platform
    state, creator = query.get("state", "open"), query.get("creator")
    labels = {name.strip().lower() for name in query.get("labels", "").split(",") if name.strip()}
    assignee, milestone = query.get("assignee"), query.get("milestone")
    if state != "all":
        yield lambda one: one.state == state
    if labels:
        yield lambda one: labels <= {name.lower() for name in one.label_names}
    if since is not None:
        yield lambda one: one.updated_at >= since
    if creator is not None:
        yield lambda one: one.author == creator
    if assignee is not None:
        yield lambda one: some(assignee, [login.lower() for login in one.assignees])
    if milestone is not None:
        yield lambda one: some(milestone, [str(one.milestone or "")])
    if platform.list_lag:
        yield lambda one: platform.writes - one.born >= platform.list_lag


def some(asked: str, values: list[str]) -> bool:
    """Whether a filter with `none` and `*` lets these values through."""
    values = [one for one in values if one]
    if asked in {"none", "*"}:
        return bool(values) == (asked == "*")
    return asked.lower() in values


@serves("issues/list-for-repo", "issues")
def list_issues(call: Call) -> Reply:
    """Newest first unless told otherwise; pull requests are among them."""
    call.only(*FILTERS, "sort", "direction")
    if not call.repository.has_issues:
        raise Refused(410, "Issues has been disabled in this repository.")
    found = [*call.repository.shown()]
    for passes in filters(call):
        found = [one for one in found if passes(one)]
    query = call.request.query
    backwards = query.get("direction", "desc") == "desc"
    found.sort(key=SORTED_BY[query.get("sort", "created")], reverse=backwards)
    return listing(call, found, call.views.issue)


@serves("issues/create", "issues")
def create_issue(call: Call) -> Reply:
    """A new issue."""
    issue = issue_writes.open_issue(call.platform, call.repository, call.login, fields_of(call))
    answer = call.views.issue(issue)
    return Reply(201, answer, {"Location": answer["url"]})


@serves("issues/get", "issues", or_pull=True)
def get_issue(call: Call) -> Reply:
    """One issue or pull request."""
    return Reply(200, call.views.issue(call.issue()))


@serves("issues/update", "issues", or_pull=True)
def update_issue(call: Call) -> Reply:
    """Changed fields, state included."""
    issue = call.issue()
    issue_writes.change_issue(call.platform, issue, call.login, fields_of(call))
    return Reply(200, call.views.issue(issue))


@serves("repos/get-collaborator-permission-level", "metadata")
def get_role(call: Call) -> Reply:
    """What a login may do in the repository; 404 if there is no such account."""
    repository, login = call.repository, call.parameters["username"]
    role = repository.collaborators.get(login.lower())
    if login.lower() == repository.owner.lower():
        role = "admin"
    if role is None:
        if login not in call.platform.accounts:
            raise Refused(404, f"{login} is not a user")
        role = "none" if repository.private else "read"
    rank = ROLES.index(role) if role in ROLES else -1
    levels = enumerate(("pull", "triage", "push", "maintain", "admin"))
    user = call.views.user(login) | {
        "role_name": role,
        "permissions": {name: rank >= level for level, name in levels},
    }
    return Reply(200, {"permission": SHORT.get(role, role), "role_name": role, "user": user})


@serves("issues/list-assignees", "issues")
def list_assignees(call: Call) -> Reply:
    """A page of those who can be assigned; who may be without having been named is left out."""
    verdicts = call.repository.assignable.items()
    found = sorted(login for login, one in verdicts if one.name in {"YES", "PROMISED"})
    return listing(call, found, call.views.user)


@serves("issues/check-user-can-be-assigned", "issues")
def check_assignee(call: Call) -> Reply:
    """204 if the login can be assigned, else 404."""
    verdict = call.repository.may_be_assigned(call.parameters["assignee"])
    if verdict.name not in {"YES", "PROMISED"}:
        raise Refused(404, "Not Found")
    return Reply(204)


@serves("issues/add-assignees", "issues", or_pull=True)
def add_assignees(call: Call) -> Reply:
    """More assignees; who cannot be assigned is left out."""
    issue = call.issue()
    logins = names_of(call.body.get("assignees", []), "login")
    issue_writes.set_assignees(call.platform, issue, [*issue.assignees, *logins])
    return Reply(201, call.views.issue(issue))


@serves("issues/remove-assignees", "issues", or_pull=True)
def remove_assignees(call: Call) -> Reply:
    """Fewer assignees."""
    issue = call.issue()
    gone = {login.lower() for login in call.body["assignees"]}
    kept = [login for login in issue.assignees if login.lower() not in gone]
    issue_writes.set_assignees(call.platform, issue, kept)
    return Reply(200, call.views.issue(issue))
