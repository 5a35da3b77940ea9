"""How much of one document is read: far more than a postmortem needs, far less than would hurt.

A file within all of these bounds is read, checked and reported on in less than 2 s and 200 MB, on
whatever it holds; tests/test_hostile_files.py tries.
"""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 262_144
MAX_DEPTH: Final = 40
MAX_NODES: Final = 10_000
"""Values of all kinds, each alias counted as what it stands for."""

MAX_CHARACTERS: Final = 1_048_576
"""Of all values together, each alias counted as what it stands for."""
