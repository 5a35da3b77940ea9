"""Which priorities an action item may have, by its impact and its effort."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Where the practice that this follows gives two priorities, both are right.
_FITTING: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("high", "S"): ("P0",),
        ("high", "M"): ("P0", "P1"),
        ("high", "L"): ("P0", "P1"),
        ("medium", "S"): ("P1",),
        ("medium", "M"): ("P1", "P2"),
        ("medium", "L"): ("P2",),
        ("low", "S"): ("P2",),
        ("low", "M"): ("P3",),
        ("low", "L"): ("P3",),
    }
)


def fitting_priorities(impact: str, effort: str) -> tuple[str, ...]:
    """Give the priorities that agree with impact (high, medium, low) and effort (S, M, L).

    None for values that are neither; more than one where it takes a person to choose.
    """
    return _FITTING.get((impact, effort), ())
