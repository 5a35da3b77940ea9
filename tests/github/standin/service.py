"""The way of a request: checked against the description, allowed, answered, checked again."""

from __future__ import annotations

import json
import re
import threading
import traceback
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# Each of these registers what it serves.
from . import (
    serve_comments,
    serve_commits,
    serve_git,
    serve_issues,
    serve_links,
    serve_repository,
    serve_search,
    serve_timeline,
    serve_viewer,
)
from .access import Quota, check_content_limits, check_right, count_content, repository_of, token_of
from .call import OPERATIONS, VIEWER, Call, Hook, Reply, Request, Unanswered
from .description import Operation, published
from .refusals import NotServed, Refused
from .remembered_views import Known, RememberedViews, as_json
from .state import Platform

MODULES = (
    serve_comments,
    serve_commits,
    serve_git,
    serve_issues,
    serve_links,
    serve_repository,
    serve_search,
    serve_timeline,
)
ENTERPRISE = "/api/v3"
BY_ID = re.compile(r"/repositories/(\d+)(/.*)?")


@dataclass(frozen=True)
class Violation:
    """A request that GitHub's description does not know, or an answer of ours that breaks it."""

    request: Request
    text: str

    def __str__(self) -> str:
        return f"{self.request.method} {self.request.path}: {self.text}"


class Service:
    """Answers requests from a platform's state; knows nothing of sockets."""

    def __init__(self, platform: Platform) -> None:
        self.be_of(platform)
        self.description = published()
        self.known: Known = Known()
        self.requests: list[Request] = []
        self.violations: list[Violation] = []
        self.before: Hook | None = None
        self.after: Hook | None = None
        self._lock = threading.RLock()

    def be_of(self, platform: Platform) -> None:
        """Answer from another state."""
        self.platform, self.quota = platform, Quota(platform)

    def answer(
        self, method: str, target: str, headers: dict[str, str], content: bytes, origin: str
    ) -> Reply | Unanswered:
        """The reply to one request, or how it is left unanswered; one request at a time."""
        with self._lock:
            address = urlsplit(target)
            enterprise = address.path.startswith(ENTERPRISE + "/")
            prefix = ENTERPRISE if enterprise else ""
            path = self._by_name(address.path.removeprefix(prefix))
            request = self._request(method, path, address.query, headers)
            self.requests.append(request)
            try:
                reply = self._reply(request, path, content, origin + prefix)
            except Exception:  # noqa: BLE001  (a hook went wrong: the test must hear of it)
                reply = self._violation(request, traceback.format_exc())
            if isinstance(reply, str):
                return reply
            request.status = reply.status
            if enterprise:
                reply.headers["X-GitHub-Enterprise-Version"] = "3.19.0"
            return reply

    def _reply(self, request: Request, path: str, content: bytes, api: str) -> Reply | Unanswered:
        fault = read_body(request, content)
        if request.path in serve_viewer.PATHS:
            return self._in_graphql(request)
        found = self.description.find(request.method, path)
        if found is None:
            fault = "GitHub's description has no such operation, or the stand-in does not serve it"
        else:
            request.operation = found[0].id
            faults = self.description.faults_of_request(found[0], request.query, request.body)
            fault = fault or "; ".join(faults) or None
        reply = self.before(request) if self.before else None
        if reply is None and found is not None and not fault:
            reply = self._serve(request, *found, api)
        elif fault:
            violation = self._violation(request, fault)
            reply = reply or violation
        if isinstance(reply, str) or self.after is None:
            return reply
        return self.after(request, reply) or reply

    def _serve(
        self, request: Request, operation: Operation, parameters: dict[str, str], api: str
    ) -> Reply:
        token = None
        try:
            token = token_of(self.platform, request.headers.get("authorization"))
            served = OPERATIONS.get(operation.id)
            if served is None:
                raise NotServed("the stand-in does not serve this yet")
            repository = repository_of(self.platform, parameters, token)
            views = RememberedViews(self.platform, api, self.known)
            call = Call(
                request, self.platform, parameters, token, api, views, self.quota, repository
            )
            self.quota.spend(token, request)
            check_right(call, served)
            check_content_limits(call)
            reply = served.answer(call)
            count_content(call)
        except Refused as refused:
            reply = Reply(refused.status, refused.body, refused.headers)
        except NotServed as missing:
            reply = self._violation(request, str(missing))
        except Exception:  # noqa: BLE001  (whatever is wrong here must fail the test, with its place)
            reply = self._violation(request, traceback.format_exc())
        else:
            parts = [as_json(one) for one in listed(reply.body)]
            if parts and not request.is_write:
                reply.raw = b"[" + b", ".join(parts) + b"]"
            fault = self.description.fault_of_answer(operation, reply.status, reply.body, parts)
            if fault:
                reply = self._violation(request, f"our own answer is wrong: {fault}")
        for key, value in self.quota.figures(token).items():
            reply.headers[f"X-RateLimit-{key.title()}"] = str(value)
        reply.headers["X-RateLimit-Resource"] = "core"
        return self._conditional(request, reply)

    def _in_graphql(self, request: Request) -> Reply | Unanswered:
        request.operation = VIEWER
        reply = self.before(request) if self.before else None
        if reply is None:
            answer = serve_viewer.answer_viewer(self.platform, request)
            reply = answer if isinstance(answer, Reply) else self._violation(request, answer)
        if isinstance(reply, str) or self.after is None:
            return reply
        return self.after(request, reply) or reply

    def _conditional(self, request: Request, reply: Reply) -> Reply:
        if request.is_write or reply.status != 200:
            return reply
        reply.raw = as_bytes(reply)
        reply.headers["ETag"] = tag = f'W/"{hash(reply.raw):x}"'
        known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
        if tag not in known and tag.removeprefix("W/") not in known:
            return reply
        token = token_of(self.platform, request.headers.get("authorization"))
        self.quota.give_back(token, request)  # an unchanged answer is free
        used = self.quota.figures(token)
        for key in ("used", "remaining"):
            reply.headers[f"X-RateLimit-{key.title()}"] = str(used[key])
        return Reply(304, None, reply.headers)

    def _request(self, method: str, path: str, query: str, headers: dict[str, str]) -> Request:
        value = headers.get("authorization", "").partition(" ")[2].strip()
        token = self.platform.tokens.get(value)
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        name = token.name if token else None
        return Request(method, unquote(path), pairs, None, name, headers)

    def _by_name(self, path: str) -> str:
        """A path by repository id, which is where a redirect leads, as one by name."""
        found = BY_ID.fullmatch(path)
        for repository in self.platform.repositories.values():
            if found and repository.id == int(found[1]):
                return f"/repos/{repository.full_name}{found[2] or ''}"
        return path

    def _violation(self, request: Request, text: str) -> Reply:
        violation = Violation(request, text)
        self.violations.append(violation)
        return Reply(500, {"message": f"the stand-in does not take this: {violation}"})


def read_body(request: Request, content: bytes) -> str | None:
    """Put the JSON of a request into it; what is wrong with it otherwise."""
    if not content:
        return None
    try:
        request.body = json.loads(content)
    except ValueError as error:
        return f"the body is no JSON: {error}"
    return None


def listed(body: Any) -> list[Any]:
    """The entries of a list; none of anything else."""
    return body if isinstance(body, list) else []


def as_bytes(reply: Reply) -> bytes:
    """What is sent as the body of a reply."""
    if reply.raw is not None:
        return reply.raw
    body: Any = reply.body
    return b"" if body is None else as_json(body)
