"""The stand-in on loopback: a threading HTTP server, started and stopped as a context."""

from __future__ import annotations

import contextlib
import copy
import socket
import struct
import tempfile
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .call import DROP, RESET, SILENCE, Hook, Request, Unanswered
from .commit_writes import new_repository
from .faults import Fault, Strike
from .git_store import Git
from .person import Person
from .service import Service, Violation, as_bytes
from .state import Platform, Repository, Token

TORN_DOWN = struct.pack("ii", 1, 0)  # as a socket option: closing sends no farewell


class Listener(ThreadingHTTPServer):
    """Knows its open connections, so that none outlives it; a forgotten one keeps no test up."""

    daemon_threads = True

    def __init__(self, service: Service) -> None:
        self.service = service
        self.connections: dict[socket.socket, threading.Thread] = {}
        super().__init__(("127.0.0.1", 0), Exchange)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a connection's thread (the name is the standard library's)."""
        where = (request, client_address)
        thread = threading.Thread(target=self.process_request_thread, args=where, daemon=True)
        self.connections[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        self.connections.pop(request, None)

    def close_connections(self) -> None:
        """End the connections that clients keep open."""
        for connection, thread in list(self.connections.items()):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()


class Exchange(BaseHTTPRequestHandler):
    """One connection, with any number of requests on it."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True
    server: Listener

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def answer(self) -> None:
        """Answer the request that was just read, or do not if that is wanted."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        content = self.rfile.read(int(headers.get("content-length", 0)))
        host = headers.get("host", "{}:{}".format(*self.server.server_address[:2]))
        service = self.server.service
        reply = service.answer(self.command, self.path, headers, content, f"http://{host}")
        if isinstance(reply, str):
            self.leave(reply)
            return
        payload = as_bytes(reply)
        self.send_response_only(reply.status)
        now = service.platform.clock.now.timestamp()
        self.send_header("Date", formatdate(now, usegmt=True))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if "Content-Type" not in reply.headers and payload:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        if reply.status not in {204, 304}:
            self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if reply.cut_off:
            payload = payload[: len(payload) // 2]
            self.close_connection = True
        self.wfile.write(payload)

    def leave(self, how: Unanswered) -> None:
        """End the connection without an answer."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            if how == SILENCE:
                self.connection.recv(1)  # nothing comes: the client leaves, or the server ends
            elif how == DROP:
                self.connection.shutdown(socket.SHUT_RDWR)
        if how == RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, TORN_DOWN)
            for one in (self.rfile, self.wfile, self.connection):
                one.close()
            raise ConnectionResetError

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests are kept in `StandIn.requests`."""


class StandIn:
    """A GitHub of one's own: `with StandIn() as github:` serves it at `github.url`."""

    def __init__(self, full_name: str = "acme/site", *, private: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="standin-")
        self.platform = Platform()
        self.repository = self.add_repository(full_name, private=private)
        self.service = Service(self.platform)
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._listener = Listener(self.service)
        serve = self._listener.serve_forever
        self._thread = threading.Thread(target=serve, args=(0.01,), name="standin", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._listener is not None and self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
            self._listener.close_connections()
            self._listener.server_close()
        self._folder.cleanup()

    @property
    def url(self) -> str:
        """Where the API is, for GITHUB_API_URL."""
        if self._listener is None:
            raise RuntimeError("the stand-in is not started: use it as a context")
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    @property
    def enterprise_url(self) -> str:
        """The same API where an Enterprise Server has it."""
        return f"{self.url}/api/v3"

    def add_repository(self, full_name: str, *, private: bool = False) -> Repository:
        """One more repository, with one commit on `main`."""
        git = Git(Path(self._folder.name) / f"{full_name.replace('/', '_')}.git")
        return new_repository(self.platform, git, full_name, private=private)

    def snapshot(self) -> Platform:
        """Everything as it is now, but for git, for `restore`."""
        git = {id(one.git): one.git for one in self.platform.repositories.values()}
        return copy.deepcopy(self.platform, git)

    def restore(self, kept: Platform) -> None:
        """Be as at a snapshot: repositories, issues and tokens are new values from here on."""
        git = {id(one.git): one.git for one in kept.repositories.values()}
        self.platform = copy.deepcopy(kept, git)
        self.repository = self.platform.repositories[self.repository.full_name.lower()]
        self.service.be_of(self.platform)

    def token(self, name: str = "actions", *, person: str | None = None, **rights: str) -> Token:
        """Declare a token with these rights; without `person` it is one of the Actions."""
        return self.platform.declare_token(name, person=person, **rights)

    def person(self, login: str, repository: Repository | None = None) -> Person:
        """Somebody at work in the repository."""
        return Person(self.platform, repository or self.repository, login)

    @property
    def requests(self) -> list[Request]:
        """Every request so far, in order."""
        return self.service.requests

    @property
    def writes(self) -> list[Request]:
        """The requests that may have changed something."""
        return [one for one in self.requests if one.is_write]

    @property
    def violations(self) -> list[Violation]:
        """What GitHub's description forbids; a test asserts that there are none."""
        return self.service.violations

    def hook(self, before: Hook | None = None, after: Hook | None = None) -> None:
        """Let callables see every request: `before(request)`, `after(request, reply)`.

        Each may give None (go on), a `Reply` (answered instead) or leave the request unanswered:
        `DROP` (connection closed), `RESET` (torn down), `SILENCE` (until the client gives up).
        `before` runs ahead of the work, `after` when the work is done. None takes a hook away.
        """
        self.service.before, self.service.after = before, after

    def strike(self, fault: Fault, at: int) -> Strike:
        """Let something go wrong at the nth request from now; `hook()` ends it."""
        strike = Strike(fault, at, self.platform)
        self.hook(**{fault.place: strike})
        return strike
