"""The words of a title as a file's name has them."""

from __future__ import annotations

import re
import unicodedata

LONGEST_SLUG = 60


def slug_of(title: str) -> str:
    """Give the words of a title for a file's name; '' where it has none of ASCII letters."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(words) > LONGEST_SLUG:
        words = words[: LONGEST_SLUG + 1].rpartition("-")[0] or words[:LONGEST_SLUG]
    return words if re.search("[a-z]", words) else ""


def slug_for(title: str, postmortem_id: str) -> str:
    """Give the slug of a postmortem's file: that of its title, else one of its id's number."""
    return slug_of(title) or f"postmortem-{postmortem_id.rpartition('-')[2]}"
