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
    # GIT_DIR and its kin speak of another repository when a hook of that one runs us.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    command = ["git", "-C", str(folder), "rev-parse", "HEAD", "--show-prefix"]
    try:
        # S603, S607: fixed words, and git from the PATH is what its user expects.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=False, env=environment
        )
    except OSError:
        return None
    lines = done.stdout.split("\n")
    if done.returncode != 0 or not lines[0]:
        return None
    return Checkout(lines[0], lines[1] if len(lines) > 1 else "")
