"""A stateful stand-in for GitHub's REST API on loopback, for tests.

    with StandIn() as github:
        token = github.token(issues="write")
        ...  # drive a client against github.url with token.value
        github.person("alice").close(1, "not_planned")
        assert github.violations == []

State may be read and changed from the test between requests; hooks run in the server's thread.
"""

from .call import DROP, RESET, SILENCE, Reply, Request
from .client import Answer, Client
from .clock import Clock
from .faults import FAULTS, Fault, Strike
from .git_store import Git, GitFailed
from .person import Person
from .server import StandIn
from .service import Violation
from .state import (
    Assignable,
    Comment,
    ContentLimits,
    Issue,
    Platform,
    Pull,
    Repository,
    Run,
    Workflow,
)
from .tokens import BOT, Rights, Token

__all__ = [
    "BOT",
    "DROP",
    "FAULTS",
    "RESET",
    "SILENCE",
    "Answer",
    "Assignable",
    "Client",
    "Clock",
    "Comment",
    "ContentLimits",
    "Fault",
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
    "Strike",
    "Token",
    "Violation",
    "Workflow",
]
