"""What keeps the tracker files from a branch is found out before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit
from standin import Assignable, Client, Git, Reply, StandIn

from pmaction.cli import main
from pmaction.tracker.names import HEADER

FILE, DATA = "TRACKER.md", "tracker.json"
BOTH = f"{FILE} and {DATA}"
SIDE = "pmaction/tracker"
TRACK = ["track", "--commit", "--now", NOW]
DRY = [*TRACK, "--dry-run"]
CHECK = ["track", "--check", "--now", NOW]
RULES: list[dict[str, Any]] = [{"type": "pull_request"}]
LACKS = (
    f"main takes no commit of {BOTH}: the token may not write to the repository. Give the job "
    "`contents: write` under `permissions:`"
)


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        github.repository.actions_may_open_pulls = True
        yield github
        assert github.violations == []


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rights = {"issues": "write", "contents": "write", "pull_requests": "write"}
    return check_out(github, tmp_path, monkeypatch, **rights)


@pytest.fixture
def store(github: StandIn) -> Git:
    return github.repository.git


def configure(checkout: Path, text: str) -> None:
    (checkout / ".pmaction.yml").write_text(f"{text}\n")
    commit(checkout, "Configure")


def stored(github: StandIn) -> list[str]:
    """What was asked to be written, but for what can never be done and is asked to learn of."""
    return [one.path for one in github.writes if (one.body or {}).get("sha") != "f" * 40]


def out(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


@pytest.mark.parametrize("person", [None, "alice"], ids=["of a workflow", "of a person"])
def test_a_missing_right_is_found_out_before_anything_is_stored(
    github: StandIn,
    checkout: Path,
    store: Git,
    person: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    token = github.token("reader", person=person, issues="write", contents="read")
    monkeypatch.setenv("GITHUB_TOKEN", token.value)
    before = store.text("count-objects")
    assert main(TRACK) == 0
    assert stored(github) == []
    assert store.text("count-objects") == before
    assert out(capsys) == f"{LACKS}\n{BOTH} written here instead; nothing is committed\n"


def test_what_a_repository_says_of_persons_keeps_no_apps_token_from_writing(
    github: StandIn, checkout: Path, store: Git
) -> None:
    app = github.token("app", contents="write")
    assert Client(github.url, app).get("/repos/acme/site").body["permissions"]["push"] is False
    assert main(TRACK) == 0
    assert FILE in store.text("ls-tree", "--name-only", "main")


def test_where_the_question_is_not_answered_the_write_itself_tells(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = Reply(403, {"message": "Resource not accessible by integration"})

    def before(request: Any) -> Reply | None:
        if request.path.endswith("/git/refs"):
            return Reply(418, {"message": "Not now"})
        return refusal if request.path.endswith("/git/trees") else None

    github.hook(before=before)
    tip = store.ref("refs/heads/main")
    assert main(TRACK) == 0
    assert store.ref("refs/heads/main") == tip
    assert out(capsys) == f"{LACKS}.\n{BOTH} written here instead; nothing is committed\n"


def test_an_archived_repository_is_not_written_to(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.archived = True
    assert main(TRACK) == 0
    assert github.writes == []
    assert "the repository is archived. Unarchive it" in out(capsys)


def test_checks_that_a_branch_asks_for_are_known_without_trying(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.required_checks["main"] = ["validate"]
    assert main(TRACK) == 0
    assert not [one for one in github.writes if one.path.endswith("/git/refs/heads/main")]
    said = out(capsys).splitlines()
    assert said[0] == f"main takes no commit of {BOTH}: status checks must pass first"
    assert said[1] == f"{BOTH} committed to {SIDE} instead"
    assert said[2].startswith("Pull request #")
    assert said[3] == (
        "To commit to main itself, give `track` the token of an App that may bypass this; to ask "
        "for the pull request from the start, set `tracker_mode: pull_request`."
    )


def test_checks_that_do_not_hold_for_an_administrator_are_no_reason_for_a_side_branch(
    github: StandIn, checkout: Path, store: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    github.repository.required_checks["main"] = ["validate"]
    rights = {"administration": "write", "contents": "write", "issues": "write"}
    token = github.token("admin", person="alice", **rights)
    monkeypatch.setenv("GITHUB_TOKEN", token.value)
    assert main(TRACK) == 0
    assert FILE in store.text("ls-tree", "--name-only", "main")


def test_a_branch_that_only_calls_itself_protected_takes_the_commit(
    github: StandIn, checkout: Path, store: Git
) -> None:
    github.repository.protected.add("main")
    assert main(TRACK) == 0
    assert FILE in store.text("ls-tree", "--name-only", "main")


@pytest.mark.parametrize("kind", ["creation", "pull_request"])
def test_rules_of_the_side_branch_are_known_without_trying(
    github: StandIn, checkout: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(checkout, "tracker_mode: branch")
    github.repository.rules[SIDE] = [{"type": kind}]
    assert main(TRACK) == 0
    assert github.writes == []
    why = {
        "creation": "no branch of this name may be made",
        "pull_request": "changes must come by a pull request",
    }
    assert out(capsys) == (
        f"{SIDE} takes no commit of {BOTH}: {why[kind]}\n"
        f"{BOTH} written here instead; nothing is committed\n"
    )


def test_a_side_branch_that_is_there_may_be_moved_where_none_may_be_made(
    github: StandIn, checkout: Path, store: Git
) -> None:
    configure(checkout, "tracker_mode: branch")
    github.person("bob").push({FILE: f"{HEADER}\n"}, branch=SIDE, start="main")
    github.repository.rules[SIDE] = [{"type": "creation"}]
    assert main(TRACK) == 0
    assert "Mail was down" in store.read(FILE, SIDE)


@pytest.mark.parametrize(
    ("mode", "rules", "said"),
    [
        ("commit", [], f"{BOTH} would be committed to main\n"),
        (
            "commit",
            RULES,
            f"main takes no commit of {BOTH}: changes must come by a pull request\n"
            f"{BOTH} would be committed to {SIDE} instead\n"
            f"A pull request from {SIDE} would be opened, unless one is open\n",
        ),
        (
            "pull_request",
            [],
            f"{BOTH} would be committed to {SIDE}\n"
            f"A pull request from {SIDE} would be opened, unless one is open\n",
        ),
        ("branch", [], f"{BOTH} would be committed to {SIDE}\n"),
        ("output", [], f"{BOTH} would be written here; nothing is committed\n"),
    ],
)
def test_a_dry_run_says_where_the_files_would_go_and_why_and_writes_nothing(
    github: StandIn,
    checkout: Path,
    store: Git,
    mode: str,
    rules: list[dict[str, Any]],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure(checkout, f"tracker_mode: {mode}")
    github.repository.rules["main"] = rules
    before = store.text("for-each-ref")
    assert main(DRY) == 0
    assert out(capsys).startswith(said)
    assert stored(github) == []
    assert store.text("for-each-ref") == before
    assert not (checkout / FILE).exists()


def test_a_dry_run_of_a_token_that_may_not_write_says_what_it_lacks(
    github: StandIn,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    token = github.token("reader", issues="write", contents="read")
    monkeypatch.setenv("GITHUB_TOKEN", token.value)
    assert main(DRY) == 0
    assert out(capsys) == f"{LACKS}\n{BOTH} would be written here instead; nothing is committed\n"
    assert not (checkout / FILE).exists()


def test_a_dry_run_of_what_stands_already_says_so(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(TRACK) == 0
    out(capsys)
    assert main(DRY) == 0
    assert out(capsys) == f"{BOTH} unchanged on main\n"


def test_a_dry_run_without_commit_is_about_the_files_here(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dry = ["track", "--dry-run", "--now", NOW]
    assert main(dry) == 0
    assert out(capsys) == f"{BOTH} would be written\n"
    assert not (checkout / FILE).exists()
    assert main([*dry, "--check"]) == 2


@pytest.mark.parametrize("mode", ["branch", "pull_request"])
def test_a_check_looks_at_the_side_branch_where_the_files_are_kept_there(
    github: StandIn, checkout: Path, mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(checkout, f"tracker_mode: {mode}")
    stale = f"{BOTH} on {SIDE} are stale; run `pmaction track --commit`\n"
    assert main(CHECK) == 1
    assert out(capsys) == stale
    assert main(TRACK) == 0
    out(capsys)
    assert main(CHECK) == 0
    assert out(capsys) == f"TRACKER.md is up to date on {SIDE}\n"
    (checkout / PATH).write_text(POSTMORTEM.replace("Mail was down", "Mail was slow"))
    assert main(CHECK) == 1
    assert out(capsys) == stale


def test_a_check_knows_the_side_branch_to_which_the_rules_of_main_led(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.rules["main"] = RULES
    assert main(CHECK) == 1
    assert main(TRACK) == 0
    out(capsys)
    assert main(CHECK) == 0
    assert out(capsys) == f"TRACKER.md is up to date on {SIDE}\n"


def test_what_is_kept_nowhere_cannot_be_stale(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(checkout, "tracker_mode: output")
    assert main(CHECK) == 0
    assert out(capsys) == (
        f"`tracker_mode` is `output`: {BOTH} are kept nowhere and cannot be stale\n"
    )
    (checkout / FILE).write_text(f"{HEADER}\nAn older one\n")
    assert main(CHECK) == 1
    assert out(capsys) == f"{BOTH} are stale; run `pmaction track`\n"
