"""Brings the tracker files to GitHub: as the configuration says, or else to the next best place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from msgspec import Struct

from pmaction.cli.systems import OnGitHub
from pmaction.cli.tracker_files import TrackerFile, named
from pmaction.config import Config
from pmaction.errors import ConfigurationError
from pmaction.tracking.github_commits import (
    Committed,
    GeneratedFile,
    GeneratedFiles,
    commit_beside,
    commit_files,
    stand_on,
)
from pmaction.tracking.github_pulls import GitHubPulls

_PULL_TEXT = """\
Written by `pmaction track`: an overview of all postmortems and their action items.

Each run brings this pull request up to date. Merge it whenever you like. If you close it, it stays
closed until there is something new; then another one is opened.
"""
_MAY_NOT_OPEN = (
    "Give the job `pull-requests: write` under `permissions:`, and turn on “Allow GitHub Actions "
    "to create and approve pull requests” under Settings, Actions, General."
)


class Brought(Struct, frozen=True):
    """Where the files are now; `branch` is empty if nothing was committed, as they stood already.

    `sentences` tell of it, and of what was refused before. `has_place` is False if no branch takes
    the files.
    """

    sentences: tuple[str, ...] = ()
    branch: str = ""
    pull: int | None = None
    has_place: bool = True


def bring(config: Config, github: OnGitHub, files: Sequence[TrackerFile]) -> Brought:
    """Bring the files to the place that `tracker_mode` names, or the next one that takes them.

    Raises ConfigurationError where the side branch is the default branch, or what is there is not
    ours, and TrackingError where GitHub cannot be worked with.
    """
    if config.tracker_mode == "output":
        return Brought(has_place=False)
    branch = github.branches.default()
    made = _made(github, files)
    if config.tracker_mode == "commit":
        done = commit_files(github.branches, branch, made)
        if not done.refused:
            return Brought((_sentence(made, done, branch),), done.branch)
        refused = f"{branch} takes no commit of {made.shown}: {done.refused}"
        if done.lacks_right:
            return Brought((refused,), has_place=False)
        return _beside(config, github, branch, made, (refused,))
    if stand_on(github.branches, github.branches.newest(branch), made):
        return Brought((_sentence(made, Committed(), branch),))
    return _beside(config, github, branch, made, ())


def _beside(
    config: Config, github: OnGitHub, branch: str, made: GeneratedFiles, said: tuple[str, ...]
) -> Brought:
    """Bring the files to the side branch, with a pull request unless that is not asked for."""
    side = config.tracker_branch
    if side == branch:
        raise ConfigurationError(
            "; ".join((*said, f"`tracker_branch` is {branch}, the default branch")),
            "Name another branch as `tracker_branch` in the config.",
        )
    done = commit_beside(github.branches, branch, side, made)
    if done.refused:
        refused = f"{side} takes no commit of {made.shown}: {done.refused}"
        return Brought((*said, refused), has_place=False)
    instead = " instead" if said and done.branch else ""
    said = (*said, f"{_sentence(made, done, side)}{instead}")
    link = f"To merge it, open a pull request: {_compare_page(github, branch, side)}"
    if config.tracker_mode == "branch":
        return Brought((*said, link), done.branch)
    pulls = GitHubPulls(github.client, github.repository)
    found = pulls.standing(side, branch, done.head, made.message, _PULL_TEXT)
    if found.number is not None:
        how = "opened" if found.is_new else "is open"
        told = f"Pull request #{found.number} {how}: {github.page}/pull/{found.number}"
        return Brought((*said, told), done.branch, found.number)
    if found.closed is not None:
        told = f"Pull request #{found.closed} was closed and stays closed until something is new"
        return Brought((*said, told), done.branch)
    told = f"No pull request could be opened: {found.refused}. {_MAY_NOT_OPEN}"
    return Brought((*said, told, link), done.branch)


def _made(github: OnGitHub, files: Sequence[TrackerFile]) -> GeneratedFiles:
    generated = tuple(
        GeneratedFile(f"{github.folder}{PurePosixPath(file.place.relative)}", file.text, file.read)
        for file in files
    )
    return GeneratedFiles(generated, named(files), f"Update {files[0].shown}")


def _sentence(made: GeneratedFiles, done: Committed, branch: str) -> str:
    return f"{made.shown} {'committed to' if done.branch else 'unchanged on'} {branch}"


def _compare_page(github: OnGitHub, branch: str, side: str) -> str:
    """Give the address at which a person opens a pull request from one branch to the other."""
    return f"{github.page}/compare/{quote(branch)}...{quote(side)}?expand=1"
