"""How long a text and how many entries a document holds; the schema says the same."""

from __future__ import annotations

LONGEST_TEXT = 20_000
MOST_ENTRIES = 500
LONGEST_NAME = 200
