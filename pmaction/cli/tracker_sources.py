"""Of what the tracker files are made, and how the branches stood before that was read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from os.path import relpath
from pathlib import PurePosixPath
from posixpath import normpath

from msgspec import Struct

from pmaction.cli.on_github import OnGitHub
from pmaction.cli.session import Session
from pmaction.cli.tracker_files import TrackerFile, named
from pmaction.errors import UsageError
from pmaction.path_patterns import is_covered
from pmaction.tracking.github_commits import GeneratedFile, GeneratedFiles


class Seen(Struct, frozen=True):
    """The branches that tracker files may go to, as they were before anything was read.

    `heads` has their newest commits by name, None without the branch; `config` is the path of the
    configuration in the repository, `postmortems` are the patterns of paths in the workspace.
    """

    github: OnGitHub
    heads: Mapping[str, str | None]
    config: str
    postmortems: tuple[str, ...]

    def made(self, files: Sequence[TrackerFile]) -> GeneratedFiles:
        """Give tracker files as what may be committed, unless the branches know more by then."""
        return replace(made_for(self.github, files), seen=self.heads, is_source=self._is_source)

    def _is_source(self, path: str) -> bool:
        """Say whether a file of the repository says what the tracker files tell."""
        folder = self.github.folder
        is_here = path.startswith(folder)
        is_postmortem = is_here and is_covered(path.removeprefix(folder), self.postmortems)
        return is_postmortem or path == self.config


def see(session: Session, github: OnGitHub | None) -> Seen:
    """Look at the branches. Raises UsageError where there are none, and TrackingError."""
    if github is None:
        raise UsageError(
            "--commit writes to GitHub, and the tracking system is another one",
            "Set `tracking: {system: github}`, or run `track` without --commit.",
        )
    branches, config = github.branches, session.config
    named_ones = {branches.default(), config.tracker_branch}
    heads = {branch: branches.head(branch) for branch in sorted(named_ones)}
    path = relpath(session.config_path, session.workspace.root).replace(os.sep, "/")
    return Seen(github, heads, normpath(f"{github.folder}{path}"), tuple(config.postmortems))


def made_for(github: OnGitHub, files: Sequence[TrackerFile]) -> GeneratedFiles:
    """Give tracker files as what may be committed."""
    generated = tuple(
        GeneratedFile(f"{github.folder}{PurePosixPath(file.place.relative)}", file.text, file.read)
        for file in files
    )
    return GeneratedFiles(generated, named(files), f"Update {files[0].shown}")
