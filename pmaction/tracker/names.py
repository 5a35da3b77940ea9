"""How the two tracker files are called, and by what they are known to be ours."""

from __future__ import annotations

from pathlib import PurePosixPath

DATA_NAME = "tracker.json"
HEADER = "<!-- Written by `pmaction track`: edits are overwritten. -->"
SCHEMA = "urn:pmaction:schema:tracker.v1"
_DATA_BEGINS = '{"schema": "urn:pmaction:schema:tracker.'


def data_file(tracker_file: str) -> str:
    """Give the path of the data, which is beside the page."""
    return str(PurePosixPath(tracker_file).parent / DATA_NAME)


def is_our_page(text: str) -> bool:
    """Say whether `track` wrote a page, of this version or another."""
    return text.startswith(f"{HEADER}\n")


def is_our_data(text: str) -> bool:
    """Say whether `track` wrote the data, of this version or another."""
    return text.startswith(_DATA_BEGINS)


def way_to_root(tracker_file: str) -> str:
    """Give what must stand before a path for a link from the page to lead there."""
    folders = PurePosixPath(tracker_file).parts[:-1]
    return "../" * len(folders)
