"""Brings the tracker files to GitHub: as the configuration says, or else to the next best place."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from msgspec import Struct, structs

from pmaction.cli.on_github import OnGitHub
from pmaction.cli.tracker_files import TrackerFile
from pmaction.cli.tracker_sources import Seen, made_for
from pmaction.config import Config
from pmaction.errors import ConfigurationError
from pmaction.tracking.github_branches import Branches
from pmaction.tracking.github_commits import (
    Committed,
    GeneratedFiles,
    commit_beside,
    commit_files,
    has_exactly,
    stand_on,
)
from pmaction.tracking.github_pulls import GitHubPulls, SidePull

_PULL_TEXT = """\
Written by `pmaction track`: an overview of all postmortems and their action items.

Each run brings this pull request up to date. Merge it whenever you like. If you close it, it stays
closed until there is something new; then another one is opened.
"""
_MAY_NOT_OPEN = (
    "Give the job `pull-requests: write` under `permissions:`, and turn on “Allow GitHub Actions "
    "to create and approve pull requests” under Settings, Actions, General."
)
_WOULD_OPEN = "A pull request from {} would be opened, unless one is open"
_INSTEAD = (
    "To commit to {} itself, give `track` the token of an App that may bypass this; to ask for "
    "the pull request from the start, set `tracker_mode: pull_request`."
)


class Brought(Struct, frozen=True):
    """Where the files are now; `branch` is empty if nothing was committed, as they stood already.

    `sentences` tell of it, and of what was refused before. `has_place` is False if no branch takes
    the files. Of a dry run, all of it is what would be.
    """

    sentences: tuple[str, ...] = ()
    branch: str = ""
    pull: int | None = None
    has_place: bool = True


def bring(
    config: Config, files: Sequence[TrackerFile], seen: Seen, *, dry_run: bool = False
) -> Brought:
    """Bring the files to the place that `tracker_mode` names, or the next one that takes them.

    Where a branch knows more by now than when it was `seen`, nothing is written. With `dry_run`,
    nothing is written either, and what would be is said. Raises ConfigurationError where the side
    branch is the default branch, or what is there is not ours, and TrackingError where GitHub
    cannot be worked with.
    """
    if config.tracker_mode == "output":
        return Brought(has_place=False)
    way = _Way(config, seen.github, seen.github.branches, seen.made(files), dry_run)
    return way.directly() if config.tracker_mode == "commit" else way.beside_unless_there()


def stands_beside(config: Config, github: OnGitHub, files: Sequence[TrackerFile]) -> bool:
    """Say whether the side branch has the files. Raises what `bring` raises."""
    branches = github.branches
    head = branches.head(config.tracker_branch)
    return head is not None and stand_on(branches, head, made_for(github, files))


class _Way(Struct, frozen=True):
    """The way of some files to a branch."""

    config: Config
    github: OnGitHub
    branches: Branches
    made: GeneratedFiles
    dry_run: bool

    def directly(self) -> Brought:
        """Commit the files to the default branch, or beside it where that takes none."""
        branch = self.branches.default()
        done = commit_files(self.branches, branch, self.made, dry_run=self.dry_run)
        if done.outdated:
            return _outdated(done)
        if not done.refused:
            return self._there(done, branch)
        refused = f"{branch} takes no commit of {self.made.shown}: {done.refused}"
        if done.lacks_right:
            return Brought((refused,), has_place=False)
        found = self._beside(branch, (refused,))
        if not found.branch:
            return found
        return structs.replace(found, sentences=(*found.sentences, _INSTEAD.format(branch)))

    def beside_unless_there(self) -> Brought:
        """Commit the files beside the default branch, unless that has them."""
        branch = self.branches.default()
        head = self.branches.newest(branch)
        if stand_on(self.branches, head, self.made):
            return self._there(Committed(head=head), branch)
        return self._beside(branch, ())

    def _there(self, done: Committed, branch: str) -> Brought:
        """Say that the default branch has the files, and let nothing beside it offer others."""
        said, side = self._sentence(done, branch), self.config.tracker_branch
        if done.branch or not self._offers_others(side, branch, done.head):
            return Brought((said,), done.branch)
        pull = self._pull(side, branch)
        is_open = pull is not None and pull.is_open
        if not is_open and self.config.tracker_mode != "branch":
            return Brought((said,))  # Whatever is opened from it next brings it up to date first.
        done = commit_beside(self.branches, branch, side, self.made, dry_run=self.dry_run)
        if done.outdated:
            return _outdated(done)
        if done.refused:
            refused = f"{side} has others, and takes no commit of them: {done.refused}"
            return Brought((said, refused))
        said += f"; {self._sentence(done, side)}, which had others"
        if pull is None or not is_open:
            return Brought((said,), done.branch)
        told = f"Pull request #{pull.number} has nothing to merge until something is new"
        return Brought((said, told), done.branch, pull.number)

    def _offers_others(self, side: str, branch: str, head: str) -> bool:
        """Say whether a merge of the side branch would bring other files."""
        at = self.branches.head(side) if side != branch else None
        if at is None or has_exactly(self.branches, at, self.made):
            return False
        since = self.branches.compare(head, at)
        return since is not None and since.touches(self.made.paths)

    def _beside(self, branch: str, said: tuple[str, ...]) -> Brought:
        """Bring the files to the side branch, with a pull request unless that is not asked for."""
        side = self.config.tracker_branch
        if side == branch:
            raise ConfigurationError(
                "; ".join((*said, f"`tracker_branch` is {branch}, the default branch")),
                "Name another branch as `tracker_branch` in the config.",
            )
        pull = self._pull(side, branch)
        if pull is not None and self._stays_closed(pull):
            told = f"Pull request #{pull.number} was closed and stays closed until something is new"
            return Brought((*said, told))
        done = commit_beside(self.branches, branch, side, self.made, dry_run=self.dry_run)
        if done.outdated:
            return _outdated(done)
        if done.refused:
            refused = f"{side} takes no commit of {self.made.shown}: {done.refused}"
            return Brought((*said, refused), has_place=False)
        instead = " instead" if said and done.branch else ""
        said = (*said, f"{self._sentence(done, side)}{instead}")
        if self.config.tracker_mode == "branch":
            return Brought((*said, self._link(side, branch)), done.branch)
        return self._with_pull(done, side, branch, said, pull)

    def _with_pull(
        self, done: Committed, side: str, branch: str, said: tuple[str, ...], pull: SidePull | None
    ) -> Brought:
        """Say which pull request brings what is on the side branch; open one if there is none."""
        if pull is not None and pull.is_open:
            told = f"Pull request #{pull.number} is open: {self._page(pull.number)}"
            return Brought((*said, told), done.branch, pull.number)
        if self.dry_run:
            return Brought((*said, _WOULD_OPEN.format(side)), done.branch)
        opened = self._pulls.open(side, branch, self.made.message, _PULL_TEXT)
        if opened.number is not None:
            how = "opened" if opened.is_new else "is open"
            told = f"Pull request #{opened.number} {how}: {self._page(opened.number)}"
            return Brought((*said, told), done.branch, opened.number)
        told = f"No pull request could be opened: {opened.refused}. {_MAY_NOT_OPEN}"
        return Brought((*said, told, self._link(side, branch)), done.branch)

    @property
    def _pulls(self) -> GitHubPulls:
        return GitHubPulls(self.github.client, self.github.repository)

    def _pull(self, side: str, branch: str) -> SidePull | None:
        """Give the pull request of the side branch, where one is wanted."""
        wanted = self.config.tracker_mode != "branch"
        return self._pulls.of_branch(side, branch) if wanted else None

    def _stays_closed(self, pull: SidePull) -> bool:
        """Say whether a person closed a pull request that had what there is to tell now."""
        is_closed = not pull.is_open and not pull.is_merged
        return is_closed and has_exactly(self.branches, pull.head, self.made)

    def _page(self, number: int) -> str:
        return f"{self.github.page}/pull/{number}"

    def _link(self, side: str, branch: str) -> str:
        return f"To merge it, open a pull request: {_compare_page(self.github, branch, side)}"

    def _sentence(self, done: Committed, branch: str) -> str:
        if not done.branch:
            return f"{self.made.shown} unchanged on {branch}"
        would_be = "would be " if self.dry_run else ""
        return f"{self.made.shown} {would_be}committed to {branch}"


def _outdated(done: Committed) -> Brought:
    return Brought((f"Nothing is committed: {done.outdated}",))


def _compare_page(github: OnGitHub, branch: str, side: str) -> str:
    """Give the address at which a person opens a pull request from one branch to the other."""
    return f"{github.page}/compare/{quote(branch)}...{quote(side)}?expand=1"
