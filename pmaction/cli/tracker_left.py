"""Tracker files that an earlier `tracker_file` left behind, with the numbers of then."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import PurePosixPath

from pmaction.cli.session import Session
from pmaction.cli.tracker_files import Place
from pmaction.config import DEFAULT_PATH
from pmaction.git import files_saying
from pmaction.render.text import printable
from pmaction.tracker.names import DATA_NAME, HEADER, SCHEMA, is_our_data, is_our_page

_PAGES = ("*.md", "*.markdown")


def said_of_left(session: Session, places: Sequence[Place]) -> str:
    """Say which tracker files of this workspace nothing writes any more; empty if there are none.

    Only those that Git knows are found, so that they can be had again.
    """
    root = session.workspace.root
    now = {str(PurePosixPath(place.relative)) for place in places}
    pages = [(path, is_our_page) for path in files_saying(root, HEADER, _PAGES)]
    datas = [(path, is_our_data) for path in files_saying(root, SCHEMA, [f"*{DATA_NAME}"])]
    left = [
        path
        for path, is_ours in (*pages, *datas)
        if path not in now
        and not _is_of_another_workspace(session, path)
        and is_ours((root / path).read_text(encoding="utf-8", errors="replace"))
    ]
    if not left:
        return ""
    names = " and ".join(map(printable, left))
    removal = shlex.join(["git", "rm", *map(printable, left)])
    verb = "is" if len(left) == 1 else "are"
    return f"{names} {verb} left from an earlier `tracker_file`; if that may go: {removal}"


def _is_of_another_workspace(session: Session, path: str) -> bool:
    folders = PurePosixPath(path).parents
    root = session.workspace.root
    return any((root / folder / DEFAULT_PATH).exists() for folder in folders if folder.parts)
