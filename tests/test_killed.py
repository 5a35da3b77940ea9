"""A process that is killed at any of its writes, and one that runs after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from checkouts import NOW, PATH, check_out, commit
from forked_runs import ForkedRuns
from merge_of_three import FILES, Site, Wrong, as_yaml
from standin import DROP

KILLED = -9
APPLY, REMIND = ["apply", "--now", NOW], ["remind", "--now", NOW]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def folder(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with the three postmortems, in the environment of a workflow."""
    folder = check_out(site.github, tmp_path, monkeypatch, issues="write", contents="read")
    site.github.platform.tokens[os.environ["GITHUB_TOKEN"]].limit = 1_000_000
    (folder / ".pmaction.yml").write_text("tracking: {seconds_between_writes: 0}\n")
    (folder / PATH).unlink()
    for one in FILES:
        (folder / PATH).with_name(f"{one.id}.yaml").write_text(as_yaml(one))
    commit(folder, "Add three postmortems")
    return folder


def killing(runs: ForkedRuns, write: int) -> Any:
    """A hook that kills the running process at its nth write, counted from 1."""
    seen = [0]

    def strike(request: Any, _reply: Any = None) -> Literal["drop"] | None:
        seen[0] += request.is_write
        if not request.is_write or seen[0] != write:
            return None
        runs.kill()
        return DROP

    return strike


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_at_any_write_is_finished_by_the_next(
    site: Site, folder: Path, capsys: pytest.CaptureFixture[str], moment: str
) -> None:
    """`before`: the write was not done. `after`: it was, and nobody heard of it."""
    before, everything = site.github.snapshot(), Wrong()
    with ForkedRuns(folder) as runs:
        assert runs.run(APPLY, REMIND) == 0, runs.log.read_text()
        assert not site.wrong()
        writes = len(site.github.writes)
        for write in range(1, writes + 1):
            site.github.restore(before)
            site.github.hook(**{moment: killing(runs, write)})
            assert runs.run(APPLY, REMIND) == KILLED
            site.github.hook()
            assert runs.run(APPLY, REMIND) == 0, runs.log.read_text()
            wrong, done = site.wrong(), len(site.github.writes)
            assert runs.run(APPLY, REMIND) == 0, runs.log.read_text()
            wrong.further_changes = [one.path for one in site.github.writes[done:]]
            everything.add(wrong, f"write {write}")
    with capsys.disabled():
        print(f"\nkilled {moment} each of {writes} writes: {everything}", end=" ")
    assert not everything, everything.details()
    assert writes > 20, "a merge takes more than that"
