"""A process that is killed at any of its writes, and one that runs after it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from checkouts import NOW, check_out, commit
from standin import DROP, Assignable, StandIn

from pmaction.tracking.github_body import marker_of

SECOND = """\
  - id: A2
    title: Drain the queue automatically
    priority: P2
    owner: "@bob"
    due: 2025-12-30
    depends_on: [A1]
"""
WRITES = 30
"""More than the writes of the whole run."""


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pmaction", "apply", "--now", NOW],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def killer(write: int, running: list[subprocess.Popen[str]]) -> Any:
    """A hook that kills the running process at its nth write, counted from 1."""
    seen = [0]

    def strike(request: Any, _reply: Any = None) -> Literal["drop"] | None:
        seen[0] += request.is_write
        if not request.is_write or seen[0] != write:
            return None
        running[0].kill()
        running[0].wait()
        return DROP

    return strike


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_apply_that_is_killed_at_any_write_is_finished_by_the_next(
    github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """`before`: the write was not done. `after`: it was, and nobody heard of it."""
    folder = check_out(github, tmp_path, monkeypatch, issues="write", contents="read")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    (folder / ".pmaction.yml").write_text("tracking: {seconds_between_writes: 0}\n")
    (path,) = folder.glob("postmortems/**/*.yaml")
    path.write_text(path.read_text() + SECOND)
    commit(folder, "Wait for no limit")

    killed = 0
    for write in range(1, WRITES):
        for issue in github.repository.listed():
            github.person("mona").delete(issue.number)
        running: list[subprocess.Popen[str]] = []
        github.hook(**{moment: killer(write, running)})
        running.append(start(folder))
        running[0].communicate()
        github.hook()
        if running[0].returncode == 0:
            break  # the run has fewer writes than this
        killed += 1
        after = start(folder)
        said, _ = after.communicate()
        assert after.returncode == 0, said
        keys = Counter(
            marker.key
            for issue in github.repository.listed()
            if (marker := marker_of(issue.body or "")) is not None
        )
        assert keys == {"PM-2025-001": 1, "PM-2025-001/A1": 1, "PM-2025-001/A2": 1}, write
        parent, first, second = github.repository.listed()
        assert parent.children == [first, second]
        assert second.blocked_by == [first]
    assert killed >= 8
