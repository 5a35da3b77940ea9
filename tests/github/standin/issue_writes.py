"""Writes to issues and their comments, with the limits that GitHub sets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from .refusals import Refused, invalid, unprocessable
from .state import Assignable, Comment, Event, Issue, Label, Platform, Pull, Repository

COLOR = re.compile(r"[0-9A-Fa-f]{6}")
TITLE, BODY, LABELS, ASSIGNEES, LABEL_NAME = 256, 65_536, 100, 10, 50
LONG = "is too long (maximum is {} characters)"
FIELDS = ("title", "body", "labels", "assignees", "milestone", "type")


def issue_at(repository: Repository, number: int) -> Issue:
    """The issue of that number, wherever it went; raises `Refused` for none."""
    if number not in repository.issues:
        raise Refused(404, "Not Found")
    return repository.issues[number]


def make_label(
    platform: Platform,
    repository: Repository,
    name: str,
    color: str = "ededed",
    description: str | None = None,
) -> Label:
    """A new label; raises `Refused` for a bad name or colour and for one that exists."""
    check_label_name(name)
    if not COLOR.fullmatch(color):
        raise invalid("Label", "color")
    if name.lower() in repository.labels:
        raise invalid("Label", "name", "already_exists")
    label = Label(platform.next_id(), name, color.lower(), description)
    repository.labels[name.lower()] = label
    return label


def check_label_name(name: str) -> None:
    """Raises `Refused` for a label name that is empty or too long."""
    if not name.strip():
        raise invalid("Label", "name", "missing_field")
    if len(name) > LABEL_NAME:
        raise invalid("Label", "name", message=f"name {LONG.format(LABEL_NAME)}")


def labels_of(platform: Platform, repository: Repository, names: Iterable[str]) -> list[Label]:
    """Labels by name, each once; unknown ones come into being with the default colour."""
    unique = {name.lower(): name for name in names}
    if len(unique) > LABELS:
        raise unprocessable(f"An issue can have at most {LABELS} labels")
    for name in unique.values():
        check_label_name(name)
    return [
        repository.labels.get(key) or make_label(platform, repository, name)
        for key, name in unique.items()
    ]


def assignees_of(repository: Repository, logins: Iterable[str], *, strict: bool) -> list[str]:
    """Who of these can be assigned; `strict` refuses with 422 where GitHub does."""
    unique = list({login.lower(): login for login in logins}.values())
    verdicts = {login: repository.may_be_assigned(login) for login in unique}
    refused = [login for login in unique if verdicts[login] is Assignable.REFUSED]
    if strict and refused:
        raise invalid("Issue", "assignees", value=refused[0])
    return [login for login in unique if verdicts[login] is Assignable.YES][:ASSIGNEES]


def check_text(resource: str, title: Any, body: str | None) -> None:
    """Raises `Refused` for a title or a body that is empty or too long."""
    if title is not None and not str(title).strip():
        raise invalid(resource, "title", "missing_field")
    if title is not None and len(str(title)) > TITLE:
        raise invalid(resource, "title", "custom", message=f"title {LONG.format(TITLE)}")
    if body is not None and len(body) > BODY:
        raise invalid(resource, "body", "custom", message=f"body {LONG.format(BODY)}")


def values_for(
    platform: Platform, repository: Repository, fields: dict[str, Any]
) -> dict[str, Any]:
    """The fields of a request as values of an issue; nothing is changed if one is refused."""
    values = {key: fields[key] for key in FIELDS if key in fields}
    check_text("Issue", values.get("title"), values.get("body"))
    if values.get("title") is None:
        values.pop("title", None)
    else:
        values["title"] = str(values["title"])
    if "assignees" in values:
        values["assignees"] = assignees_of(repository, values["assignees"] or [], strict=True)
    if values.get("milestone") is not None:
        values["milestone"] = int(values["milestone"])
        if values["milestone"] not in repository.milestones:
            raise invalid("Issue", "milestone")
    if values.get("type") is not None:
        known = platform.issue_types.get(repository.owner, [])
        if known and values["type"] not in known:
            raise invalid("Issue", "type")
        if not known:
            del values["type"]  # dropped without a word, as where there are no types
    if "labels" in values:
        values["labels"] = labels_of(platform, repository, values["labels"] or [])
    return values


def open_issue(
    platform: Platform,
    repository: Repository,
    author: str,
    fields: dict[str, Any],
    pull: Pull | None = None,
) -> Issue:
    """A new issue, or pull request; raises `Refused` and then leaves no trace."""
    if not repository.has_issues and pull is None:
        raise Refused(410, "Issues has been disabled in this repository.")
    if fields.get("title") is None:
        raise invalid("Issue", "title", "missing_field")
    values = {"body": None} | values_for(platform, repository, fields)
    now = platform.wrote()
    repository.last_number += 1
    issue = Issue(
        repository,
        repository.last_number,
        platform.next_id(),
        author=author,
        created_at=now,
        updated_at=now,
        born=platform.writes,
        pull=pull,
        **values,
    )
    repository.issues[issue.number] = issue
    return issue


def add_event(platform: Platform, issue: Issue, kind: str, by: str, **details: Any) -> None:
    """Note in the timeline what happened just now."""
    issue.events.append(Event(platform.next_id(), kind, by, platform.clock.now, **details))


def change_issue(
    platform: Platform, issue: Issue, by: str, fields: dict[str, Any], commit: str | None = None
) -> None:
    """Change what is named; a state changes closed_at, closed_by and the reason with it."""
    values = values_for(platform, issue.repository, fields)
    now = platform.wrote()
    for key, value in values.items():
        setattr(issue, key, value)
    issue.updated_at = now
    state = fields.get("state")
    if state is None or state == issue.state:
        return  # the reason counts only where the state changes
    issue.state = state
    if state == "closed":
        issue.closed_at, issue.closed_by = now, by
        issue.state_reason = fields.get("state_reason") or "completed"
    else:
        issue.closed_at = issue.closed_by = None
        issue.state_reason = "reopened"
    if issue.pull is not None:
        issue.state_reason = None
    kind = "closed" if state == "closed" else "reopened"
    add_event(platform, issue, kind, by, reason=issue.state_reason, commit=commit)


def set_labels(platform: Platform, issue: Issue, names: Sequence[str]) -> None:
    """Give an issue exactly these labels."""
    labels = labels_of(platform, issue.repository, names)
    issue.updated_at = platform.wrote()
    issue.labels = labels


def remove_label(platform: Platform, issue: Issue, name: str) -> None:
    """Take one label off; raises `Refused` if the issue does not have it."""
    kept = [label for label in issue.labels if label.name.lower() != name.lower()]
    if len(kept) == len(issue.labels):
        raise Refused(404, "Label does not exist")
    issue.updated_at = platform.wrote()
    issue.labels = kept


def set_assignees(platform: Platform, issue: Issue, logins: Sequence[str]) -> None:
    """Assign these, leaving out without a word who cannot be assigned."""
    assignees = assignees_of(issue.repository, logins, strict=False)
    issue.updated_at = platform.wrote()
    issue.assignees = assignees


def add_comment(platform: Platform, issue: Issue, author: str, body: str) -> Comment:
    """A new comment; raises `Refused` for an empty or too long one."""
    check_comment(body)
    now = platform.wrote()
    comment = Comment(platform.next_id(), body, author, now, now)
    issue.comments.append(comment)
    issue.updated_at = now
    return comment


def change_comment(platform: Platform, issue: Issue, comment: Comment, body: str) -> None:
    """Another text for a comment; raises `Refused` for an empty or too long one."""
    check_comment(body)
    comment.body = body
    comment.updated_at = issue.updated_at = platform.wrote()


def check_comment(body: str) -> None:
    """Raises `Refused` for a body that is empty or too long."""
    if not body.strip():
        raise invalid("IssueComment", "body", "custom", message="Body cannot be blank")
    check_text("IssueComment", None, body)
