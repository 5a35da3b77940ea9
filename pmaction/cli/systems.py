"""Opens the tracking system that the configuration and the surroundings ask for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import PurePosixPath
from time import sleep, time
from urllib.parse import quote

import click
from msgspec import Struct

from pmaction.actions_env import ActionsEnvironment, check_environment, read_environment
from pmaction.cli.on_github import Newer, OnGitHub, newer_commits, why_not_apply
from pmaction.cli.repository import is_public, read_repository
from pmaction.cli.session import Session
from pmaction.desired import Source, SourceLink
from pmaction.errors import UsageError
from pmaction.git import read_checkout
from pmaction.issue import IssueNumber
from pmaction.render.inert import code_span
from pmaction.tracker.names import data_file
from pmaction.tracking.base import TrackingSystem
from pmaction.tracking.github_pace import MAX_WAIT, Pace
from pmaction.tracking.local import LocalTrackingSystem

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
    newer_commits: Callable[[], Newer] = Newer
    """Tells what newer commits changed of what is read from this checkout. Raises as above."""
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

    check_environment(environment)
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
        lambda: why_not_apply(session, github),
        lambda: newer_commits(session, github),
        # An event tells what was so when its run was made, and a run can be started again.
        lambda: is_public(client.read(f"/repos/{github.repository}")),
        tracking.is_as_recalled,
    )


def _permalink(base: str) -> SourceLink:
    """Link to the file as it is at the checked-out commit, where its lines never move."""

    def link(source: Source) -> str:
        lines = f"#L{source.first_line}-L{source.last_line}"
        return f"[{code_span(source.path)}, {_lines(source)}]({base}{quote(source.path)}{lines})"

    return link


def _lines(source: Source) -> str:
    first, last = source.first_line, source.last_line
    return f"line {first}" if first == last else f"lines {first}–{last}"
