"""Runs the real workflows with `act`, the local runner, against the stand-in for GitHub."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkouts import NOW
from standin import StandIn, Token
from standin.state import Issue

from pmaction.workflows import RESTORE_CACHE

ROOT = Path(__file__).resolve().parent.parent
CACHE = RESTORE_CACHE.partition(" ")[0].replace("/restore@", "@")
CACHE_HERE = ROOT / "tests" / "actions_cache"
WHEELS = ROOT / ".venv" / "wheels"
REPOSITORY = "acme/site"
LONGEST = 300
"""Seconds that a run may take; the slowest here takes about twenty."""


@dataclass(frozen=True)
class WorkflowRun:
    """A finished run: whether it was green, and its log."""

    green: bool
    log: str

    @property
    def summary(self) -> str:
        """What its steps wrote into their summaries, as the runner shows it."""
        return "\n".join(re.findall(r"⚙  Summary - (.*?)(?=^\[|\Z)", self.log, re.M | re.S))


def copy_project(folder: Path) -> None:
    """Copy this project as it lies here, without what is made from it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)


class Checkout:
    """A clone of the stand-in's repository, and a person who works in it."""

    def __init__(self, github: StandIn, folder: Path) -> None:
        self.github, self.folder = github, folder
        self.home = folder.parent / "home"
        self.home.mkdir()
        self.git("clone", "--quiet", str(github.repository.git.path), str(folder), at=self.home)

    def git(self, *arguments: str, at: Path | None = None) -> str:
        """Run git in the clone and give what it says."""
        names = ["-c", "user.name=Mona", "-c", "user.email=mona@example.invalid"]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home)}
        return subprocess.run(
            ["git", *names, *arguments],
            cwd=at or self.folder,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write a file into the clone."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def commit(self, message: str) -> str:
        """Commit everything, and give the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def push(self) -> None:
        """Push the checked-out branch to the repository on GitHub."""
        self.git("push", "--quiet", "origin", "HEAD")

    def check_out(self, commit: str) -> None:
        """Have the files of a commit, as the first step of a workflow would."""
        self.git("fetch", "--quiet", "origin")
        self.git("checkout", "--quiet", "--detach", commit)

    def check_out_merge_of(self, pull: Issue) -> str:
        """Have what a run for a pull request has: the base with the pull request merged into it."""
        self.git("fetch", "--quiet", "origin", "main", f"refs/pull/{pull.number}/head:head")
        self.git("checkout", "--quiet", "--detach", "origin/main")
        self.git("merge", "--quiet", "--no-ff", "--message", "Merge", "head")
        self.git("branch", "--delete", "--force", "head")
        return self.git("rev-parse", "HEAD")

    def run(
        self,
        event: str,
        workflow: str,
        token: Token,
        payload: dict[str, Any] | None = None,
        *options: str,
    ) -> WorkflowRun:
        """Run a workflow for an event, with the environment of a runner on GitHub."""
        act = Path(sys.executable).parent / "act"
        event_file = self.home / "event.json"
        # It tells the local runner that the branch which a checkout names is the one here.
        payload = payload or {"repository": {"default_branch": "main"}}
        event_file.write_text(json.dumps(payload), encoding="utf-8")
        variables = {
            "GITHUB_API_URL": self.github.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": REPOSITORY,
            "PMACTION_NOW": NOW,
            # The locked dependencies without a network.
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(WHEELS),
        }
        done = subprocess.run(
            [
                *(str(act), event, "--workflows", f".github/workflows/{workflow}"),
                *("--platform", "ubuntu-latest=-self-hosted", "--pull=false"),
                *("--eventpath", str(event_file), "--secret", "GITHUB_TOKEN"),
                *("--local-repository", f"{CACHE}={CACHE_HERE}"),
                *(
                    word
                    for name, value in variables.items()
                    for word in ("--env", f"{name}={value}")
                ),
                *options,
            ],
            cwd=self.folder,
            env={
                "PATH": os.pathsep.join([str(Path(sys.base_prefix) / "bin"), os.environ["PATH"]]),
                "HOME": str(self.home),
                "GITHUB_TOKEN": token.value,
                # Whatever asked for another machine would end at a closed door.
                "HTTP_PROXY": "http://127.0.0.1:9",
                "HTTPS_PROXY": "http://127.0.0.1:9",
                "NO_PROXY": "127.0.0.1,localhost",
            },
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        return WorkflowRun(done.returncode == 0, done.stdout + done.stderr)


def pull_request_event(pull: Issue) -> dict[str, Any]:
    """The event of a pull request, as far as workflows look at it."""
    opened = pull.pull
    assert opened is not None
    head = {
        "ref": opened.head,
        "sha": opened.head_sha,
        "repo": {
            "full_name": opened.head_repository.full_name,
            "fork": opened.head_repository is not pull.repository,
        },
    }
    base = {"ref": opened.base, "sha": opened.base_sha, "repo": {"full_name": REPOSITORY}}
    return {
        "action": "opened",
        "number": pull.number,
        "pull_request": {"number": pull.number, "head": head, "base": base},
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
    }
