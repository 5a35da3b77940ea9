"""A plain HTTP client for tests: one connection a request, nothing followed or repeated."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .state import Token


@dataclass(frozen=True)
class Answer:
    """What came back: status, JSON (None without content) and headers."""

    status: int
    body: Any
    headers: http.client.HTTPMessage


@dataclass(frozen=True)
class Client:
    """Asks one API as one token, or as nobody."""

    url: str
    token: Token | None = None
    patience: float = 10  # seconds to wait for an answer

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send one request; a dropped connection raises `http.client.RemoteDisconnected`."""
        address = urlsplit(self.url)
        host, port = address.hostname or "", address.port
        connection = http.client.HTTPConnection(host, port, timeout=self.patience)
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token.value}"
        content = None if body is None else json.dumps(body)
        try:
            connection.request(method, address.path + path, content, headers)
            response = connection.getresponse()
            text = response.read()
            return Answer(response.status, json.loads(text) if text else None, response.headers)
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """GET."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None) -> Answer:
        """POST."""
        return self.ask("POST", path, body)

    def patch(self, path: str, body: Any) -> Answer:
        """PATCH."""
        return self.ask("PATCH", path, body)

    def put(self, path: str, body: Any) -> Answer:
        """PUT."""
        return self.ask("PUT", path, body)

    def delete(self, path: str, body: Any = None) -> Answer:
        """DELETE."""
        return self.ask("DELETE", path, body)
