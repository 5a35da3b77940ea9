"""What goes wrong between a client and GitHub, by name, to be struck at any request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from .access import HOUR, SECONDARY
from .call import DROP, RESET, SILENCE, Reply, Request, Unanswered
from .state import Platform

PAGE = b"<!DOCTYPE html><html><title>Unicorn!</title><body>Something went wrong.</body></html>"
NO_RIGHT = "Resource not accessible by integration"

Struck = Reply | Unanswered | None


@dataclass(frozen=True)
class Fault:
    """One kind of bad luck.

    `before` strikes ahead of the work and usually in place of it, `after` when the work is done.
    A lasting one strikes all further requests too, until the hook is taken away.
    """

    place: Literal["before", "after"]
    strike: Callable[[Platform, Request, Reply | None], Struck]
    lasting: bool = False


@dataclass
class Strike:
    """A hook that lets a fault strike at the nth request."""

    fault: Fault
    at: int
    platform: Platform
    seen: int = 0

    @property
    def struck(self) -> bool:
        """Whether there were as many requests as that."""
        return self.seen >= self.at

    def __call__(self, request: Request, reply: Reply | None = None) -> Struck:
        """Count a request, and strike if it is due."""
        self.seen += 1
        if self.seen == self.at or (self.fault.lasting and self.seen > self.at):
            return self.fault.strike(self.platform, request, reply)
        return None


def instead(status: int, body: Any = None, *, raw: bytes | None = None, **headers: str) -> Fault:
    """This answer in place of the work; header names with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault("before", lambda *_: Reply(status, body, dict(named), raw))


def page(status: int) -> Fault:
    """A page for people in place of the work."""
    return instead(status, raw=PAGE, Content_Type="text/html")


def refusal(status: int, message: str, **headers: str) -> Fault:
    """A refusal in GitHub's form in place of the work."""
    return instead(status, {"message": message}, **headers)


def left(how: Unanswered, place: Literal["before", "after"]) -> Fault:
    """A request that is not answered."""
    return Fault(place, lambda *_: how)


def lasting(fault: Fault) -> Fault:
    """The same from there on."""
    return Fault(fault.place, fault.strike, lasting=True)


def cut_off(_platform: Platform, _request: Request, reply: Reply | None) -> Struck:
    """The true answer, and a connection that ends in the middle of it."""
    return reply and Reply(reply.status, reply.body, reply.headers, reply.raw, cut_off=True)


def half(_platform: Platform, _request: Request, reply: Reply | None) -> Struck:
    """The true answer, shortened by something in between that takes this for all of it."""
    return reply and Reply(reply.status, None, reply.headers, raw=b'{"number": 4, "ti')


def use_up(platform: Platform, request: Request, _reply: Reply | None) -> Struck:
    """Nothing is left of the hour for this token."""
    for token in platform.tokens.values():
        if token.name == request.token:
            token.used, token.resets_at = token.limit, platform.clock.now + HOUR
    return None


def fall_behind(platform: Platform, _request: Request, _reply: Reply | None) -> Struck:
    """Lists stay as they are now; `Repository.old_list` set to None ends it."""
    for repository in platform.repositories.values():
        if repository.old_list is None:
            repository.freeze_list()
    return None


def break_down(platform: Platform, request: Request, reply: Reply | None) -> Struck:
    """Nothing is answered any more, and lists stay as they were."""
    fall_behind(platform, request, reply)
    return Reply(503, raw=PAGE, headers={"Content-Type": "text/html"})


FAULTS: dict[str, Fault] = {
    "reset before the work": left(RESET, "before"),
    "no answer in time, work not done": left(SILENCE, "before"),
    "500 before the work": refusal(500, "Server Error"),
    "502 before the work": page(502),
    "503 before the work": page(503),
    "an HTML page with 200": page(200),
    "answer lost after the work": left(DROP, "after"),
    "no answer in time, work done": left(SILENCE, "after"),
    "502 after the work": Fault("after", page(502).strike),
    "answer cut off after the work": Fault("after", cut_off),
    "half an answer after the work": Fault("after", half),
    "403 with Retry-After": refusal(403, SECONDARY, Retry_After="20"),
    "403 without Retry-After": refusal(403, SECONDARY),
    "429 with Retry-After": refusal(429, SECONDARY, Retry_After="20"),
    "429 without Retry-After": refusal(429, SECONDARY),
    "429 for two hours": lasting(refusal(429, SECONDARY, Retry_After="7200")),
    "hourly limit used up": Fault("before", use_up),
    "403 once, as for a missing right": refusal(403, NO_RIGHT),
    "404 once, as for a missing right": refusal(404, "Not Found"),
    "403 from there on": lasting(refusal(403, NO_RIGHT)),
    "404 from there on": lasting(refusal(404, "Not Found")),
    "lists that fall behind": Fault("before", fall_behind),
    "lists that stay behind, and 503 from there on": Fault("before", break_down, lasting=True),
    "the same after the work": Fault("after", break_down, lasting=True),
}
