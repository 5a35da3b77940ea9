"""`track --commit` while others write: an older run takes nothing back that a newer one did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit
from standin import Assignable, Git, StandIn

from pmaction.cli import main
from pmaction.tracker.names import HEADER

FILE = "TRACKER.md"
BOTH = "TRACKER.md and tracker.json"
SIDE = "pmaction/tracker"
TRACK = ["track", "--commit", "--now", NOW]
NEWER = f"{HEADER}\nNewer\n"
LEFT = (
    f"Nothing is committed: {BOTH} would miss what changed on main meanwhile. "
    "The next run makes them anew.\n"
)


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert github.violations == []


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return check_out(github, tmp_path, monkeypatch, issues="write", contents="write")


@pytest.fixture
def store(github: StandIn) -> Git:
    return github.repository.git


def once(github: StandIn, is_the_one: Callable[[Any], bool], act: Callable[[], object]) -> None:
    """Let something happen right before the first request of a kind."""
    done: list[bool] = []

    def before(request: Any) -> None:
        if is_the_one(request) and not done:
            done.append(True)
            act()

    github.hook(before=before)


def moves(request: Any) -> bool:
    return bool(request.method == "PATCH" and "/git/refs/" in request.path)


def lists_issues(request: Any) -> bool:
    return bool(request.method == "GET" and request.path.endswith("/issues"))


def names(store: Git) -> list[str]:
    return store.text("ls-tree", "-r", "--name-only", "main").splitlines()


@pytest.mark.parametrize(
    "files",
    [
        {"postmortems/2025/2025-12-15-dns.yaml": POSTMORTEM.replace("PM-2025-001", "PM-2025-002")},
        {PATH: None},
        {".pmaction.yml": "time_zone: UTC\n"},
    ],
    ids=["a new postmortem", "one that is gone", "the configuration"],
)
def test_where_postmortems_or_configuration_changed_meanwhile_nothing_is_committed(
    github: StandIn,
    checkout: Path,
    store: Git,
    files: dict[str, str | None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    once(github, moves, lambda: github.person("bob").push(files))
    assert main(TRACK) == 0
    assert capsys.readouterr().out == LEFT
    assert FILE not in names(store)


@pytest.mark.parametrize("when", [moves, lists_issues], ids=["as it is written", "as it is read"])
def test_a_tracker_file_that_another_run_wrote_meanwhile_is_not_overwritten(
    github: StandIn,
    checkout: Path,
    store: Git,
    when: Callable[[Any], bool],
    capsys: pytest.CaptureFixture[str],
) -> None:
    once(github, when, lambda: github.person("bob").push({FILE: NEWER}))
    assert main(TRACK) == 0
    assert capsys.readouterr().out == (
        f"Nothing is committed: {BOTH} changed on main meanwhile. The next run makes them anew.\n"
    )
    assert store.read(FILE) == NEWER
    assert main(TRACK) == 0
    assert "Mail was down" in store.read(FILE)


def test_a_change_too_large_to_be_shown_may_be_one_of_postmortems(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    many: dict[str, str | None] = {f"A{number:03}.md": f"{number}\n" for number in range(301)}
    once(github, moves, lambda: github.person("bob").push(many))
    assert main(TRACK) == 0
    assert "what changed on it is not known" in capsys.readouterr().out
    assert FILE not in names(store)


@pytest.mark.parametrize("is_there", [True, False], ids=["moved", "made"])
def test_a_side_branch_that_another_run_wrote_meanwhile_is_not_overwritten(
    github: StandIn,
    checkout: Path,
    store: Git,
    is_there: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (checkout / ".pmaction.yml").write_text("tracker_mode: branch\n")
    commit(checkout, "Configure")
    if is_there:
        github.person("bob").push({FILE: f"{HEADER}\nOlder\n"}, branch=SIDE, start="main")
    bob = github.person("bob")
    once(github, lists_issues, lambda: bob.push({FILE: NEWER}, branch=SIDE, start="main"))
    assert main(TRACK) == 0
    assert capsys.readouterr().out.startswith("Nothing is committed: ")
    assert store.read(FILE, SIDE) == NEWER


@pytest.mark.parametrize(
    ("path", "stops"),
    [(PATH, False), ("shop/postmortems/mail.yaml", True), ("shop/.pmaction.yml", True)],
    ids=["postmortems elsewhere", "postmortems here", "the configuration here"],
)
def test_of_a_workspace_in_a_folder_only_what_is_in_there_counts(
    github: StandIn,
    checkout: Path,
    store: Git,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    stops: bool,
) -> None:
    folder = checkout / "shop"
    (folder / "postmortems").mkdir(parents=True)
    (folder / "postmortems" / "mail.yaml").write_text(POSTMORTEM)
    (folder / ".pmaction.yml").write_text("time_zone: UTC\n")
    commit(checkout, "A workspace of its own")
    monkeypatch.chdir(folder)
    once(github, moves, lambda: github.person("bob").push({path: None}))
    assert main(TRACK) == 0
    assert (f"shop/{FILE}" not in names(store)) == stops
