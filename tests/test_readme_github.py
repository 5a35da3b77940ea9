"""What the README says of GitHub is what one sees there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import git
from standin import Assignable, StandIn
from test_docs import README, assert_shown, block
from test_workflow_files import RIGHTS

from pmaction.cli import main

ROOT = Path(__file__).resolve().parent.parent
PATH = "postmortems/2025/2025-12-19-checkout-502.yaml"
MERGED = "2025-12-20T09:00:00Z"
LATER = "2026-01-21T09:00:00Z"


def section(heading: str) -> str:
    """The text below a heading of the README, up to the next one outside of code."""
    text = re.sub(
        r"^```.*?^```$", lambda m: m[0].replace("\n#", "\n\0#"), README, flags=re.M | re.S
    )
    below = text.split(f"\n### {heading}\n", 1)[1]
    return re.split(r"\n##+ ", below, maxsplit=1)[0].replace("\0", "")


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


def test_what_it_looks_like_is_shown_as_it_is(
    github: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    postmortem = block("yaml", "id: PM-2025-001")
    mona = github.person("mona")
    mona.push({PATH: postmortem}, branch="checkout")
    pull = mona.open_pull("Checkout", "checkout")
    git(tmp_path, "clone", "--quiet", str(github.repository.git.path), "site")
    site = tmp_path / "site"
    monkeypatch.chdir(site)
    token = github.token(issues="write", contents="read", pull_requests="write")
    for name, value in {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": github.url,
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/site",
        "GITHUB_TOKEN": token.value,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("pmaction.cli.systems.sleep", lambda _: None)
    looks = re.findall(r"```\w+\n(.*?)```", section("What it looks like"), re.S)
    annotation, plan, issues, issue, reminder = looks

    git(site, "checkout", "--quiet", "origin/checkout")
    assert main(["comment", "--pr", str(pull.number), "--now", MERGED]) == 0
    assert_shown(plan, pull.comments[0].body)

    mona.merge(pull.number)
    git(site, "fetch", "--quiet")
    git(site, "checkout", "--quiet", "origin/main")
    assert main(["apply", "--now", MERGED]) == 0
    assert main(["comment", "--now", MERGED]) == 0
    (comment,) = pull.comments
    assert_shown(issues, comment.body)
    assert_shown(issue, github.repository.issues[3].body or "")
    assert main(["remind", "--now", LATER]) == 0
    assert_shown(reminder, github.repository.issues[3].comments[0].body)

    (site / PATH).write_text(postmortem.replace("    priority: P1\n", "    priority: P7\n"))
    capsys.readouterr()
    assert main(["validate", "--format", "github", "--now", MERGED]) == 1
    shown = [line.removeprefix("✗ not-allowed").strip() for line in annotation.splitlines()]
    assert "::" + "%0A".join(shown) in capsys.readouterr().out


def test_the_table_of_rights_is_that_of_the_workflows() -> None:
    lines = [one for one in section("What each command may do").splitlines() if one[:3] == "| `"]
    rows = {}
    for line in lines:
        command, *rights = [cell.strip() for cell in line.strip("|").split("|")]
        rows[command] = [right or "-" for right in rights]
    of_a_job = {
        "validate": ["`validate`"],
        "plan": ["`plan`", "`comment`, before the merge"],
        "apply": ["`apply`", "`comment`, after the merge"],
        "remind": ["`apply`", "`remind`", "`comment`, after the merge"],
        "track": ["`track`"],
        "report": ["`report`"],
    }
    level = {"-": 0, "read": 1, "write": 2}
    for job, rights in RIGHTS.items():
        for place, name in enumerate(("contents", "issues", "pull-requests")):
            needed = max(level[rows[command][place]] for command in of_a_job[job])
            assert level[rights.get(name, "-")] == needed, f"{job} and {name}"


@pytest.mark.parametrize(
    "said",
    re.findall(r"^\| `([^`]+)` \|", section("When something goes wrong"), re.MULTILINE),
)
def test_every_message_that_is_explained_is_one_that_is_said(said: str) -> None:
    sources = [*(ROOT / "pmaction").rglob("*.py"), ROOT / "action/set_up.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    joined = re.sub(r'"\s*\n\s*f?"', "", text)
    assert said in joined
