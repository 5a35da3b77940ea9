"""One walk through folders for all patterns that name files in them."""

from __future__ import annotations

import os
from pathlib import Path

from pmaction.path_patterns import Rest


class FileSearch:
    """One walk for all patterns: each folder is listed once, and what refuses is kept."""

    def __init__(self) -> None:
        self.files: dict[Path, bool] = {}  # each with whether it is a link
        self.refused: dict[Path, str] = {}
        self.links: dict[Path, frozenset[Rest]] = {}
        self.entered: dict[Path, frozenset[Rest]] = {}

    def enter(self, folder: Path, rests: frozenset[Rest]) -> None:
        """Look for files in a folder and below it."""
        waiting = [(folder, rests)]
        while waiting:
            folder, rests = waiting.pop()
            self.entered[folder] = rests
            try:
                with os.scandir(folder) as listed:
                    entries = list(listed)
            except OSError as error:
                self.refused[folder] = error.strerror or str(error)
                continue
            for entry in entries:
                after = frozenset(more for rest in rests for more in rest.after(entry.name))
                path = folder / entry.name
                below = frozenset(rest for rest in after if rest.parts)
                is_link = entry.is_symlink()
                # For a link that leads to itself, the entry would raise where this says no.
                is_folder = os.path.isdir(path) if is_link else entry.is_dir()  # noqa: PTH112
                if len(below) < len(after) and (is_link or not is_folder):
                    self.files[path] = is_link
                elif below and is_folder and is_link:
                    self.links[path] = below
                elif below and is_folder:
                    waiting.append((path, below))
