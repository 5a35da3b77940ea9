"""Every kind of bad luck at every request of a merge, each case a run that is struck and one more.

Thousands of runs take a while, so they are shared among processes; none of them knows of pytest.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

from merge_of_three import Site, Tape, Wrong
from standin import FAULTS

from pmaction.tracking import github_client

TWO_HOURS = 7_200
SOON = 0.1
"""Seconds that a struck client waits for an answer: silence must not last."""


@dataclass
class Outcome:
    """What came of one fault at each request."""

    requests: int = 0
    wrong: Wrong = field(default_factory=Wrong)


def at_each_request(name: str) -> Outcome:
    """Strike at each request of a run in turn, and hold what a further run leaves to the files."""
    outcome = Outcome()
    with Site() as site:
        tape = site.record()
        assert not site.wrong()
        for request in range(1, len(tape.asked) + 1):
            run_struck(site, tape, name, request)
            site.run()
            if site.repository.old_list is not None:
                site.repository.old_list = None
                site.run()
            wrong = site.wrong()
            wrong.further_changes = site.further_changes()
            outcome.wrong.add(wrong, f"request {request}")
            outcome.requests += 1
    return outcome


def run_struck(site: Site, tape: Tape, name: str, request: int) -> None:
    """A run that something happens to at its nth request; it ends, and time goes by."""
    clients = site.rewind(tape, request)
    site.github.strike(FAULTS[name], at=1)
    with impatient():
        site.run(clients)
    site.github.hook()
    site.pass_by(TWO_HOURS)


@contextmanager
def impatient() -> Iterator[None]:
    """Let new clients give up soon when they get no answer."""
    usual = github_client.TIMEOUT
    github_client.TIMEOUT = SOON
    try:
        yield
    finally:
        github_client.TIMEOUT = usual


@contextmanager
def all_faults() -> Iterator[dict[str, Future[Outcome]]]:
    """The outcome of each fault, by its name, as processes get round to it."""
    workers = min(os.cpu_count() or 1, 4)
    with ProcessPoolExecutor(workers, get_context("spawn"), begin) as pool:
        yield {name: pool.submit(at_each_request, name) for name in FAULTS}
        pool.shutdown(cancel_futures=True)


def begin() -> None:
    """Hold a process to what all tests are held to."""
    import conftest  # noqa: F401  (no connection leaves this machine)

    warnings.simplefilter("error")
