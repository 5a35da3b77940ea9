"""Opens the tracking system that the configuration and the surroundings ask for."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from time import sleep, time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from msgspec import Struct

from pmaction.actions_env import ActionsEnvironment, read_environment
from pmaction.cli.session import Session
from pmaction.desired import Source, SourceLink
from pmaction.errors import ConfigurationError, UsageError
from pmaction.git import read_checkout
from pmaction.render.inert import code_span
from pmaction.render.text import printable
from pmaction.tracking.base import TrackingSystem
from pmaction.tracking.local import LocalTrackingSystem

if TYPE_CHECKING:
    from pmaction.tracking.github_branches import Branches
    from pmaction.tracking.github_client import GitHubClient


class OnGitHub(Struct, frozen=True):
    """The repository on GitHub that a checkout is of.

    `commit` is the checked-out one, `folder` the workspace's path in the repository, empty or
    ending in `/`; `tracker_path` is where the tracker file is in the repository, `page` the
    repository's address for people.
    """

    client: GitHubClient
    repository: str
    commit: str
    folder: str
    tracker_path: str
    page: str

    @property
    def branches(self) -> Branches:
        """The repository's branches."""
        from pmaction.tracking.github_branches import Branches

        return Branches(self.client, self.repository)


class OpenSystem(Struct, frozen=True):
    """A tracking system, and how its issues link to the place in a file.

    `github` is None where issues are tracked elsewhere.
    """

    tracking: TrackingSystem
    link: SourceLink
    github: OnGitHub | None = None
    why_not_apply: Callable[[], str] = lambda: ""
    """Says why nothing may be written from this checkout, or nothing if it may."""


def open_system(session: Session) -> OpenSystem:
    """Open the configured tracking system; GitHub where nothing is said and Actions runs us.

    Raises ConfigurationError where something it needs is missing.
    """
    environment = read_environment(os.environ)
    system = session.config.tracking.system
    if system is None:
        system = "github" if environment.is_github and "GITHUB_ACTIONS" in os.environ else "local"
    return _local(session) if system == "local" else _github(session, environment)


def _local(session: Session) -> OpenSystem:
    folder = session.config.tracking.folder
    up = "../" * (len(PurePosixPath(folder).parts) + 1)

    def link(source: Source) -> str:
        return f"[{code_span(source.path)}]({up}{quote(source.path)}), {_lines(source)}"

    place = session.workspace.inside(folder)
    tracking = LocalTrackingSystem(place, base_url=f"{quote(str(PurePosixPath(folder)))}/")
    return OpenSystem(tracking, link)


def _github(session: Session, environment: ActionsEnvironment) -> OpenSystem:
    # Heavy, and not needed by whoever tracks issues in a folder.
    from pmaction.tracking.github import GitHubTrackingSystem
    from pmaction.tracking.github_client import GitHubClient, Pace

    if not environment.repository:
        raise ConfigurationError(
            "the tracking system is GitHub, but no repository is known",
            "Set GITHUB_REPOSITORY to owner/name.",
        )
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", environment.repository, re.ASCII):
        raise ConfigurationError(
            f"GITHUB_REPOSITORY is `{printable(environment.repository)}`", "Set it to owner/name."
        )
    if not is_address(environment.api_url):
        raise ConfigurationError(
            f"GITHUB_API_URL is `{printable(environment.api_url)}`, which is no address",
            "Write it whole: https://api.github.com, or https://github.example.com/api/v3.",
        )
    if not environment.token:
        raise ConfigurationError(
            "the tracking system is GitHub, but there is no token",
            "Set GITHUB_TOKEN; in a workflow, `GITHUB_TOKEN: ${{ github.token }}` under `env:`.",
        )
    if not re.fullmatch(r"[!-~]+", environment.token):
        raise ConfigurationError(
            "GITHUB_TOKEN has characters that no token has",
            "Set it to the token alone, as GitHub shows it.",
        )
    checkout = read_checkout(session.workspace.root)
    seconds = session.config.tracking.seconds_between_writes
    pace = Pace(time, sleep, session.talk.say, between_writes=seconds)
    client = GitHubClient(environment.api_url, environment.token, pace)
    commit = checkout.commit if checkout is not None else environment.commit
    if not commit:
        raise UsageError(
            "the commit that issues should link to is not known",
            "Run this in a Git checkout, or set GITHUB_SHA.",
        )
    folder = checkout.folder if checkout is not None else ""
    page = f"{environment.server_url}/{environment.repository}"
    tracker_path = f"{folder}{PurePosixPath(session.config.tracker_file)}"
    github = OnGitHub(client, environment.repository, commit, folder, tracker_path, page)
    return OpenSystem(
        GitHubTrackingSystem(client, github.repository),
        _permalink(f"{page}/blob/{commit}/{quote(folder)}"),
        github,
        lambda: _why_not_tip(github),
    )


def is_address(url: str) -> bool:
    """Say whether this can be the address of a server."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _why_not_tip(github: OnGitHub) -> str:
    """Compare the checked-out commit with the default branch: an old run must undo nothing."""
    branches = github.branches
    branch = branches.default()
    tip = branches.newest(branch)
    if tip == github.commit:
        return ""
    # A tracker file that was committed since is no newer postmortem, and starts no run of its own.
    since = branches.compare(github.commit, tip)
    if since and since.status == "ahead" and since.touches_only(github.tracker_path):
        return ""
    return f"{github.commit[:12]} is not the tip of {branch}, which is {tip[:12]}"


def _permalink(base: str) -> SourceLink:
    """Link to the file as it is at the checked-out commit, where its lines never move."""

    def link(source: Source) -> str:
        lines = f"#L{source.first_line}-L{source.last_line}"
        return f"[{code_span(source.path)}, {_lines(source)}]({base}{quote(source.path)}{lines})"

    return link


def _lines(source: Source) -> str:
    if source.first_line == source.last_line:
        return f"line {source.first_line}"
    return f"lines {source.first_line}–{source.last_line}"
