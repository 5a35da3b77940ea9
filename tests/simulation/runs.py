"""The program at work on a day: its commands in a checkout, now and then with bad luck."""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from unittest.mock import patch

from checkouts import git
from standin import FAULTS, StandIn
from standin.direct import directly

from pmaction.cli import main
from simulation.calendar import LAST
from simulation.organization import ZONE, Row

MISFORTUNES = (
    "reset before the work", "500 before the work", "answer lost after the work",
    "502 after the work", "answer cut off after the work", "403 from there on",
    "lists that stay behind, and 503 from there on",
)  # fmt: skip
DONE = frozenset({0})
PARTLY = frozenset({0, 1, 4, 5})
"""What a run that something happens to may end with; anything else would be a mistake of ours."""


@dataclass
class Figures:
    """What the year took."""

    runs: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    struck: int = 0
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)


class Runs:
    """The schedule and the workflows of a repository, in one checkout of it."""

    def __init__(self, github: StandIn, folder: Path, random: Random) -> None:
        self.github, self.folder, self.random = github, folder / "site", random
        self.figures = Figures()
        token = github.token(contents="write", issues="write", pull_requests="write")
        token.limit = 1_000_000
        self.environment = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": github.url,
            "GITHUB_REPOSITORY": github.repository.full_name,
            "GITHUB_SERVER_URL": "https://github.example.com",
            "GITHUB_TOKEN": token.value,
            "NO_PROXY": "127.0.0.1",
        }
        # What is committed there is here at once, so that nothing has to be fetched.
        origin = str(github.repository.git.path)
        git(folder, "clone", "--quiet", "--shared", origin, str(self.folder))

    def at(self, day: date, hour: int) -> None:
        """Let it be half past that hour of a day, where the organization is."""
        now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZONE)
        self.github.platform.clock.now = now

    def check_out(self) -> None:
        """Have the newest commit, as each run of a workflow has."""
        newest = self.github.repository.git.ref("refs/heads/main") or ""
        git(self.folder, "checkout", "--quiet", "--force", "--detach", newest)

    def run(self, day: date, hour: int, *command: str) -> None:
        """Run a command, now and then with bad luck, and then once more."""
        self.at(day, hour)
        if self.random.random() < 0.09:
            name = self.random.choice(MISFORTUNES)
            strike = self.github.strike(FAULTS[name], at=self.random.randint(3, 25))
            self.once(day, command, PARTLY)
            self.github.hook()
            self.github.repository.old_list = None
            self.figures.struck += strike.struck
        self.once(day, command)
        if command[0] == "track":
            self.check_out()

    def once(self, day: date, command: tuple[str, ...], allowed: frozenset[int] = DONE) -> str:
        """Run a command as it is, and give what it says."""
        now = self.github.platform.clock.now.astimezone(ZONE).isoformat()
        out, talk, before = io.StringIO(), io.StringIO(), len(self.github.requests)
        with (
            chdir(self.folder),
            patch.dict(os.environ, self.environment),
            directly(self.github),
            redirect_stdout(out),
            redirect_stderr(talk),
        ):
            code = main([*command, "--now", now, "--max-wait", "0"])
        self.figures.runs[command[0]] += 1
        self.figures.requests[command[0]] += len(self.github.requests) - before
        if code not in allowed:
            told = f"{out.getvalue()}{talk.getvalue()}"
            self.figures.wrong.append(f"{day} {command}: {code}\n{told}")
        return out.getvalue()

    def ask(self, *command: str) -> str:
        """Run one more command in the evening of the last day, and give what it says."""
        self.at(LAST, 19)
        return self.once(LAST, command)

    def report(self, since: date, *options: str) -> Row:
        """What the report says of the days since one."""
        options = (*options, "--since", str(since), "--format", "json")
        found: Row = json.loads(self.ask("report", *options))
        return found
