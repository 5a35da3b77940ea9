"""A stateful stand-in for GitHub's REST API on loopback, for tests.

    with StandIn() as github:
        token = github.token(issues="write")
        ...  # drive a client against github.url with token.value
        github.person("alice").close(1, "not_planned")
        assert github.violations == []

State may be read and changed from the test between requests; hooks run in the server's thread.
"""

from .call import DROP, Reply, Request
from .client import Answer, Client
from .clock import Clock
from .git_store import Git, GitFailed
from .person import Person
from .server import StandIn
from .service import Violation
from .state import (
    BOT,
    Assignable,
    Comment,
    Issue,
    Platform,
    Pull,
    Repository,
    Rights,
    Run,
    Token,
    Workflow,
)

__all__ = [
    "BOT",
    "DROP",
    "Answer",
    "Assignable",
    "Client",
    "Clock",
    "Comment",
    "Git",
    "GitFailed",
    "Issue",
    "Person",
    "Platform",
    "Pull",
    "Reply",
    "Repository",
    "Request",
    "Rights",
    "Run",
    "StandIn",
    "Token",
    "Violation",
    "Workflow",
]
