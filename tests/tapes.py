"""Runs whose first requests are heard from a tape and not sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from standin import Platform

from pmaction.tracking.github_answer import Answer
from pmaction.tracking.github_client import GitHubClient, Pace

Connection = tuple[str, str, Pace]
Asked = tuple[Any, ...]
Heard = tuple[Answer, float | None]
"""An answer, and what the server's clock said with it."""


@dataclass
class Tape:
    """The requests of a run with their answers, and what GitHub was like ahead of each."""

    asked: list[Asked] = field(default_factory=list)
    answers: list[Heard] = field(default_factory=list)
    ahead: list[Platform] = field(default_factory=list)

    def up_to(self, request: int) -> Iterator[tuple[Asked, Heard]]:
        """What comes before the nth request, once."""
        return iter(list(zip(self.asked, self.answers, strict=True))[: request - 1])


class Recording(GitHubClient):
    """A client whose requests are kept on a tape."""

    def __init__(self, connection: Connection, tape: Tape, look: Callable[[], Platform]) -> None:
        super().__init__(*connection)
        self.tape, self.look = tape, look

    def _send(self, *asked: Any) -> Answer:
        self.tape.ahead.append(self.look())
        answer = super()._send(*asked)
        self.tape.asked.append(asked)
        self.tape.answers.append((answer, self.server_time))
        return answer


class Replaying(GitHubClient):
    """A client that hears what stands on a tape, and sends what comes after.

    `then` is done between the two.
    """

    def __init__(
        self,
        connection: Connection,
        tape: Iterator[tuple[Asked, Heard]],
        then: Callable[[], object],
    ) -> None:
        super().__init__(*connection)
        self.tape, self.then, self.sends = tape, then, False

    def _send(self, *asked: Any) -> Answer:
        for known, (answer, server_time) in self.tape:
            assert asked == known, "two runs over the same files asked for different things"
            self.server_time = server_time
            return answer
        if not self.sends:
            self.sends = True
            self.then()
        return super()._send(*asked)
