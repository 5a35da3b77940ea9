"""What Git says of a checkout; git is the only program that pmaction calls."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
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
    """Give the branch that `origin` has as its default, as far as this clone knows.

    Otherwise `main` or `master`, if there is one; else the one checked out; else `main`.
    """
    of_origin = _ask(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    if of_origin and of_origin[0].startswith("origin/"):
        return of_origin[0].removeprefix("origin/")
    for name in ("main", "master"):
        for ref in (f"refs/remotes/origin/{name}", f"refs/heads/{name}"):
            if _ask(folder, "rev-parse", "--quiet", "--verify", ref):
                return name
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


def merge_base(folder: Path, ref: str) -> str | None:
    """Give the commit at which HEAD left the line of a branch, tag or commit; None without one."""
    commit = resolved(folder, ref)
    found = _ask(folder, "merge-base", commit, "HEAD") if commit else None
    return found[0] if found else None


def resolved(folder: Path, ref: str) -> str | None:
    """Give the commit that a name stands for; None where there is none."""
    found = _ask(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
    )
    return found[0] if found else None


def changed_since(folder: Path, commit: str) -> tuple[str, ...] | None:
    """Give the paths, relative to the folder, in which it differs from a commit; None without git.

    What is not committed yet counts, files that git does not know included. Of a renamed file both
    paths are given.
    """
    changed = _ask_paths(
        folder, "diff", "--name-only", "-z", "--no-renames", "--relative", "--no-ext-diff", commit
    )
    new = _ask_paths(folder, "ls-files", "-z", "--others", "--exclude-standard")
    return None if changed is None or new is None else tuple(sorted({*changed, *new}))


def files_at(folder: Path, commit: str, paths: Iterable[str]) -> dict[str, bytes]:
    """Give the bytes that files of a folder have in a commit; those that it has not are left out.

    A link is left out too: it names another file and has no text of its own.
    """
    listed = _ask_paths(folder, "ls-tree", "-r", "-z", commit, "--", ".") or ()
    ids: dict[str, str] = {}
    for entry in listed:
        mode, _, rest = entry.partition(" ")
        blob, _, path = rest.removeprefix("blob ").partition("\t")
        if mode.startswith("100"):
            ids[path] = blob
    wanted = [path for path in paths if path in ids]
    answer = _run(folder, "cat-file", "--batch", given="".join(f"{ids[p]}\n" for p in wanted))
    return dict(zip(wanted, _blobs(answer or b""), strict=False))


def files_saying(folder: Path, text: str, patterns: Iterable[str]) -> tuple[str, ...]:
    """Give the files of a folder that Git knows, match a pattern and have a text in them now."""
    found = _ask_paths(folder, "grep", "-l", "-z", "--fixed-strings", "-e", text, "--", *patterns)
    return tuple(sorted(found or ()))


def _blobs(answer: bytes) -> Iterator[bytes]:
    """Give the files of an answer, each `<id> blob <size>`, a line end, its bytes, a line end."""
    at = 0
    while (end := answer.find(b"\n", at)) != -1:
        size = int(answer[at:end].split()[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + size + 2


def _ask_paths(folder: Path, *arguments: str) -> list[str] | None:
    """Give the parts of an answer that NUL bytes separate."""
    answer = _run(folder, *arguments)
    return None if answer is None else [os.fsdecode(part) for part in answer.split(b"\0") if part]


def _ask(folder: Path, *arguments: str) -> list[str] | None:
    """Give the lines of Git's answer, or None if it has none."""
    answer = _run(folder, *arguments)
    return None if answer is None else answer.decode(errors="replace").split("\n")


def _run(folder: Path, *arguments: str, given: str = "") -> bytes | None:
    """Give what Git answers, or None if it refuses or is not there."""
    # GIT_DIR and its kin speak of another repository when a hook of that one runs us.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    command = ["git", "-C", str(folder), *arguments]
    try:
        # S603: fixed words, and git from the PATH is what its user expects.
        done = subprocess.run(  # noqa: S603
            command, input=given.encode(), capture_output=True, check=False, env=environment
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
