"""A repository on GitHub and a clone of it, where pull requests are shown, merged and told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from checkouts import NOW, git
from standin import Assignable, Issue, Person, StandIn

from pmaction.cli import main


@dataclass
class Scene:
    """A repository on GitHub, a clone of it, and the environment of a workflow's step."""

    github: StandIn
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    mona: Person
    read: int = field(default=0, init=False)

    def pull(self, files: dict[str, str | None], branch: str = "change") -> Issue:
        """Open a pull request with these files and check its branch out."""
        self.mona.push(files, "Write a postmortem", branch)
        pull = self.mona.open_pull("A postmortem", branch)
        self.check_out(f"origin/{branch}")
        return pull

    def check_out(self, name: str) -> None:
        git(self.folder, "fetch", "--quiet", "origin")
        git(self.folder, "checkout", "--quiet", "--detach", name)

    def merge(self, pull: Issue) -> None:
        self.mona.merge(pull.number)
        self.check_out("origin/main")

    def token(self, name: str, **rights: str) -> None:
        token = self.github.token(name, contents="read", **rights)
        self.monkeypatch.setenv("GITHUB_TOKEN", token.value)

    def run(self, *arguments: str) -> int:
        return main([*arguments, "--now", NOW])

    def apply_and_tell(self) -> None:
        assert self.run("apply") == 0
        assert self.run("comment") == 0

    def issues(self) -> list[Issue]:
        return [one for one in self.github.repository.listed() if one.pull is None]

    def writes(self) -> list[tuple[str, str]]:
        """The writes since the last time this was asked."""
        found = self.github.writes[self.read :]
        self.read = len(self.github.writes)
        return [(one.method, one.path.removeprefix("/repos/acme/site")) for one in found]


@contextmanager
def scene_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Set the scene in a folder, with the rights of a job that applies and comments."""
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        folder = tmp_path / "site"
        git(tmp_path, "clone", "--quiet", str(github.repository.git.path), str(folder))
        for name, value in {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": github.url,
            "GITHUB_REPOSITORY": "acme/site",
            "GITHUB_SERVER_URL": "https://github.example.com",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "RUNNER_TEMP": str(tmp_path),
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("pmaction.cli.systems.sleep", lambda _: None)
        monkeypatch.chdir(folder)
        scene = Scene(github, folder, monkeypatch, github.person("mona"))
        scene.token("actions", issues="write", pull_requests="write")
        yield scene
        assert github.violations == []


def visible(text: str) -> str:
    """A comment without the hidden record of the plan that it showed."""
    return re.sub(r"\n\n<!-- pmaction:shown [^\n]* -->(?=\n|\Z)", "", text, count=1)


def bodies(pull: Issue) -> list[str]:
    return [visible(comment.body) for comment in pull.comments]
