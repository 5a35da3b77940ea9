"""`track --commit`: the tracker files on a branch of a real git repository behind the stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit, git
from standin import BOT, DROP, Assignable, Git, Reply, StandIn
from standin.git_store import Commit

from pmaction.cli import main
from pmaction.tracker.names import HEADER

FILE = "TRACKER.md"
DATA = "tracker.json"
BOTH = "TRACKER.md and tracker.json"
SIDE = "pmaction/tracker"
TRACK = ["track", "--commit", "--now", NOW]
PULL_REQUESTS_ONLY: list[dict[str, Any]] = [{"type": "deletion"}, {"type": "pull_request"}]
MANY_REQUESTS = 60


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


def tip(store: Git, branch: str = "main") -> Commit:
    sha = store.ref(f"refs/heads/{branch}")
    assert sha is not None, f"there is no branch {branch}"
    return store.commit_of(sha)


def names(store: Git, revision: str) -> list[str]:
    return store.text("ls-tree", "-r", "--name-only", revision).splitlines()


def refuse_patch(answer: Reply) -> Callable[[Any], Reply | None]:
    """A hook: main takes no commit, and no rule says so."""

    def before(request: Any) -> Reply | None:
        moves_main = request.path.endswith("/git/refs/heads/main")
        return answer if moves_main and request.method == "PATCH" else None

    return before


def nothing_more_is_written(github: StandIn) -> bool:
    written = len(github.writes)
    assert main(TRACK) == 0
    return len(github.writes) == written


def test_the_file_is_committed_on_top_of_the_default_branch_and_not_written_here(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tip(store)
    assert main(TRACK) == 0
    made = tip(store)
    assert made.parents == (before.sha,)
    assert made.message == "Update TRACKER.md"
    assert made.author.name == BOT
    assert names(store, made.sha) == ["README.md", FILE, PATH, DATA]
    assert store.read(FILE).startswith(f"{HEADER}\n")
    assert "Mail was down" in store.read(FILE)
    assert json.loads(store.read(DATA))["postmortems"][0]["title"] == "Mail was down"
    assert not (checkout / FILE).exists()
    assert not (checkout / DATA).exists()
    assert capsys.readouterr().out == f"{BOTH} committed to main\n"


def test_a_second_run_writes_nothing(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(TRACK) == 0
    assert nothing_more_is_written(github)
    assert capsys.readouterr().out.endswith(f"{BOTH} unchanged on main\n")


def test_line_ends_are_no_change(github: StandIn, checkout: Path, store: Git) -> None:
    assert main(TRACK) == 0
    text = store.read(FILE).replace("\n", "\r\n")
    github.person("bob").push({FILE: text})
    assert nothing_more_is_written(github)


def test_a_commit_that_came_in_between_is_built_upon(
    github: StandIn, checkout: Path, store: Git
) -> None:
    pushed: list[str] = []

    def before(request: Any) -> None:
        if request.method == "PATCH" and not pushed:
            pushed.append(github.person("bob").push({"NEW.md": "new\n"}))

    github.hook(before=before)
    assert main(TRACK) == 0
    assert tip(store).parents == (pushed[0],)
    assert names(store, "main") == ["NEW.md", "README.md", FILE, PATH, DATA]


def test_a_branch_that_never_rests_ends_with_4_and_what_to_do(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    def before(request: Any) -> None:
        if request.method == "PATCH":
            github.person("bob").push({"NEW.md": f"{len(github.requests)}\n"})

    github.hook(before=before)
    assert main(TRACK) == 4
    err = capsys.readouterr().err
    assert f"main moved 5 times while {BOTH} was being committed" in err
    assert "Run again" in err
    assert FILE not in names(store, "main")


@pytest.mark.parametrize("rules", [False, True], ids=["to main", "beside it"])
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_lost_request_or_answer_makes_no_second_commit(
    github: StandIn,
    checkout: Path,
    store: Git,
    place: str,
    rules: bool,
) -> None:
    branch = SIDE if rules else "main"
    github.repository.rules["main"] = PULL_REQUESTS_ONLY if rules else []
    start = tip(store)
    struck = 0
    for number in range(1, MANY_REQUESTS):
        counted = 0

        def strike(*_: Any) -> Any:
            nonlocal counted
            counted += 1
            return DROP if counted == number else None  # noqa: B023  (called within this turn)

        store.set_ref("refs/heads/main", start.sha)
        if store.ref(f"refs/heads/{SIDE}"):
            store.run("update-ref", "-d", f"refs/heads/{SIDE}")
        github.hook(**{place: strike})
        assert main(TRACK) == 0, f"request {number}"
        assert tip(store, branch).parents == (start.sha,), f"request {number}"
        if counted < number:
            break
        struck += 1
    assert struck > 6


@pytest.mark.parametrize(
    "kind", ["deletion", "non_fast_forward", "required_linear_history", "required_signatures"]
)
def test_rules_that_do_not_stop_a_commit_are_no_reason_for_a_side_branch(
    github: StandIn, checkout: Path, store: Git, kind: str
) -> None:
    github.repository.rules["main"] = [{"type": kind}]
    assert main(TRACK) == 0
    assert FILE in names(store, "main")


@pytest.mark.parametrize("status", [403, 404])
def test_a_server_that_tells_no_rules_is_tried(
    github: StandIn, checkout: Path, store: Git, status: int
) -> None:
    def before(request: Any) -> Reply | None:
        asks = "/rules/branches/" in request.path
        return Reply(status, {"message": "Upgrade to see rules"}) if asks else None

    github.hook(before=before)
    assert main(TRACK) == 0
    assert FILE in names(store, "main")


def test_rules_send_the_file_to_a_side_branch_without_trying(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    before = tip(store)
    assert main(TRACK) == 0
    assert tip(store) == before
    assert tip(store, SIDE).parents == (before.sha,)
    assert names(store, SIDE) == ["README.md", FILE, PATH, DATA]
    assert not [one for one in github.writes if one.path.endswith("/refs/heads/main")]
    assert capsys.readouterr().out == (
        f"main takes no commit of {BOTH}: changes must come by a pull request\n"
        f"{BOTH} committed to pmaction/tracker instead\n"
        "No pull request could be opened: the token may not do this: /repos/acme/site/pulls "
        "(Resource not accessible by integration). Give the job `pull-requests: write` under "
        "`permissions:`, and turn on “Allow GitHub Actions to create and approve pull requests” "
        "under Settings, Actions, General.\n"
        "To merge it, open a pull request: "
        "https://github.example.com/acme/site/compare/main...pmaction/tracker?expand=1\n"
        "To commit to main itself, give `track` the token of an App that may bypass this; to ask "
        "for the pull request from the start, set `tracker_mode: pull_request`.\n"
    )


@pytest.mark.parametrize(("named", "branch"), [("actions", "main"), ("another", SIDE)])
def test_a_token_that_may_bypass_the_rules_commits_past_them(
    github: StandIn, checkout: Path, store: Git, named: str, branch: str
) -> None:
    github.repository.rules["main"] = [{"type": "pull_request", "ruleset_id": 7}]
    github.repository.bypassing[7] = {named}
    assert main(TRACK) == 0
    assert tip(store, branch).message.startswith("Update TRACKER.md")


@pytest.mark.parametrize("status", [403, 409, 422])
def test_a_refusal_that_no_rule_announced_sends_the_file_to_a_side_branch(
    github: StandIn,
    checkout: Path,
    store: Git,
    status: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    refusal = Reply(status, {"message": "Protected branch\n\nupdate failed"})
    github.hook(before=refuse_patch(refusal))
    assert main(TRACK) == 0
    assert FILE not in names(store, "main")
    assert FILE in names(store, SIDE)
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"main takes no commit of {BOTH}: ")
    assert "Protected branch update failed" in first


def test_the_side_branch_moves_forward_with_the_default_branch_and_never_back(
    github: StandIn, checkout: Path, store: Git
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    assert main(TRACK) == 0
    old = tip(store, SIDE)
    (checkout / PATH).write_text(POSTMORTEM.replace("Mail was down", "Mail was slow"))
    (checkout / "NEW.md").write_text("new\n")
    commit(checkout, "Change the title")
    assert main(TRACK) == 0
    assert tip(store, SIDE).parents == (old.sha, tip(store).sha)
    assert names(store, SIDE) == ["NEW.md", "README.md", FILE, PATH, DATA]
    assert store.read(PATH, SIDE) == store.read(PATH, "main")
    assert "Mail was slow" in store.read(FILE, SIDE)
    assert nothing_more_is_written(github)


def test_the_side_branch_rests_while_only_other_files_change(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    assert main(TRACK) == 0
    (checkout / "NEW.md").write_text("new\n")
    commit(checkout, "Something else")
    assert nothing_more_is_written(github)
    assert f"{BOTH} unchanged on pmaction/tracker\n" in capsys.readouterr().out


def test_the_side_branch_follows_when_the_default_branch_has_touched_the_file(
    github: StandIn, checkout: Path, store: Git
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    assert main(TRACK) == 0
    old = tip(store, SIDE)
    (checkout / FILE).write_text(f"{HEADER}\nAn older one\n")
    commit(checkout, "Bring an older tracker file back")
    assert main(TRACK) == 0
    assert tip(store, SIDE).parents == (old.sha, tip(store).sha)
    assert store.read(FILE, SIDE) == store.read(FILE, old.sha)


def test_a_merged_side_branch_leaves_nothing_to_do(
    github: StandIn, checkout: Path, store: Git
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    assert main(TRACK) == 0
    bob = github.person("bob")
    bob.merge(bob.open_pull("Update the tracker file", SIDE).number)
    git(checkout, "pull", "--quiet", "origin", "main")
    assert FILE in names(store, "main")
    assert nothing_more_is_written(github)


def test_a_side_branch_at_the_default_branchs_tip_gives_a_commit_with_one_parent(
    github: StandIn, checkout: Path, store: Git
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    store.set_ref(f"refs/heads/{SIDE}", tip(store).sha)
    assert main(TRACK) == 0
    assert tip(store, SIDE).parents == (tip(store).sha,)
    # git itself drops a parent that is named twice; not every server may.
    asked = [one.body for one in github.writes if one.path.endswith("/git/commits")]
    assert [body["parents"] for body in asked] == [[tip(store).sha]]


def test_a_comparison_too_long_to_show_the_file_may_have_touched_it(
    github: StandIn, checkout: Path, store: Git
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    assert main(TRACK) == 0
    for number in range(301):
        (checkout / f"A{number:03}.md").write_text(f"{number}\n")
    (checkout / FILE).write_text(f"{HEADER}\nAn older one\n")
    commit(checkout, "Many files, and an older tracker file")
    assert main(TRACK) == 0
    assert tip(store).sha in tip(store, SIDE).parents


def test_a_side_branch_that_moved_meanwhile_is_built_upon(
    github: StandIn, checkout: Path, store: Git
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    github.person("bob").push({FILE: f"{HEADER}\n"}, branch=SIDE, start="main")
    pushed: list[str] = []

    def before(request: Any) -> None:
        if request.method == "PATCH" and not pushed:
            pushed.append(github.person("bob").push({"NEW.md": "new\n"}, branch=SIDE))

    github.hook(before=before)
    assert main(TRACK) == 0
    assert tip(store, SIDE).parents == (pushed[0], tip(store).sha)


def test_where_no_branch_takes_the_files_they_stay_in_the_job(
    github: StandIn, checkout: Path, store: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    github.repository.rules[SIDE] = PULL_REQUESTS_ONLY
    old = github.person("bob").push({FILE: f"{HEADER}\n"}, branch=SIDE, start="main")
    assert main(TRACK) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"main takes no commit of {BOTH}: changes must come by a pull request"
    assert out[1].startswith(f"{SIDE} takes no commit of {BOTH}: ")
    assert out[2:] == [f"{BOTH} written here instead; nothing is committed"]
    assert (checkout / FILE).exists()
    assert tip(store, SIDE).sha == old


def test_the_side_branch_has_the_name_that_the_configuration_gives_it(
    github: StandIn, checkout: Path, store: Git
) -> None:
    (checkout / ".pmaction.yml").write_text("tracker_branch: bot/overview\n")
    commit(checkout, "Configure")
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    assert main(TRACK) == 0
    assert FILE in names(store, "bot/overview")


def test_the_default_branch_is_no_side_branch(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / ".pmaction.yml").write_text("tracker_branch: main\n")
    commit(checkout, "Configure")
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    assert main(TRACK) == 3
    assert "Name another branch as `tracker_branch`" in capsys.readouterr().err
    assert github.writes == []


def test_output_leaves_the_files_in_the_checkout_and_commits_nothing(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / ".pmaction.yml").write_text("tracker_mode: output\n")
    commit(checkout, "Configure")
    assert main(TRACK) == 0
    assert "Mail was down" in (checkout / FILE).read_text()
    assert "Mail was down" in (checkout / DATA).read_text()
    assert github.writes == []
    assert capsys.readouterr().out == f"{BOTH} written here; nothing is committed\n"
    assert main(TRACK) == 0
    assert capsys.readouterr().out == "TRACKER.md unchanged here; nothing is committed\n"


@pytest.mark.parametrize("name", [FILE, DATA])
def test_output_leaves_alone_what_somebody_else_wrote_here(
    github: StandIn, checkout: Path, name: str
) -> None:
    (checkout / ".pmaction.yml").write_text("tracker_mode: output\n")
    commit(checkout, "Configure")
    (checkout / name).write_text("# Not committed yet\n")
    assert main(TRACK) == 3
    assert (checkout / name).read_text() == "# Not committed yet\n"


@pytest.mark.parametrize("mode", ["commit", "pull_request", "branch"])
@pytest.mark.parametrize("name", [FILE, DATA])
def test_a_file_that_somebody_else_committed_is_left_alone(
    github: StandIn,
    checkout: Path,
    store: Git,
    name: str,
    mode: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (checkout / ".pmaction.yml").write_text(f"tracker_mode: {mode}\n")
    (checkout / name).write_text("# Our own notes\n")
    commit(checkout, "Notes")
    assert main(TRACK) == 3
    assert "`pmaction track` did not write" in capsys.readouterr().err
    assert github.writes == []
    assert store.read(name) == "# Our own notes\n"


def test_a_folder_of_that_name_is_left_alone(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / FILE).mkdir()
    (checkout / FILE / "notes.md").write_text("ours\n")
    commit(checkout, "Notes")
    assert main(TRACK) == 4
    assert "TRACKER.md in the repository is not a file" in capsys.readouterr().err
    assert github.writes == []


def test_a_file_too_large_to_be_shown_at_once_is_read_all_the_same(
    github: StandIn, checkout: Path, store: Git
) -> None:
    (checkout / FILE).write_text(f"{HEADER}\n" + "An old line\n" * 100_000)
    commit(checkout, "A long history")
    assert main(TRACK) == 0
    assert len(store.read(FILE)) < 10_000


@pytest.mark.parametrize("mode", ["commit", "pull_request", "branch"])
@pytest.mark.parametrize("rules", [[], PULL_REQUESTS_ONLY], ids=["no rules", "rules"])
def test_a_token_that_may_not_write_leaves_the_files_in_the_job_and_says_what_it_lacks(
    github: StandIn,
    checkout: Path,
    store: Git,
    rules: list[dict[str, Any]],
    mode: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (checkout / ".pmaction.yml").write_text(f"tracker_mode: {mode}\n")
    commit(checkout, "Configure")
    github.repository.rules["main"] = rules
    token = github.token("reader", issues="write", contents="read")
    monkeypatch.setenv("GITHUB_TOKEN", token.value)
    before = tip(store)
    assert main(TRACK) == 0
    out = capsys.readouterr().out
    assert "the token may not write to the repository. Give the job `contents: write`" in out
    assert out.endswith(f"{BOTH} written here instead; nothing is committed\n")
    assert "Mail was down" in (checkout / FILE).read_text()
    assert token.value not in out
    assert tip(store) == before
    assert store.ref(f"refs/heads/{SIDE}") is None


def test_an_older_configuration_commits_nothing_and_says_so(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / ".pmaction.yml").write_text("time_zone: UTC\n")
    commit(checkout, "Something newer")
    git(checkout, "checkout", "--quiet", "HEAD~1")
    assert main(TRACK) == 0
    output = capsys.readouterr()
    assert "Nothing is done: " in output.err
    assert output.out == ""
    assert github.writes == []


def test_our_own_commit_does_not_stop_the_apply_of_the_merge_before_it(
    github: StandIn, checkout: Path
) -> None:
    assert main(TRACK) == 0
    assert main(["apply", "--now", NOW]) == 0
    assert len(github.repository.issues) == 2
    assert main(TRACK) == 0  # the numbers of the issues are in it now
    assert nothing_more_is_written(github)


@pytest.mark.parametrize(
    "files",
    [
        {FILE: f"{HEADER}\n", DATA: "{}", "NEW.md": "new\n"},
        {FILE: POSTMORTEM, PATH: None},
        {f"docs/{FILE}": f"{HEADER}\n"},
        {f"docs/{DATA}": "{}"},
    ],
    ids=["another file too", "a postmortem renamed to it", "the page elsewhere", "data elsewhere"],
)
def test_a_newer_commit_of_anything_else_stops_the_apply(
    github: StandIn,
    checkout: Path,
    files: dict[str, str | None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    github.person("bob").push(files)
    assert main(["apply", "--now", NOW]) == 0
    assert "is not the tip of main" in capsys.readouterr().err
    assert github.writes == []


@pytest.mark.parametrize("status", [403, 404])
def test_a_commit_that_cannot_be_compared_is_not_the_tip(
    github: StandIn, checkout: Path, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(TRACK) == 0
    written = len(github.writes)

    def before(request: Any) -> Reply | None:
        return Reply(status, {"message": "no"}) if "/compare/" in request.path else None

    github.hook(before=before)
    assert main(["apply", "--now", NOW]) == 0
    assert "is not the tip of main" in capsys.readouterr().err
    assert len(github.writes) == written


def test_a_commit_beside_the_default_branch_is_not_the_tip(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.person("bob").push({FILE: f"{HEADER}\n"})
    git(checkout, "checkout", "--quiet", "-b", "other")
    (checkout / "NEW.md").write_text("new\n")
    commit(checkout, "Beside")
    assert main(["apply", "--now", NOW]) == 0
    assert "is not the tip of main" in capsys.readouterr().err
    assert github.writes == []


def test_the_file_of_a_workspace_in_a_folder_is_committed_to_that_folder(
    github: StandIn,
    checkout: Path,
    store: Git,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = checkout / "ops"
    folder.mkdir()
    (folder / ".pmaction.yml").write_text("tracker_file: ./docs/OPEN.md\n")
    commit(checkout, "A workspace of its own")
    monkeypatch.chdir(folder)
    assert main(TRACK) == 0
    assert tip(store).message == "Update docs/OPEN.md"
    assert {"ops/docs/OPEN.md", "ops/docs/tracker.json"} <= set(names(store, "main"))
    assert nothing_more_is_written(github)


def test_commit_and_check_exclude_each_other(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*TRACK, "--check"]) == 2
    assert "--check writes nothing" in capsys.readouterr().err
    assert github.requests == []


def test_issues_in_a_folder_have_no_branch_to_commit_to(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / ".pmaction.yml").write_text("tracking: {system: local}\n")
    assert main(TRACK) == 2
    assert "--commit writes to GitHub" in capsys.readouterr().err
    assert github.requests == []


def outputs(path: Path) -> dict[str, str]:
    """The outputs of a step, as a runner reads them."""
    found, lines = {}, iter(path.read_text().splitlines())
    for line in lines:
        name, _, mark = line.partition("<<")
        found[name] = "\n".join(iter(lambda: next(lines), mark))
    return found


@pytest.mark.parametrize(
    ("arguments", "changed", "branch", "summary"),
    [
        (["--commit"], "true", "main", f"- {BOTH} committed to main\n"),
        ([], "true", "", f"- {BOTH} written\n"),
        (["--check"], "false", "", f"- {BOTH} are stale; run `pmaction track`\n"),
    ],
    ids=["committed", "written", "checked"],
)
def test_the_step_tells_others_what_became_of_the_file(
    github: StandIn,
    checkout: Path,
    tmp_path: Path,
    arguments: list[str],
    changed: str,
    branch: str,
    summary: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for run in ("first", "second"):
        monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / f"{run}-output"))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / f"{run}-summary"))
        code = main(["track", *arguments, "--format", "github", "--now", NOW])
        assert code == (1 if arguments == ["--check"] else 0)
    told = {
        "tracker-file": FILE,
        "tracker-changed": changed,
        "tracker-branch": branch,
        "tracker-pull-request": "",
    }
    first = outputs(tmp_path / "first-output")
    assert {name: first[name] for name in told} == told
    assert json.loads(first["report"])["tracker"]["changed"] is (changed == "true")
    assert (tmp_path / "first-summary").read_text().strip() == summary.strip()
    unchanged = told | {"tracker-changed": "false", "tracker-branch": ""}
    second = outputs(tmp_path / "second-output")
    assert {name: second[name] for name in unchanged} == unchanged


def test_the_step_tells_others_of_the_side_branch(
    github: StandIn, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    github.repository.rules["main"] = PULL_REQUESTS_ONLY
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    assert main([*TRACK, "--format", "github"]) == 0
    assert outputs(tmp_path / "output")["tracker-branch"] == SIDE
    assert "/compare/main...pmaction/tracker?expand=1" in (tmp_path / "summary").read_text()
