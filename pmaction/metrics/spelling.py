"""One spelling for each service, however people write it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pmaction.model import Postmortem


class Spelling:
    """How services are spelled: as most postmortems do, and of equally many first by alphabet."""

    def __init__(self, postmortems: Iterable[Postmortem]) -> None:
        counted = Counter(name for one in postmortems for name in set(one.services))
        self._names: dict[str, str] = {}
        for name in sorted(counted, key=lambda name: (-counted[name], name)):
            self._names.setdefault(name.casefold(), name)

    def of(self, services: Sequence[str]) -> tuple[str, ...]:
        """Spell some services, each of them once."""
        return tuple(dict.fromkeys(self._names.get(one.casefold(), one) for one in services))
