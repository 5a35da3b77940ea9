"""The one GraphQL query that is served: as whom a token writes."""

from __future__ import annotations

from .access import token_of
from .call import Reply, Request
from .refusals import Refused
from .state import Platform

PATHS = ("/graphql", "/api/graphql")  # the second on Enterprise, beside `/api/v3`
QUERY = "query { viewer { login } }"


def answer_viewer(platform: Platform, request: Request) -> Reply | str:
    """Name the token's account, which an app's token may ask too; what is wrong otherwise."""
    if not isinstance(request.body, dict) or request.body.get("query") != QUERY:
        return "the stand-in serves no other GraphQL query than that for the viewer's login"
    try:
        token = token_of(platform, request.headers.get("authorization"))
    except Refused as refused:
        return Reply(refused.status, refused.body, refused.headers)
    if token is None:
        return Reply(401, {"message": "This endpoint requires you to be authenticated."})
    return Reply(200, {"data": {"viewer": {"login": token.login}}})
