"""Requests to GitHub's REST API through PyGithub: paced, bounded, never repeated blindly."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any

import requests
from github import Auth, GithubException
from github.Requester import Requester

from pmaction.errors import TrackingBusy, TrackingError, TrackingUnavailable
from pmaction.tracking.github_answer import Answer
from pmaction.tracking.github_pace import Pace

PER_PAGE = 100
TIMEOUT = 30
ATTEMPTS = 4
"""How often a request that may be repeated is sent at most."""

# PyGithub logs whole answers, and brings a handler that would talk into our stderr.
logging.getLogger("github").handlers.clear()
logging.getLogger("github.Requester").disabled = True


class AnswerLost(TrackingError):
    """A write was sent and its answer was lost: it may or may not have been done."""


class NotFound(TrackingError):
    """What was asked for is not there, or not for this token."""


class Gone(NotFound):
    """It was there, and was deleted (410)."""


class Forbidden(TrackingError):
    """The token may not do this (403)."""


class Refused(TrackingError):
    """GitHub understood the request and refuses to carry it out (409, 422)."""


class GitHubClient:
    """One token's requests to one server.

    `address` is the server's; `server_time` what its clock said last, in seconds.
    """

    def __init__(self, api_url: str, token: str, pace: Pace) -> None:
        """Prepare requests; nothing is sent yet."""
        self._pace = pace
        self._token = token
        self.address = api_url.rstrip("/")
        self.server_time: float | None = None
        self._requester = Requester(
            auth=Auth.Token(token),
            base_url=self.address,
            timeout=TIMEOUT,
            user_agent="pmaction",
            per_page=PER_PAGE,
            verify=True,
            retry=None,  # PyGithub's own would repeat a POST whose answer was lost
            pool_size=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
        )

    @property
    def now(self) -> float:
        """The time as this machine knows it, in seconds."""
        return self._pace.clock()

    def read(self, path: str, /, **parameters: Any) -> Any:
        """Get one resource. Raises NotFound or another TrackingError."""
        found = self.read_any(path, **parameters)
        if not isinstance(found, dict):
            raise _of_another_shape(path, "an object")
        return found

    def read_any(self, path: str, /, **parameters: Any) -> Any:
        """Get what may be an object or a list. Raises NotFound or another TrackingError."""
        return self._repeatable("GET", path, parameters, None).data

    def page(self, path: str, /, **parameters: Any) -> list[Any]:
        """Get one page of a list. Raises NotFound or another TrackingError."""
        return _objects(self._repeatable("GET", path, parameters, None), path)

    def pages(self, path: str, /, **parameters: Any) -> Iterator[Any]:
        """Get all entries of a list, page by page. Raises TrackingError."""
        number = 1
        while True:
            asked = {**parameters, "per_page": PER_PAGE, "page": number}
            answer = self._repeatable("GET", path, asked, None)
            found = _objects(answer, path)
            yield from found
            # A server may give shorter pages than were asked for, or not say which is the last.
            if not answer.has_next_page and (answer.names_pages or len(found) < PER_PAGE):
                return
            number += 1

    def query(self, text: str) -> Any:
        """Ask in GraphQL, which says a little that REST does not. Raises TrackingError."""
        address = self._requester.graphql_url
        return self._repeatable("POST", address, {}, {"query": text}).data

    def replace(self, method: str, path: str, body: Any = None) -> Any:
        """Make a write that may be sent again: what is there in the end is the same.

        So are PATCH, PUT and DELETE, and a POST that stores what is known by its content.
        Raises NotFound, Forbidden, Refused or another TrackingError.
        """
        return self._repeatable(method, path, {}, body).data

    def add(self, path: str, body: Any) -> Any:
        """Make a write that adds something (POST), once.

        Raises AnswerLost where nobody can say whether it was done; the caller must look.
        """
        for limits_met in count():
            try:
                answer = self._send("POST", path, {}, body)
            except requests.exceptions.RequestException as error:
                raise AnswerLost(*_unreachable(error)) from None
            if answer.status >= 500:
                raise AnswerLost(*_broken(answer))
            if not self._pace.wait_out(answer, limits_met):
                break
        try:
            return self._checked(answer, path).data
        except TrackingError as error:
            if answer.status < 300:  # done, but the answer cannot be read
                raise AnswerLost(error.message, error.hint) from None
            raise

    def _repeatable(self, method: str, path: str, parameters: dict[str, Any], body: Any) -> Answer:
        limits_met = 0
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS or not self._pace.may_wait(2.0**attempt)
            try:
                answer = self._send(method, path, parameters, body)
            except requests.exceptions.RequestException as error:
                if last:
                    raise TrackingUnavailable(*_unreachable(error)) from None
                self._pace.wait(2.0**attempt, "GitHub cannot be reached")
                continue
            if answer.status >= 500:
                if last:
                    raise TrackingUnavailable(*_broken(answer))
                self._pace.wait(2.0**attempt, f"GitHub answered {answer.status}")
            elif self._pace.wait_out(answer, limits_met):
                limits_met += 1
            else:
                return self._checked(answer, path)
        raise TrackingBusy(
            "GitHub's rate limit does not end",
            "Run again later: it goes on where this one stopped.",
        )

    def _send(self, method: str, path: str, parameters: dict[str, Any], body: Any) -> Answer:
        if method != "GET" and path != self._requester.graphql_url:
            self._pace.before_write()
        try:
            status, headers, text = self._requester.requestJson(
                method, path, parameters or None, None, body
            )
        except (AssertionError, RuntimeError, GithubException) as error:
            # How PyGithub refuses to follow an answer that leads to another server.
            raise TrackingUnavailable(
                f"GitHub's answer to {path} cannot be followed ({type(error).__name__})",
                "Check GITHUB_API_URL: the server sends its clients elsewhere.",
            ) from None
        self.server_time = _time_in(str(headers.get("date", "")))
        # A server that repeats what it was sent must not make us print the token.
        return Answer(status, headers, (text or "").replace(self._token, "***"))

    def _checked(self, answer: Answer, path: str) -> Answer:
        if answer.status < 300:
            _ = answer.data
            return answer
        said = f" ({answer.message})" if answer.message else ""
        match answer.status:
            case 401:
                raise TrackingUnavailable(
                    f"GitHub refuses the token{said}",
                    "Check GITHUB_TOKEN: it may be wrong, expired or for another server.",
                )
            case 403:
                raise Forbidden(
                    f"the token may not do this: {path}{said}",
                    "Give the job the right it lacks under `permissions:`, such as "
                    "`issues: write`: the README says what each command needs.",
                )
            case 404:
                raise NotFound(
                    f"GitHub knows no {path}{said}",
                    "Check GITHUB_REPOSITORY, and that the token may read the repository.",
                )
            case 410:
                raise Gone(
                    f"gone: {path}{said}",
                    "If issues are disabled in the repository, turn them on in its settings.",
                )
            case 409 | 422:
                raise Refused(f"GitHub refuses this: {path}{said}", "")
            case _:
                raise TrackingError(f"GitHub answered {answer.status} to {path}{said}", "")


def _time_in(header: str) -> float | None:
    try:
        return parsedate_to_datetime(header).timestamp()
    except (ValueError, OverflowError):
        return None


def _objects(answer: Answer, path: str) -> list[Any]:
    found = answer.data
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _of_another_shape(path, "a list of objects")
    return found


def _of_another_shape(path: str, wanted: str) -> TrackingError:
    return TrackingUnavailable(
        f"the answer to {path} is not {wanted}",
        "Check GITHUB_API_URL: it must lead to GitHub's REST API.",
    )


def _unreachable(error: Exception) -> tuple[str, str]:
    kind = type(error).__name__
    return (
        f"GitHub cannot be reached ({kind})",
        "Check the network and GITHUB_API_URL, then run again: it goes on where this one stopped.",
    )


def _broken(answer: Answer) -> tuple[str, str]:
    return (
        f"GitHub answered {answer.status}",
        "It is out of order at the moment. Run again later: it goes on where this one stopped.",
    )
