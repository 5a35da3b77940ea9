"""The workflows as text: least rights, one writer, nothing unpinned; for us and for users."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pmaction.git import default_branch, published_commit
from pmaction.release import released_action
from pmaction.workflows import FOLDER, HERE, NAMES, REPORT, is_pinned, workflow

ROOT = Path(__file__).resolve().parent.parent
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PINNED = f"acme/pmaction@{COMMIT}"
PULL_REQUEST, MERGE, SCHEDULE = NAMES
ALL = (*NAMES, REPORT)


def text_of(name: str, action: str = PINNED, branch: str = "main") -> str:
    template = ROOT / "pmaction/templates/workflows" / name
    return workflow(template.read_text(encoding="utf-8"), action, branch, "pmaction 1.2.3")


def read(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(text)
    return loaded


def jobs() -> list[Any]:
    return [
        pytest.param(job, name, id=f"{file}-{name}")
        for file in ALL
        for name, job in read(text_of(file))["jobs"].items()
    ]


def commands(job: dict[str, Any]) -> list[str]:
    return [step["with"]["command"] for step in job["steps"] if "command" in step.get("with", {})]


RIGHTS = {
    "validate": {"contents": "read"},
    "plan": {"contents": "read", "issues": "read", "pull-requests": "write"},
    "apply": {"contents": "read", "issues": "write", "pull-requests": "write"},
    "remind": {"contents": "read", "issues": "write", "pull-requests": "write"},
    "track": {"contents": "write", "issues": "read"},
    "report": {"contents": "read", "issues": "read"},
}


@pytest.mark.parametrize(("job", "name"), jobs())
def test_each_job_has_the_rights_it_needs_and_no_other(job: dict[str, Any], name: str) -> None:
    assert job["permissions"] == RIGHTS[name]


@pytest.mark.parametrize("file", ALL)
def test_a_job_that_says_nothing_of_rights_could_only_read_files(file: str) -> None:
    assert read(text_of(file))["permissions"] == {"contents": "read"}


@pytest.mark.parametrize(("job", "name"), jobs())
def test_jobs_that_write_issues_or_files_wait_for_each_other(
    job: dict[str, Any], name: str
) -> None:
    if name in ("apply", "remind", "track"):
        assert job["concurrency"] == {"group": "pmaction", "cancel-in-progress": False}
    elif name == "plan":
        group = "pmaction-pull-request-${{ github.event.pull_request.number }}"
        assert job["concurrency"] == {"group": group, "cancel-in-progress": False}
    else:
        assert "concurrency" not in job


@pytest.mark.parametrize(("job", "name"), jobs())
def test_no_job_runs_for_ever_or_leaves_a_token_in_its_checkout(
    job: dict[str, Any], name: str
) -> None:
    assert job["timeout-minutes"] <= 60
    checkout = job["steps"][0]
    assert re.fullmatch(r"actions/checkout@[0-9a-f]{40}", checkout["uses"])
    # Of a pull request validate wants the base too: the first parent of the merge.
    more: dict[str, Any] = {"fetch-depth": 2} if name == "validate" else {}
    # Of a schedule the newest commit when it starts, however late that is, or started again.
    more |= {"ref": "refs/heads/main"} if name in ("remind", "track") else {}
    assert checkout["with"] == {**more, "persist-credentials": False}


@pytest.mark.parametrize(("job", "name"), jobs())
def test_every_input_that_a_workflow_gives_is_one_of_the_action(
    job: dict[str, Any], name: str
) -> None:
    inputs = read((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    for step in job["steps"]:
        if step["uses"] == PINNED:
            assert set(step["with"]) <= set(inputs)


CACHE = "${{ runner.temp }}/pmaction-issues.json"


def caching(steps: list[dict[str, Any]], what: str) -> list[int]:
    return [at for at, step in enumerate(steps) if f"actions/cache/{what}@" in step["uses"]]


@pytest.mark.parametrize(("job", "name"), jobs())
def test_runs_hand_on_what_they_know_of_the_issues_outside_the_checkout(
    job: dict[str, Any], name: str
) -> None:
    steps = job["steps"]
    restored, saved = caching(steps, "restore"), caching(steps, "save")
    # The scheduled job lists all; a pull request may change nothing for others.
    assert bool(restored) == (name in ("plan", "apply"))
    assert bool(saved) == (name in ("apply", "remind"))
    users = [at for at, step in enumerate(steps) if "cache" in step["with"]]
    assert {steps[at]["with"]["cache"] for at in users} <= {CACHE}
    assert {steps[at]["with"]["command"] for at in users} <= {"apply", "comment"}
    assert bool(users) == bool(restored or saved)
    assert all(at < min(users) for at in restored)
    assert all(at > max(users) for at in saved)
    for step in (steps[at] for at in (*restored, *saved)):
        assert re.fullmatch(r"actions/cache/\w+@[0-9a-f]{40}", step["uses"])
        assert step["with"]["path"] == CACHE
        # No two runs may share a name: what has one is never replaced.
        assert "${{ github.run_id }}-${{ github.run_attempt }}" in step["with"]["key"]
        assert step["with"]["key"].startswith(step["with"].get("restore-keys", "pmaction-issues-"))


def test_commands_come_in_the_order_of_the_loop() -> None:
    found = {
        (file, name): commands(job)
        for file in ALL
        for name, job in read(text_of(file))["jobs"].items()
    }
    assert found == {
        (PULL_REQUEST, "validate"): ["validate"],
        (PULL_REQUEST, "plan"): ["comment"],
        (MERGE, "apply"): ["apply", "comment"],
        (SCHEDULE, "remind"): ["apply", "comment", "remind"],
        (SCHEDULE, "track"): ["track"],
        (REPORT, "report"): ["report"],
    }


def test_the_events_are_those_that_are_safe() -> None:
    events = {file: read(text_of(file, branch="trunk"))["on"] for file in NAMES}
    # No path filter: a required check that is skipped blocks a pull request for ever.
    assert events[PULL_REQUEST] == {"pull_request": None, "merge_group": None}
    assert events[MERGE] == {"push": {"branches": ["trunk"]}}
    schedule = events[SCHEDULE]
    assert set(schedule) == {"schedule", "workflow_dispatch"}
    (minute, *_), *none = [one["cron"].split() for one in schedule["schedule"]]
    assert not none
    assert int(minute) % 15, "runs at the full hour and its quarters are delayed or dropped"


def test_the_report_comes_once_a_month_and_its_page_is_kept() -> None:
    data = read(text_of(REPORT))
    assert set(data["on"]) == {"schedule", "workflow_dispatch"}
    ((minute, _, *days),) = [one["cron"].split() for one in data["on"]["schedule"]]
    assert days == ["1", "*", "*"]
    assert int(minute) % 15
    *_, report, upload = data["jobs"]["report"]["steps"]
    page = f"steps.{report['id']}.outputs.report-page"
    assert upload["with"]["path"] == f"${{{{ {page} }}}}"
    assert upload["if"] == f"${{{{ !cancelled() && {page} != '' }}}}"
    assert "report-page" in read((ROOT / "action.yml").read_text(encoding="utf-8"))["outputs"]


@pytest.mark.parametrize("branch", ["main", "on", "null", "release/1.x", "a'b", "#x", "yes: no"])
def test_any_name_of_the_default_branch_is_written_as_it_is(branch: str) -> None:
    assert read(text_of(MERGE, branch=branch))["on"]["push"]["branches"] == [branch]
    for job in read(text_of(SCHEDULE, branch=branch))["jobs"].values():
        assert job["steps"][0]["with"]["ref"] == f"refs/heads/{branch}"


@pytest.mark.parametrize("file", ALL)
def test_everything_that_users_run_is_pinned_by_commit(file: str) -> None:
    used = re.findall(r"uses: (\S+)( # \S.*)?$", text_of(file), re.MULTILINE)
    assert used
    for action, version in used:
        assert is_pinned(action)
        assert version, "a version beside the commit lets tools update it"
    assert "@ACTION@" not in text_of(file)


@pytest.mark.parametrize("file", NAMES)
def test_our_own_workflows_differ_from_the_users_in_the_action_alone(file: str) -> None:
    ours = read((ROOT / FOLDER / file).read_text(encoding="utf-8"))
    users = read(text_of(file, branch="main"))
    for name, job in users["jobs"].items():
        mine = ours["jobs"][name]
        if (file, name) == (PULL_REQUEST, "plan"):
            continue  # see the next test
        for step in (*job["steps"], *mine["steps"]):
            if step["uses"] in (HERE, PINNED):
                step["uses"] = "the action"
        assert mine == job
    assert {k: v for k, v in ours.items() if k != "jobs"} == {
        k: v for k, v in users.items() if k != "jobs"
    }


def test_our_own_plan_runs_the_base_branchs_action_and_reads_the_pull_request() -> None:
    ours = read((ROOT / FOLDER / PULL_REQUEST).read_text(encoding="utf-8"))["jobs"]["plan"]
    checkout, base, _, comment = ours["steps"]
    assert checkout["with"]["path"] == "pull-request"
    assert "base=HEAD^1" in base["run"]
    assert comment["uses"] == HERE
    given = {"command": "comment", "cache": CACHE, "working-directory": "pull-request"}
    assert comment["with"] == given


@pytest.mark.parametrize(
    ("action", "pinned"),
    [
        (PINNED, True),
        (f"acme/tools/pmaction@{COMMIT}", True),
        ("acme/pmaction@v1", False),
        ("acme/pmaction@main", False),
        (f"acme/pmaction@{COMMIT[:12]}", False),
        (f"pmaction@{COMMIT}", False),
        (f"acme/pmaction@{COMMIT}\n- run: evil", False),
        ("./", False),
    ],
)
def test_only_a_full_commit_pins_an_action(action: str, pinned: bool) -> None:
    assert is_pinned(action) is pinned


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"]
    command = ["git", *names, *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a repository whose default branch is `trunk`."""
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "--quiet", "--initial-branch", "trunk")
    git(origin, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    return tmp_path / "clone"


def test_the_default_branch_is_that_of_the_origin(clone: Path) -> None:
    git(clone, "checkout", "--quiet", "-b", "feature")
    assert default_branch(clone) == "trunk"


def test_without_an_origin_it_is_the_one_checked_out(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch", "first")
    assert default_branch(tmp_path) == "first"


def test_outside_of_git_it_is_main(tmp_path: Path) -> None:
    assert default_branch(tmp_path) == "main"


def test_a_commit_is_published_once_the_origin_has_it(clone: Path) -> None:
    head = git(clone, "rev-parse", "HEAD")
    url = git(clone, "remote", "get-url", "origin")
    assert published_commit(clone) == (url, head)
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "Mine alone")
    assert published_commit(clone) is None


AT = '"vcs_info": {"commit_id": "%s"}' % COMMIT  # noqa: UP031  (braces are JSON here)


@pytest.mark.parametrize(
    ("source", "known"),
    [
        (f'"url": "https://github.example.com/acme/pmaction", {AT}', True),
        (f'"url": "https://github.example.com/acme/pmaction.git", {AT}', True),
        (f'"url": "ssh://git@github.example.com/acme/pmaction", {AT}', True),
        (f'"url": "git@github.example.com:acme/pmaction.git", {AT}', True),
        ('"url": "https://example.com/acme/pmaction", "vcs_info": {"commit_id": "v1"}', False),
        (f'"url": "file:///home/acme/pmaction", {AT}', False),
        ('"url": "https://example.com/pmaction.whl", "archive_info": {}', False),
        ('"broken', False),
    ],
)
def test_an_installation_from_a_repository_knows_its_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, known: bool
) -> None:
    installed_from(tmp_path, monkeypatch, "{" + source + "}")
    assert released_action() == (PINNED if known else None)


def test_an_installation_from_a_clone_knows_the_commit_that_its_origin_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clone: Path
) -> None:
    installed_from(tmp_path, monkeypatch, f'{{"url": "{clone.as_uri()}", "dir_info": {{}}}}')
    assert released_action() is None  # a path has no owner
    git(clone, "remote", "set-url", "origin", "https://github.example.com/acme/pmaction.git")
    head = git(clone, "rev-parse", "HEAD")
    assert released_action() == f"acme/pmaction@{head}"


def installed_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, direct_url: str) -> None:
    """Have an installation of pmaction that says where it came from, as pip writes it down."""
    info = tmp_path / "site" / "pmaction-9.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pmaction\nVersion: 9\n")
    (info / "direct_url.json").write_text(direct_url)
    monkeypatch.syspath_prepend(str(info.parent))


def git_state(folder: Path, *refs: str) -> None:
    git(folder, "init", "--quiet", "--initial-branch", "feature")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    for ref in refs:
        git(folder, "update-ref", ref, "HEAD")


@pytest.mark.parametrize(
    ("refs", "branch"),
    [
        (("refs/remotes/origin/main",), "main"),
        (("refs/remotes/origin/master",), "master"),
        (("refs/heads/main", "refs/heads/other"), "main"),
        (("refs/heads/other",), "feature"),
    ],
)
def test_a_clone_that_does_not_know_its_origins_default_branch_takes_the_usual_one(
    tmp_path: Path, refs: tuple[str, ...], branch: str
) -> None:
    git_state(tmp_path, *refs)
    assert default_branch(tmp_path) == branch


@pytest.mark.parametrize("merged", [True, False], ids=["on GitHub", "in a local runner"])
def test_the_step_of_our_plan_takes_the_base_branchs_files(tmp_path: Path, merged: bool) -> None:
    ours = read((ROOT / FOLDER / PULL_REQUEST).read_text(encoding="utf-8"))["jobs"]["plan"]
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "--quiet", "--initial-branch", "main")
    (origin / "action.yml").write_text("base")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "Base")
    git(origin, "checkout", "--quiet", "-b", "change")
    (origin / "action.yml").write_text("pull request")
    git(origin, "commit", "--quiet", "--all", "--message", "Change")
    if merged:
        git(origin, "checkout", "--quiet", "main")
        git(origin, "merge", "--quiet", "--no-ff", "--message", "Merge", "change")
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    git(workspace, "clone", "--quiet", "--depth", "2", origin.as_uri(), "pull-request")
    step = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", ours["steps"][1]["run"]]
    subprocess.run(step, cwd=workspace, check=True)
    said = "base" if merged else "pull request"
    assert (workspace / "action.yml").read_text() == said
