"""Issues as they look in answers, made and written as JSON once for each state that they are in.

A list shows all issues each time, and few of them have changed since the last one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from .state import Issue, Platform
from .views import Views


class Seen(dict[str, Any]):
    """The view of an issue with its JSON; nobody changes it, for then that would be wrong."""

    json: bytes

    def _refuse(self, *_: object, **__: object) -> Any:
        raise TypeError("a view is not changed: make another one, as `view | {...}`")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


Known = WeakKeyDictionary[Issue, tuple[tuple[Any, ...], Seen]]


class RememberedViews(Views):
    """The same views; of an issue that is as it was, the one that was made before."""

    def __init__(self, platform: Platform, api: str, known: Known) -> None:
        super().__init__(platform, api)
        self._known = known
        types = {owner: tuple(names) for owner, names in platform.issue_types.items()}
        self._around = (api, self.web, frozenset(platform.outsiders), types)

    def issue(self, issue: Issue) -> dict[str, Any]:
        """An issue; a pull request has `pull_request` too."""
        now = self._state(issue)
        found = self._known.get(issue)
        if found is None or found[0] != now:
            view = Seen(super().issue(issue))
            view.json = json.dumps(view).encode()
            found = self._known[issue] = (now, view)
        return found[1]

    def _state(self, issue: Issue) -> tuple[Any, ...]:
        """Everything of which a view is made: its own values, and some of those around it."""
        own = vars(issue)
        repository, pull, parent = issue.repository, issue.pull, issue.parent
        return (
            self._around,
            repository.full_name,
            PLAIN(own),
            [*issue.assignees],
            [(one.id, one.name, one.color, one.description) for one in issue.labels],
            len(issue.comments),
            issue.milestone and repository.milestones.get(issue.milestone),
            parent and (parent.repository.full_name, parent.number),
            _states(issue.children),
            _states(issue.blocked_by),
            _states(issue.blocking),
            pull and (pull.draft, pull.merged_at),
        )


PLAIN = itemgetter(
    "number", "id", "title", "body", "author", "created_at", "updated_at", "state", "state_reason",
    "closed_at", "closed_by", "milestone", "type", "locked",
)  # fmt: skip


def _states(issues: list[Issue]) -> Sequence[str]:
    return [one.state for one in issues] if issues else ()


def as_json(value: Any) -> bytes:
    """The JSON of a value."""
    return value.json if isinstance(value, Seen) else json.dumps(value).encode()
