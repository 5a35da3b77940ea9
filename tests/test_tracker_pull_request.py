"""`track --commit` with one standing pull request, and what follows where none can be opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit, git
from standin import DROP, Assignable, Git, Reply, StandIn
from standin.state import Issue

from pmaction.cli import main

SIDE = "pmaction/tracker"
BOTH = "TRACKER.md and tracker.json"
TRACK = ["track", "--commit", "--now", NOW]
RULES: list[dict[str, Any]] = [{"type": "pull_request"}]
MANY_REQUESTS = 60


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
    folder = check_out(github, tmp_path, monkeypatch, **rights)
    configure(folder, "pull_request")
    return folder


@pytest.fixture
def store(github: StandIn) -> Git:
    return github.repository.git


def configure(checkout: Path, mode: str) -> None:
    (checkout / ".pmaction.yml").write_text(f"tracker_mode: {mode}\n")
    commit(checkout, "Configure")


def change(checkout: Path, title: str) -> None:
    """Change what there is to tell, as a merged postmortem does."""
    (checkout / PATH).write_text(POSTMORTEM.replace("Mail was down", title))
    commit(checkout, "Change the title")


def delete_branch(store: Git) -> None:
    store.run("update-ref", "-d", f"refs/heads/{SIDE}")


def pulls(github: StandIn) -> list[Issue]:
    return [one for one in github.repository.listed() if one.pull is not None]


def test_a_pull_request_is_opened_from_the_side_branch(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    before = store.ref("refs/heads/main")
    assert main(TRACK) == 0
    assert store.ref("refs/heads/main") == before
    (opened,) = pulls(github)
    assert opened.pull is not None
    assert (opened.title, opened.pull.head, opened.pull.base) == ("Update TRACKER.md", SIDE, "main")
    assert "@" not in opened.body
    assert capsys.readouterr().out == (
        f"{BOTH} committed to {SIDE}\n"
        f"Pull request #{opened.number} opened: "
        f"https://github.example.com/acme/site/pull/{opened.number}\n"
    )


def test_the_open_pull_request_is_found_again_and_brought_up_to_date(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(TRACK) == 0
    change(checkout, "Mail was slow")
    assert main(TRACK) == 0
    (one,) = pulls(github)
    assert "Mail was slow" in store.read("TRACKER.md", SIDE)
    assert f"Pull request #{one.number} is open: " in capsys.readouterr().out
    written = len(github.writes)
    assert main(TRACK) == 0
    assert len(github.writes) == written
    out = capsys.readouterr().out
    assert f"{BOTH} unchanged on {SIDE}\nPull request #{one.number} is open: " in out


def test_what_was_merged_needs_no_pull_request_until_something_is_new(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(TRACK) == 0
    (first,) = pulls(github)
    github.person("bob").merge(first.number)
    git(checkout, "pull", "--quiet", "origin", "main")
    written = len(github.writes)
    assert main(TRACK) == 0
    assert len(github.writes) == written
    assert f"{BOTH} unchanged on main\n" in capsys.readouterr().out
    change(checkout, "Mail was slow")
    assert main(TRACK) == 0
    assert [one.state for one in pulls(github)] == ["closed", "open"]


def test_a_side_branch_that_was_deleted_after_the_merge_is_made_again(
    github: StandIn, checkout: Path, store: Git
) -> None:
    assert main(TRACK) == 0
    github.person("bob").merge(pulls(github)[0].number)
    delete_branch(store)
    git(checkout, "pull", "--quiet", "origin", "main")
    change(checkout, "Mail was slow")
    assert main(TRACK) == 0
    assert [one.state for one in pulls(github)] == ["closed", "open"]
    assert "Mail was slow" in store.read("TRACKER.md", SIDE)


def test_a_pull_request_that_a_person_closed_stays_closed_until_something_is_new(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(TRACK) == 0
    (first,) = pulls(github)
    github.person("bob").close(first.number)
    written = len(github.writes)
    assert main(TRACK) == 0
    assert len(github.writes) == written
    out = capsys.readouterr().out
    assert f"Pull request #{first.number} was closed and stays closed until something is new" in out
    change(checkout, "Mail was slow")
    assert main(TRACK) == 0
    assert [one.state for one in pulls(github)] == ["closed", "open"]


def test_it_stays_closed_where_its_branch_was_deleted_too(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(TRACK) == 0
    (first,) = pulls(github)
    github.person("bob").close(first.number)
    delete_branch(store)
    written = len(github.writes)
    assert main(TRACK) == 0
    assert len(github.writes) == written
    assert f"#{first.number} was closed and stays closed" in capsys.readouterr().out
    change(checkout, "Mail was slow")
    assert main(TRACK) == 0
    assert [one.state for one in pulls(github)] == ["closed", "open"]


def test_a_change_that_is_taken_back_is_taken_out_of_the_open_pull_request(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(TRACK) == 0
    github.person("bob").merge(pulls(github)[0].number)
    git(checkout, "pull", "--quiet", "origin", "main")
    change(checkout, "Mail was slow")
    assert main(TRACK) == 0
    second = pulls(github)[-1]
    change(checkout, "Mail was down")
    capsys.readouterr()
    assert main([*TRACK, "--dry-run"]) == 0
    assert "unchanged on main; TRACKER.md and tracker.json would be" in capsys.readouterr().out
    assert "Mail was slow" in store.read("TRACKER.md", SIDE)
    assert main(TRACK) == 0
    assert capsys.readouterr().out == (
        f"{BOTH} unchanged on main; {BOTH} committed to {SIDE}, which had others\n"
        f"Pull request #{second.number} has nothing to merge until something is new\n"
    )
    right = store.read("TRACKER.md")
    assert store.read("TRACKER.md", SIDE) == right
    written = len(github.writes)
    assert main(TRACK) == 0
    assert len(github.writes) == written
    github.person("bob").merge(second.number)
    assert store.read("TRACKER.md") == right


def test_a_side_branch_without_pull_requests_follows_a_change_that_is_taken_back(
    checkout: Path, store: Git
) -> None:
    configure(checkout, "branch")
    assert main(TRACK) == 0
    store.set_ref("refs/heads/main", str(store.ref(f"refs/heads/{SIDE}")))
    git(checkout, "pull", "--quiet", "origin", "main")
    change(checkout, "Mail was slow")
    assert main(TRACK) == 0
    change(checkout, "Mail was down")
    assert main(TRACK) == 0
    assert store.read("TRACKER.md", SIDE) == store.read("TRACKER.md")


def test_a_side_branch_that_has_nothing_of_its_own_is_left_behind(
    github: StandIn, checkout: Path, store: Git
) -> None:
    assert main(TRACK) == 0
    github.person("bob").merge(pulls(github)[0].number)
    git(checkout, "pull", "--quiet", "origin", "main")
    configure(checkout, "commit")
    change(checkout, "Mail was slow")
    before = store.ref(f"refs/heads/{SIDE}")
    assert main(TRACK) == 0
    for mode in ("branch", "pull_request"):
        git(checkout, "pull", "--quiet", "origin", "main")
        configure(checkout, mode)
        assert main(TRACK) == 0
        assert store.ref(f"refs/heads/{SIDE}") == before


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_lost_request_or_answer_opens_no_second_pull_request(
    github: StandIn, checkout: Path, store: Git, place: str
) -> None:
    struck = 0
    for number in range(1, MANY_REQUESTS):
        counted = 0

        def strike(*_: Any) -> Any:
            nonlocal counted
            counted += 1
            return DROP if counted == number else None  # noqa: B023  (called within this turn)

        github.hook(**{place: strike})
        change(checkout, f"Mail was down {number} times")
        ended = main(TRACK)
        github.hook(**{place: lambda *_: None})
        # Where the request itself was lost, the run may end there, and the next one finishes.
        assert ended == 0 or (place == "before" and main(TRACK) == 0), f"request {number}"
        assert [one.state for one in pulls(github)].count("open") == 1, f"request {number}"
        bob = github.person("bob")
        bob.close(pulls(github)[-1].number)
        if counted < number:
            break
        struck += 1
    assert struck > 8


def test_where_actions_may_open_none_the_side_branch_has_it_with_a_word(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.actions_may_open_pulls = False
    assert main(TRACK) == 0
    assert pulls(github) == []
    assert "Mail was down" in store.read("TRACKER.md", SIDE)
    out = capsys.readouterr().out
    assert "GitHub Actions is not permitted to create or approve pull requests" in out
    assert "turn on “Allow GitHub Actions to create and approve pull requests”" in out
    assert "/compare/main...pmaction/tracker?expand=1" in out


@pytest.mark.parametrize("status", [403, 404, 422])
def test_whatever_refuses_a_pull_request_is_told_and_fails_nothing(
    github: StandIn,
    checkout: Path,
    store: Git,
    status: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def before(request: Any) -> Reply | None:
        opens = request.method == "POST" and request.path.endswith("/pulls")
        return Reply(status, {"message": "Not today"}) if opens else None

    github.hook(before=before)
    assert main(TRACK) == 0
    assert "No pull request could be opened: " in (out := capsys.readouterr().out)
    assert "Not today" in out
    assert "Mail was down" in store.read("TRACKER.md", SIDE)


def test_one_that_somebody_opened_in_between_is_taken(github: StandIn, checkout: Path) -> None:
    def before(request: Any) -> None:
        if request.method == "POST" and request.path.endswith("/pulls") and not pulls(github):
            github.person("bob").open_pull("Overview", SIDE)

    github.hook(before=before)
    assert main(TRACK) == 0
    assert [one.title for one in pulls(github)] == ["Overview"]


def test_a_protected_default_branch_is_answered_by_a_pull_request(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(checkout, "commit")
    github.repository.rules["main"] = RULES
    assert main(TRACK) == 0
    (opened,) = pulls(github)
    assert capsys.readouterr().out.splitlines()[:3] == [
        f"main takes no commit of {BOTH}: changes must come by a pull request",
        f"{BOTH} committed to {SIDE} instead",
        f"Pull request #{opened.number} opened: "
        f"https://github.example.com/acme/site/pull/{opened.number}",
    ]


def test_a_side_branch_that_is_asked_for_opens_no_pull_request(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(checkout, "branch")
    assert main(TRACK) == 0
    assert pulls(github) == []
    assert "Mail was down" in store.read("TRACKER.md", SIDE)
    assert "/compare/main...pmaction/tracker?expand=1" in capsys.readouterr().out
    assert not [one for one in github.requests if "/pulls" in one.path]


def test_a_merge_of_the_tracker_files_does_not_stop_the_apply_of_what_came_before(
    github: StandIn, checkout: Path
) -> None:
    assert main(TRACK) == 0
    github.person("bob").merge(pulls(github)[0].number)
    assert main(["apply", "--now", NOW]) == 0
    assert len([one for one in github.repository.listed() if one.pull is None]) == 2


def test_the_step_tells_others_of_the_pull_request(
    github: StandIn, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    assert main([*TRACK, "--format", "github"]) == 0
    number = pulls(github)[0].number
    lines = (tmp_path / "output").read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("tracker-pull-request<<"))
    assert lines[at + 1] == str(number)
    report = next(line for line in lines if line.startswith('{"version"'))
    assert json.loads(report)["tracker"]["pull_request"] == number


def test_what_stays_in_the_job_is_in_the_summary_with_links_that_lead_there(
    github: StandIn, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(checkout, "output")
    summary = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert main([*TRACK, "--format", "github"]) == 0
    text = summary.read_text()
    assert text.startswith(f"- {BOTH} written here; nothing is committed\n")
    assert "# Postmortems and their action items" in text
    commit_sha = git(checkout, "rev-parse", "HEAD")
    page = f"https://github.example.com/acme/site/blob/{commit_sha}"
    assert f"[PM-2025-001]({page}/{PATH})" in text
    assert "](postmortems/" not in text
