"""The file CODEOWNERS, read for the names in it."""

from __future__ import annotations

import re

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for the file, in this order."""

_OWNER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)?")


def code_owners(text: str) -> tuple[str, ...]:
    """Give the persons (`@user`) and teams (`@org/team`) that a file names, each once.

    A line is a pattern of paths and then owners; addresses of e-mail are left out.
    """
    names: dict[str, None] = {}
    for line in text.splitlines():
        entry, _, _ = line.partition(" #")
        if not entry.lstrip().startswith("#"):
            names |= dict.fromkeys(name for name in entry.split()[1:] if _OWNER.fullmatch(name))
    return tuple(names)
