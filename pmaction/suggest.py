"""'Did you mean': the known name that is closest to a mistyped one."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Nobody mistypes longer names, and comparing them costs time.
_LONGEST = 100


def suggest(name: str, known: Iterable[str]) -> str:
    """Give `. Did you mean ...?` to put after a sentence without its full stop, or nothing."""
    if len(name) > _LONGEST:
        return ""
    from difflib import get_close_matches  # Mostly nothing is mistyped, and it takes a while.

    # Sorted, so that of equally close names always the same one is offered.
    spelled = {other.casefold(): other for other in sorted(known, reverse=True)}
    words = re.split(r"[_\W]+", name.casefold())
    # `due_date` means `due`: a name that is one of the words is nearer than any spelling.
    close = [word for word in words if word in spelled]
    close = close or get_close_matches(name.casefold(), spelled, n=1)
    return f". Did you mean `{spelled[close[0]]}`?" if close else ""
