"""What GitHub answers when it does not do what it was asked."""

from __future__ import annotations

from typing import Any

DOCUMENTATION = "https://docs.github.com/rest"


class Refused(Exception):
    """A request that GitHub turns down, with its status, message and details."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body: dict[str, Any] = {"message": message}
        if errors is not None:
            self.body["errors"] = errors
        self.body |= {"documentation_url": DOCUMENTATION, "status": str(status)}


class NotServed(Exception):
    """A request that GitHub would serve and the stand-in does not: recorded as a violation."""


def not_found() -> Refused:
    """What is not there, or not to be seen with this token."""
    return Refused(404, "Not Found")


def forbidden() -> Refused:
    """The token lacks the right."""
    return Refused(403, "Resource not accessible by integration")


def invalid(resource: str, field: str, code: str = "invalid", **details: Any) -> Refused:
    """Validation of one field failed."""
    error = {"resource": resource, "field": field, "code": code, **details}
    return Refused(422, "Validation Failed", [error])


def unprocessable(message: str) -> Refused:
    """A 422 that says why in its message."""
    return Refused(422, message)


def moved(url: str) -> Refused:
    """A transferred issue: 301 to its new place."""
    answer = Refused(301, "Moved Permanently", headers={"Location": url})
    answer.body["url"] = url
    return answer
