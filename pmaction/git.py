"""What Git says of a checkout; git is the only program that pmaction calls."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Checkout:
    """The checked-out commit, and the folder's path in the repository (empty, or ending in `/`)."""

    commit: str
    folder: str


def read_checkout(folder: Path) -> Checkout | None:
    """Ask Git about a folder; None outside a repository, before its first commit, without git."""
    lines = _ask(folder, "rev-parse", "HEAD", "--show-prefix")
    if not lines or not lines[0]:
        return None
    return Checkout(lines[0], lines[1] if len(lines) > 1 else "")


def default_branch(folder: Path) -> str:
    """Give the branch that `origin` has as its default, else the one checked out, else `main`."""
    of_origin = _ask(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    if of_origin and of_origin[0].startswith("origin/"):
        return of_origin[0].removeprefix("origin/")
    checked_out = _ask(folder, "symbolic-ref", "--short", "HEAD")
    return checked_out[0] if checked_out and checked_out[0] else "main"


def published_commit(folder: Path) -> tuple[str, str] | None:
    """Give the URL of `origin` and the checked-out commit, if `origin` was seen to have it."""
    url = _ask(folder, "remote", "get-url", "origin")
    commit = _ask(folder, "rev-parse", "HEAD")
    if not url or not commit:
        return None
    refs = _ask(folder, "for-each-ref", "--contains", commit[0], "refs/remotes/origin/")
    return (url[0], commit[0]) if refs and refs[0] else None


def _ask(folder: Path, *arguments: str) -> list[str] | None:
    """Give the lines of Git's answer, or None if it has none."""
    # GIT_DIR and its kin speak of another repository when a hook of that one runs us.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    command = ["git", "-C", str(folder), *arguments]
    try:
        # S603: fixed words, and git from the PATH is what its user expects.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=False, env=environment
        )
    except OSError:
        return None
    return done.stdout.split("\n") if done.returncode == 0 else None
