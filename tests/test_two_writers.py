"""Two runs at once over the same files, against all advice: the next run puts it right."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from merge_of_three import Site, Wrong
from worlds import World

from pmaction.tracking.github_answer import Answer
from pmaction.tracking.github_client import GitHubClient

RUNS = 30
TOO_LONG = 60


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


class Turns:
    """Who of two may send the next request, drawn anew after each."""

    def __init__(self, seed: int) -> None:
        self.draw, self.changed = Random(seed), threading.Condition()  # noqa: S311  (no secret)
        self.next, self.running = 0, {0, 1}

    def take(self, writer: int) -> None:
        """Wait for one's turn."""
        with self.changed:
            mine = self.changed.wait_for(lambda: self.next == writer, TOO_LONG)
            assert mine, "the other writer does not go on"

    def give(self) -> None:
        """Draw who is next."""
        with self.changed:
            self.next = self.draw.choice(sorted(self.running))
            self.changed.notify_all()

    def leave(self, writer: int) -> None:
        """Be out of it from here on."""
        with self.changed:
            self.running.discard(writer)
            self.next = next(iter(self.running), 0)
            self.changed.notify_all()


class TakingTurns(GitHubClient):
    """A client that sends nothing until it is its turn."""

    def __init__(self, site: Site, turns: Turns, writer: int) -> None:
        super().__init__(*site.connection())
        self.turns, self.writer = turns, writer

    def _send(self, *asked: Any) -> Answer:
        self.turns.take(self.writer)
        try:
            return super()._send(*asked)
        finally:
            self.turns.give()


def run_both(site: Site, seed: int) -> None:
    """Two applies at once, whose requests take turns as the seed has it."""
    turns, failures = Turns(seed), list[BaseException]()

    def work(writer: int) -> None:
        try:
            site.world(TakingTurns(site, turns, writer)).apply()
        except BaseException as error:  # noqa: BLE001  (of a thread: the test must hear of it)
            failures.append(error)
        finally:
            turns.leave(writer)

    writers = [threading.Thread(target=work, args=(writer,)) for writer in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures


def put_right(site: Site) -> Wrong:
    """What is still wrong after one further run, which closes all but the oldest of each key."""
    site.run()
    kept = {marker.key: issue for marker, issue in site.ours() if issue.state == "open"}
    for marker, issue in site.ours():
        if issue.state == "closed":
            assert issue.state_reason == "duplicate"
            assert issue.number > kept[marker.key].number
            assert f"#{kept[marker.key].number}" in issue.comments[-1].body
    wrong = site.wrong(may_be_closed=True)
    wrong.further_changes = site.further_changes()
    return wrong


def test_a_whole_run_at_any_request_of_another_is_put_right_by_the_next(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    tape, everything = site.record([World.apply]), Wrong()
    for request in range(1, len(tape.asked) + 1):
        clients = site.rewind(tape, request, lambda: site.world().apply())
        site.run(clients, [World.apply])
        everything.add(put_right(site), f"a run at request {request}")
    with capsys.disabled():
        print(f"\na whole run at each of {len(tape.asked)} requests: {everything}", end=" ")
    assert not everything, everything.details()


def test_two_runs_that_take_turns_are_put_right_by_the_next(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    before, everything, doubled = site.github.snapshot(), Wrong(), 0
    for seed in range(RUNS):
        site.github.restore(before)
        run_both(site, seed)
        doubled += bool(site.wrong().doubled)
        everything.add(put_right(site), f"seed {seed}")
    with capsys.disabled():
        print(f"\n{RUNS} times two runs at once, {doubled} of them doubled: {everything}", end=" ")
    assert doubled, "no two runs met, so this shows nothing"
    assert not everything, everything.details()
