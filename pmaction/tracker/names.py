"""How the two tracker files are called, and by what they are known to be ours."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from pmaction.generated_text import begins_with, is_empty

DATA_NAME = "tracker.json"
HEADER = "<!-- Written by `pmaction track`: edits are overwritten. -->"
SCHEMA = "urn:pmaction:schema:tracker.v1"
_SAYS_SCHEMA = re.compile(r'"schema"\s*:\s*"urn:pmaction:schema:tracker\.')


def data_file(tracker_file: str) -> str:
    """Give the path of the data, which is beside the page."""
    return str(PurePosixPath(tracker_file).parent / DATA_NAME)


def is_our_page(text: str) -> bool:
    """Say whether `track` wrote a page, of this version or another; nobody wrote an empty one."""
    return is_empty(text) or begins_with(HEADER, text)


def is_our_data(text: str) -> bool:
    """Say whether `track` wrote the data, of this version or another, however it is laid out."""
    return is_empty(text) or _SAYS_SCHEMA.search(text) is not None


def way_to_root(tracker_file: str) -> str:
    """Give what must stand before a path for a link from the page to lead there."""
    folders = PurePosixPath(tracker_file).parts[:-1]
    return "../" * len(folders)
