"""Names of severities in the configuration: P0 to P3, or own names that stand for one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import get_args

from pmaction.model import Priority


def is_among(severity: str | None, names: Collection[str], aliases: Mapping[str, Priority]) -> bool:
    """Say whether an incident's severity is one of those that the configuration names.

    An own name and the priority that it stands for mean the same; of two own names for the same
    priority each means only itself.
    """
    if severity is None:
        return False
    if severity in names:
        return True
    stands_for = aliases.get(severity)
    if stands_for is not None:
        return stands_for in names
    return any(aliases.get(name) == severity for name in names)


def known_severities(aliases: Collection[str]) -> tuple[str, ...]:
    """Give all names that a severity may have."""
    return (*get_args(Priority), *aliases)
