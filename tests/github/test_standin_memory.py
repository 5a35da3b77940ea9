"""What the stand-in remembers of how an issue looks is never older than the issue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta

import pytest
from standin import Assignable, Issue, Person, StandIn
from standin.remembered_views import Known, RememberedViews, as_json
from standin.views import Views

API = "http://127.0.0.1"


def pull(github: StandIn, person: Person) -> None:
    person.push({"a.txt": "a\n"}, branch="feature")
    number = person.open_pull("A change", "feature").number
    person.merge(number)


def rename(github: StandIn, _: Person) -> None:
    github.repository.labels["kind"].name = "sort"


ACTS: dict[str, Callable[[StandIn, Person], object]] = {
    "title": lambda _, person: person.edit(1, title="Another"),
    "body": lambda _, person: person.edit(1, body="Another"),
    "closed": lambda _, person: person.close(2, "not_planned"),
    "reopened": lambda _, person: person.reopen(3),
    "label": lambda _, person: person.label(1, "new"),
    "unlabel": lambda _, person: person.unlabel(1, "kind"),
    "label renamed": rename,
    "assigned": lambda _, person: person.assign(1, "bob"),
    "comment": lambda _, person: person.comment(1, "Hello"),
    "locked": lambda _, person: person.lock(1),
    "child": lambda _, person: person.link_child(1, 3),
    "child closed": lambda _, person: person.close(4),
    "blocked": lambda _, person: person.block(1, 3),
    "blocker closed": lambda _, person: person.close(5),
    "milestone": lambda _, person: person.edit(1, milestone=1),
    "milestone renamed": lambda github, _: github.repository.milestones.update({1: "Later"}),
    "type": lambda _, person: person.edit(1, type="Bug"),
    "types": lambda github, _: github.platform.issue_types.update({"acme": ["Task", "Bug"]}),
    "outsider": lambda github, _: github.platform.outsiders.add("alice"),
    "pull request": pull,
    "owner": lambda github, _: setattr(github.repository, "owner", "emca"),
    "another page": lambda github, _: setattr(github.platform, "web", "https://example.com"),
}


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn() as github:
        fill(github)
        yield github


def fill(github: StandIn) -> None:
    github.repository.unknown_login = Assignable.YES
    github.repository.milestones[1] = "Soon"
    github.platform.issue_types["acme"] = ["Bug", "Task"]
    person = github.person("alice")
    for number in range(1, 6):
        fields = {"labels": ["kind"], "assignees": ["alice"], "type": "Task", "milestone": 1}
        person.opens(f"Number {number}", "A body", **fields)
    person.close(3)
    person.link_child(2, 4)
    person.block(2, 5)


def shown(github: StandIn, views: Views) -> list[bytes]:
    return [as_json(views.issue(one)) for one in github.repository.listed()]


@pytest.mark.parametrize("act", ACTS)
def test_what_changes_an_issue_changes_what_is_shown_of_it(github: StandIn, act: str) -> None:
    known, person = Known(), github.person("alice")
    before = shown(github, RememberedViews(github.platform, API, known))
    assert shown(github, RememberedViews(github.platform, API, known)) == before
    ACTS[act](github, person)
    after = shown(github, RememberedViews(github.platform, API, known))
    assert after == shown(github, Views(github.platform, API))
    assert after != before


@pytest.mark.parametrize("name", [one.name for one in fields(Issue)])
def test_no_value_of_an_issue_is_forgotten(github: StandIn, name: str) -> None:
    known, issue = Known(), github.repository.issues[2]
    shown(github, RememberedViews(github.platform, API, known))
    value = getattr(issue, name)
    match value:
        case bool():
            setattr(issue, name, not value)
        case str() if name == "type":
            issue.type = "Bug"
        case str():
            setattr(issue, name, f"{value}x")
        case int():
            setattr(issue, name, value + 1 if name != "milestone" else None)
        case list():
            setattr(issue, name, [])
        case None if name.endswith("_at"):
            setattr(issue, name, issue.created_at)
        case None if name in ("closed_by", "state_reason"):
            setattr(issue, name, "x")
        case None if name in ("parent", "moved_to"):
            setattr(issue, name, github.repository.issues[1])
    if name in ("created_at", "updated_at"):
        setattr(issue, name, value + timedelta(days=1))
    seen = shown(github, RememberedViews(github.platform, API, known))
    assert seen == shown(github, Views(github.platform, API))


def test_nobody_changes_a_view_that_is_remembered(github: StandIn) -> None:
    views = RememberedViews(github.platform, API, Known())
    seen = views.issue(github.repository.issues[1])
    for act in (lambda: seen.update(title="x"), lambda: seen.pop("title")):
        with pytest.raises(TypeError, match="make another one"):
            act()
    assert json.loads(as_json(seen)) == seen
