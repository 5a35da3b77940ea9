"""Opens the tracking system that the configuration and the surroundings ask for."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from time import sleep, time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import click
from msgspec import Struct

from pmaction.actions_env import ActionsEnvironment, read_environment
from pmaction.cli.repository import is_public, read_repository
from pmaction.cli.session import Session
from pmaction.cli.uncommitted import uncommitted_files
from pmaction.desired import Source, SourceLink
from pmaction.errors import ConfigurationError, UsageError
from pmaction.git import read_checkout
from pmaction.issue import IssueNumber
from pmaction.render.inert import code_span
from pmaction.render.text import printable
from pmaction.tracker.names import data_file
from pmaction.tracking.base import TrackingSystem
from pmaction.tracking.github_pace import MAX_WAIT, Pace
from pmaction.tracking.local import LocalTrackingSystem

if TYPE_CHECKING:
    from pmaction.tracking.github_branches import Branches
    from pmaction.tracking.github_client import GitHubClient
    from pmaction.tracking.github_comments import Comments


max_wait_option = click.option(
    "--max-wait",
    type=click.IntRange(min=0),
    metavar="SECONDS",
    default=MAX_WAIT,
    show_default=True,
    help="Wait so long at most, in all, where GitHub's limits ask for it; what is left then is "
    "for the next run.",
)


cache_option = click.option(
    "--cache",
    envvar="PMACTION_CACHE",
    metavar="FILE",
    help="Remember GitHub's issues in this file, so that the next run only asks what changed. It "
    "may be deleted at any time.",
)


class OnGitHub(Struct, frozen=True):
    """The repository on GitHub that a checkout is of.

    `commit` is the checked-out one, `folder` the workspace's path in the repository, empty or
    ending in `/`; `tracker_paths` are where the tracker files are in it, `page` the
    repository's address for people. `comments` are those that the tracking system writes.
    """

    client: GitHubClient
    repository: str
    commit: str
    folder: str
    tracker_paths: frozenset[str]
    page: str
    comments: Comments

    @property
    def blob(self) -> str:
        """The address, ending in `/`, before a path in the workspace as the commit has it."""
        return f"{self.page}/blob/{self.commit}/{quote(self.folder)}"

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
    """Says why nothing may be written from this checkout, or nothing if it may.

    Raises UsageError where that is for a person to mend.
    """
    is_public: Callable[[], bool | None] = lambda: None
    """Says whether everybody can read the repository; None where nobody knows."""
    is_as_recalled: Callable[[frozenset[IssueNumber], frozenset[str]], bool] = lambda *_: True
    """Says whether these issues, and all of these postmortems, are as an earlier run knew them.

    If not, listing again lists all.
    """


def open_system(session: Session, *, to_write: bool = False) -> OpenSystem:
    """Open the configured tracking system; GitHub where nothing is said and Actions runs us.

    With `to_write`, less is taken on an earlier run's word.
    Raises ConfigurationError where something it needs is missing.
    """
    environment = read_environment(os.environ)
    system = session.config.tracking.system
    if system is None:
        system = "github" if environment.is_github and "GITHUB_ACTIONS" in os.environ else "local"
    return _local(session) if system == "local" else _github(session, environment, to_write)


def _local(session: Session) -> OpenSystem:
    folder = session.config.tracking.folder
    up = "../" * (len(PurePosixPath(folder).parts) + 1)

    def link(source: Source) -> str:
        return f"[{code_span(source.path)}]({up}{quote(source.path)}), {_lines(source)}"

    place = session.workspace.inside(folder)
    tracking = LocalTrackingSystem(place, base_url=f"{quote(str(PurePosixPath(folder)))}/")
    return OpenSystem(tracking, link, is_public=lambda: read_repository(session).is_public)


def _github(session: Session, environment: ActionsEnvironment, to_write: bool) -> OpenSystem:
    # Heavy, and not needed by whoever tracks issues in a folder.
    from pmaction.cli.cache_file import CacheFile
    from pmaction.tracking.github import GitHubTrackingSystem
    from pmaction.tracking.github_client import GitHubClient

    _check(environment)
    checkout = read_checkout(session.workspace.root)
    seconds = session.config.tracking.seconds_between_writes
    max_wait = MAX_WAIT if session.max_wait is None else session.max_wait
    pace = Pace(time, sleep, session.talk.say, max_wait, between_writes=seconds)
    client = GitHubClient(environment.api_url, environment.token, pace)
    commit = checkout.commit if checkout is not None else environment.commit
    if not commit:
        raise UsageError(
            "the commit that issues should link to is not known",
            "Run this in a Git checkout, or set GITHUB_SHA.",
        )
    folder = checkout.folder if checkout is not None else ""
    page = f"{environment.server_url}/{environment.repository}"
    tracker = session.config.tracker_file
    tracker_paths = frozenset(
        f"{folder}{one}" for one in (PurePosixPath(tracker), data_file(tracker))
    )
    repository = environment.repository
    cache = CacheFile.of(session, f"{client.address}/repos/{repository}")
    recalled = cache.recalled(ask_again=to_write)
    issue_type = session.config.issue_type
    label = session.config.gates.incident_label
    tracking = GitHubTrackingSystem(client, repository, issue_type, recalled, label)
    comments = tracking.comments
    github = OnGitHub(client, repository, commit, folder, tracker_paths, page, comments)
    cache.keep_at_end(tracking.memory)
    return OpenSystem(
        tracking,
        _permalink(github.blob),
        github,
        lambda: _why_not_apply(session, github),
        # An event tells what was so when its run was made, and a run can be started again.
        lambda: is_public(client.read(f"/repos/{github.repository}")),
        tracking.is_as_recalled,
    )


def _check(environment: ActionsEnvironment) -> None:
    """Raise ConfigurationError for an environment in which GitHub cannot be asked."""
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


def is_address(url: str) -> bool:
    """Say whether this can be the address of a server."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _why_not_apply(session: Session, github: OnGitHub) -> str:
    """Refuse what is not the newest commit, and raise UsageError for what no commit has.

    An issue links to its file in the commit; and what nobody committed, the next run undoes.
    """
    if not_tip := _why_not_tip(github):
        return not_tip
    if changed := uncommitted_files(session):
        path = printable(changed[0])
        more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
        raise UsageError(
            f"{path}{more} differs from commit {github.commit[:12]}, to which issues would link; "
            "nothing was done",
            "Commit and push it first, or take the change back.",
        )
    return ""


def _why_not_tip(github: OnGitHub) -> str:
    """Compare the checked-out commit with the default branch: an old run must undo nothing."""
    branches = github.branches
    branch = branches.default()
    tip = branches.newest(branch)
    if tip == github.commit:
        return ""
    # Tracker files committed since are no newer postmortem, and start no run of their own.
    since = branches.compare(github.commit, tip)
    if since and since.status == "ahead" and since.touches_only(github.tracker_paths):
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
