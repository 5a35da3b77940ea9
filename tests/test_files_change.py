"""Issues stay the same whatever becomes of the files and their history, with no write too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit, git
from standin import Assignable, Issue, StandIn

from pmaction.cli import main

TIMELINE = """\
timeline:
  - at: 2025-12-01T10:00:00Z
    event: The queue grew
  - at: 2025-12-01T11:00:00Z
    event: The queue was emty again
"""
ITEMS = """\
action_items:
  - id: A1
    title: Alert when the queue is longer than 1,000
    priority: P1
    owner: "@alice"
    due: 2025-12-21
  - id: A2
    title: Rehearse the failover
    priority: P2
    owner: "@bob"
    due: 2025-12-30
"""
TEXT = POSTMORTEM.partition("action_items:")[0] + TIMELINE + ITEMS
MOVED = "postmortems/mail/2025-12-01-mail-was-down.yaml"


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A postmortem with two items whose issues are open."""
    folder = check_out(github, tmp_path, monkeypatch, issues="write", contents="read")
    (folder / PATH).write_text(TEXT)
    commit(folder, "Tell the timeline")
    assert main(["apply", "--now", NOW]) == 0
    return folder


Apply = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def apply(github: StandIn, checkout: Path) -> Apply:
    """Commits what changed and applies it; gives the writes, after a further run without any."""

    def run() -> list[tuple[str, str]]:
        if git(checkout, "status", "--porcelain"):
            commit(checkout, "Change something")
        before = len(github.writes)
        assert main(["apply", "--now", NOW]) == 0
        written = github.writes[before:]
        assert main(["apply", "--now", NOW]) == 0
        assert len(github.writes) == before + len(written)
        assert sorted(github.repository.issues) == [1, 2, 3]
        return [(one.method, one.path.removeprefix("/repos/acme/site")) for one in written]

    return run


def updates(*numbers: int) -> list[tuple[str, str]]:
    return [("PATCH", f"/issues/{number}") for number in numbers]


def edit(checkout: Path, old: str, new: str) -> None:
    text = (checkout / PATH).read_text()
    assert text.count(old) == 1
    (checkout / PATH).write_text(text.replace(old, new))


def bodies(github: StandIn) -> list[str]:
    return [issue.body or "" for issue in github.repository.issues.values()]


def state(github: StandIn) -> list[tuple[str, str | None, str, list[str], list[Issue]]]:
    issues = github.repository.issues.values()
    return [(one.title, one.body, one.state, one.label_names, one.children) for one in issues]


def test_a_typo_in_the_timeline_writes_nothing(checkout: Path, apply: Apply) -> None:
    edit(checkout, "emty", "empty")
    assert apply() == []


def test_lines_above_the_items_write_nothing_though_each_item_moves_down(
    github: StandIn, checkout: Path, apply: Apply
) -> None:
    before = state(github)
    edit(checkout, "    event: The queue grew\n", "    # Seen by\n    event: The queue grew\n")
    edit(checkout, "title: Mail was down\n", "title: Mail was down\n\n\n")
    assert apply() == []
    assert state(github) == before


def test_an_edited_item_writes_itself_and_its_parent_and_takes_its_new_place_along(
    github: StandIn, checkout: Path, apply: Apply
) -> None:
    edit(checkout, "emty", "empty\n    # twice")
    edit(checkout, "Rehearse the failover", "Rehearse the failover each month")
    edit(checkout, '"@bob"\n', '"@bob"\n    done_when: It took a minute\n')
    assert apply() == updates(1, 3)
    head = git(checkout, "rev-parse", "HEAD")
    parent, first, second = bodies(github)
    assert f"/blob/{head}/{PATH}#L22-L27" in second
    assert f"/blob/{head}/{PATH}" in parent
    assert head not in first


def test_a_moved_and_renamed_file_keeps_its_issues_and_moves_their_links(
    github: StandIn, checkout: Path, apply: Apply
) -> None:
    (checkout / MOVED).parent.mkdir(parents=True)
    git(checkout, "mv", PATH, MOVED)
    assert apply() == updates(1, 2, 3)
    head = git(checkout, "rev-parse", "HEAD")
    assert all(f"/blob/{head}/{MOVED}#L" in body for body in bodies(github))
    assert not [body for body in bodies(github) if PATH in body]
    assert not [issue for issue in github.repository.issues.values() if issue.comments]


def test_items_in_another_order_keep_their_issues_and_change_the_parents_list(
    github: StandIn, checkout: Path, apply: Apply
) -> None:
    head, first, second = ITEMS.partition("  - id: A1")[0], *ITEMS.split("  - id: ")[1:]
    swapped = f"{head}  - id: {second}  - id: {first}"
    (checkout / PATH).write_text(TEXT.replace(ITEMS, swapped))
    assert apply() == updates(1)
    assert bodies(github)[0].index("- A2: ") < bodies(github)[0].index("- A1: ")


def test_a_rebase_writes_nothing(github: StandIn, checkout: Path, apply: Apply) -> None:
    """The same files on other commits, which the branch is forced to."""
    (checkout / "README.md").write_text("below it all\n")
    git(checkout, "add", "README.md")
    git(checkout, "commit", "--quiet", "--message", "Below")
    below = git(checkout, "rev-parse", "HEAD")
    before = git(checkout, "rev-parse", "HEAD~1")
    git(checkout, "reset", "--quiet", "--hard", f"{before}~1")
    git(checkout, "cherry-pick", "--allow-empty", below, before)
    git(checkout, "push", "--quiet", "--force", "origin", "HEAD")
    assert git(checkout, "rev-parse", "HEAD") not in (below, before)
    stored = state(github)
    assert apply() == []
    assert state(github) == stored


def test_a_force_push_of_other_contents_writes_what_differs(
    github: StandIn, checkout: Path, apply: Apply
) -> None:
    edit(checkout, "2025-12-30", "2026-01-15")
    git(checkout, "commit", "--quiet", "--all", "--amend", "--no-edit")
    git(checkout, "push", "--quiet", "--force", "origin", "HEAD")
    assert apply() == updates(3)
    assert "2026-01-15" in bodies(github)[2]


def test_a_force_push_that_takes_the_file_back_and_one_that_brings_it_double_nothing(
    github: StandIn, checkout: Path, apply: Apply
) -> None:
    other = checkout / "postmortems/2025/2025-12-02-web.yaml"
    other.write_text("id: PM-2025-002\ntitle: Another one\nstatus: draft\nseverity: P2\n")
    commit(checkout, "Draft another one")
    whole = git(checkout, "rev-parse", "HEAD")
    git(checkout, "rm", "--quiet", PATH)
    git(checkout, "commit", "--quiet", "--message", "Without")
    git(checkout, "push", "--quiet", "--force", "origin", "HEAD")
    comments = [
        (method, f"/issues/{number}{rest}")
        for number in (1, 2, 3)
        for method, rest in (("POST", "/comments"), ("PATCH", ""))
    ]
    assert apply() == comments
    git(checkout, "reset", "--quiet", "--hard", whole)
    git(checkout, "push", "--quiet", "--force", "origin", "HEAD")
    assert apply() == []
    assert [len(issue.comments) for issue in github.repository.issues.values()] == [1, 1, 1]


def test_a_milestone_that_a_person_set_is_kept(
    github: StandIn, checkout: Path, apply: Apply
) -> None:
    github.repository.milestones[7] = "Winter"
    github.person("mona").edit(3, milestone=7)
    edit(checkout, "Rehearse the failover", "Rehearse the failover each month")
    edit(checkout, '"@bob"', '"@carol"')
    edit(checkout, "priority: P2", "priority: P0")
    assert {path for _, path in apply()} >= {"/issues/3"}
    issue = github.repository.issues[3]
    assert issue.milestone == 7
    assert (issue.title, issue.assignees) == ("Rehearse the failover each month", ["carol"])
    assert "P0" in issue.label_names
