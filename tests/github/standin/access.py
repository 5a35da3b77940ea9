"""Who may: tokens, rights, visibility and the hourly quota."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from .call import Call, Request, Served
from .refusals import Refused, forbidden, not_found
from .state import Platform, Repository, Rights, Token

WITHOUT_TOKEN = 60
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SECONDARY = "You have exceeded a secondary rate limit. Please wait before you try again."


def token_of(platform: Platform, authorization: str | None) -> Token | None:
    """The declared token of a request; raises `Refused` for an unknown one."""
    if not authorization:
        return None
    scheme, _, value = authorization.partition(" ")
    found = platform.tokens.get(value.strip())
    if scheme.lower() not in {"token", "bearer"} or found is None:
        raise Refused(401, "Bad credentials")
    return found


def repository_of(
    platform: Platform, parameters: dict[str, str], token: Token | None
) -> Repository | None:
    """The repository in the path; raises `Refused` if this token does not see it."""
    if "repo" not in parameters:
        return None
    full_name = f"{parameters['owner']}/{parameters['repo']}".lower()
    found = platform.repositories.get(full_name)
    inside = token is not None and (token.repositories is None or full_name in token.repositories)
    if found is None or (found.private and not inside):
        raise not_found()
    return found


def check_right(call: Call, served: Served) -> None:
    """Raises `Refused` unless the token may do this."""
    level = "write" if call.request.is_write else "read"
    if call.token is None:
        if level == "write":
            raise Refused(401, "Requires authentication")
        return
    if served.right is None:
        return
    allowed = call.token.repositories
    name = call.found.full_name.lower() if call.found else ""
    if level == "write" and allowed is not None and name and name not in allowed:
        raise forbidden()
    if level == "write" and call.found and call.found.archived:
        raise Refused(403, "Repository was archived so is read-only.")
    if call.token.rights.allows(served.right, level):
        return
    if served.or_pull and call.token.rights.allows("pull_requests", level) and about_pull(call):
        return
    raise forbidden()


def about_pull(call: Call) -> bool:
    """Whether the path is about a pull request, or about neither kind in particular."""
    if "comment_id" in call.parameters:
        return call.comment()[0].pull is not None
    if "issue_number" not in call.parameters:
        return True
    issue = call.repository.issues.get(call.number("issue_number"))
    return issue is not None and issue.pull is not None


def check_content_limits(call: Call) -> None:
    """Raises `Refused` where a token has written too much in a minute or an hour."""
    limits, token, now = call.platform.content_limits, call.token, call.platform.clock.now
    if limits is None or token is None or not call.request.is_write:
        return
    for most, span in ((limits.a_minute, MINUTE), (limits.an_hour, HOUR)):
        within = [at for at in token.written_at if at > now - span]
        if len(within) >= most:
            until = within[-most] + span - now
            raise Refused(403, SECONDARY, headers={"Retry-After": str(ceil(until.total_seconds()))})


def count_content(call: Call) -> None:
    """Count a write that was done."""
    if call.platform.content_limits and call.token and call.request.is_write:
        call.token.written_at.append(call.platform.clock.now)


class Quota:
    """Requests left in this hour, one count a token."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.nobody = Token("", "", Rights(), limit=WITHOUT_TOKEN)

    def of(self, token: Token | None) -> Token:
        """The count that a request falls on, its hour begun anew if it is over."""
        counted = token or self.nobody
        now = self.platform.clock.now
        if counted.resets_at is None or now >= counted.resets_at:
            counted.resets_at, counted.used = now + timedelta(hours=1), 0
        return counted

    def spend(self, token: Token | None, request: Request) -> None:
        """Count a request; raises `Refused` when nothing is left. Asking for the quota is free."""
        counted = self.of(token)
        if request.path == "/rate_limit":
            return
        if counted.used >= counted.limit:
            raise Refused(403, f"API rate limit exceeded for {counted.name or '127.0.0.1'}.")
        counted.used += 1

    def give_back(self, token: Token | None, request: Request) -> None:
        """Take back the count of a request that turned out to be free."""
        if request.path != "/rate_limit":
            self.of(token).used -= 1

    def figures(self, token: Token | None) -> dict[str, int]:
        """Limit, used, remaining and the reset's time."""
        counted = self.of(token)
        resets = counted.resets_at or self.platform.clock.now
        return {
            "limit": counted.limit,
            "used": counted.used,
            "remaining": max(0, counted.limit - counted.used),
            "reset": int(resets.timestamp()),
        }
