"""Who has which part in an action item, by the letters for it: `(R: mei, A: jonas)`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LETTER = re.compile(r"\s*([RACI])\s*[:=]\s*", re.IGNORECASE)
_RESPONSIBLE = re.compile(r"\s*R\s*[:=]", re.IGNORECASE)
_ROLES = {"R": "Responsible", "A": "Accountable", "C": "Consulted", "I": "Informed"}
ROLES_BESIDE = frozenset({"accountable", "consulted", "informed"})
"""The parts of those who do not do it themselves."""


def with_roles(parts: Sequence[str]) -> list[str]:
    """Give parts with their letters spelled out, if one of them says who does it."""
    if not any(map(_RESPONSIBLE.match, parts)):
        return list(parts)
    return [_LETTER.sub(lambda match: f"{_ROLES[match[1].upper()]}: ", one) for one in parts]
