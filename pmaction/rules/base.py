"""What a rule is: a check with a stable id whose docstring is its manual page."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from msgspec import Struct, field

from pmaction.config import Config
from pmaction.findings import Severity
from pmaction.incident import Times
from pmaction.model import ActionItem, Postmortem, PostmortemStatus
from pmaction.positions import Path, Span
from pmaction.rules.comments import Comments
from pmaction.rules.ignores import Ignore

_Options = TypeVar("_Options")


class BasePostmortem(Struct, frozen=True):
    """A postmortem as the base branch has it: its action items and their titles by their ids."""

    path: str
    status: PostmortemStatus
    titles: Mapping[str, str]
    items: Mapping[str, ActionItem] = field(default_factory=dict)


class Repository(Struct, frozen=True):
    """What is known of the repository that holds the postmortems.

    `code_owners` are the persons (`@user`) and teams (`@org/team`) that CODEOWNERS names;
    `is_public` says whether everybody can read it, or None where that is not known.
    """

    code_owners: tuple[str, ...] = ()
    is_public: bool | None = None


class Surroundings(Struct, frozen=True):
    """What a rule may know beside the postmortem it looks at.

    `path` is the document's own, relative to the repository with `/`; `paths_by_id` gives the paths
    of all documents of the repository by postmortem id; `item_keys` all item keys, and
    `former_keys` gives the item keys of those that say that they had a key; `dependencies` the item
    keys that an item waits for, `repeats` the postmortem that one is a recurrence of; `times` are
    those of each incident, by its postmortem; `now` is time-zone aware, in the configured zone;
    `at_base` has the postmortems of the base branch by id, or is None where no base is known;
    `comments` are the document's own, `ignores` those that tell rules to look away, and `rule_ids`
    what they may name; `repository` is what is known of the repository itself.
    """

    path: str
    config: Config
    now: datetime
    paths_by_id: Mapping[str, tuple[str, ...]]
    item_keys: frozenset[str]
    former_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    repeats: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, Times] = field(default_factory=dict)
    at_base: Mapping[str, BasePostmortem] | None = None
    comments: Comments = field(default_factory=Comments)
    ignores: tuple[Ignore, ...] = ()
    rule_ids: frozenset[str] = frozenset()
    repository: Repository = field(default_factory=Repository)

    def options(self, kind: type[_Options]) -> _Options:
        """Give a rule's options as they are configured, by the class that the rule declares."""
        given = (setting.options for setting in self.config.rules.values())
        return next((options for options in given if isinstance(options, kind)), kind())


class Problem(Struct, frozen=True):
    """What a check found: the path of keys that leads to it, a message and a hint.

    `at_key` points at the property's name instead of its value; `offset` at a character of the
    text that the path leads to; `place` is for what belongs to no value.
    """

    path: Path
    message: str
    hint: str
    at_key: bool = False
    place: Span | None = None
    offset: int | None = None


Check = Callable[[Postmortem, Surroundings], Iterator[Problem]]


class Rule(Struct, frozen=True):
    """A check, and what holds for it unless the configuration says otherwise.

    `severity` is that of its findings; `asks_from` the status from which on a postmortem is
    looked at; `options` a Struct whose fields are annotated with `Option` (see options.py);
    `compares` tells that it has findings against a base alone, and none once that is merged.
    """

    id: str
    severity: Severity
    check: Check
    asks_from: PostmortemStatus = "draft"
    options: type | None = None
    compares: bool = False

    @property
    def manual(self) -> str:
        """The rule's manual page: what it looks for, why, how to fix it, two examples."""
        return inspect.cleandoc(self.check.__doc__ or "")

    @property
    def title(self) -> str:
        """The manual page's first line."""
        return self.manual.partition("\n")[0]
