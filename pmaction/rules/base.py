"""What a rule is: a check with a stable id whose docstring is its manual page."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pmaction.config import Config
from pmaction.findings import Severity
from pmaction.model import Postmortem
from pmaction.positions import Path


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rule may know beside the postmortem it looks at.

    `path` is the document's own, relative to the repository with `/`; `paths_by_id` gives the
    paths of all documents of the repository by postmortem id; `item_keys` all item keys;
    `now` is time-zone aware, in the configured zone.
    """

    path: str
    config: Config
    now: datetime
    paths_by_id: Mapping[str, tuple[str, ...]]
    item_keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found: the path of keys that leads to it, a message and a hint.

    `at_key` points at the property's name instead of its value.
    """

    path: Path
    message: str
    hint: str
    at_key: bool = False


Check = Callable[[Postmortem, Surroundings], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and the severity its findings have unless the configuration says otherwise."""

    id: str
    severity: Severity
    check: Check

    @property
    def manual(self) -> str:
        """The rule's manual page: what it looks for, why, how to fix it, two examples."""
        return inspect.cleandoc(self.check.__doc__ or "")

    @property
    def title(self) -> str:
        """The manual page's first line."""
        return self.manual.partition("\n")[0]
