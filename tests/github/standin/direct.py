"""Requests answered without a connection: the same answers at a third of the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from io import BytesIO
from typing import Any
from unittest.mock import patch

from requests import ConnectionError as Broken
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ReadTimeout

from .call import SILENCE
from .server import StandIn
from .service import as_bytes


@contextmanager
def directly(github: StandIn) -> Iterator[None]:
    """Let what `requests` sends to the stand-in from here on be answered in this thread."""
    with patch.object(HTTPAdapter, "send", lambda _, request, **__: answered(github, request)):
        yield


def answered(github: StandIn, request: PreparedRequest) -> Response:
    """The answer; raises what `requests` raises where none comes, or only half of one."""
    url, method, body = request.url or "", request.method or "", request.body or b""
    if not url.startswith(github.url):
        raise AssertionError(f"a test asked for {url}")
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    content = body.encode() if isinstance(body, str) else bytes(body)
    target = url.removeprefix(github.url)
    reply = github.service.answer(method, target, headers, content, github.url)
    if isinstance(reply, str):
        raise (ReadTimeout if reply == SILENCE else Broken)(reply, request=request)
    if reply.cut_off:
        raise ChunkedEncodingError("cut off", request=request)
    payload = as_bytes(reply)
    date = formatdate(github.platform.clock.now.timestamp(), usegmt=True)
    said: dict[str, Any] = {"Date": date, "Content-Type": "application/json; charset=utf-8"}
    response = Response()
    response.status_code, response.url, response.request = reply.status, url, request
    response.headers.update(said | reply.headers)
    response.encoding, response.raw = "utf-8", BytesIO(payload)
    return response
