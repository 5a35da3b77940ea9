"""A real bare git repository, driven through the `git` program."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
SHA = re.compile("[0-9a-f]{40}")
STATUS = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "T": "changed"}


class GitFailed(Exception):
    """`git` ended with an error; the message is its own."""


@dataclass(frozen=True)
class Signature:
    """Who wrote a commit, and when."""

    name: str
    email: str
    at: datetime


@dataclass(frozen=True)
class Commit:
    """One commit as git has it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


@dataclass(frozen=True)
class Entry:
    """One entry of a tree; `sha` None with no content removes the path."""

    path: str
    mode: str = "100644"
    type: str = "blob"
    sha: str | None = None
    size: int = 0


@dataclass(frozen=True)
class FileChange:
    """What happened to one file between two commits."""

    path: str
    status: str
    sha: str
    additions: int
    deletions: int
    previous: str | None = None


class Git:
    """The objects and refs of one repository."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made = False
        self._known: dict[tuple[str, ...], bytes] = {}
        self.first: Callable[[], object] | None = None  # fills it when it is first used

    @property
    def path(self) -> Path:
        """Where it is; made when first asked for, as many tests never commit."""
        if not self._made:
            self._made = True
            self._path.mkdir(parents=True)
            self.run("init", "--quiet", "--bare", "--initial-branch=main", ".")
            if self.first is not None:
                self.first()
        return self._path

    def run(self, *arguments: str, stdin: bytes = b"", **environment: str) -> bytes:
        """Output of one git command; raises `GitFailed`."""
        outside = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            input=stdin,
            capture_output=True,
            env=outside | QUIET | environment,
            check=False,
        )
        if done.returncode:
            raise GitFailed(done.stderr.decode("utf-8", "replace").strip() or f"git {arguments[0]}")
        return done.stdout

    def text(self, *arguments: str) -> str:
        """Output of one git command as text."""
        return self.run(*arguments).decode("utf-8", "replace").strip()

    def about(self, name: str, *arguments: str) -> bytes:
        """Output of a command about what a name stands for; of a full sha it is kept."""
        if not SHA.fullmatch(name):
            return self.run(*arguments)
        if arguments not in self._known:
            self._known[arguments] = self.run(*arguments)
        return self._known[arguments]

    def resolve(self, revision: str, kind: str = "commit") -> str | None:
        """Full sha of a revision, if there is an object of that kind."""
        if not revision or revision.startswith("-"):
            return None
        ask = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{{kind}}}")
        try:
            return self.about(revision, *ask).decode().strip()
        except GitFailed:
            return None

    def ref(self, name: str) -> str | None:
        """Sha that a ref (`refs/heads/main`) points to."""
        loose = self.path / name
        if loose.is_file() and SHA.fullmatch(text := loose.read_text().strip()):
            return text
        if not (self.path / "packed-refs").exists():
            return None
        found = self.text("for-each-ref", "--format=%(refname) %(objectname)", name).splitlines()
        return next((line.split()[1] for line in found if line.split()[0] == name), None)

    def set_ref(self, name: str, sha: str) -> None:
        """Point a ref to an object; raises `GitFailed` for a name that git does not take."""
        self.run("update-ref", name, sha)

    def fetch(self, other: Path, source: str, target: str) -> None:
        """Take a ref of another repository with everything that it reaches."""
        self.run("fetch", "--quiet", str(other), f"+{source}:{target}")

    def blob(self, content: bytes) -> str:
        """Store a file's content, as git does it."""
        whole = b"blob %d\0" % len(content) + content
        sha = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        place = self.path / "objects" / sha[:2] / sha[2:]
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(zlib.compress(whole, 1))
        return sha

    def tree(self, entries: Iterable[Entry], base: str | None = None) -> str:
        """Store a tree: entries over a base; raises `GitFailed` for objects that are not there."""
        lines = []
        for one in entries:
            mode, sha = (one.mode, one.sha) if one.sha else ("0", "0" * 40)
            lines.append(f"{mode} {sha}\t{one.path}\0")
        with tempfile.TemporaryDirectory() as folder:
            index = str(Path(folder) / "index")
            if base:
                self.run("read-tree", base, GIT_INDEX_FILE=index)
            text = "".join(lines).encode()
            self.run("update-index", "-z", "--index-info", stdin=text, GIT_INDEX_FILE=index)
            return self.run("write-tree", GIT_INDEX_FILE=index).decode().strip()

    def commit(
        self, tree: str, parents: Sequence[str], message: str, author: Signature, by: Signature
    ) -> str:
        """Store a commit; raises `GitFailed` for objects that are not there."""
        environment = {
            "GIT_AUTHOR_NAME": author.name,
            "GIT_AUTHOR_EMAIL": author.email,
            "GIT_AUTHOR_DATE": author.at.isoformat(),
            "GIT_COMMITTER_NAME": by.name,
            "GIT_COMMITTER_EMAIL": by.email,
            "GIT_COMMITTER_DATE": by.at.isoformat(),
        }
        above = [part for parent in parents for part in ("-p", parent)]
        out = self.run("commit-tree", tree, *above, stdin=message.encode(), **environment)
        return out.decode().strip()

    def commit_of(self, sha: str) -> Commit:
        """Read a commit."""
        form = "%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"
        parts = self.about(sha, "show", "-s", f"--format={form}", sha).decode("utf-8", "replace")
        tree, parents, author, email, at, committer, committer_email, committed_at, text = (
            parts.strip().split("\0")
        )
        return Commit(
            sha,
            tree,
            tuple(parents.split()),
            Signature(author, email, datetime.fromtimestamp(int(at), UTC)),
            Signature(committer, committer_email, datetime.fromtimestamp(int(committed_at), UTC)),
            text.strip("\n"),
        )

    def entries(self, tree: str, path: str = "") -> list[Entry]:
        """The entries of a tree, or of the folder or the file at a path in it."""
        where = ["--", f"{path}/"] if path else []
        out = self.about(tree, "ls-tree", "-z", "-l", tree, *where)
        if path and not out:
            out = self.about(tree, "ls-tree", "-z", "-l", tree, "--", path)
        found = []
        for line in out.decode().split("\0")[:-1]:
            about, name = line.split("\t", 1)
            mode, kind, sha, size = about.split()
            found.append(Entry(name, mode, kind, sha, 0 if size == "-" else int(size)))
        return found

    def content(self, sha: str) -> bytes:
        """A blob's content."""
        return self.about(sha, "cat-file", "blob", sha)

    def read(self, path: str, revision: str = "HEAD") -> str:
        """A file's text at a revision; raises `GitFailed` if it is not there."""
        return self.run("cat-file", "blob", f"{revision}:{path}").decode()

    def changes(self, base: str, head: str) -> list[FileChange]:
        """What changed in which file from one commit to the other."""
        raw = self.text("diff", "--raw", "--no-abbrev", "-z", "-M", base, head).split("\0")
        counts = self.text("diff", "--numstat", "-z", "--no-renames", base, head).split("\0")
        lines = {one.split("\t")[2]: one.split("\t")[:2] for one in counts if one}
        found, at = [], 0
        while at < len(raw) and raw[at]:
            fields = raw[at].split()
            status = STATUS.get(fields[4][0], "changed")
            previous = raw[at + 1] if status == "renamed" else None
            path = raw[at + (2 if previous else 1)]
            added, removed = (int(n) if n.isdigit() else 0 for n in lines.get(path, ("0", "0")))
            sha = fields[2] if status == "removed" else fields[3]
            found.append(FileChange(path, status, sha, added, removed, previous))
            at += 3 if previous else 2
        return found

    def merge_base(self, one: str, other: str) -> str | None:
        """The newest commit that both have, if any."""
        try:
            return self.text("merge-base", one, other)
        except GitFailed:
            return None

    def between(self, base: str, head: str) -> list[str]:
        """The commits that `head` has and `base` lacks, oldest first."""
        return self.text("rev-list", "--reverse", f"{base}..{head}").split()
